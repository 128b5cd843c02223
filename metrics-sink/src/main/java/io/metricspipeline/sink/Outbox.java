package io.metricspipeline.sink;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/** Records for one topic in; returns when Kafka has acknowledged all of them, and throws otherwise. */
final class Outbox {

    private static final long PATIENCE_SECONDS = 30;

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final String topic;
    private final int largestRecord;

    /** @param largestRecord how many bytes the topic should take */
    Outbox(KafkaTemplate<byte[], byte[]> kafka, String topic, int largestRecord) {
        this.kafka = kafka;
        this.topic = topic;
        this.largestRecord = largestRecord;
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) {
        try {
            CompletableFuture<?>[] acknowledgements =
                    records.stream().map(kafka::send).toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(acknowledgements).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException failure) {
            throw failure(failure, records.size());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Stopped while publishing to " + topic, stop);
        }
    }

    /** What only somebody with rights on the topic can end is told apart from a broker that is away. */
    private RuntimeException failure(Exception failure, int records) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        if (root instanceof UnknownTopicOrPartitionException) {
            return new OperatorNeeded("The topic " + topic + " is missing: create it");
        }
        if (root instanceof AuthorizationException) {
            return new OperatorNeeded("Kafka forbids to write to the topic " + topic + ": allow it ("
                    + root.getClass().getSimpleName() + ")");
        }
        if (root instanceof RecordTooLargeException) {
            return new OperatorNeeded("The topic " + topic
                    + " does not take a record of this size: raise its max.message.bytes to " + largestRecord);
        }
        return new KafkaException("Could not publish " + records + " records to " + topic, failure);
    }
}
