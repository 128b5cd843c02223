package io.metricspipeline.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;

/**
 * The same servers, with a database and topics of their own that a test may break, a login that is no superuser's, one
 * record a poll, and time-outs short enough to wait for. Each test names the topics: they are read before these settings
 * are there.
 */
@TestConfiguration(proxyBeanMethods = false)
class ServersToBreak {

    static final String TOPIC = "fragile-samples";
    static final String DEAD_LETTER_TOPIC = "fragile-samples-dlt";
    static final String JDBC_URL = makeDatabase();

    // Not the sink's, which gives up early here.
    private static final KafkaProducer<byte[], byte[]> SENDER = new KafkaProducer<>(
            Map.of("bootstrap.servers", Servers.brokers()), new ByteArraySerializer(), new ByteArraySerializer());

    @Bean
    DynamicPropertyRegistrar settings() {
        return registry -> {
            registry.add("spring.kafka.bootstrap-servers", Servers::brokers);
            registry.add("spring.kafka.consumer.group-id", () -> "fragile-sink");
            registry.add("spring.kafka.consumer.max-poll-records", () -> 1);
            registry.add("spring.kafka.producer.properties[max.block.ms]", () -> 3_000);
            registry.add("spring.kafka.producer.properties[request.timeout.ms]", () -> 5_000);
            registry.add("spring.kafka.producer.properties[delivery.timeout.ms]", () -> 10_000);
            registry.add("spring.datasource.url", () -> JDBC_URL);
            registry.add("spring.datasource.username", () -> "fragile_sink");
            registry.add("spring.datasource.hikari.connection-timeout", () -> 3_000);
            registry.add("spring.datasource.hikari.validation-timeout", () -> 1_000);
            registry.add(
                    "spring.datasource.hikari.data-source-properties.options",
                    () -> "-c lock_timeout=300ms -c statement_timeout=3s");
        };
    }

    /** To the topic that the sink reads; returns when Kafka has it. */
    static void send(String key, byte[] value) {
        try {
            SENDER.send(new ProducerRecord<>(TOPIC, key.getBytes(UTF_8), value)).get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException("Kafka takes no record", failure);
        }
    }

    private static String makeDatabase() {
        try {
            Servers.execute("create role fragile_sink login", "create database fragile owner fragile_sink");
            return Servers.jdbcUrl("fragile");
        } catch (SQLException failure) {
            throw new IllegalStateException("PostgreSQL makes no database", failure);
        }
    }
}
