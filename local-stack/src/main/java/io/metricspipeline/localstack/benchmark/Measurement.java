package io.metricspipeline.localstack.benchmark;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one trial has shown after its warm-up.
 *
 * @param name of what was tried
 * @param round in which
 * @param total records or rows of the whole trial
 * @param count those after the warm-up, in {@code seconds}, with this {@code usage}
 * @param seconds from the end of the warm-up to the last commit
 * @param usage meanwhile
 * @param peakMemory of a client, in bytes
 */
record Measurement(String name, int round, long total, long count, double seconds, Usage usage, long peakMemory) {

    double perSecond() {
        return count / seconds;
    }

    double clientPerMillion() {
        return perMillion(usage.client());
    }

    double postgresPerMillion() {
        return perMillion(usage.postgres());
    }

    double kafkaPerMillion() {
        return perMillion(usage.kafka());
    }

    double totalPerMillion() {
        return perMillion(usage.client() + usage.postgres() + usage.kafka());
    }

    double peakMebibytes() {
        return peakMemory / (double) (1 << 20);
    }

    double otherCores() {
        return usage.others() / seconds;
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("round", round)
                .put("total", total)
                .put("measured", count)
                .put("seconds", Figure.rounded(seconds))
                .put("perSecond", Figure.rounded(perSecond()))
                .put("clientCpuSecondsPerMillion", Figure.rounded(clientPerMillion()))
                .put("postgresCpuSecondsPerMillion", Figure.rounded(postgresPerMillion()))
                .put("kafkaCpuSecondsPerMillion", Figure.rounded(kafkaPerMillion()))
                .put("peakMemoryMiB", Figure.rounded(peakMebibytes()))
                .put("otherCores", Figure.rounded(otherCores()));
    }

    private double perMillion(double cpuSeconds) {
        return cpuSeconds / count * 1e6;
    }
}
