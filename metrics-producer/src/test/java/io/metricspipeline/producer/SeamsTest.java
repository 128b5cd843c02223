package io.metricspipeline.producer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.beans.factory.annotation.Autowired;

/** Who may know what, and how things are named. */
@AnalyzeClasses(packagesOf = ProducerApplication.class, importOptions = ImportOption.DoNotIncludeTests.class)
class SeamsTest {

    @ArchTest
    static final ArchRule onlyTheSamplerAndItsReaderKnowOshi = noClasses()
            .that()
            .haveNameNotMatching(".*(HostSampler|OshiReader)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("oshi..");

    @ArchTest
    static final ArchRule onlyThePublishersAndTheirTopicsTalkToKafka = noClasses()
            .that()
            .haveNameNotMatching(".*(SamplePublisher|SendFailure|Topics|ProducerConfiguration)")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..");

    @ArchTest
    static final ArchRule onlyTheContractsRecordsKnowJson = noClasses()
            .that()
            .haveNameNotMatching(".*(HostSample|SampleEvent|Loss|Loss\\$Reason|SendFailure)")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule nothingIsNamedAfterAPattern = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Service|Dto|Base)")
            .orShould()
            .haveNameMatching(".*\\.Abstract\\w+");

    @ArchTest
    static final ArchRule onlyTheApplicationIsPublic =
            classes().that().arePublic().should().haveSimpleName("ProducerApplication");

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = noFields().should().beAnnotatedWith(Autowired.class);
}
