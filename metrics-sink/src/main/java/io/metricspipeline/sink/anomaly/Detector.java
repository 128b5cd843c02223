package io.metricspipeline.sink.anomaly;

import io.metricspipeline.sink.anomaly.Anomaly.Band;
import io.metricspipeline.sink.anomaly.Anomaly.End;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one host: seconds in, anomalies out. One begins when 10 of the last 15 seconds lay outside the band, or a CPU
 * has had one value for a minute; it is over when 15 seconds that have a value did not continue it. A second that is missing
 * counts neither way, one that is not after the last one is passed over. By one thread.
 */
final class Detector {

    static final int WINDOW = 15;
    static final int ENOUGH = 10;
    static final int STUCK_SECONDS = 60;
    private static final int WINDOW_BITS = (1 << WINDOW) - 1;
    private static final double SAME = 1e-6;

    private final Metric metric;
    private final AnomalySettings settings;
    private final List<Anomaly> ended = new ArrayList<>();
    private int begun;

    private long last;
    private Baseline normal;
    private int outside;
    private Baseline observed;
    private int quiet;
    private double value;
    private long sameSince;
    private @Nullable Anomaly open;

    Detector(Metric metric, AnomalySettings settings) {
        this(metric, settings, State.NOTHING, null);
    }

    /** Goes on where another one was. */
    Detector(Metric metric, AnomalySettings settings, State state, @Nullable Anomaly open) {
        this.metric = metric;
        this.settings = settings;
        this.last = state.last();
        this.normal = state.normal();
        this.outside = state.outside();
        this.observed = state.observed();
        this.quiet = state.quiet();
        this.value = state.value();
        this.sameSince = state.sameSince();
        this.open = open;
    }

    /** A second, counted from 1970, and its value. */
    void judge(long second, double newest) {
        if (second <= last) {
            return;
        }
        passTime(second, newest);
        if (open == null) {
            watch(second, newest);
        } else {
            follow(open, second, newest);
        }
    }

    /** A second, counted from 1970, in which its host had other values and none of this metric. */
    void miss(long second) {
        if (open != null && second - last > settings.newNormalAfter().toSeconds()) {
            end(open, End.NO_MORE_SAMPLES);
        }
    }

    State state() {
        return new State(last, normal, outside, observed, quiet, value, sameSince);
    }

    /** Those that ended since this detector was made, and the one that goes on. */
    List<Anomaly> verdicts() {
        List<Anomaly> verdicts = new ArrayList<>(ended);
        if (open != null) {
            verdicts.add(open);
        }
        return verdicts;
    }

    /** How many anomalies began since this detector was made. */
    int begun() {
        return begun;
    }

    private void passTime(long second, double newest) {
        long passed = second - last;
        if (passed > settings.newNormalAfter().toSeconds()) {
            startAnew();
        }
        outside = passed > WINDOW ? 0 : (outside << passed) & WINDOW_BITS;
        if (passed > WINDOW || Math.abs(newest - value) > SAME) {
            sameSince = second;
        }
        value = newest;
        last = second;
    }

    private void startAnew() {
        if (open != null) {
            end(open, End.NO_MORE_SAMPLES);
        }
        normal = Baseline.EMPTY;
    }

    private void watch(long second, double newest) {
        if (metric.canBeStuckAt(newest) && second - sameSince >= STUCK_SECONDS) {
            observed = Baseline.EMPTY.learn(newest);
            begin(sameSince, second, null);
        } else if (normal.seconds() < settings.warmUp().toSeconds()) {
            normal = normal.learn(newest);
        } else {
            compare(second, newest);
        }
    }

    private void compare(long second, double newest) {
        Band band = new Band(
                normal.mean(),
                Math.max(settings.threshold() * normal.deviation(), metric.leastTolerance(normal.mean())));
        if (band.holds(newest)) {
            normal = normal.learn(newest);
            return;
        }
        observed = (outside == 0 ? Baseline.EMPTY : observed).learn(newest);
        outside |= 1;
        if (Integer.bitCount(outside) >= ENOUGH) {
            int oldest = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(outside);
            begin(second - oldest, second, band);
        } else {
            // It may be the first of many that must not widen the band, or one of a noise that has grown.
            normal = normal.learn(normal.nearest(newest));
        }
    }

    private void begin(long from, long second, @Nullable Band band) {
        open = new Anomaly(
                metric, Instant.ofEpochSecond(from), Instant.ofEpochSecond(second + 1), observed.mean(), band, null);
        quiet = 0;
        begun++;
    }

    private void follow(Anomaly anomaly, long second, double newest) {
        boolean goesOn =
                anomaly.band() == null ? sameSince < second : !anomaly.band().holds(newest);
        if (!goesOn) {
            if (++quiet >= WINDOW) {
                end(anomaly, End.BACK_TO_NORMAL);
            }
            return;
        }
        quiet = 0;
        observed = observed.learn(newest);
        open = anomaly.until(Instant.ofEpochSecond(second + 1), observed.mean());
        // What is stuck never becomes normal.
        if (anomaly.band() != null && open.length().compareTo(settings.newNormalAfter()) >= 0) {
            normal = observed;
            end(open, End.NEW_NORMAL);
        }
    }

    private void end(Anomaly anomaly, End how) {
        ended.add(anomaly.ended(how));
        open = null;
        outside = 0;
        quiet = 0;
        // What was an anomaly already is no other one.
        sameSince = last;
    }

    /**
     * What a detector must remember, beside the anomaly that goes on.
     *
     * @param last the last second that had a value
     * @param outside which of the last 15 lay outside: bit 0 is the last one
     * @param observed the seconds outside, since the first of these or since an anomaly began
     * @param quiet seconds that have not continued the anomaly
     * @param value of the last second
     * @param sameSince since when it has been that
     */
    record State(long last, Baseline normal, int outside, Baseline observed, int quiet, double value, long sameSince) {

        static final State NOTHING = new State(0, Baseline.EMPTY, 0, Baseline.EMPTY, 0, 0, 0);
    }
}
