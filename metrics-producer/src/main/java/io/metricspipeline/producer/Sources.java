package io.metricspipeline.producer;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Runs every source that is on besides the host, each with a thread, an outlet, meters and a health component of its own. */
@Component
final class Sources implements SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Sources.class);

    private final Topics topics;
    private final KafkaTemplate<String, byte[]> kafka;
    private final MeterRegistry meters;
    private final HealthContributorRegistry health;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final List<Thread> threads;
    private volatile boolean running;

    Sources(
            ObjectProvider<Source> sources,
            Topics topics,
            KafkaTemplate<String, byte[]> kafka,
            MeterRegistry meters,
            HealthContributorRegistry health,
            Clock clock,
            ApplicationEventPublisher events) {
        this.topics = topics;
        this.kafka = kafka;
        this.meters = meters;
        this.health = health;
        this.clock = clock;
        this.events = events;
        this.threads = sources.stream().map(this::thread).toList();
    }

    private Thread thread(Source source) {
        SourceName name = source.name();
        SourceMetrics metrics = new SourceMetrics(meters, name);
        SourceStatus status = new SourceStatus(name, clock);
        metrics.status(status);
        health.registerContributor(name.toString(), status);
        EventPublisher publisher = new EventPublisher(name, topics, kafka, metrics, status);
        Thread thread = new Thread(new SourceRunner(source, publisher, metrics, status), "source-" + name);
        thread.setUncaughtExceptionHandler((dead, reason) -> died(name, reason));
        return thread;
    }

    /** No exception ends a source: this is an error of the whole process, and only a restart brings the source back. */
    private void died(SourceName name, Throwable reason) {
        log.error("Source {} has ended", name, reason);
        AvailabilityChangeEvent.publish(events, this, LivenessState.BROKEN);
    }

    @Override
    public void start() {
        running = true;
        threads.forEach(Thread::start);
    }

    /** They end while the host's samples are flushed. */
    @Override
    public void stop() {
        running = false;
        threads.forEach(Thread::interrupt);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** With the sampling's: before the publisher of the host's samples waits. */
    @Override
    public int getPhase() {
        return 1;
    }

    @Override
    public void destroy() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
