package io.metricspipeline.sink;

import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A start that ended because the schema could not be migrated: one message in place of a stack trace. */
final class MigrationFailureAnalyzer extends AbstractFailureAnalyzer<FlywayException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, FlywayException failure) {
        return new FailureAnalysis(
                "The schema could not be migrated.\n\n"
                        + String.valueOf(failure.getMessage()).strip(),
                "Check that PostgreSQL is running and that spring.datasource.url, .username and .password (or"
                        + " spring.flyway.url, .user and .password) are right, then start the sink again."
                        + " Where somebody else migrates, set spring.flyway.enabled=false.",
                failure);
    }
}
