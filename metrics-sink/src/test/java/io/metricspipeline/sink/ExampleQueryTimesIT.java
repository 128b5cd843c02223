package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.StopWatch;

/** How long the queries of docs/ANALYSE.md take. How much there is: -Dscale.hosts=100 -Dscale.days=90, some minutes, 7 GB. */
class ExampleQueryTimesIT {

    private static final int HOSTS = Integer.getInteger("scale.hosts", AnalystsDatabase.HOSTS);
    private static final int DAYS = Integer.getInteger("scale.days", AnalystsDatabase.DAYS);

    @Test
    void eachAnswersAndPrintsItsTime() throws IOException {
        AnalystsDatabase database = HOSTS == AnalystsDatabase.HOSTS && DAYS == AnalystsDatabase.DAYS
                ? AnalystsDatabase.SMALL
                : new AnalystsDatabase(HOSTS, DAYS);
        for (Map.Entry<String, String> query : ExampleQueries.read().entrySet()) {
            StopWatch watch = new StopWatch();
            watch.start();
            int rows =
                    database.reader.sql(query.getValue()).query().listOfRows().size();
            watch.stop();
            System.out.printf("| %s | %d rows | %d ms |%n", query.getKey(), rows, watch.getTotalTimeMillis());
            assertThat(rows).as(query.getKey()).isPositive();
        }
    }
}
