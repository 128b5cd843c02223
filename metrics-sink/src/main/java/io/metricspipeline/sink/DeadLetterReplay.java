package io.metricspipeline.sink;

import io.metricspipeline.sink.ReplayReport.Skip;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Dead letters in, the same keys and bytes in their {@link ReplayTarget} again. Doing it twice changes nothing: a row that
 * comes twice is a duplicate, and of a record that was rejected anew only the newest letter counts, three replays at most.
 * Keeps no state: the topic and the table say it all. Nor does its memory grow with the topic: of a large one it takes a
 * share of the letters at a time, by the origin's hash.
 */
final class DeadLetterReplay {

    private static final int MOST_REPLAYS = 3;
    private static final int LARGEST_CHUNK = 500;

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final Clock clock;

    private final Map<String, Integer> newest = new HashMap<>();
    private final Set<String> chosen = new HashSet<>();
    private final List<DeadLetter> chunk = new ArrayList<>();

    DeadLetterReplay(KafkaTemplate<byte[], byte[]> kafka, Clock clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    /**
     * Replays once, a chunk of a second at most at a time. The report counts chunks that were sent whole: when one fails, part
     * of it may have gone out uncounted, and repeating the replay changes nothing for it.
     */
    void run(DeadLetterScan letters, ReplayRequest request, ReplayReport report, Runnable progress) {
        Pace pace = new Pace(request.recordsPerSecond());
        int full = Math.min(LARGEST_CHUNK, request.recordsPerSecond());
        long rounds = request.rounds(letters.size());
        for (long round = 0; round < rounds; round++) {
            Round share = new Round(round, rounds);
            newest.clear();
            chosen.clear();
            letters.read(record -> remember(record, share, report), progress);
            letters.read(
                    record -> {
                        choose(record, share, request, report);
                        if (chunk.size() == full) {
                            replayChunk(request, report, pace);
                            progress.run();
                        }
                    },
                    progress);
            replayChunk(request, report, pace);
        }
    }

    private void remember(ConsumerRecord<byte[], byte[]> record, Round share, ReplayReport report) {
        report.lookedAt();
        DeadLetter letter = DeadLetter.of(record);
        if (letter != null && letter.replays() > 0 && share.includes(letter)) {
            newest.merge(letter.origin(), letter.replays(), Math::max);
        }
    }

    private void choose(
            ConsumerRecord<byte[], byte[]> record, Round share, ReplayRequest request, ReplayReport report) {
        report.lookedAt();
        if (share.isFirst()) {
            report.read();
        }
        DeadLetter letter = DeadLetter.of(record);
        if (letter == null || !share.includes(letter) || !request.matches(letter)) {
            return;
        }
        report.matched();
        Skip skip = reasonToSkip(letter, request.target());
        if (skip == null) {
            chunk.add(letter);
        } else {
            report.skipped(letter, skip);
        }
    }

    private @Nullable Skip reasonToSkip(DeadLetter letter, ReplayTarget target) {
        if (letter.sizeBeforeTheCut() != null) {
            return Skip.CUT;
        }
        if (letter.replays() < newest.getOrDefault(letter.origin(), 0)) {
            return Skip.SUPERSEDED;
        }
        if (letter.replays() >= MOST_REPLAYS) {
            return Skip.TOO_OFTEN;
        }
        if (Duration.between(letter.writtenAt(), clock.instant()).compareTo(target.memory()) > 0) {
            return Skip.TOO_OLD;
        }
        // A sink that dies between Kafka's acknowledgement and its commit writes the same letter again.
        return chosen.add(letter.origin()) ? null : Skip.SUPERSEDED;
    }

    private void replayChunk(ReplayRequest request, ReplayReport report, Pace pace) {
        List<ProducerRecord<byte[], byte[]>> wanted = wanted(request.target(), report);
        chunk.clear();
        if (!request.dryRun()) {
            send(wanted, pace);
        }
        report.replayed(wanted.size());
    }

    private List<ProducerRecord<byte[], byte[]>> wanted(ReplayTarget target, ReplayReport report) {
        List<ProducerRecord<byte[], byte[]>> again =
                chunk.stream().map(letter -> letter.again(target.topic())).toList();
        List<@Nullable Skip> verdicts =
                target.judge(again.stream().map(this::asReceivedNow).toList());
        List<ProducerRecord<byte[], byte[]>> wanted = new ArrayList<>();
        for (int place = 0; place < again.size(); place++) {
            Skip skip = verdicts.get(place);
            if (skip == null) {
                wanted.add(again.get(place));
            } else {
                report.skipped(chunk.get(place), skip);
            }
        }
        return wanted;
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records, Pace pace) {
        List<CompletableFuture<?>> acknowledgements = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            pace.awaitTurn();
            acknowledgements.add(kafka.send(record));
        }
        acknowledgements.forEach(CompletableFuture::join);
    }

    /** As the sinks will see it: Kafka stamps a record with the time of its arrival. */
    private ConsumerRecord<byte[], byte[]> asReceivedNow(ProducerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                clock.millis(),
                TimestampType.LOG_APPEND_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    /** One share of the letters: all that were rejected of one record are in the same one. */
    private record Round(long number, long of) {

        boolean isFirst() {
            return number == 0;
        }

        boolean includes(DeadLetter letter) {
            return Math.floorMod(letter.origin().hashCode(), of) == number;
        }
    }

    /** Lets so many through in a second, evenly. */
    private static final class Pace {

        private final long nanosBetween;
        private long dueAtNanos = System.nanoTime();

        Pace(int perSecond) {
            nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        }

        void awaitTurn() {
            long now = System.nanoTime();
            if (dueAtNanos - now > 0) {
                LockSupport.parkNanos(dueAtNanos - now);
            }
            dueAtNanos = Math.max(dueAtNanos, now) + nanosBetween;
        }
    }
}
