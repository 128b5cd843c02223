package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metricspipeline.sink.SinkProperties.NewTopics;
import io.metricspipeline.sink.anomaly.AnomalySettings;
import io.metricspipeline.sink.page.PageSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SinkPropertiesTest {

    static final SinkProperties DEFAULTS = new SinkProperties(
            "host-samples",
            "host-samples-dlt",
            Duration.ofDays(15),
            Duration.ofDays(90),
            null,
            Duration.ofDays(90),
            new NewTopics(true, 6, null),
            new PageSettings(true, "localhost", 8080, null, false, null),
            new AnomalySettings(
                    true,
                    Duration.ofSeconds(10),
                    4,
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1)),
            new EventSettings(List.of(), Duration.ofDays(15)));

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Test
    void hasDefaults() {
        context.run(started -> assertThat(started.getBean(SinkProperties.class)).isEqualTo(DEFAULTS));
    }

    @Test
    void mapsEverySetting() {
        context.withPropertyValues(
                        "sink.topic=samples",
                        "sink.dead-letter-topic=samples-dead",
                        "sink.raw-retention=30d",
                        "sink.minute-retention=400d",
                        "sink.hour-retention=1000d",
                        "sink.reject-retention=365d",
                        "sink.topics.create=false",
                        "sink.topics.partitions=12",
                        "sink.topics.replication-factor=3",
                        "sink.page.enabled=false",
                        "sink.page.address=0.0.0.0",
                        "sink.page.port=80",
                        "sink.page.password=open sesame",
                        "sink.page.insecure=true",
                        "sink.page.jdbc-url=jdbc:postgresql://db.example/metrics",
                        "sink.anomalies.enabled=false",
                        "sink.anomalies.interval=1m",
                        "sink.anomalies.threshold=5.5",
                        "sink.anomalies.warm-up=10m",
                        "sink.anomalies.new-normal-after=30m",
                        "sink.anomalies.look-back=2h",
                        "sink.events.topics=user-login,users",
                        "sink.events.retention=30d",
                        "spring.kafka.bootstrap-servers=one:9092,[::1]:9093",
                        "spring.datasource.url=jdbc:postgresql://db:5432/metrics?sslmode=verify-full&sslrootcert=/etc/ca.pem")
                .run(started -> {
                    assertThat(started.getBean(SinkProperties.class))
                            .isEqualTo(new SinkProperties(
                                    "samples",
                                    "samples-dead",
                                    Duration.ofDays(30),
                                    Duration.ofDays(400),
                                    Duration.ofDays(1000),
                                    Duration.ofDays(365),
                                    new NewTopics(false, 12, (short) 3),
                                    new PageSettings(
                                            false,
                                            "0.0.0.0",
                                            80,
                                            "open sesame",
                                            true,
                                            "jdbc:postgresql://db.example/metrics"),
                                    new AnomalySettings(
                                            false,
                                            Duration.ofMinutes(1),
                                            5.5,
                                            Duration.ofMinutes(10),
                                            Duration.ofMinutes(30),
                                            Duration.ofHours(2)),
                                    new EventSettings(List.of("user-login", "users"), Duration.ofDays(30))));
                    assertThat(started.getBean(ServerAddresses.Kafka.class).bootstrapServers())
                            .isEqualTo(List.of("one:9092", "[::1]:9093"));
                    assertThat(started.getBean(ServerAddresses.Database.class).url())
                            .isEqualTo("jdbc:postgresql://db:5432/metrics?sslmode=verify-full&sslrootcert=/etc/ca.pem");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    sink.topic                     |                        | sink.topic                        | must be a Kafka topic name
                    sink.dead-letter-topic         | a/b                    | sink.deadLetterTopic              | must be a Kafka topic name
                    sink.raw-retention             | 1h                     | sink.rawRetention                 | must be 1 to 3650 days
                    sink.minute-retention          | 0d                     | sink.minuteRetention              | must be 1 to 3650 days
                    sink.hour-retention            | 3651d                  | sink.hourRetention                | must be 1 to 3650 days
                    sink.reject-retention          | 0d                     | sink.rejectRetention              | must be 1 to 3650 days
                    sink.topics.partitions         | 0                      | sink.topics.partitions            | must be 1 to 10000
                    sink.topics.replication-factor | 0                      | sink.topics.replicationFactor     | must be 1 to 100
                    sink.page.port                 | 65536                  | sink.page.port                    | must be 0 to 65535
                    sink.page.jdbc-url             | db/metrics             | sink.page.jdbcUrl                 | must be jdbc:postgresql://host:port/database
                    sink.anomalies.interval        | 0s                     | sink.anomalies.interval           | must be 1 s to 1 h
                    sink.anomalies.threshold       | 0.5                    | sink.anomalies.threshold          | must be 1 to 100
                    sink.anomalies.warm-up         | 30s                    | sink.anomalies.warmUp             | must be 1 min to 1 d
                    sink.anomalies.new-normal-after | 2d                    | sink.anomalies.newNormalAfter     | must be 1 min to 1 d
                    sink.anomalies.look-back       | 1s                     | sink.anomalies.lookBack           | must be 1 min to 3650 d
                    sink.events.topics             | good,a/b               | sink.events.topics[1]             | must be a Kafka topic name
                    sink.events.retention          | 7d                     | sink.events.retention             | must be 8 to 3650 days
                    spring.kafka.bootstrap-servers | broker                 | spring.kafka.bootstrapServers[0]  | must be host:port
                    spring.datasource.url          | postgres://db/metrics  | spring.datasource.url             | must be jdbc:postgresql://host:port/database
                    """)
    void failsTheStartWithOneMessageThatNamesThePropertyAndTheRule(
            String property, String value, String named, String rule, CapturedOutput output) {
        String setting = "--" + property + "=" + (value == null ? "" : value);

        assertThatThrownBy(() -> SpringApplication.run(SinkApplication.class, setting, "--server.port=0"));

        assertThat(output).contains("APPLICATION FAILED TO START", "Property: " + named, "Reason: " + rule);
    }

    @Test
    void refusesToReadItsOwnDeadLetters() {
        context.withPropertyValues("sink.topic=one", "sink.dead-letter-topic=one")
                .run(started -> assertThat(started.getStartupFailure())
                        .rootCause()
                        .hasMessage("sink.dead-letter-topic must be another topic than sink.topic"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    host-samples     | sink.events.topics, with -dlt too, must be other topics than those of samples
                    host-samples-dlt | sink.events.topics, with -dlt too, must be other topics than those of samples
                    one,two,one      | sink.events.topics, with -dlt too, must be different topics
                    one,one-dlt      | sink.events.topics, with -dlt too, must be different topics
                    """)
    void refusesATopicThatIsReadTwiceOrHoldsDeadLetters(String topics, String rule) {
        context.withPropertyValues("sink.events.topics=" + topics)
                .run(started ->
                        assertThat(started.getStartupFailure()).rootCause().hasMessage(rule));
    }

    @EnableConfigurationProperties({SinkProperties.class, ServerAddresses.Kafka.class, ServerAddresses.Database.class})
    static class Settings {}
}
