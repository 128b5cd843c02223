package io.metricspipeline.sink;

import io.metricspipeline.sink.ReplayReport.Skip;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Dead letters in, the same keys and bytes in the topic of samples again. Doing it twice changes nothing: what became a
 * row is not sent again, a row that comes twice is a duplicate, and of a record that was rejected anew only the newest
 * letter counts, three replays at most. Keeps no state: the topic and the table say it all. Nor does its memory grow with
 * the topic: of a large one it takes a share of the letters at a time, by the origin's hash.
 */
final class DeadLetterReplay {

    private static final int MOST_REPLAYS = 3;
    private static final int LARGEST_CHUNK = 500;

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final SampleDecoder decoder;
    private final StoredSamples storedSamples;
    private final SinkProperties properties;
    private final Clock clock;

    private final Map<String, Integer> newest = new HashMap<>();
    private final Set<String> chosen = new HashSet<>();
    private final List<DeadLetter> chunk = new ArrayList<>();

    DeadLetterReplay(
            KafkaTemplate<byte[], byte[]> kafka,
            SampleDecoder decoder,
            StoredSamples storedSamples,
            SinkProperties properties) {
        this.kafka = kafka;
        this.decoder = decoder;
        this.storedSamples = storedSamples;
        this.properties = properties;
        this.clock = Clock.systemUTC();
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
        Skip skip = reasonToSkip(letter);
        if (skip == null) {
            chunk.add(letter);
        } else {
            report.skipped(letter, skip);
        }
    }

    private @Nullable Skip reasonToSkip(DeadLetter letter) {
        if (letter.sizeBeforeTheCut() != null) {
            return Skip.CUT;
        }
        if (letter.replays() < newest.getOrDefault(letter.origin(), 0)) {
            return Skip.SUPERSEDED;
        }
        if (letter.replays() >= MOST_REPLAYS) {
            return Skip.TOO_OFTEN;
        }
        // A sink that dies between Kafka's acknowledgement and its commit writes the same letter again.
        return chosen.add(letter.origin()) ? null : Skip.SUPERSEDED;
    }

    private void replayChunk(ReplayRequest request, ReplayReport report, Pace pace) {
        List<DeadLetter> wanted = notStored(thatAreSamples(chunk, report), report);
        chunk.clear();
        if (!request.dryRun()) {
            send(wanted, pace);
        }
        report.replayed(wanted.size());
    }

    /** As the sinks will judge it: Kafka stamps the replayed record with the time of its arrival. */
    private Map<DeadLetter, HostSample> thatAreSamples(List<DeadLetter> letters, ReplayReport report) {
        Map<DeadLetter, HostSample> samples = new LinkedHashMap<>();
        for (DeadLetter letter : letters) {
            HostSample sample = decoder.decode(List.of(asIfJustReceived(letter.record())))
                    .get(0)
                    .sample();
            if (sample == null) {
                report.skipped(letter, Skip.STILL_NO_SAMPLE);
            } else {
                samples.put(letter, sample);
            }
        }
        return samples;
    }

    private List<DeadLetter> notStored(Map<DeadLetter, HostSample> samples, ReplayReport report) {
        Set<Integer> stored = samples.isEmpty() ? Set.of() : storedSamples.among(List.copyOf(samples.values()));
        List<DeadLetter> missing = new ArrayList<>();
        int place = 0;
        for (DeadLetter letter : samples.keySet()) {
            if (stored.contains(place++)) {
                report.skipped(letter, Skip.STORED);
            } else {
                missing.add(letter);
            }
        }
        return missing;
    }

    private void send(List<DeadLetter> letters, Pace pace) {
        List<CompletableFuture<?>> acknowledgements = new ArrayList<>();
        for (DeadLetter letter : letters) {
            pace.awaitTurn();
            acknowledgements.add(kafka.send(letter.again(properties.topic())));
        }
        acknowledgements.forEach(CompletableFuture::join);
    }

    private ConsumerRecord<byte[], byte[]> asIfJustReceived(ConsumerRecord<byte[], byte[]> letter) {
        return new ConsumerRecord<>(
                letter.topic(),
                letter.partition(),
                letter.offset(),
                clock.millis(),
                TimestampType.LOG_APPEND_TIME,
                letter.serializedKeySize(),
                letter.serializedValueSize(),
                letter.key(),
                letter.value(),
                letter.headers(),
                letter.leaderEpoch());
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
