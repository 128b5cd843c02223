package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

class MigrationFailureAnalyzerTest {

    @Test
    void turnsAFailedMigrationIntoOneMessage() {
        FailureAnalyzer analyzer = SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, (type, name, needsABeanFactory) -> {})
                .stream()
                .filter(MigrationFailureAnalyzer.class::isInstance)
                .findFirst()
                .orElseThrow();

        FailureAnalysis analysis = requireNonNull(
                analyzer.analyze(new IllegalStateException(new FlywayException("Connection to db:5432 refused"))));

        assertThat(analysis.getDescription()).contains("could not be migrated", "Connection to db:5432 refused");
        assertThat(analysis.getAction()).contains("spring.datasource.url");
    }
}
