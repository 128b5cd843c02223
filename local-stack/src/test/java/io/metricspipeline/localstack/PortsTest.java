package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PortsTest {
    @Test
    void refusesANumberThatIsNoPortAndNamesTheOption() {
        assertThatThrownBy(() -> new Ports(19092, 19093, 70000, 8081, 8082, 8080))
                .isInstanceOf(CannotStart.class)
                .hasMessage("--postgres-port must be 1 to 65535, not 70000.");
    }

    @Test
    void refusesOnePortForTwoParts() {
        assertThatThrownBy(() -> new Ports(19092, 19093, 15432, 8082, 8082, 8080))
                .isInstanceOf(CannotStart.class)
                .hasMessage("--producer-port and --sink-port are both 8082; each part needs a port of its own.");
    }
}
