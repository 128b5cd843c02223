package io.metricspipeline.sink.page;

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
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Wakes every viewer: four times a second with samples of the host it looks at, once a second with the fleet and the state of
 * the pipeline, which is also the heartbeat of the stream. One thread asks the database and may wait for it; another speaks,
 * and goes on speaking when there is no database. With no viewer, nothing is asked.
 */
@Component
class Feed {

    private static final Logger log = LoggerFactory.getLogger(Feed.class);
    private static final int MOST_VIEWERS = 200;
    private static final long FLEET_NANOS = TimeUnit.MILLISECONDS.toNanos(950);
    private static final long GAPS_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** The fleet is read so seldom that it keeps the database busy for a tenth of the time at most, however large it is. */
    private static final int REST = 10;

    private final PageReader samples;
    private final FleetReader fleets;
    private final PipelineState state;
    private final JsonMapper json;
    private final ScheduledExecutorService clockwork = Executors.newScheduledThreadPool(2, daemons("page"));
    /** One thread for each browser that is being sent to, so never more than viewers; gone when idle. */
    private final ExecutorService senders = Executors.newCachedThreadPool(daemons("page-sender"));

    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final Map<String, HostTail> tails = new ConcurrentHashMap<>();
    private volatile @Nullable Fleet fleet;
    private volatile @Nullable Long gaps;
    private volatile @Nullable String newest;
    private volatile boolean closed;
    private long nextFleet;
    private long nextGaps;

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
    SseEmitter join(@Nullable String host, long sentUpTo) {
        if (closed || viewers.size() >= MOST_VIEWERS) {
            return null;
        }
        HostTail tail = host == null ? null : tails.computeIfAbsent(host, HostTail::new);
        Viewer viewer = new Viewer(tail, sentUpTo, senders);
        SseEmitter emitter = viewer.emitter();
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
            tails.clear();
            return;
        }
        viewers.stream().map(Viewer::tail).filter(Objects::nonNull).distinct().forEach(this::read);
        viewers.forEach(viewer -> viewer.wake(newest));
        readFleet();
    }

    private void read(HostTail tail) {
        attempt("a host's samples", () -> tail.read(samples));
    }

    private void readFleet() {
        long begun = System.nanoTime();
        if (fleet == null || begun - nextFleet >= 0) {
            attempt("the fleet", () -> fleet = fleets.read());
            nextFleet = begun + Math.max(FLEET_NANOS, REST * (System.nanoTime() - begun));
        }
        if (gaps == null || begun - nextGaps >= 0) {
            attempt("the gaps", () -> gaps = fleets.gaps());
            nextGaps = begun + GAPS_NANOS;
        }
    }

    private void speak() {
        if (!viewers.isEmpty()) {
            attempt("the state", () -> {
                newest = json.writeValueAsString(new Now(state.look(fleet), fleet, gaps));
                viewers.forEach(viewer -> viewer.wake(newest));
            });
        }
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
