package io.metricspipeline.localstack.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.localstack.CannotStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class BenchmarkCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--events=999",
                "--rounds=0",
                "--partitions=0",
                "--hosts=1",
                "--warm-up=91",
                "--scale=0",
                "--heap=256",
                "--seconds=9",
                "--simulated=0",
                "--fleet-seconds=59"
            })
    void refusesASettingBeforeAnythingIsStarted(String option) {
        CommandLine command = new CommandLine(new BenchmarkCommand())
                .setExecutionExceptionHandler((failure, line, parsed) -> failure instanceof CannotStart ? 2 : 1);

        assertThat(command.execute(option)).isEqualTo(2);
    }

    @Test
    void namesTheContendersWhenOneIsUnknown() {
        CommandLine command = new CommandLine(new BenchmarkCommand())
                .setParameterExceptionHandler((failure, arguments) -> {
                    assertThat(failure).hasMessageContaining("rewritten-batch, unnest, insert-per-message");
                    return 2;
                });

        assertThat(command.execute("--contenders=debezium")).isEqualTo(2);
    }

    @Test
    void writesTablesThatAreMarkdown() {
        MarkdownTable table = new MarkdownTable("contender", "rows/s");
        table.row("sink", "1,234");

        assertThat(table.lines())
                .containsExactly("| contender | rows/s |", "|-----------|-------:|", "| sink      |  1,234 |");
    }
}
