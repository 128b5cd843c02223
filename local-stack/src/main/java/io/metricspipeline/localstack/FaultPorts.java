package io.metricspipeline.localstack;

/** A block of ports, side by side, below those that systems give to outgoing connections, which would take them while a part is away. */
record FaultPorts(int first) {
    private static final int FROM = 21_000;
    private static final int TO = 31_000;
    private static final int SIZE = 20;
    private static final int PRODUCERS = 10;
    private static final int SINKS = 15;

    static FaultPorts firstFree() {
        for (int first = FROM; first < TO; first += SIZE) {
            FaultPorts ports = new FaultPorts(first);
            if (ports.areFree()) {
                return ports;
            }
        }
        throw new CannotStart("No " + SIZE + " free ports side by side between " + FROM + " and " + TO + ".");
    }

    Ports forBroker() {
        return new Ports(first, first + 1, postgres(), producer(1), sink(1), first + 6);
    }

    /** The broker's second listener, whose advertised port is the proxy's; sessions may be short, so that kills are noticed soon. */
    String proxied() {
        return """
                listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d,PROXIED://localhost:%3$d
                advertised.listeners=PLAINTEXT://localhost:%1$d,PROXIED://localhost:%4$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT
                group.min.session.timeout.ms=1000
                """.formatted(first, first + 1, kafkaProxied(), kafkaProxy());
    }

    /** Past the proxy. */
    String bootstrapServers() {
        return "localhost:" + first;
    }

    int kafkaProxied() {
        return first + 2;
    }

    int kafkaProxy() {
        return first + 3;
    }

    int postgres() {
        return first + 4;
    }

    int postgresProxy() {
        return first + 5;
    }

    int producer(int number) {
        return first + PRODUCERS + number;
    }

    int sink(int number) {
        return first + SINKS + number;
    }

    private boolean areFree() {
        for (int port = first; port < first + SIZE; port++) {
            try {
                new Port(port, "", "").requireFree();
            } catch (CannotStart taken) {
                return false;
            }
        }
        return true;
    }
}
