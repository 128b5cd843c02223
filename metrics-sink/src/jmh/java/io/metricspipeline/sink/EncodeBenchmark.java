package io.metricspipeline.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Samples to the bytes of a binary COPY, a poll at a time, into a driver that forgets them; per row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodeBenchmark {

    private final Connection nowhere = ForgetfulCopy.connection();
    private final List<HostSample> samples = ContractEvents.decoder().decode(ContractEvents.poll()).stream()
            .map(DecodedRecord::sample)
            .map(Objects::requireNonNull)
            .toList();

    @Benchmark
    @OperationsPerInvocation(ContractEvents.POLL)
    public int encode() throws SQLException {
        return SampleRows.copy(nowhere, "metrics.host_sample", samples);
    }
}
