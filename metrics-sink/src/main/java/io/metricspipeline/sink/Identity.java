package io.metricspipeline.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Who sent an event. Both keys are derived from the names and never handed out by the database, so no cache can file
 * rows under the wrong host after a failover or a restore.
 */
record Identity(String host, UUID producerId, long hostId, long producerKey) {

    Identity(String host, UUID producerId) {
        this(host, producerId, key(host), producerKey(producerId));
    }

    static long producerKey(UUID producerId) {
        return key(producerId.toString());
    }

    /** The first 63 bits of the SHA-256, so that the key is never negative. */
    private static long key(String name) {
        return ByteBuffer.wrap(sha256().digest(name.getBytes(StandardCharsets.UTF_8)))
                        .getLong()
                >>> 1;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
