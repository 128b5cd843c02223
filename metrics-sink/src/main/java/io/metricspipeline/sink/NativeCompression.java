package io.metricspipeline.sink;

import net.jpountz.lz4.LZ4Factory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Kafka unpack lz4 in native code, which takes a fifth of the time. The library itself tries that only for classes
 * of the system's class loader, so never inside an executable jar.
 */
final class NativeCompression {

    private static final Logger log = LoggerFactory.getLogger(NativeCompression.class);

    private NativeCompression() {}

    /** Before Kafka's first use. Where native code is forbidden or was never built, Java's does. */
    static void load() {
        try {
            LZ4Factory.nativeInstance();
        } catch (LinkageError | AssertionError | RuntimeException notHere) {
            log.debug("lz4 is unpacked in Java", notHere);
        }
    }
}
