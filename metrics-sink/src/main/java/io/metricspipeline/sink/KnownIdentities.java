package io.metricspipeline.sink;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The identities of late, so that the two hashes of each are not computed again for every event. Safe for concurrent use. */
final class KnownIdentities {

    private static final int MOST = 10_000;

    private final Map<UUID, Identity> byProducer = new ConcurrentHashMap<>();

    Identity of(String host, UUID producerId) {
        Identity known = byProducer.get(producerId);
        if (known != null && known.host().equals(host)) {
            return known;
        }
        if (byProducer.size() >= MOST) {
            // Rare, and then cheaper than to keep account of who was heard of last.
            byProducer.clear();
        }
        Identity identity = new Identity(host, producerId);
        byProducer.put(producerId, identity);
        return identity;
    }
}
