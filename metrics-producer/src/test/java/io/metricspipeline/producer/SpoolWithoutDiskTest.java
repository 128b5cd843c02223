package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk cannot be written: samples are in memory alone. */
class SpoolWithoutDiskTest {

    private final TestSpool spool;

    SpoolWithoutDiskTest(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("no-directory"));
        spool = new TestSpool(file, "queue-capacity=300");
    }

    @AfterEach
    void everySampleIsAcknowledgedOrLostOrUnsettled() {
        spool.assertConservation();
    }

    @Test
    void givesTheOldestSampleAndKeepsItUntilItIsAcknowledged() {
        append(0, 1);

        SampleEvent first = spool.take();
        SampleEvent second = spool.take();
        assertThat(first.sample().sequence()).isZero();
        assertThat(second.sample().sequence()).isEqualTo(1);
        assertThat(spool.spool().unsettled()).isEqualTo(2);

        spool.spool().acknowledged(first);
        spool.spool().acknowledged(second);
        assertThat(spool.spool().unsettled()).isZero();
    }

    @Test
    void saysThatEverythingBelowTheLowestUnacknowledgedSampleIsAcknowledged() {
        append(0, 4);
        SampleEvent zero = spool.take();
        SampleEvent one = spool.take();
        SampleEvent two = spool.take();
        spool.spool().acknowledged(zero);
        spool.spool().acknowledged(two);

        SampleEvent three = spool.take();
        assertThat(three.acknowledgedBelow()).isEqualTo(1);

        spool.spool().acknowledged(one);
        assertThat(spool.take().acknowledgedBelow()).isEqualTo(3);
    }

    @Test
    void sendsAFailedSampleAgainBeforeTheYoungerOnes() {
        append(0, 2);
        SampleEvent failed = spool.take();
        spool.take();

        spool.spool().sendAgain(failed);

        assertThat(spool.take().sample()).isEqualTo(failed.sample());
        assertThat(spool.take().sample().sequence()).isEqualTo(2);
    }

    @Test
    void dropsTheOldestWhenFullAndDeclaresOneRange() {
        append(0, 309);

        SampleEvent event = spool.take();

        assertThat(spool.spool().unsettled()).isEqualTo(300);
        assertThat(event.sample().sequence()).isEqualTo(10);
        assertThat(event.losses()).containsExactly(loss(0, 9, Loss.Reason.QUEUE_FULL));
        assertThat(event.acknowledgedBelow()).isEqualTo(10);
    }

    @Test
    void repeatsALossUntilAnEventThatCarriesItIsAcknowledged() {
        append(0, 300);
        SampleEvent first = spool.take();
        assertThat(spool.take().losses()).containsExactly(loss(0, 0, Loss.Reason.QUEUE_FULL));

        spool.spool().acknowledged(first);

        assertThat(spool.take().losses()).isEmpty();
    }

    @Test
    void keepsWhatWasAddedToALossWhileItWasInFlight() {
        append(0, 304);
        SampleEvent carriesZeroToFour = spool.take();
        append(305, 309);

        spool.spool().acknowledged(carriesZeroToFour);

        assertThat(spool.take().losses()).containsExactly(loss(5, 9, Loss.Reason.QUEUE_FULL));
    }

    @Test
    void countsASampleDroppedInFlightOnceThoughKafkaAcknowledgesIt() {
        append(0, 299);
        SampleEvent inFlight = spool.take();
        append(300, 300);

        spool.spool().acknowledged(inFlight);
        spool.spool().sendAgain(inFlight);
        spool.spool().refused(inFlight);

        assertThat(spool.spool().unsettled()).isEqualTo(300);
        assertThat(spool.lost(Loss.Reason.QUEUE_FULL)).isEqualTo(1);
    }

    @Test
    void declaresARefusedSampleAndGoesOn() {
        append(0, 3);
        SampleEvent zero = spool.take();
        SampleEvent one = spool.take();
        SampleEvent two = spool.take();

        spool.spool().refused(two);
        spool.spool().acknowledged(zero);
        spool.spool().refused(one);

        SampleEvent three = spool.take();
        assertThat(three.losses()).containsExactly(loss(1, 2, Loss.Reason.REFUSED));
        assertThat(three.acknowledgedBelow()).isEqualTo(3);
    }

    @Test
    void doesNotMergeLossesOfDifferentReasons() {
        append(0, 300);
        spool.spool().refused(spool.take());

        assertThat(spool.take().losses())
                .containsExactly(loss(0, 0, Loss.Reason.QUEUE_FULL), loss(1, 1, Loss.Reason.REFUSED));
    }

    @Test
    void acknowledgedBelowStopsAtTheFirstLossThatDidNotFit() {
        append(0, 299);
        for (int pair = 0; pair < 130; pair++) {
            spool.spool().refused(spool.take());
            spool.spool().acknowledged(new SampleEvent(spool.take().sample(), 0, List.of(), List.of()));
        }

        SampleEvent first = spool.take();
        assertThat(first.losses()).hasSize(100).startsWith(loss(0, 0, Loss.Reason.REFUSED));
        assertThat(first.acknowledgedBelow()).isEqualTo(200);

        spool.spool().acknowledged(first);

        SampleEvent second = spool.take();
        assertThat(second.losses()).hasSize(30).startsWith(loss(200, 200, Loss.Reason.REFUSED));
        assertThat(second.acknowledgedBelow()).isEqualTo(261);
    }

    @Test
    void carriesFewerLossesWhenTheyMakeAnEventTooLarge() {
        append(0, 299);
        for (int pair = 0; pair < 30; pair++) {
            spool.spool().refused(spool.take());
            spool.spool().acknowledged(new SampleEvent(spool.take().sample(), 0, List.of(), List.of()));
        }
        SampleEvent tooLarge = spool.take();

        spool.spool().sendAgainWithFewer(tooLarge);

        SampleEvent smaller = spool.take();
        assertThat(smaller.sample()).isEqualTo(tooLarge.sample());
        assertThat(smaller.losses()).isEqualTo(tooLarge.losses().subList(0, 15));
        assertThat(smaller.acknowledgedBelow()).isEqualTo(30);
        spool.spool().acknowledged(smaller);
        assertThat(spool.take().losses()).isEqualTo(tooLarge.losses().subList(15, 30));
        assertThat(spool.lost(Loss.Reason.REFUSED)).isEqualTo(30);
    }

    @Test
    void carriesAsManyLossesAsBeforeAfterASampleThatIsTooLargeByItself() {
        append(0, 329);
        spool.spool().refused(spool.take());
        SampleEvent tooLarge = spool.take();
        while (tooLarge.carried() > 0) {
            spool.spool().sendAgainWithFewer(tooLarge);
            tooLarge = spool.take();
        }
        spool.spool().refused(tooLarge);
        SampleEvent first = spool.take();
        assertThat(first.losses()).isEmpty();

        spool.spool().acknowledged(first);

        assertThat(spool.take().losses())
                .containsExactly(loss(0, 29, Loss.Reason.QUEUE_FULL), loss(30, 31, Loss.Reason.REFUSED));
    }

    @Test
    void isEmptyAtOnceWhenNothingWaits() throws InterruptedException {
        spool.spool().awaitEmpty(Duration.ofDays(1));

        append(0, 0);
        spool.spool().awaitEmpty(Duration.ofMillis(1));
        assertThat(spool.spool().unsettled()).isEqualTo(1);
    }

    @Test
    void saysWhy() {
        assertThat(spool.spool().trouble()).get().asString().contains("no-directory");
        assertThat(spool.meters.get("producer.spool.writable").gauge().value()).isZero();
        append(0, 149);
        assertThat(spool.spool().inMemoryAlone()).isEqualTo(150);
        assertThat(spool.spool().fillPercent()).isEqualTo(50);
    }

    /** What comes next; the first number is for the reader. */
    private void append(int from, int to) {
        spool.append(to - from + 1);
    }

    private Loss loss(long from, long to, Loss.Reason reason) {
        return new Loss(spool.producerId, from, to, reason);
    }
}
