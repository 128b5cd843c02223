package io.metricspipeline.localstack;

/** A process that is killed, stopped or paused, and comes back. */
final class ProcessVictim implements Victim {
    private final Part part;

    ProcessVictim(Part part) {
        this.part = part;
    }

    @Override
    public int suffer(Fault fault) {
        return switch (fault.kind()) {
            case KILL -> kill(fault);
            case STOP -> stop(fault);
            case PAUSE -> pause(fault);
            default -> throw new IllegalArgumentException(fault.toString());
        };
    }

    private int kill(Fault fault) {
        int killed = part.isAlive() ? 1 : 0;
        part.kill();
        Patience.during(fault.lasts());
        part.start();
        return killed;
    }

    private int stop(Fault fault) {
        part.stop();
        Patience.during(fault.lasts());
        part.start();
        return 0;
    }

    private int pause(Fault fault) {
        part.pause();
        Patience.during(fault.lasts());
        part.resume();
        return 0;
    }
}
