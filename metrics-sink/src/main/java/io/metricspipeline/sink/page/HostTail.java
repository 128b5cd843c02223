package io.metricspipeline.sink.page;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The newest samples of a host that somebody looks at: a short memory that all its viewers share, so that one question and
 * one event serve them all, and a slow one costs nothing but its own freshness. Written by one thread, read by many.
 */
final class HostTail {

    /** A minute at ten samples a second, which is as much as is read at once. */
    private static final int LONGEST = 600;

    private final String host;
    private final JsonMapper json;
    private volatile List<Line> lines = List.of();
    private @Nullable Part newest;

    HostTail(String host, JsonMapper json) {
        this.host = host;
        this.json = json;
    }

    String host() {
        return host;
    }

    /** When the newest sample was taken, in microseconds since 1970; 0 when there is none. */
    long upTo() {
        return upTo(lines);
    }

    private static long upTo(List<Line> now) {
        return now.isEmpty() ? 0 : now.get(now.size() - 1).micros();
    }

    /** Takes up what has come since. */
    void add(List<Point> points) {
        List<Line> all = new ArrayList<>(lines);
        points.forEach(point -> all.add(new Line(point.micros(), json.writeValueAsString(point))));
        lines = List.copyOf(all.subList(Math.max(0, all.size() - LONGEST), all.size()));
    }

    /** Whether nothing is missing between that moment and what is here. */
    boolean reachesBackTo(long micros) {
        List<Line> now = lines;
        return now.isEmpty() || now.get(0).micros() <= micros;
    }

    /** What was taken after that moment; for those who are equally far it is the same object. */
    synchronized Part after(long micros) {
        List<Line> now = lines;
        long upTo = upTo(now);
        if (newest == null || newest.after() != micros || newest.upTo() != upTo) {
            newest = new Part(micros, upTo, StreamEvent.of("samples", upTo, rows(now, micros)));
        }
        return newest;
    }

    private static String rows(List<Line> now, long after) {
        StringBuilder rows = new StringBuilder("[");
        for (Line line : now) {
            if (line.micros() > after) {
                rows.append(rows.length() > 1 ? "," : "").append(line.json());
            }
        }
        return rows.append(']').toString();
    }

    private record Line(long micros, String json) {}

    /** An event with the samples after one moment, up to another one. */
    record Part(long after, long upTo, StreamEvent event) {}
}
