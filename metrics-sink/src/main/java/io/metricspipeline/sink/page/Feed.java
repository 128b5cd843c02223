package io.metricspipeline.sink.page;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Wakes every viewer: up to four times a second with samples of the host it looks at, once a second with the fleet and the
 * state of the pipeline, which is also the heartbeat of the stream. One thread asks the database, once for all of them, and may
 * wait for it; another speaks, and goes on speaking when there is no database. With no viewer, nothing is asked.
 */
@Component
class Feed {

    private static final Logger log = LoggerFactory.getLogger(Feed.class);
    private static final int MOST_VIEWERS = 200;

    private final PageReader samples;
    private final FleetReader fleets;
    private final PipelineState state;
    private final JsonMapper json;
    private final ScheduledExecutorService clockwork = Executors.newScheduledThreadPool(2, daemons("page"));
    /** One thread for each browser that is being sent to, so never more than viewers; gone when idle. */
    private final ExecutorService senders = Executors.newCachedThreadPool(daemons("page-sender"));

    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final Pace ofSamples = new Pace(Duration.ofMillis(200));
    private final Pace ofFleet = new Pace(Duration.ofMillis(950));
    private volatile @Nullable Fleet fleet;
    private volatile @Nullable StreamEvent newest;
    private volatile boolean closed;

    Feed(PageReader samples, FleetReader fleets, PipelineState state, JsonMapper json) {
        this.samples = samples;
        this.fleets = fleets;
        this.state = state;
        this.json = json;
        every(250, this::read);
        every(1_000, this::speak);
    }

    /**
     * A new stream: the fleet and the host's last minute at once, then what comes.
     *
     * @param host whose samples to send; null for none
     * @param sentUpTo the id of the last event that this browser had, or 0
     * @return null when no more can be served
     */
    @Nullable
    synchronized ResponseBodyEmitter join(@Nullable String host, long sentUpTo) throws IOException {
        if (closed || viewers.size() >= MOST_VIEWERS) {
            return null;
        }
        Viewer viewer = new Viewer(host == null ? null : tailOf(host), sentUpTo, senders);
        ResponseBodyEmitter emitter = viewer.open();
        emitter.onCompletion(() -> viewers.remove(viewer));
        emitter.onTimeout(() -> viewers.remove(viewer));
        emitter.onError(gone -> viewers.remove(viewer));
        viewers.add(viewer);
        viewer.wake(newest);
        return emitter;
    }

    int viewers() {
        return viewers.size();
    }

    /** Before the web server stops: it would wait half a minute for streams that never end by themselves. */
    @EventListener(ContextClosedEvent.class)
    void onClosed() {
        closed = true;
        clockwork.shutdownNow();
        viewers.forEach(viewer -> senders.execute(viewer::complete));
        senders.shutdown();
    }

    private void every(long millis, Runnable task) {
        ScheduledFuture<?> unused = clockwork.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void read() {
        if (viewers.isEmpty()) {
            fleet = null;
            newest = null;
            ofFleet.hurry();
            return;
        }
        attempt("the samples", () -> ofSamples.ask(this::readSamples));
        viewers.forEach(viewer -> viewer.wake(newest));
        attempt("the fleet", () -> ofFleet.ask(() -> fleet = fleets.read()));
    }

    private void readSamples() {
        List<HostTail> tails = tails();
        if (tails.isEmpty()) {
            return;
        }
        Map<String, List<Point>> fresh = samples.samplesAfter(tails);
        tails.forEach(tail -> tail.add(fresh.getOrDefault(tail.host(), List.of())));
    }

    private void speak() {
        if (!viewers.isEmpty()) {
            attempt("the state", () -> {
                Now now = new Now(state.look(fleet), fleet, state.missing());
                newest = StreamEvent.of("fleet", json.writeValueAsString(now));
                viewers.forEach(viewer -> viewer.wake(newest));
            });
        }
    }

    /** One for all who look at a host; it is gone with the last of them. */
    private HostTail tailOf(String host) {
        return tails().stream()
                .filter(tail -> tail.host().equals(host))
                .findFirst()
                .orElseGet(() -> new HostTail(host, json));
    }

    private List<HostTail> tails() {
        return viewers.stream()
                .map(Viewer::tail)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** A failure ends nothing, or the clockwork would stop for good; health says what is wrong with the database. */
    private static void attempt(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failure) {
            log.debug("The page could not read {}", what, failure);
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** What every browser is sent each second. */
    private record Now(
            PipelineState.Words state,
            @Nullable Fleet fleet,
            @Nullable Long gaps) {}
}
