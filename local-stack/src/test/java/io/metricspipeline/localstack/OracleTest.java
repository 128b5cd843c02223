package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Five samples, each a row, and then one thing is wrong. */
final class OracleTest {
    private static final UUID PRODUCER = UUID.fromString("00000000-0000-0000-0000-000000000001");

    private final List<TakenSample> taken = new ArrayList<>();
    private final List<StoredSamples.Row> rows = new ArrayList<>();
    private final Map<SampleKey, Set<String>> rejected = new HashMap<>();
    private final Set<SampleKey> expired = new HashSet<>();
    private final List<SequenceRange> losses = new ArrayList<>();
    private final List<SequenceRange> gaps = new ArrayList<>();
    private final Set<UnreadOffsets> unread = new HashSet<>();
    private final Destroyed destroyed = new Destroyed();
    private final Set<SampleKey> deadLettered = new HashSet<>();
    private boolean killed;

    @BeforeEach
    void takeAndStoreFive() {
        for (int sequence = 0; sequence < 5; sequence++) {
            taken.add(sample(sequence, true, ""));
            rows.add(row(sequence, sequence));
        }
    }

    @Test
    void holdsWhenEverySampleIsARowOnce() {
        assertThat(judge().counts()).containsEntry("samples", 5).containsEntry("rows", 5);
        assertThat(judge().holds()).isTrue();
    }

    @Test
    void seesASampleThatIsNowhere() {
        rows.remove(3);

        assertOnly("lost");
        assertThat(judge().isFinal()).as("it may still come").isFalse();
    }

    @Test
    void seesASampleStoredTwice() {
        rows.add(row(3, 3));

        assertOnly("doubled");
        assertThat(judge().isFinal()).isTrue();
    }

    @Test
    void seesAnotherValueAndAMissingOne() {
        rows.set(3, row(3, 4));
        assertOnly("different");

        rows.set(3, new StoredSamples.Row(key(3), Map.of()));
        assertOnly("different");
    }

    @Test
    void seesARowThatNobodyTook() {
        rows.add(row(5, 5));

        assertOnly("invented");
    }

    @Test
    void acceptsTheOneSampleThatAKilledProcessCouldNotNote() {
        killed = true;
        rows.add(row(5, 5));
        assertThat(judge().holds()).isTrue();

        rows.add(row(6, 6));
        assertOnly("invented");
    }

    @Test
    void acceptsWhatIsDeclaredOrExpired() {
        taken.set(4, sample(4, false, ""));
        rows.remove(4);
        rows.remove(3);
        losses.add(new SequenceRange(PRODUCER, 4, 9));
        expired.add(key(3));

        assertThat(judge().holds()).isTrue();
        assertThat(judge().counts()).containsEntry("declared", 1).containsEntry("expired", 1);
    }

    @Test
    void seesALossThatNobodyDeclared() {
        taken.remove(2);
        rows.remove(2);
        assertOnly("undeclared");

        losses.add(new SequenceRange(PRODUCER, 2, 2));
        assertThat(judge().holds()).isTrue();

        gaps.add(new SequenceRange(PRODUCER, 2, 2));
        assertOnly("undeclared");
    }

    @Test
    void letsWhatWasInMemoryGoWithAKillOnly() {
        taken.set(4, sample(4, false, ""));
        rows.remove(4);
        assertOnly("undeclared");

        killed = true;
        assertThat(judge().holds()).isTrue();
        assertThat(judge().counts()).containsEntry("goneWithKill", 1);
    }

    @Test
    void seesAGoodSampleAmongTheRejectedOrTheDeadLetters() {
        deadLettered.add(key(3));
        assertOnly("goodDeadLettered");

        deadLettered.clear();
        rows.remove(3);
        rejected.put(key(3), Set.of("past"));
        assertOnly("goodDeadLettered");
    }

