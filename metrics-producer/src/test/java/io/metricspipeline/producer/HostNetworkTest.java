package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostNetworkTest {

    @TempDir
    Path proc;

    private Path counters;

    @BeforeEach
    void makeTheDirectoryOfProcessOne() throws IOException {
        counters = Files.createDirectories(proc.resolve("1/net")).resolve("dev");
    }

    @Test
    void addsUpTheInterfacesThatCount() throws IOException {
        Files.writeString(counters, """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo: 90 1 0 0 0 0 0 0 90 1 0 0 0 0 0 0
                  eth1:4000000000000 20 0 0 0 0 0 0 50 30 0 0 0 0 0 0
                  eth0:     200 2 0 0 0 0 0 0       7 3 0 0 0 0 0 0
                 bond0: 4000000000200 22 0 0 0 0 0 0 57 33 0 0 0 0 0 0
                """);

        assertThat(HostNetwork.seenByProcessOne(proc).read())
                .isEqualTo(new NetworkTraffic(List.of("eth0", "eth1"), 57, 4000000000200L));
    }

    @Test
    void givesNoValuesWhereTheHostHidesThem() throws IOException {
        HostNetwork network = HostNetwork.seenByProcessOne(proc);

        assertThat(network.read().receivedBytes()).isNull();
        Files.writeString(counters, "not what it was");
        assertThat(network.read().sentBytes()).isNull();
    }
}
