package io.metricspipeline.sink.page;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/**
 * One browser's stream. It has no queue: when it is woken it sends what is newest since it last sent, so a browser that takes
 * little gets less often more, and holds up nobody. The id of an event says how far its host's samples went; a browser that
 * comes back with it goes on there, or is told to reload what the memory no longer has.
 */
final class Viewer {

    private static final StreamEvent OPENING = StreamEvent.comment("open");
    private static final StreamEvent RELOAD = StreamEvent.of("reload", "{}");

    private final ResponseBodyEmitter emitter = new ResponseBodyEmitter(0L);
    private final @Nullable HostTail tail;
    private final Executor sender;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile long sentUpTo;
    private volatile @Nullable StreamEvent sentFleet;
    private volatile @Nullable StreamEvent fleet;

    Viewer(@Nullable HostTail tail, long sentUpTo, Executor sender) {
        this.tail = tail;
        this.sentUpTo = sentUpTo;
        this.sender = sender;
    }

    /**
     * Not yet known to the container: what is sent now goes out on the request's own thread, with the headers. Another thread's
     * first event could commit them while the filters on their way back still change them, which breaks the response.
     */
    ResponseBodyEmitter open() throws IOException {
        send(OPENING);
        return emitter;
    }

    @Nullable
    HostTail tail() {
        return tail;
    }

    /** There may be something new. Returns at once; at most one thread sends to this browser. */
    void wake(@Nullable StreamEvent newestFleet) {
        fleet = newestFleet;
        if (hasNews() && calls.getAndIncrement() == 0) {
            sender.execute(this::send);
        }
    }

    void complete() {
        emitter.complete();
    }

    private boolean hasNews() {
        return (fleet != null && fleet != sentFleet) || (tail != null && tail.upTo() > sentUpTo);
    }

    private void send() {
        try {
            int answered;
            do {
                answered = calls.get();
                sendFleet(fleet);
                if (tail != null) {
                    sendSamples(tail);
                }
            } while (calls.addAndGet(-answered) != 0);
        } catch (IOException | IllegalStateException gone) {
            // The browser has closed the stream. The container notices too, and takes this viewer off the list.
        }
    }

    private void sendFleet(@Nullable StreamEvent newest) throws IOException {
        if (newest != null && newest != sentFleet) {
            send(newest);
            sentFleet = newest;
        }
    }

    private void sendSamples(HostTail tail) throws IOException {
        if (tail.upTo() <= sentUpTo) {
            return;
        }
        if (sentUpTo > 0 && !tail.reachesBackTo(sentUpTo)) {
            send(RELOAD);
        }
        HostTail.Part fresh = tail.after(sentUpTo);
        send(fresh.event());
        sentUpTo = fresh.upTo();
    }

    private void send(StreamEvent event) throws IOException {
        emitter.send(event.bytes(), MediaType.APPLICATION_OCTET_STREAM);
    }
}
