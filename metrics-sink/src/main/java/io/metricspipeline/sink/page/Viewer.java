package io.metricspipeline.sink.page;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One browser's stream. It has no queue: when it is woken it sends what is newest since it last sent, so a browser that takes
 * little gets less often more, and holds up nobody. The id of an event says how far its host's samples went; a browser that
 * comes back with it goes on there, or is told to reload what the memory no longer has.
 */
final class Viewer {

    private static final String RELOAD = "{}";

    private final SseEmitter emitter = new SseEmitter(0L);
    private final @Nullable HostTail tail;
    private final Executor sender;
    private final AtomicInteger calls = new AtomicInteger();
    private long sentUpTo;
    private @Nullable String sentFleet;
    private volatile @Nullable String fleet;

    Viewer(@Nullable HostTail tail, long sentUpTo, Executor sender) {
        this.tail = tail;
        this.sentUpTo = sentUpTo;
        this.sender = sender;
    }

    SseEmitter emitter() {
        return emitter;
    }

    @Nullable
    HostTail tail() {
        return tail;
    }

    /** There is something new. Returns at once; at most one thread sends to this browser. */
    void wake(@Nullable String newestFleet) {
        fleet = newestFleet;
        if (calls.getAndIncrement() == 0) {
            sender.execute(this::send);
        }
    }

    void complete() {
        emitter.complete();
    }

    private void send() {
        try {
            int answered;
            do {
                answered = calls.get();
                sendFleet(fleet);
                if (tail != null && tail.isRead()) {
                    sendSamples(tail);
                }
            } while (calls.addAndGet(-answered) != 0);
        } catch (IOException | IllegalStateException gone) {
            // The browser has closed the stream. The container notices too, and takes this viewer off the list.
        }
    }

    private void sendFleet(@Nullable String newest) throws IOException {
        if (newest != null && !newest.equals(sentFleet)) {
            emitter.send(SseEmitter.event().name("fleet").data(newest, MediaType.TEXT_PLAIN));
            sentFleet = newest;
        }
    }

    private void sendSamples(HostTail tail) throws IOException {
        if (sentUpTo > 0 && !tail.reachesBackTo(sentUpTo)) {
            emitter.send(SseEmitter.event().name("reload").data(RELOAD, MediaType.TEXT_PLAIN));
        }
        List<Point> fresh = tail.after(sentUpTo);
        if (!fresh.isEmpty()) {
            long newest = fresh.get(fresh.size() - 1).micros();
            emitter.send(SseEmitter.event()
                    .id(Long.toString(newest))
                    .name("samples")
                    .data(fresh, MediaType.APPLICATION_JSON));
            sentUpTo = newest;
        }
    }
}
