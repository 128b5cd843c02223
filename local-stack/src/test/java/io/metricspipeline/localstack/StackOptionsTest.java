package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class StackOptionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"--fleet=-1", "--fleet=100001", "--host-name= ", "--kafka-port=0"})
    void refusesASettingThatBreaksItsRule(String option) {
        assertThatExceptionOfType(CannotStart.class)
                .isThrownBy(() -> settings(option))
                .withMessageStartingWith(option.substring(0, option.indexOf('=')));
    }

    @Test
    void asksForAFleetOnlyWhereOneIsWanted() {
        assertThat(settings("--fleet=7").forProducer())
                .contains("--producer.sources=host,fleet", "--producer.fleet.hosts=7");
        assertThat(settings().forProducer()).noneMatch(argument -> argument.startsWith("--producer.sources"));
    }

    private static StackSettings settings(String... arguments) {
        return CommandLine.populateCommand(new StackOptions(), arguments).settings();
    }
}
