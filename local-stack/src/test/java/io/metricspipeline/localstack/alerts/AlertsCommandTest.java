package io.metricspipeline.localstack.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.localstack.CannotStart;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AlertsCommandTest {

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 101})
    void refusesAScaleThatNoRuleHas(int scale) {
        CommandLine command = new CommandLine(new AlertsCommand())
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    assertThat(failure)
                            .isInstanceOf(CannotStart.class)
                            .hasMessage("--scale must be 1 (the rules as they are shipped) to 100, not " + scale + ".");
                    return 2;
                });

        assertThat(command.execute("--scale=" + scale)).isEqualTo(2);
    }
}
