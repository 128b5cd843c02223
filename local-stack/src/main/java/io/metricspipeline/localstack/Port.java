package io.metricspipeline.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/** A TCP port of the stack, with the words that a user needs when it is taken. */
record Port(int number, String purpose, String option) {
    private static final int LAST = 65535;

    Port {
        if (number < 1 || number > LAST) {
            throw new CannotStart(option + " must be 1 to " + LAST + ", not " + number + ".");
        }
    }

    void requireFree() {
        // Both: a listener on one address does not keep every system from binding the other.
        if (!canBind(null) || !canBind(InetAddress.getLoopbackAddress())) {
            throw new CannotStart("Port " + number + " (" + purpose + ") is taken by another program."
                    + " Stop that program, or choose another port with " + option + "=<port>.");
        }
    }

    private boolean canBind(@Nullable InetAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            // A port that only waits out its last connections (TIME_WAIT) is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, number));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
