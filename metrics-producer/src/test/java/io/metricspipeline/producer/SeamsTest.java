package io.metricspipeline.producer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.beans.factory.annotation.Autowired;

/** Who may know what, and how things are named. */
@AnalyzeClasses(packagesOf = ProducerApplication.class, importOptions = ImportOption.DoNotIncludeTests.class)
class SeamsTest {

    private static final String LINE = "io.metricspipeline.producer";

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
            .haveNameNotMatching(
                    ".*(SamplePublisher|EventPublisher.*|Sources|SendFailure|Topics|ProducerConfiguration)")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..");

    @ArchTest
    static final ArchRule onlyTheContractsRecordsKnowJson = noClasses()
            .that()
            .resideInAPackage(LINE)
            .and()
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
    static final ArchRule onlyTheApplicationAndWhatSourcesSeeIsPublic = classes()
            .that()
            .arePublic()
            .should()
            .resideInAPackage(LINE)
            .andShould()
            .haveNameMatching(
                    ".*(ProducerApplication|Source|OnSource|SourceName|SourceUnavailable|Outlet|HostSample|SampleEvent.*|TopicName|Share)");

    @ArchTest
    static final ArchRule theLineKnowsNoSource = noClasses()
            .that()
            .resideInAPackage(LINE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(LINE + ".*");

    @ArchTest
    static final ArchRule noSourceKnowsAnother =
            slices().matching(LINE + ".(*)").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = noFields().should().beAnnotatedWith(Autowired.class);
}
