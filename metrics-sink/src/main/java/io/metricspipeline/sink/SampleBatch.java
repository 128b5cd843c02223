package io.metricspipeline.sink;

import io.metricspipeline.sink.StagedSamples.Refused;
import io.metricspipeline.sink.upkeep.HostMinute;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A decoded batch, arranged for writing: the samples to keep in order of their key, and those that came too late. */
record SampleBatch(List<DecodedRecord> records, List<HostSample> samples, List<HostSample> expired) {

    private static final int SECONDS_PER_DAY = 24 * 60 * 60;

    static SampleBatch of(List<DecodedRecord> records, Instant oldestKept) {
        List<HostSample> samples = new ArrayList<>();
        List<HostSample> expired = new ArrayList<>();
        for (DecodedRecord record : records) {
            HostSample sample = record.sample();
            if (sample != null) {
                (sample.sampledAt().isBefore(oldestKept) ? expired : samples).add(sample);
            }
        }
        samples.sort(SampleRows.BY_KEY);
        expired.sort(SampleRows.BY_KEY);
        return new SampleBatch(records, samples, expired);
    }

    Set<LocalDate> days() {
        Set<LocalDate> days = new HashSet<>();
        long latest = Long.MIN_VALUE;
        for (HostSample sample : samples) {
            long day = Math.floorDiv(sample.sampledAt().getEpochSecond(), SECONDS_PER_DAY);
            // Nearly always that of the sample before.
            if (day != latest) {
                latest = day;
                days.add(LocalDate.ofEpochDay(day));
            }
        }
        return days;
    }

    /** Of all samples, if any of them became a row; it is not known which. */
    List<HostMinute> minutesTouched(int stored) {
        List<HostMinute> minutes = new ArrayList<>();
        for (HostSample sample : stored == 0 ? List.<HostSample>of() : samples) {
            HostMinute minute = HostMinute.of(sample.identity().hostId(), sample.sampledAt());
            // By key, the samples of one minute stand side by side.
            if (minutes.isEmpty() || !minute.equals(minutes.get(minutes.size() - 1))) {
                minutes.add(minute);
            }
        }
        return minutes;
    }

    List<ProducerStatement> statements() {
        List<ProducerStatement> statements = new ArrayList<>(records.size());
        for (DecodedRecord record : records) {
            if (record.statement() != null) {
                statements.add(record.statement());
            }
        }
        return statements;
    }

    /** The whole account, once it is known how many samples became rows and which ones PostgreSQL refused. */
    StoredBatch outcome(int stored, List<Refused> refusedRows) {
        IdentityHashMap<HostSample, Rejection> refused = new IdentityHashMap<>();
        refusedRows.forEach(row -> refused.put(row.sample(), new Rejection(RejectReason.DATABASE, row.detail())));
        List<DecodedRecord> rejected = new ArrayList<>();
        for (DecodedRecord record : records) {
            // The identity of an object costs more than all else here, and a refused row is rare.
            Rejection byDatabase = refused.isEmpty() ? null : refused.get(record.sample());
            if (byDatabase != null) {
                rejected.add(record.rejected(byDatabase));
            } else if (record.rejection() != null) {
                rejected.add(record);
            }
        }
        int duplicates = samples.size() - stored - refused.size();
        List<HostSample> fresh = duplicates == 0 && refused.isEmpty() ? samples : List.of();
        return new StoredBatch(records.size(), stored, duplicates, expired.size(), rejected, fresh, false);
    }
}
