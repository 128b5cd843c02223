package io.metricspipeline.sink;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.beans.factory.annotation.Autowired;

/** Who may know what. */
@AnalyzeClasses(packages = "io.metricspipeline.sink", importOptions = ImportOption.DoNotIncludeTests.class)
class SeamsTest {

    @ArchTest
    static final ArchRule onlyTheDecodersKnowJson = noClasses()
            .that(not(belongToAnyOf(JsonReader.class, EventJson.class, EventDecoder.class, EventTime.class)))
            .and()
            .areNotAssignableTo(EventRules.class)
            .and()
            .resideOutsideOfPackage("..page..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("tools.jackson..");

    @ArchTest
    static final ArchRule onlyTheStoresKnowJdbc = noClasses()
            .that(not(belongToAnyOf(
                    SampleStore.class,
                    SampleRows.class,
                    BinaryRows.class,
                    StagedSamples.class,
                    ControlSamples.class,
                    ProducerStore.class,
                    RejectStore.class,
                    WatermarkStore.class,
                    Bisection.class,
                    EventStore.class,
                    EventRows.class,
                    InsightsCommand.class,
                    StoredSamples.class,
                    DatabaseWatch.class,
                    BackupWatch.class,
                    SqlFault.class,
                    Breaker.class)))
            .and()
            .resideOutsideOfPackage("..upkeep..")
            .and()
            .haveNameNotMatching(
                    ".*\\.(page\\.(PageDatabase|PageReader|FleetReader|AnomalyReader)|anomaly\\.(AnomalyStore|SecondReader))")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.postgresql..", "org.springframework.jdbc..");

    @ArchTest
    static final ArchRule storesDoNotTalkToKafka = noClasses()
            .that()
            .haveSimpleNameEndingWith("Store")
            .or()
            .resideInAnyPackage("..upkeep..", "..anomaly..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework.kafka..",
                    "org.apache.kafka.clients.admin..",
                    "org.apache.kafka.clients.producer..");

    @ArchTest
    static final ArchRule upkeepDoesNotKnowTheLine = noClasses()
            .that()
            .resideInAnyPackage("..upkeep..", "..anomaly..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.metricspipeline.sink");

    /** So that one is added, changed or taken away without touching another. */
    @ArchTest
    static final ArchRule nobodyKnowsTheRulesOfAStream = noClasses()
            .should()
            .dependOnClassesThat(assignableTo(EventRules.class).and(not(type(EventRules.class))));

    @ArchTest
    static final ArchRule theLineOfSamplesDoesNotKnowThatOfEvents = noClasses()
            .that()
            .haveSimpleNameStartingWith("Sample")
            .should()
            .dependOnClassesThat()
            .haveSimpleNameStartingWith("Event");

    @ArchTest
    static final ArchRule namesAreRoles = classes()
            .should()
            .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl|Service|Dto|Base)")
            .andShould()
            .haveNameNotMatching(".*\\.Abstract.*");

    @ArchTest
    static final ArchRule injectionIsByConstructor = noFields().should().beAnnotatedWith(Autowired.class);
}
