package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

class ProducerPropertiesTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Settings.class);

    @EnableConfigurationProperties({ProducerProperties.class, KafkaAddresses.class})
    static class Settings {}

    @Test
    void hasDefaults() {
        application.run(context -> assertThat(context.getBean(ProducerProperties.class))
                .isEqualTo(new ProducerProperties(
                        Set.of(SourceName.HOST),
                        null,
                        Duration.ofMillis(500),
                        "host-samples",
                        10_000,
                        "/",
                        null,
                        null,
                        new ProducerProperties.SpoolSettings("spool", DataSize.ofGigabytes(1), 2_000),
                        new ProducerProperties.NewTopics(true, 6, null))));
    }

    @Test
    void readsEverySetting(@TempDir Path proc) throws IOException {
        Files.createFile(proc.resolve("stat"));
        application
                .withPropertyValues(
                        "producer.sources=host,fleet,user-login,http",
                        "producer.host-name=web-1",
                        "producer.interval=100ms",
                        "producer.topic=other.samples",
                        "producer.queue-capacity=20",
                        "producer.disk-path=/data",
                        "producer.proc-path=" + proc,
                        "producer.taken-log=/data/taken",
                        "producer.spool.directory=/data/spool",
                        "producer.spool.max-size=1MB",
                        "producer.spool.drain-per-second=10",
                        "producer.topics.create=false",
                        "producer.topics.partitions=12",
                        "producer.topics.replication-factor=3")
                .run(context -> assertThat(context.getBean(ProducerProperties.class))
                        .isEqualTo(new ProducerProperties(
                                EnumSet.allOf(SourceName.class),
                                "web-1",
                                Duration.ofMillis(100),
                                "other.samples",
                                20,
                                "/data",
                                proc.toString(),
                                "/data/taken",
                                new ProducerProperties.SpoolSettings("/data/spool", DataSize.ofMegabytes(1), 10),
                                new ProducerProperties.NewTopics(false, 12, (short) 3))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    producer.sources= | producer.sources | must name at least one source
                    producer.sources=host,htpp | producer.sources | failed to convert
                    producer.interval=0 | producer.interval | must be 100ms to 1h
                    producer.interval=2h | producer.interval | must be 100ms to 1h
                    producer.topic= | producer.topic | must be a Kafka topic name
                    producer.topic=a topic | producer.topic | must be a Kafka topic name
                    producer.topic=.. | producer.topic | must be a Kafka topic name
                    producer.host-name= | producer.hostName | must be 1 to 253 characters
                    producer.queue-capacity=0 | producer.queueCapacity | must be 1 to 1000000
                    producer.queue-capacity=1000001 | producer.queueCapacity | must be 1 to 1000000
                    producer.disk-path= | producer.diskPath | must be a path
                    producer.spool.directory= | producer.spool.directory | must be a path
                    producer.spool.max-size=1023KB | producer.spool.maxSize | must be 1MB to 1TB
                    producer.spool.max-size=1025GB | producer.spool.maxSize | must be 1MB to 1TB
                    producer.spool.drain-per-second=9 | producer.spool.drainPerSecond | must be 10 to 100000
                    producer.spool.drain-per-second=100001 | producer.spool.drainPerSecond | must be 10 to 100000
                    producer.topics.partitions=0 | producer.topics.partitions | must be 1 to 10000
                    producer.topics.partitions=10001 | producer.topics.partitions | must be 1 to 10000
                    producer.topics.replication-factor=0 | producer.topics.replicationFactor | must be 1 to 100
                    producer.topics.replication-factor=101 | producer.topics.replicationFactor | must be 1 to 100
                    spring.kafka.bootstrap-servers=localhost | spring.kafka.bootstrapServers[0] | must be host:port
                    spring.kafka.bootstrap-servers=a:1,b:x | spring.kafka.bootstrapServers[1] | must be host:port
                    spring.kafka.bootstrap-servers=http://a:1 | spring.kafka.bootstrapServers[0] | must be host:port
                    spring.kafka.bootstrap-servers= | spring.kafka.bootstrapServers | must name at least one broker
                    """)
    void aBadSettingFailsTheStartWithOneMessageThatNamesItAndTheRule(String setting, String property, String rule) {
        application.withPropertyValues(setting).run(context -> {
            FailureAnalysis analysis = SettingsAtStart.analyse(context.getStartupFailure());
            assertThat(analysis.getDescription())
                    .contains("Property: " + property, "Reason: " + rule)
                    .containsOnlyOnce("Reason:");
        });
    }

    @Test
    void readsTheDirectoryFromTheEnvironment() {
        application
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                Map.of("PRODUCER_SPOOL_DIRECTORY", "/var/lib/metrics-producer"))))
                .run(context -> assertThat(context.getBean(ProducerProperties.class)
                                .spool()
                                .directory())
                        .isEqualTo("/var/lib/metrics-producer"));
    }

    @Test
    void aPlaceWithoutTheHostsProcFailsTheStart(@TempDir Path proc) {
        application
                .withPropertyValues("producer.proc-path=" + proc)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage("producer.proc-path must be where the host's /proc is mounted"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:9092", "10.0.0.1:9092,kafka-2.example.org:9093", "[::1]:9092"})
    void takesEveryListOfAddresses(String addresses) {
        application
                .withPropertyValues("spring.kafka.bootstrap-servers=" + addresses)
                .run(context -> assertThat(context).hasNotFailed());
    }
}
