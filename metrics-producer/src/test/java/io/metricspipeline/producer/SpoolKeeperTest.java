package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;

class SpoolKeeperTest {

    private final List<Object> events = new CopyOnWriteArrayList<>();

    @Test
    void makesTheServiceNotLiveWhenAnErrorEndsItsThread(@TempDir Path directory) throws IOException {
        SegmentName earlier = new SegmentName(Samples.TIME.toEpochMilli(), UUID.randomUUID(), 0);
        Files.createFile(directory.resolve(earlier.toString()));
        SpoolKeeper keeper = new SpoolKeeper(upkeepThatCannotCount(directory), events::add);

        keeper.start();

        await().untilAsserted(() -> assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        AvailabilityChangeEvent.class,
                        change -> assertThat(change.getState()).isEqualTo(LivenessState.BROKEN)));
    }

    private static SpoolUpkeep upkeepThatCannotCount(Path directory) {
        ProducerProperties properties = Samples.settings("spool.directory=" + directory);
        SpoolFiles files = new SpoolFiles(properties);
        ProducerMetrics metrics =
                new ProducerMetrics(new BrokenCounters(), new Metronome(properties, System::nanoTime));
        return new SpoolUpkeep(properties, new SpoolContents(properties, files, Clock.systemUTC(), metrics), files);
    }

    private static final class BrokenCounters extends SimpleMeterRegistry {

        @Override
        protected Counter newCounter(Meter.Id id) {
            return new CumulativeCounter(id) {
                @Override
                public void increment(double amount) {
                    throw new StackOverflowError("thrown by a test");
                }
            };
        }
    }
}
