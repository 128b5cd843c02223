package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/** The error handler in Spring's own container, on a real broker. */
class PatientErrorHandlerIT {

    private static final Map<String, Object> BROKER = Map.of("bootstrap.servers", Servers.brokers());

    private final String topic = "patience-" + UUID.randomUUID();
    private final List<Long> written = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger refusedPolls = new AtomicInteger();

    @Test
    void skipsNothingWhenTheConsumerItselfFailsBetweenTwoTries() throws Exception {
        try (Admin admin = Admin.create(BROKER)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        KafkaMessageListenerContainer<byte[], byte[]> container = container();
        container.start();
        try {
            send(2);
            await().atMost(Duration.ofMinutes(5)).until(() -> refusedPolls.get() == 1);
            send(1);
            await().atMost(Duration.ofMinutes(5))
                    .untilAsserted(() -> assertThat(written).contains(0L, 1L, 2L));
            assertThat(failures).hasPositiveValue();
        } finally {
            container.stop();
        }
    }

    private KafkaMessageListenerContainer<byte[], byte[]> container() {
        ContainerProperties properties = new ContainerProperties(topic);
        properties.setGroupId(topic);
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setAuthExceptionRetryInterval(Duration.ofMillis(100));
        properties.setMessageListener((BatchMessageListener<byte[], byte[]>) records -> {
            if (refusedPolls.get() == 0) {
                failures.incrementAndGet();
                throw new IllegalStateException("PostgreSQL is away");
            }
            records.forEach(record -> written.add(record.offset()));
        });
        var container = new KafkaMessageListenerContainer<>(new RefusedOnce(), properties);
        container.setCommonErrorHandler(new PatientErrorHandler(new WriteHealth(
                Clock.systemUTC(),
                new SinkMetrics(new SimpleMeterRegistry(), Clock.systemUTC()),
                SinkPropertiesTest.DEFAULTS)));
        return container;
    }

    private void send(int records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(BROKER, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, new byte[0])).get();
            }
        }
    }

    /** Real consumers, of which the first poll after a failed batch is refused, as when a password changes. */
    private final class RefusedOnce extends DefaultKafkaConsumerFactory<byte[], byte[]> {

        RefusedOnce() {
            super(Map.of(
                    "bootstrap.servers",
                    Servers.brokers(),
                    "auto.offset.reset",
                    "earliest",
                    "enable.auto.commit",
                    false));
        }

        @Override
        protected Consumer<byte[], byte[]> createRawConsumer(Map<String, Object> settings) {
            return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
                @Override
                public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                    if (failures.get() == 1 && refusedPolls.compareAndSet(0, 1)) {
                        throw new SaslAuthenticationException("The password has changed");
                    }
                    return super.poll(timeout);
                }
            };
        }
    }
}
