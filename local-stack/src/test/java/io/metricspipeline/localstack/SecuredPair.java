package io.metricspipeline.localstack;

import java.util.stream.Stream;

/** A producer and a sink of a secured stack. */
record SecuredPair(ServiceProcess producer, ServiceProcess sink) {
    Stream<ServiceProcess> both() {
        return Stream.of(producer, sink);
    }
}
