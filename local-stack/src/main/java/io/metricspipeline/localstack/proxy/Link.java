package io.metricspipeline.localstack.proxy;

import io.metricspipeline.localstack.proxy.CommitReplies.Fate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** One connection through the proxy: a thread for each direction; when either side closes, both are closed. */
final class Link {
    private static final int BUFFER = 16 * 1024;

    private final Socket client;
    private final Socket server;
    private final Line line;
    private final Replies replies;
    private final CountDownLatch closed = new CountDownLatch(1);

    Link(Socket client, Socket server, Line line, Replies replies) {
        this.client = client;
        this.server = server;
        this.line = line;
        this.replies = replies;
    }

    void open() {
        start(
                "to-server",
                () -> pump(client.getInputStream(), (bytes, length) -> {
                    server.getOutputStream().write(bytes, 0, length);
                }));
        start("to-client", () -> pump(server.getInputStream(), this::reply));
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Both sides get a reset instead of an orderly end. */
    void reset() {
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException alreadyClosed) {
                // Then it needs no reset.
            }
        }
        close();
    }

    private void close() {
        closed.countDown();
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.close();
            } catch (IOException gone) {
                // That was the purpose.
            }
        }
    }

    private void pump(InputStream in, Destination destination) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        line.awaitPassage(0);
        int length = in.read(buffer);
        while (length >= 0) {
            line.awaitPassage(length);
            destination.write(buffer, length);
            length = in.read(buffer);
        }
    }

    private void reply(byte[] bytes, int length) throws IOException, InterruptedException {
        OutputStream out = client.getOutputStream();
        Fate fate = replies.pass(bytes, length, out);
        if (fate == Fate.DROP) {
            reset();
        } else if (fate == Fate.HOLD) {
            closed.await();
        }
    }

    private void start(String name, Pump pump) {
        Thread thread = new Thread(
                () -> {
                    try {
                        pump.run();
                    } catch (IOException | InterruptedException ended) {
                        // Reset by one side, or by a fault.
                    } finally {
                        close();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Pump {
        void run() throws IOException, InterruptedException;
    }

    private interface Destination {
        void write(byte[] bytes, int length) throws IOException, InterruptedException;
    }
}
