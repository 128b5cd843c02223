package io.metricspipeline.sink;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.listener.RetryListener;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Delivers a failed batch again for ever, 0.1 to 5 s apart; the consumer stays in its group, paused. Spring Kafka's
 * default gives up after ten immediate tries, logs the batch and commits it: one second without PostgreSQL would lose
 * data.
 */
final class PatientErrorHandler extends DefaultErrorHandler {

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration SLOWEST_RETRY = Duration.ofSeconds(5);

    PatientErrorHandler(RetryListener retries) {
        super(
                (record, failure) -> {
                    throw new IllegalStateException("Nothing may be skipped", failure);
                },
                backOff());
        // By default six exceptions, ClassCastException among them, are given up at once: a bug would drop its batch.
        setClassifications(Map.of(), true);
        setRetryListeners(retries);
        // The listener acknowledges what it has done, at whichever try. By default the whole batch would be committed
        // as soon as it returns, also when it has found that the batch must be read again.
        setAckAfterHandle(false);
    }

    @Override
    public void handleBatch(
            Exception failure,
            ConsumerRecords<?, ?> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable listener) {
        try {
            super.handleBatch(failure, records, consumer, container, listener);
        } catch (RuntimeException interrupted) {
            seekToStart(records, consumer);
            throw interrupted;
        }
    }

    @Override
    public <K, V> ConsumerRecords<K, V> handleBatchAndReturnRemaining(
            Exception failure,
            ConsumerRecords<?, ?> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable listener) {
        try {
            return super.handleBatchAndReturnRemaining(failure, records, consumer, container, listener);
        } catch (RuntimeException interrupted) {
            seekToStart(records, consumer);
            throw interrupted;
        }
    }

    /**
     * Between tries Spring Kafka polls the paused consumer. When that poll throws, a refused login for example, it leaves
     * the loop and polls on behind the batch, whose records the next commit would skip.
     */
    private static void seekToStart(ConsumerRecords<?, ?> records, Consumer<?, ?> consumer) {
        for (TopicPartition partition : records.partitions()) {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, records.records(partition).get(0).offset());
            }
        }
    }

    private static BackOff backOff() {
        ExponentialBackOff backOff = new ExponentialBackOff(FIRST_RETRY.toMillis(), 2);
        backOff.setMaxInterval(SLOWEST_RETRY.toMillis());
        return backOff;
    }
}
