package io.metricspipeline.sink;

import static java.util.stream.Collectors.toMap;

import io.metricspipeline.sink.ProducerStatement.Closed;
import io.metricspipeline.sink.ProducerStatement.Loss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Hosts, producers and what producers state of themselves. Runs inside the transaction that writes the samples; every
 * statement is sorted by key, so that two sinks wait for each other instead of deadlocking.
 */
@Component
class ProducerStore {

    private static final Duration SEEN_FOR = Duration.ofMinutes(1);

    private static final String INSERT_HOSTS = "insert into bi.host (host_id, host)"
            + " select * from unnest(?::bigint[], ?::text[]) as h (id, name) order by id on conflict do nothing";
    private static final String INSERT_PRODUCERS = "insert into metrics.producer (producer_key, producer_id, host_id)"
            + " select * from unnest(?::bigint[], ?::uuid[], ?::bigint[]) as p (key, id, host) order by key on conflict do nothing";
    private static final String COUNT_STRANGERS =
            "select count(*) from unnest(?::bigint[], ?::text[], ?::bigint[], ?::uuid[])"
                    + " as e (host_id, host, producer_key, producer_id)"
                    + " left join bi.host h using (host_id, host) left join metrics.producer p using (producer_key, producer_id)"
                    + " where h.host_id is null or p.producer_key is null";
    private static final String ADVANCE =
            "insert into metrics.producer_progress as known (producer_key, acknowledged_below, closed)"
                    + " select * from unnest(?::bigint[], ?::bigint[], ?::boolean[]) as s (key, below, closed) order by key"
                    + " on conflict (producer_key) do update set"
                    + " acknowledged_below = greatest(known.acknowledged_below, excluded.acknowledged_below),"
                    + " closed = known.closed or excluded.closed"
                    + " where excluded.acknowledged_below > known.acknowledged_below or (excluded.closed and not known.closed)";
    private static final String INSERT_LOSSES =
            "insert into metrics.loss (producer_key, from_sequence, to_sequence, reason)"
                    + " select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[]) as l (key, a, b, reason)"
                    + " order by key, a, b, reason on conflict do nothing";

    private final JdbcTemplate jdbc;
    private final Map<Identity, Long> seenAtNanos = new ConcurrentHashMap<>();

    ProducerStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes sure of the hosts and producers that the statements name. */
    void register(Collection<ProducerStatement> statements) {
        Set<Identity> named = new LinkedHashSet<>();
        for (ProducerStatement statement : statements) {
            String host = statement.identity().host();
            named.add(statement.identity());
            statement.losses().forEach(loss -> named.add(new Identity(host, loss.producerId())));
            statement.closed().forEach(closed -> named.add(new Identity(host, closed.producerId())));
        }
        named.removeIf(this::seenLately);
        if (!named.isEmpty()) {
            insert(new ArrayList<>(named));
            rememberAfterCommit(named);
        }
    }

    /** Keeps the newest statement of each producer, and every loss. */
    void record(Collection<ProducerStatement> statements) {
        advance(statements);
        recordLosses(statements);
    }

    /** After any failed write: the database may be another one than before. */
    void forget() {
        seenAtNanos.clear();
    }

    private void insert(List<Identity> identities) {
        Object hostIds = identities.stream().map(Identity::hostId).toArray(Long[]::new);
        Object hosts = identities.stream().map(Identity::host).toArray(String[]::new);
        Object keys = identities.stream().map(Identity::producerKey).toArray(Long[]::new);
        Object ids = identities.stream()
                .map(identity -> identity.producerId().toString())
                .toArray(String[]::new);
        jdbc.update(INSERT_HOSTS, hostIds, hosts);
        jdbc.update(INSERT_PRODUCERS, keys, ids, hostIds);
        Integer strangers = jdbc.queryForObject(COUNT_STRANGERS, Integer.class, hostIds, hosts, keys, ids);
        if (strangers == null || strangers > 0) {
            throw new IllegalStateException("two names share one 63-bit key: one of " + identities);
        }
    }

    private void advance(Collection<ProducerStatement> statements) {
        Map<Long, Progress> newest = new HashMap<>();
        for (ProducerStatement statement : statements) {
            Progress progress = new Progress(statement.acknowledgedBelow(), false);
            newest.merge(statement.identity().producerKey(), progress, Progress::and);
            for (Closed closed : statement.closed()) {
                Identity earlier = new Identity(statement.identity().host(), closed.producerId());
                newest.merge(earlier.producerKey(), new Progress(closed.sequences(), true), Progress::and);
            }
        }
        if (!newest.isEmpty()) {
            jdbc.update(
                    ADVANCE,
                    (Object) newest.keySet().toArray(Long[]::new),
                    newest.values().stream().map(Progress::acknowledgedBelow).toArray(Long[]::new),
                    newest.values().stream().map(Progress::closed).toArray(Boolean[]::new));
        }
    }

    private void recordLosses(Collection<ProducerStatement> statements) {
        Set<Loss> losses = new LinkedHashSet<>();
        statements.forEach(statement -> losses.addAll(statement.losses()));
        if (!losses.isEmpty()) {
            jdbc.update(
                    INSERT_LOSSES,
                    (Object) losses.stream()
                            .map(loss -> Identity.producerKey(loss.producerId()))
                            .toArray(Long[]::new),
                    losses.stream().map(Loss::fromSequence).toArray(Long[]::new),
                    losses.stream().map(Loss::toSequence).toArray(Long[]::new),
                    losses.stream().map(Loss::reason).toArray(String[]::new));
        }
    }

    private boolean seenLately(Identity identity) {
        Long seen = seenAtNanos.get(identity);
        return seen != null && System.nanoTime() - seen < SEEN_FOR.toNanos();
    }

    private void rememberAfterCommit(Set<Identity> identities) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                Long now = System.nanoTime();
                seenAtNanos.values().removeIf(seen -> now - seen >= SEEN_FOR.toNanos());
                seenAtNanos.putAll(identities.stream().collect(toMap(identity -> identity, identity -> now)));
            }
        });
    }

    private record Progress(long acknowledgedBelow, boolean closed) {

        Progress and(Progress other) {
            return new Progress(Math.max(acknowledgedBelow, other.acknowledgedBelow), closed || other.closed);
        }
    }
}
