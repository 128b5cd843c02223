package io.metricspipeline.sink.page;

import java.nio.charset.StandardCharsets;

/** A Server-Sent Event as it goes over the wire: made once, however many are sent it. */
final class StreamEvent {

    private final byte[] bytes;

    private StreamEvent(String text) {
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /** What browsers pass over. */
    static StreamEvent comment(String text) {
        return new StreamEvent(":" + text + "\n\n");
    }

    /** @param data one line */
    static StreamEvent of(String name, String data) {
        return new StreamEvent("event:" + name + "\ndata:" + data + "\n\n");
    }

    /** @param id what a browser that comes back says it had last */
    static StreamEvent of(String name, long id, String data) {
        return new StreamEvent("id:" + id + "\nevent:" + name + "\ndata:" + data + "\n\n");
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }
}
