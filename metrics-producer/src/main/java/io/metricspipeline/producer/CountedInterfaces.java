package io.metricspipeline.producer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Decides which network interfaces count, so that no byte counts twice. Those with a device behind them do: what
 * bridges, bonds, VLANs, tunnels and containers' links carry passes one of them too. Where there is none, as inside a
 * container or off Linux, all count whose names do not tell a virtual double.
 */
final class CountedInterfaces {

    private static final Pattern VIRTUAL =
            Pattern.compile("(lo\\d*$|loopback|docker|podman|br-|bridge|veth|virbr|vnet|cni|cali|flannel|cilium|lxc"
                    + "|ifb|dummy|tun|tap|wg|utun|awdl|llw|bond|team|vlan).*|.*\\.\\d+");

    private CountedInterfaces() {}

    /** The names that count, of all names; {@code devices} is Linux's /sys/class/net. */
    static List<String> among(List<String> names, Path devices) {
        List<String> physical = names.stream()
                .filter(name -> Files.exists(devices.resolve(name).resolve("device")))
                .toList();
        return physical.isEmpty() ? amongNamesAlone(names) : physical;
    }

    /** The same where nothing tells which interfaces are devices. */
    static List<String> amongNamesAlone(List<String> names) {
        return names.stream().filter(name -> !VIRTUAL.matcher(name).matches()).toList();
    }
}
