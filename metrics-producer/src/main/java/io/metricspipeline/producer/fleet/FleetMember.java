package io.metricspipeline.producer.fleet;

import io.metricspipeline.producer.HostSample;
import io.metricspipeline.producer.SampleEvent;
import io.metricspipeline.producer.SampleEvent.ClosedProducer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** One host of the fleet with the deliveries of its processes, which its events state as those of a real host do. */
final class FleetMember {

    private final SimulatedHost host;
    private final Queue<Delivery> ended = new ConcurrentLinkedQueue<>();
    private @Nullable Delivery current;

    FleetMember(SimulatedHost host) {
        this.host = host;
    }

    /** None while the host reboots. */
    Optional<FleetEvent> event(Instant now, long missedTicks) {
        return host.sample(now, missedTicks).map(this::event);
    }

    private FleetEvent event(HostSample sample) {
        Delivery delivery = deliveryOf(sample);
        List<ClosedProducer> closed =
                ended.stream().flatMap(process -> process.closed().stream()).toList();
        SampleEvent event = SampleEvent.withoutLosses(sample, delivery.sent(sample.sequence()), closed);
        return new FleetEvent(event, () -> {
            delivery.acknowledged(sample.sequence());
            closed.forEach(stated -> ended.removeIf(process -> process.isOf(stated.producerId())));
        });
    }

    private Delivery deliveryOf(HostSample sample) {
        Delivery delivery = current;
        if (delivery == null || !delivery.isOf(sample.producerId())) {
            if (delivery != null) {
                ended.add(delivery);
            }
            delivery = new Delivery(sample.producerId());
            current = delivery;
        }
        return delivery;
    }

    /** An event, and what to do when Kafka has it. */
    record FleetEvent(SampleEvent event, Runnable acknowledged) {

        String host() {
            return event.sample().host();
        }

        byte[] toJson() {
            return event.toJson();
        }
    }
}
