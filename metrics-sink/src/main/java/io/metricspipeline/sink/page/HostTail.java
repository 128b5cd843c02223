package io.metricspipeline.sink.page;

import java.util.ArrayList;
import java.util.List;

/**
 * The newest samples of a host that somebody looks at: a short memory that all its viewers share, so that one question serves
 * them all, and a slow one costs nothing but its own freshness. Written by one thread, read by many.
 */
final class HostTail {

    /** Half a minute at ten samples a second. */
    private static final int LONGEST = 300;

    private final String host;
    private volatile List<Point> points = List.of();
    private volatile boolean read;

    HostTail(String host) {
        this.host = host;
    }

    /** Takes up what has come since. */
    void read(PageReader reader) {
        List<Point> fresh = reader.samplesAfter(host, newest());
        if (!fresh.isEmpty()) {
            List<Point> all = new ArrayList<>(points);
            all.addAll(fresh);
            points = List.copyOf(all.subList(Math.max(0, all.size() - LONGEST), all.size()));
        }
        read = true;
    }

    boolean isRead() {
        return read;
    }

    /** Whether nothing is missing between that moment and what is here. */
    boolean reachesBackTo(long micros) {
        List<Point> now = points;
        return now.isEmpty() || now.get(0).micros() <= micros;
    }

    List<Point> after(long micros) {
        List<Point> now = points;
        int from = now.size();
        while (from > 0 && now.get(from - 1).micros() > micros) {
            from--;
        }
        return now.subList(from, now.size());
    }

    private long newest() {
        List<Point> now = points;
        return now.isEmpty() ? 0 : now.get(now.size() - 1).micros();
    }
}