    @Test
    void wantsABadSampleRejectedAndItsBytesAmongTheDeadLetters() {
        taken.set(3, sample(3, true, "future"));
        assertOnly("different");

        rows.remove(3);
        assertOnly("lost");

        rejected.put(key(3), Set.of("future"));
        assertOnly("lost");

        deadLettered.add(key(3));
        assertThat(judge().holds()).isTrue();
        assertThat(judge().counts()).containsEntry("rejected", 1);

        rejected.put(key(3), Set.of("past"));
        assertOnly("different");
    }

    @Test
    void letsGoWhatWasDestroyedUnreadAndNothingElse() {
        rows.remove(4);
        rows.remove(3);
        destroyed.unread(List.of(key(3)));
        assertOnly("lost");

        destroyed.unread(List.of(key(4)));
        assertThat(judge().holds()).isTrue();
        assertThat(judge().counts()).containsEntry("destroyed", 2);
    }

    @Test
    void acceptsADestroyedSampleThatArrivedOnAnotherWay() {
        destroyed.unread(List.of(key(3)));

        assertThat(judge().holds()).isTrue();
        assertThat(judge().counts()).containsEntry("destroyed", 0);
    }

    @Test
    void wantsTheGapsOfTheDatabaseToBeWhatWasDestroyed() {
        rows.remove(3);
        destroyed.unread(List.of(key(3)));
        gaps.add(new SequenceRange(PRODUCER, 3, 3));
        assertThat(judge().holds()).isTrue();

        gaps.set(0, new SequenceRange(PRODUCER, 3, 5));
        assertOnly("undeclared");
    }

    @Test
    void wantsEveryDestroyedOffsetToldAndNoOther() {
        UnreadOffsets offsets = new UnreadOffsets(PRODUCER, 1, 10, 20);
        destroyed.offsets(offsets);
        assertOnly("undeclared");

        unread.add(offsets);
        assertThat(judge().holds()).isTrue();

        unread.add(new UnreadOffsets(PRODUCER, 1, 30, 31));
        assertOnly("undeclared");
    }

    @Test
    void wantsEveryDamagedFrameDeclaredAndNoOther() {
        destroyed.damaged(List.of(key(3)));
        assertOnly("undeclared");

        rows.remove(3);
        losses.add(new SequenceRange(PRODUCER, 3, 3));
        assertThat(judge().holds()).isTrue();
        assertThat(judge().counts()).containsEntry("declared", 1);

        rows.remove(3);
        losses.set(0, new SequenceRange(PRODUCER, 3, 4));
        assertOnly("lost");
    }

    @Test
    void letsADeadLetterGoWhoseRecordWasDestroyedBeforeItCouldBecomeOne() {
        taken.set(3, sample(3, true, "past"));
        rows.remove(3);
        rejected.put(key(3), Set.of("past"));
        assertOnly("lost");

        destroyed.rejectsUnread(List.of(key(3)));
        assertThat(judge().holds()).isTrue();

        rejected.clear();
        assertOnly("lost");
    }

    private void assertOnly(String fault) {
        assertThat(judge().holds()).isFalse();
        judge().faults().forEach((name, found) -> assertThat(found).as(name).hasSize(name.equals(fault) ? 1 : 0));
    }

    private Verdict judge() {
        SequenceRange range = new SequenceRange(PRODUCER, 0, SequenceRange.OPEN);
        return Oracle.judge(
                List.of(new Taken(range, taken, killed)),
                new Observed(rows, rejected, expired, losses, gaps, unread, deadLettered),
                destroyed);
    }

    private static TakenSample sample(long sequence, boolean durable, String badFor) {
        return new TakenSample(new PublishedSample(key(sequence), facts(sequence)), durable, badFor);
    }

    private static StoredSamples.Row row(long sequence, long value) {
        return new StoredSamples.Row(key(sequence), facts(value));
    }

    private static Map<String, Object> facts(long value) {
        return Map.of("memory_used_bytes", value);
    }

    private static SampleKey key(long sequence) {
        return new SampleKey(PRODUCER, sequence);
    }
}
