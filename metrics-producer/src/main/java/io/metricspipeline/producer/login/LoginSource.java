package io.metricspipeline.producer.login;

import io.metricspipeline.producer.OnSource;
import io.metricspipeline.producer.Outlet;
import io.metricspipeline.producer.Source;
import io.metricspipeline.producer.SourceName;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Sends each simulated login when it is due. What was due while Kafka took nothing is not made up for. */
@Component
@OnSource(SourceName.USER_LOGIN)
final class LoginSource implements Source {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long MOST_BEHIND = Duration.ofSeconds(1).toNanos();

    private final String topic;
    private final SimulatedLogins logins;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private long next;

    LoginSource(LoginProperties settings, Clock clock, LongSupplier nanoTime) {
        this.topic = settings.topic();
        this.logins = new SimulatedLogins(settings, UUID.randomUUID());
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    @Override
    public SourceName name() {
        return SourceName.USER_LOGIN;
    }

    @Override
    public Duration sendDue(Outlet outlet) throws InterruptedException {
        long now = nanoTime.getAsLong();
        if (now - next > MOST_BEHIND) {
            next = now;
        }
        while (next - now <= 0) {
            SimulatedLogins.Login login = logins.login(clock.instant());
            outlet.send(topic, login.key(), JSON.writeValueAsBytes(login.event()));
            next += logins.pause().toNanos();
        }
        return Duration.ofNanos(next - now);
    }
}
