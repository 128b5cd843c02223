package io.metricspipeline.sink;

import io.metricspipeline.sink.StagedSamples.Refused;
import io.metricspipeline.sink.upkeep.HostMinute;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/** A decoded batch, arranged for writing: the samples to keep in order of their key, and those that came too late. */
record SampleBatch(List<DecodedRecord> records, List<HostSample> samples, List<HostSample> expired) {

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

    List<LocalDate> days() {
        return samples.stream()
                .map(sample -> LocalDate.ofInstant(sample.sampledAt(), ZoneOffset.UTC))
                .distinct()
                .toList();
    }

    /** Of all samples, if any of them became a row; it is not known which. */
    List<HostMinute> minutesTouched(int stored) {
        return (stored == 0 ? List.<HostSample>of() : samples)
                .stream()
                        .map(sample -> HostMinute.of(sample.identity().hostId(), sample.sampledAt()))
                        .distinct()
                        .toList();
    }

    List<ProducerStatement> statements() {
        return records.stream()
                .map(DecodedRecord::statement)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The whole account, once it is known how many samples became rows and which ones PostgreSQL refused. */
    StoredBatch outcome(int stored, List<Refused> refusedRows) {
        IdentityHashMap<HostSample, Rejection> refused = new IdentityHashMap<>();
        refusedRows.forEach(row -> refused.put(row.sample(), new Rejection(RejectReason.DATABASE, row.detail())));
        List<DecodedRecord> rejected = records.stream()
                .map(record ->
                        refused.containsKey(record.sample()) ? record.rejected(refused.get(record.sample())) : record)
                .filter(record -> record.rejection() != null)
                .toList();
        int duplicates = samples.size() - stored - refused.size();
        List<HostSample> fresh = duplicates == 0 && refused.isEmpty() ? samples : List.of();
        return new StoredBatch(records.size(), stored, duplicates, expired.size(), rejected, fresh);
    }
}
