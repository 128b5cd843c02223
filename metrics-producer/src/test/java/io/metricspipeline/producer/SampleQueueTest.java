package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SampleQueueTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ProducerProperties settings = Samples.settings(Duration.ofMillis(100), 300);
    private final SampleQueue queue =
            new SampleQueue(settings, new ProducerMetrics(meters, new Metronome(settings, System::nanoTime)));

    @AfterEach
    void everySampleIsAcknowledgedOrLostOrQueued() {
        Conservation.assertHolds(meters);
    }

    @Test
    void givesTheOldestSampleAndKeepsItUntilItIsAcknowledged() throws InterruptedException {
        append(0, 1);

        SampleEvent first = queue.take();
        SampleEvent second = queue.take();
        assertThat(first.sample().sequence()).isZero();
        assertThat(second.sample().sequence()).isEqualTo(1);
        assertThat(queue.size()).isEqualTo(2);

        queue.acknowledged(first);
        queue.acknowledged(second);
        assertThat(queue.size()).isZero();
    }

    @Test
    void saysThatEverythingBelowTheLowestUnacknowledgedSampleIsAcknowledged() throws InterruptedException {
        append(0, 4);
        SampleEvent zero = queue.take();
        SampleEvent one = queue.take();
        SampleEvent two = queue.take();
        queue.acknowledged(zero);
        queue.acknowledged(two);

        SampleEvent three = queue.take();
        assertThat(three.acknowledgedBelow()).isEqualTo(1);

        queue.acknowledged(one);
        assertThat(queue.take().acknowledgedBelow()).isEqualTo(3);
    }

    @Test
    void sendsAFailedSampleAgainBeforeTheYoungerOnes() throws InterruptedException {
        append(0, 2);
        SampleEvent failed = queue.take();
        queue.take();

        queue.sendAgain(failed);

        assertThat(queue.take().sample()).isEqualTo(failed.sample());
        assertThat(queue.take().sample().sequence()).isEqualTo(2);
    }

    @Test
    void dropsTheOldestWhenFullAndDeclaresOneRange() throws InterruptedException {
        append(0, 309);

        SampleEvent event = queue.take();

        assertThat(queue.size()).isEqualTo(300);
        assertThat(event.sample().sequence()).isEqualTo(10);
        assertThat(event.losses()).containsExactly(loss(0, 9, Loss.Reason.QUEUE_FULL));
        assertThat(event.acknowledgedBelow()).isEqualTo(10);
    }

    @Test
    void repeatsALossUntilAnEventThatCarriesItIsAcknowledged() throws InterruptedException {
        append(0, 300);
        SampleEvent first = queue.take();
        assertThat(queue.take().losses()).containsExactly(loss(0, 0, Loss.Reason.QUEUE_FULL));

        queue.acknowledged(first);

        assertThat(queue.take().losses()).isEmpty();
    }

    @Test
    void keepsWhatWasAddedToALossWhileItWasInFlight() throws InterruptedException {
        append(0, 304);
        SampleEvent carriesZeroToFour = queue.take();
        append(305, 309);

        queue.acknowledged(carriesZeroToFour);

        assertThat(queue.take().losses()).containsExactly(loss(5, 9, Loss.Reason.QUEUE_FULL));
    }

    @Test
    void countsASampleDroppedInFlightOnceThoughKafkaAcknowledgesIt() throws InterruptedException {
        append(0, 299);
        SampleEvent inFlight = queue.take();
        append(300, 300);

        queue.acknowledged(inFlight);
        queue.sendAgain(inFlight);
        queue.refused(inFlight);

        assertThat(queue.size()).isEqualTo(300);
        assertThat(meters.get("producer.samples.lost")
                        .tag("reason", "queue_full")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void declaresARefusedSampleAndGoesOn() throws InterruptedException {
        append(0, 3);
        SampleEvent zero = queue.take();
        SampleEvent one = queue.take();
        SampleEvent two = queue.take();

        queue.refused(two);
        queue.acknowledged(zero);
        queue.refused(one);

        SampleEvent three = queue.take();
        assertThat(three.losses()).containsExactly(loss(1, 2, Loss.Reason.REFUSED));
        assertThat(three.acknowledgedBelow()).isEqualTo(3);
    }

    @Test
    void doesNotMergeLossesOfDifferentReasons() throws InterruptedException {
        append(0, 300);
        queue.refused(queue.take());

        assertThat(queue.take().losses())
                .containsExactly(loss(0, 0, Loss.Reason.QUEUE_FULL), loss(1, 1, Loss.Reason.REFUSED));
    }

    @Test
    void acknowledgedBelowStopsAtTheFirstLossThatDidNotFit() throws InterruptedException {
        append(0, 299);
        for (int pair = 0; pair < 130; pair++) {
            queue.refused(queue.take());
            queue.acknowledged(new SampleEvent(queue.take().sample(), 0, List.of(), List.of()));
        }

        SampleEvent first = queue.take();
        assertThat(first.losses()).hasSize(100).startsWith(loss(0, 0, Loss.Reason.REFUSED));
        assertThat(first.acknowledgedBelow()).isEqualTo(200);

        queue.acknowledged(first);

        SampleEvent second = queue.take();
        assertThat(second.losses()).hasSize(30).startsWith(loss(200, 200, Loss.Reason.REFUSED));
        assertThat(second.acknowledgedBelow()).isEqualTo(261);
    }

    @Test
    void isEmptyAtOnceWhenNothingWaits() throws InterruptedException {
        queue.awaitEmpty(Duration.ofDays(1));

        append(0, 0);
        queue.awaitEmpty(Duration.ofMillis(1));
        assertThat(queue.size()).isEqualTo(1);
    }

    private void append(long from, long to) {
        LongStream.rangeClosed(from, to).mapToObj(Samples::sample).forEach(queue::append);
    }

    private static Loss loss(long from, long to, Loss.Reason reason) {
        return new Loss(Samples.PRODUCER, from, to, reason);
    }
}
