package io.metricspipeline.localstack.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A port on localhost whose connections lead to another port on localhost, over a network that can be made bad while they are
 * open. It never alters a byte: what arrives is a prefix of what was sent.
 */
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final Supplier<Replies> replies;
    private final Line line = new Line();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    private TcpProxy(ServerSocket listener, int target, Supplier<Replies> replies) {
        this.listener = listener;
        this.target = target;
        this.replies = replies;
    }

    public static TcpProxy open(int port, int target) {
        return open(port, target, () -> Replies.ALL_PASS);
    }

    public static TcpProxy toPostgres(int port, int target, CommitReplies commits) {
        return open(port, target, () -> new BackendMessages(commits));
    }

    private static TcpProxy open(int port, int target, Supplier<Replies> replies) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            TcpProxy proxy = new TcpProxy(listener, target, replies);
            proxy.startAccepting();
            return proxy;
        } catch (IOException failure) {
            throw new UncheckedIOException("Port " + port, failure);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Resets every connection; new ones are welcome. */
    public void cut() {
        links.forEach(Link::reset);
    }

    /** Connections stay open, and nothing passes, until the line is healed. */
    public void silence() {
        line.silence();
    }

    public void slow(int bytesPerSecond) {
        line.slow(bytesPerSecond);
    }

    /** New connections are reset at once; those that are open go on. */
    public void refuse() {
        refusing = true;
    }

    public void heal() {
        refusing = false;
        line.heal();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException gone) {
            // That was the purpose.
        }
        heal();
        cut();
    }

    private void startAccepting() {
        Thread thread = new Thread(this::accept, "proxy-" + port());
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException closedOrClientGone) {
                links.removeIf(Link::isClosed);
            }
        }
    }

    private void connect(Socket client) throws IOException {
        links.removeIf(Link::isClosed);
        Socket server = new Socket();
        try {
            if (refusing) {
                throw new IOException("refusing");
            }
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException unreachable) {
            client.setSoLinger(true, 0);
            client.close();
            server.close();
            return;
        }
        Link link = new Link(client, server, line, replies.get());
        links.add(link);
        link.open();
    }
}
