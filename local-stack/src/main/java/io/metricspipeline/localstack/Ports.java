package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The six ports of a stack, all different. */
record Ports(int kafka, int kafkaController, int postgres, int producer, int sink, int page) {
    Ports {
        List<Port> ports = named(kafka, kafkaController, postgres, producer, sink, page);
        for (int i = 1; i < ports.size(); i++) {
            requireDifferent(ports.get(i), ports.subList(0, i));
        }
    }

    /** Six ports that nobody uses at the moment, for stacks that must not disturb each other. */
    static Ports free() {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                sockets.add(new ServerSocket(0));
            }
            List<Integer> free =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return new Ports(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4), free.get(5));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void requireFree() {
        named(kafka, kafkaController, postgres, producer, sink, page).forEach(Port::requireFree);
    }

    private static void requireDifferent(Port port, List<Port> others) {
        for (Port other : others) {
            if (other.number() == port.number()) {
                throw new CannotStart(other.option() + " and " + port.option() + " are both " + port.number()
                        + "; each part needs a port of its own.");
            }
        }
    }

    private static List<Port> named(int kafka, int kafkaController, int postgres, int producer, int sink, int page) {
        return List.of(
                new Port(kafka, "Kafka", "--kafka-port"),
                new Port(kafkaController, "Kafka's controller", "--kafka-controller-port"),
                new Port(postgres, "PostgreSQL", "--postgres-port"),
                new Port(producer, "metrics-producer", "--producer-port"),
                new Port(sink, "metrics-sink", "--sink-port"),
                new Port(page, "the live page", "--page-port"));
    }
}
