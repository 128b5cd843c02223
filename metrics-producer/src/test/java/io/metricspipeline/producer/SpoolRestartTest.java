package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.SampleEvent.ClosedProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What earlier processes left in the spool. */
class SpoolRestartTest {

    @TempDir
    private Path directory;

    @Test
    void sendsTheSamplesOfAKilledProcessAgainUnderItsNameAndClosesIt() throws IOException {
        TestSpool killed = open().append(1_200);
        killed.spool().acknowledged(killed.take());
        killed.kill();

        TestSpool next = open();
        List<SampleEvent> events = next.drain();
        assertThat(TestSpool.sequences(events, killed.producerId)).isEqualTo(TestSpool.range(0, 1_200));
        assertThat(events)
                .allMatch(event -> event.acknowledgedBelow() == event.sample().sequence());
        assertThat(next.meters.get("producer.samples.found").counter().count()).isEqualTo(1_200);

        next.keep();
        assertThat(killed.segments()).hasSize(1);
        next.append(2);
        SampleEvent carries = next.take();
        SampleEvent repeats = next.take();
        assertThat(carries.closed()).containsExactly(new ClosedProducer(killed.producerId, 1_200));
        assertThat(repeats.closed()).isEqualTo(carries.closed());
        next.keep();
        assertThat(killed.segments()).hasSize(1);

        next.spool().acknowledged(repeats);
        next.keep();
        assertThat(killed.segments()).isEmpty();
        assertThat(next.publishOne().closed()).isEmpty();
    }

    @Test
    void closesAProcessAfterItsOwnRestartToo() {
        TestSpool killed = open().append(10);
        killed.kill();
        TestSpool second = open();
        second.drain();
        second.kill();

        TestSpool third = open();
        assertThat(TestSpool.sequences(third.drain(), killed.producerId)).isEqualTo(TestSpool.range(0, 10));
        assertThat(third.publishOne().closed()).containsExactly(new ClosedProducer(killed.producerId, 10));
    }

    @Test
    void sendsNothingAgainAfterAStopThatLeftNothing() throws IOException {
        TestSpool stopped = open().append(700);
        stopped.drain();
        stopped.stop();
        assertThat(stopped.segments())
                .hasSize(1)
                .allMatch(segment -> segment.toFile().length() == 0);

        TestSpool next = open();

        assertThat(next.spool().unsettled()).isZero();
        assertThat(next.publishOne().closed()).containsExactly(new ClosedProducer(stopped.producerId, 700));
        next.keep();
        assertThat(stopped.segments()).isEmpty();
    }

    @Test
    void leavesTheRestInTheSpoolWhenItStops() {
        TestSpool stopped = open().append(20);
        stopped.spool().acknowledged(stopped.take());
        stopped.stop();

        TestSpool next = open();

        assertThat(TestSpool.sequences(next.drain(), stopped.producerId)).isEqualTo(TestSpool.range(0, 20));
    }

    private TestSpool open() {
        return new TestSpool(directory, "spool.max-size=1MB");
    }
}
