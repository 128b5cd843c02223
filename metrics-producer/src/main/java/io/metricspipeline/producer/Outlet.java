package io.metricspipeline.producer;

import org.jspecify.annotations.Nullable;

/**
 * The way of one source to Kafka. At least once while this process lives: what Kafka does not take is sent again, until
 * it is acknowledged or refused for ever, and meanwhile the source waits. Nothing is kept on disk, so what is under way
 * dies with the process. For the source's thread alone.
 */
public interface Outlet {

    /**
     * Waits while too much is under way.
     *
     * @param key of the record; none when null
     * @param acknowledged runs when Kafka has the event, on another thread
     */
    void send(String topic, @Nullable String key, byte[] value, Runnable acknowledged) throws InterruptedException;

    default void send(String topic, @Nullable String key, byte[] value) throws InterruptedException {
        send(topic, key, value, () -> {});
    }

    /** Waits until everything is acknowledged, or refused for ever. */
    void awaitAcknowledgements() throws InterruptedException;
}
