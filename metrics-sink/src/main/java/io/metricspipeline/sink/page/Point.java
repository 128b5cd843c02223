package io.metricspipeline.sink.page;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A moment of one host, as the charts draw it. In JSON it is one array, to keep a quarter of an hour small.
 *
 * @param micros when it was sampled, in microseconds since 1970
 * @param values a value for each of {@link #SERIES}, or null
 */
record Point(long micros, List<@Nullable Double> values) {

    static final List<String> SERIES =
            List.of("cpu", "memory", "disk", "received", "sent", "interrupts", "switches", "latency");

    @JsonValue
    List<@Nullable Number> json() {
        List<@Nullable Number> json = new ArrayList<>();
        json.add(micros);
        json.addAll(values);
        return json;
    }
}
