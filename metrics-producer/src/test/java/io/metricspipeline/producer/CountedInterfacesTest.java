package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountedInterfacesTest {

    @TempDir
    Path devices;

    @Test
    void countsOnlyThoseWithADevice() throws IOException {
        Files.createDirectories(devices.resolve("eth0/device"));
        Files.createDirectories(devices.resolve("eth1/device"));
        Files.createDirectories(devices.resolve("bond0"));

        assertThat(CountedInterfaces.among(List.of("eth0", "eth1", "bond0", "eth0.100", "docker0"), devices))
                .containsExactly("eth0", "eth1");
    }

    @Test
    void countsTheLinkOfAContainerWhichHasNoDevice() {
        assertThat(CountedInterfaces.among(List.of("lo", "eth0"), devices)).containsExactly("eth0");
    }

    @Test
    void countsNoVirtualDoubleWhereNothingHasADevice() {
        List<String> names =
                List.of("en0", "veth12ab", "br-3f0b", "docker0", "virbr0", "cni0", "tun0", "bond0", "en0.7", "long0");

        assertThat(CountedInterfaces.among(names, devices)).containsExactly("en0", "long0");
    }
}
