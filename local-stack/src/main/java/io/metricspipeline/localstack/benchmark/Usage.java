package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.MeasuredProcess;
import io.metricspipeline.localstack.Servers;
import java.util.List;

/** Processor time in seconds: of the clients, PostgreSQL, Kafka, the benchmark itself, and the whole machine with all of them. */
record Usage(double client, double postgres, double kafka, double benchmark, double machine) {

    static Usage soFar(Servers servers, List<MeasuredProcess> clients) {
        return new Usage(
                clients.stream()
                        .mapToDouble(client -> ProcFiles.processorSeconds(client.pid()))
                        .sum(),
                ProcFiles.familyProcessorSeconds(servers.postgresPid()),
                ProcFiles.processorSeconds(servers.brokerPid()),
                ProcFiles.processorSeconds(ProcessHandle.current().pid()),
                ProcFiles.machineSeconds());
    }

    Usage minus(Usage earlier) {
        return new Usage(
                client - earlier.client,
                postgres - earlier.postgres,
                kafka - earlier.kafka,
                benchmark - earlier.benchmark,
                machine - earlier.machine);
    }

    /** On the way from this to a later one. */
    Usage towards(Usage later, double share) {
        return new Usage(
                client + share * (later.client - client),
                postgres + share * (later.postgres - postgres),
                kafka + share * (later.kafka - kafka),
                benchmark + share * (later.benchmark - benchmark),
                machine + share * (later.machine - machine));
    }

    /** What nobody of ours used. */
    double others() {
        return Math.max(0, machine - client - postgres - kafka - benchmark);
    }
}
