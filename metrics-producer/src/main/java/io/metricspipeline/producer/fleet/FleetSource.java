package io.metricspipeline.producer.fleet;

import io.metricspipeline.producer.OnSource;
import io.metricspipeline.producer.Outlet;
import io.metricspipeline.producer.Source;
import io.metricspipeline.producer.SourceName;
import io.metricspipeline.producer.fleet.FleetMember.FleetEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the samples of the whole fleet, spread evenly over the interval. When Kafka takes them too slowly, whole rounds
 * are left out and counted as missed ticks, never caught up in a burst.
 */
@Component
@OnSource(SourceName.FLEET)
final class FleetSource implements Source {

    private static final JsonMapper JSON = new JsonMapper();

    /** So many events may be late at a time, some ten megabytes: beyond that they come in time. */
    private static final int MOST_HELD = 10_000;

    private final FleetProperties settings;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final List<FleetMember> members;
    private final DeliveryFaults faults;
    private final Queue<Anomaly> labels = new ArrayDeque<>();
    private final PriorityQueue<Held> held = new PriorityQueue<>(Comparator.comparingLong(Held::due));
    private final long start;
    private long next;
    private long missedTicks;

    FleetSource(FleetProperties settings, Clock clock, LongSupplier nanoTime) {
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.faults = new DeliveryFaults(settings);
        UUID run = UUID.randomUUID();
        Instant now = clock.instant();
        this.members = IntStream.range(0, settings.hosts())
                .mapToObj(number -> new FleetMember(new SimulatedHost(settings, number, run, now, labels::add)))
                .toList();
        this.start = nanoTime.getAsLong();
    }

    @Override
    public SourceName name() {
        return SourceName.FLEET;
    }

    @Override
    public Duration sendDue(Outlet outlet) throws InterruptedException {
        long now = nanoTime.getAsLong() - start;
        skipMissed(now);
        while (!held.isEmpty() && held.peek().due() <= now) {
            send(held.remove().event(), outlet);
        }
        while (due() <= now) {
            FleetMember member = members.get((int) (next % settings.hosts()));
            Optional<FleetEvent> event = member.event(clock.instant(), missedTicks);
            next++;
            if (event.isPresent()) {
                deliver(event.get(), now, outlet);
            }
        }
        sendLabels(outlet);
        long nextHeld = held.isEmpty() ? Long.MAX_VALUE : held.element().due();
        return Duration.ofNanos(Math.min(due(), nextHeld) - now);
    }

    private void skipMissed(long now) {
        long rounds = (now - due()) / settings.interval().toNanos();
        if (rounds > 0) {
            next += rounds * settings.hosts();
            missedTicks += rounds;
        }
    }

    /** When the next sample is: every host has its moment within the interval. */
    private long due() {
        long interval = settings.interval().toNanos();
        int hosts = settings.hosts();
        return next / hosts * interval + next % hosts * interval / hosts;
    }

    private void deliver(FleetEvent event, long now, Outlet outlet) throws InterruptedException {
        switch (held.size() < MOST_HELD ? faults.next() : DeliveryFaults.Fault.NONE) {
            case LATE -> held.add(new Held(now + faults.lateness().toNanos(), event));
            case OUT_OF_ORDER -> held.add(new Held(now + settings.interval().toNanos() * 3 / 2, event));
            case DUPLICATE -> {
                send(event, outlet);
                send(event, outlet);
            }
            case MALFORMED -> {
                outlet.send(settings.topic(), event.host(), faults.spoil(event.toJson()));
                send(event, outlet);
            }
            case NONE -> send(event, outlet);
        }
    }

    private void send(FleetEvent event, Outlet outlet) throws InterruptedException {
        outlet.send(settings.topic(), event.host(), event.toJson(), event.acknowledged());
    }

    private void sendLabels(Outlet outlet) throws InterruptedException {
        while (!labels.isEmpty()) {
            Anomaly label = labels.remove();
            outlet.send(settings.labelsTopic(), label.host(), JSON.writeValueAsBytes(label));
        }
    }

    private record Held(long due, FleetEvent event) {}
}
