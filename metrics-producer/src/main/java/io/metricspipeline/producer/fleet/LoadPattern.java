package io.metricspipeline.producer.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * How busy one host is, from 0 to 1: most at its peak hour, least twelve hours away from it, less at the weekend.
 *
 * @param peakHour of the day, UTC
 * @param night load at the quietest hour
 * @param weekend share of the load that Saturday and Sunday have
 */
record LoadPattern(double peakHour, double night, double weekend) {

    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();

    static LoadPattern of(SplittableRandom traits) {
        return new LoadPattern(traits.nextDouble(9, 19), traits.nextDouble(0, 0.5), traits.nextDouble(0.3, 1));
    }

    double at(Instant when) {
        double days = when.getEpochSecond() / DAY_SECONDS;
        double fromPeak = days - peakHour / 24;
        double daily = night + (1 - night) * (0.5 + 0.5 * Math.cos(fromPeak * 2 * Math.PI));
        // 1970 began on a Thursday.
        boolean weekday = Math.floorMod((long) Math.floor(days) + 3, 7) < 5;
        return weekday ? daily : daily * weekend;
    }
}
