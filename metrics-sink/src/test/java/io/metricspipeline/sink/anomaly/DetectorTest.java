package io.metricspipeline.sink.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.sink.anomaly.Anomaly.End;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seconds in, verdicts out. Ten minutes of a CPU at 20 ± 1 % come before each. */
class DetectorTest {

    private static final AnomalySettings SETTINGS = new AnomalySettings(
            true, Duration.ofSeconds(10), 4, Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1));
    private static final long START = 1_700_000_000;

    private final Random random = new Random(7);
    private Detector detector = new Detector(Metric.CPU, SETTINGS);
    private long now = START;

    @Test
    void findsNothingInWhatIsUsual() {
        run(86_400, this::usual);

        assertThat(detector.verdicts()).isEmpty();
    }

    @Test
    void findsFortyUnusualSecondsAndSaysSoInWords() {
        run(600, this::usual);
        run(40, this::busy);
        run(600, this::usual);

        assertThat(detector.verdicts()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.startedAt()).isEqualTo(Instant.ofEpochSecond(START + 600));
            assertThat(anomaly.length()).isEqualTo(Duration.ofSeconds(40));
            assertThat(anomaly.end()).isEqualTo(End.BACK_TO_NORMAL);
            assertThat(anomaly.reason()).matches("CPU [89]\\d(\\.\\d)? % for 40 s; expected [12]\\d(\\.\\d)? % ± 5 %");
        });
    }

    @Test
    void raisesItWithTheTenthSecondOfFifteen() {
        run(600, this::usual);
        run(5, this::busy);
        run(5, this::usual);
        run(4, this::busy);
        assertThat(detector.verdicts()).isEmpty();
        run(1, this::busy);

        assertThat(detector.verdicts()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.startedAt()).isEqualTo(Instant.ofEpochSecond(START + 600));
            assertThat(anomaly.end()).isNull();
        });
    }

    @Test
    void passesOverBurstsThatAreShort() {
        for (int minute = 0; minute < 600; minute++) {
            run(51, this::usual);
            run(9, this::busy);
        }

        assertThat(detector.verdicts()).isEmpty();
    }

    @Test
    void countsAMissingSecondNeitherWay() {
        run(600, this::usual);
        for (int i = 0; i < 9; i++) {
            run(1, this::busy);
            now++;
        }
        assertThat(detector.verdicts()).isEmpty();
        run(20, this::busy);
        now += 100;
        run(14, this::usual);
        assertThat(detector.verdicts()).singleElement().extracting(Anomaly::end).isNull();
        run(1, this::usual);

        assertThat(detector.verdicts()).singleElement().extracting(Anomaly::end).isEqualTo(End.BACK_TO_NORMAL);
    }

    @Test
    void judgesNothingBeforeItHasLearned() {
        run(290, this::usual);
        run(10, this::busy);

        assertThat(detector.verdicts()).isEmpty();
    }

    @Test
    void learnsNothingFromAnAnomaly() {
        run(600, this::usual);
        for (int times = 0; times < 20; times++) {
            run(300, this::busy);
            run(60, this::usual);
        }

        assertThat(detector.verdicts()).hasSize(20).allSatisfy(anomaly -> {
            assertThat(anomaly.length()).isEqualTo(Duration.ofMinutes(5));
            assertThat(anomaly.band())
                    .isNotNull()
                    .satisfies(band -> assertThat(band.expected()).isBetween(19.0, 22.0));
        });
    }

    @Test
    void takesALevelThatLastsAQuarterOfAnHourAsTheNewNormal() {
        run(600, this::usual);
        run(7_200, this::busy);
        run(600, this::usual);

        assertThat(detector.verdicts()).extracting(Anomaly::end).containsExactly(End.NEW_NORMAL, null);
        assertThat(detector.verdicts().get(0).reason())
                .contains(" for 15 min; ")
                .endsWith("; normal from now on");
    }

    @Test
    void followsASlowDrift() {
        for (int minute = 0; minute < 600; minute++) {
            double level = 20 + minute * 0.1;
            run(60, () -> level + random.nextGaussian());
        }

        assertThat(detector.verdicts()).isEmpty();
    }

    @Test
    void findsACpuThatIsStuckUntilItMoves() {
        run(600, this::usual);
        run(1_800, () -> 20.5);
        run(600, this::usual);

        assertThat(detector.verdicts()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.reason()).isEqualTo("CPU stuck at 20.5 % for 30 min");
            assertThat(anomaly.startedAt()).isEqualTo(Instant.ofEpochSecond(START + 600));
            assertThat(anomaly.end()).isEqualTo(End.BACK_TO_NORMAL);
        });
    }

    @Test
    void takesAnIdleCpuForNoneThatIsStuck() {
        run(3_600, () -> 0);

        assertThat(detector.verdicts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatNeverMovesItsSmallMoves(Metric metric) {
        detector = new Detector(metric, SETTINGS);
        run(600, () -> 40 + random.nextDouble() / 1_000);
        run(600, () -> 41 + random.nextDouble() / 1_000);

        assertThat(detector.verdicts()).isEmpty();
    }

    @Test
    void endsWithTheSamplesAndLearnsAnewAfterALongSilence() {
        run(600, this::usual);
        run(60, this::busy);
        now += 901;
        run(300, this::busy);
        run(1, this::usual);

        assertThat(detector.verdicts()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.length()).isEqualTo(Duration.ofSeconds(60));
            assertThat(anomaly.end()).isEqualTo(End.NO_MORE_SAMPLES);
        });
    }

    @Test
    void passesOverSecondsThatComeLateOrTwice() {
        run(600, this::usual);
        run(40, this::busy);
        List<Anomaly> before = detector.verdicts();
        now -= 300;
        run(300, this::usual);

        assertThat(detector.verdicts()).isEqualTo(before);
    }

    @Test
    void givesTheSameVerdictsWhenAnotherOneGoesOnAtAnyMoment() {
        double[] seconds = new double[4_000];
        for (int i = 0; i < seconds.length; i++) {
            boolean unusual = i % 900 > 700 && i % 900 < 800;
            seconds[i] = i % 1_500 > 1_300 ? 33 : (unusual ? busy() : usual());
        }
        Detector alone = new Detector(Metric.CPU, SETTINGS);
        List<Anomaly> ended = new ArrayList<>();
        for (int i = 0; i < seconds.length; i++) {
            alone.judge(START + i, seconds[i]);
            List<Anomaly> verdicts = detector.verdicts();
            Anomaly open =
                    verdicts.isEmpty() || verdicts.get(verdicts.size() - 1).end() != null
                            ? null
                            : verdicts.get(verdicts.size() - 1);
            verdicts.stream().filter(anomaly -> anomaly.end() != null).forEach(ended::add);
            detector = new Detector(Metric.CPU, SETTINGS, detector.state(), open);
            detector.judge(START + i, seconds[i]);
        }
        ended.addAll(detector.verdicts());

        assertThat(ended).isEqualTo(alone.verdicts()).hasSizeGreaterThan(5);
    }

    private double usual() {
        return 20 + random.nextGaussian();
    }

    private double busy() {
        return 90 + random.nextGaussian();
    }

    private void run(int seconds, DoubleSupplier values) {
        for (int i = 0; i < seconds; i++) {
            detector.judge(now++, values.getAsDouble());
        }
    }
}
