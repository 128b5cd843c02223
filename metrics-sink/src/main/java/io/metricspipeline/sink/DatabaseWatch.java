package io.metricspipeline.sink;

import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks PostgreSQL every two seconds for the version of its schema. Health component {@code database}: UP when that is
 * at least the version that this sink was built with; a newer one is fine.
 */
@Component("database")
class DatabaseWatch implements HealthIndicator {

    private static final Pattern MIGRATION = Pattern.compile("V(\\d+)__.*\\.sql");

    private final JdbcClient jdbc;
    private final int neededVersion;
    private final LastAnswer answer = new LastAnswer("PostgreSQL");

    DatabaseWatch(JdbcClient jdbc) throws IOException {
        this.jdbc = jdbc;
        this.neededVersion = newestMigration();
    }

    @Override
    public Health health() {
        return answer.health();
    }

    @Scheduled(fixedDelayString = "2s")
    void look() {
        try {
            int version = jdbc.sql(
                            "select coalesce(max(version::int), 0) from metrics.flyway_schema_history where success")
                    .query(Integer.class)
                    .single();
            if (version >= neededVersion) {
                answer.answered(Health.up()
                        .withDetail("schemaVersion", version)
                        .withDetail("neededVersion", neededVersion)
                        .build());
            } else {
                answer.failed("its schema has version " + version + ", this sink needs " + neededVersion
                        + ": run the migrations");
            }
        } catch (RuntimeException failure) {
            answer.failed(SqlFault.describe(failure));
        }
    }

    private static int newestMigration() throws IOException {
        return Arrays.stream(new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/V*.sql"))
                .map(resource -> MIGRATION.matcher(String.valueOf(resource.getFilename())))
                .filter(Matcher::matches)
                .mapToInt(migration -> Integer.parseInt(migration.group(1)))
                .max()
                .orElseThrow();
    }
}
