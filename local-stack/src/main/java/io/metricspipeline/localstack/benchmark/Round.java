package io.metricspipeline.localstack.benchmark;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The measurements of one round, which were made close together and are compared with each other alone. */
final class Round {
    private final Map<Contender, Measurement> measurements = new EnumMap<>(Contender.class);

    void add(Contender contender, Measurement measurement) {
        measurements.put(contender, measurement);
    }

    /** Empty when the contender was left out. */
    OptionalDouble of(Contender contender, ToDoubleFunction<Measurement> figure) {
        Measurement measurement = measurements.get(contender);
        return measurement == null ? OptionalDouble.empty() : OptionalDouble.of(figure.applyAsDouble(measurement));
    }

    /** How much of another's rate. */
    OptionalDouble rateRatio(Contender contender, Contender other) {
        return ratio(of(contender, Measurement::perSecond), of(other, Measurement::perSecond));
    }

    /** Of all processor time per row. */
    OptionalDouble totalRatio(Contender contender, Contender other) {
        return ratio(of(contender, Measurement::totalPerMillion), of(other, Measurement::totalPerMillion));
    }

    /** Of the processor time for writing alone: PostgreSQL's, and the client's above that of reading and decoding. */
    OptionalDouble writePathRatio(Contender contender, Contender other) {
        return ratio(writePath(contender), writePath(other));
    }

    private OptionalDouble writePath(Contender contender) {
        OptionalDouble reading = of(Contender.DECODE_ONLY, Measurement::clientPerMillion);
        return reading.isEmpty()
                ? reading
                : of(contender, m -> m.clientPerMillion() - reading.getAsDouble() + m.postgresPerMillion());
    }

    private static OptionalDouble ratio(OptionalDouble one, OptionalDouble other) {
        return one.isEmpty() || other.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(one.getAsDouble() / other.getAsDouble());
    }
}
