package io.metricspipeline.sink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A program: browsers that look at the live page, one at each host that is named after the port. As the page does, each keeps a
 * stream open, and asks for anomalies every half minute. It takes what has come as cheaply as that can be done, and throws it
 * away. For each byte on its input it tells how many streams have brought something since the last time, and how many bytes
 * came in all; it ends when the sink has ended every stream.
 */
final class Browsers {

    private static final long BETWEEN_LOOKS = Duration.ofMillis(50).toNanos();
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(30);

    private final InetSocketAddress page;
    private final List<String> hosts;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
    private final List<SocketChannel> streams = new ArrayList<>();
    private final List<SocketChannel> answers = new ArrayList<>();
    private final Set<SocketChannel> heard = new HashSet<>();
    private long bytes;
    private long questions;

    private Browsers(int port, List<String> hosts) {
        this.page = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.hosts = hosts;
    }

    public static void main(String[] arguments) throws IOException {
        List<String> hosts = List.of(arguments).subList(1, arguments.length);
        new Browsers(Integer.parseInt(arguments[0]), hosts).look();
    }

    private void look() throws IOException {
        for (String host : hosts) {
            streams.add(ask("/api/stream?host=" + host));
        }
        long start = System.nanoTime();
        while (!streams.isEmpty()) {
            streams.removeIf(stream -> !take(stream));
            answers.removeIf(answer -> !take(answer));
            if (questions * BETWEEN_QUESTIONS.toNanos() / hosts.size() < System.nanoTime() - start) {
                answers.add(ask("/api/anomalies?range=5m&host=" + hosts.get((int) (questions++ % hosts.size()))));
            }
            if (System.in.available() > 0 && System.in.read() >= 0) {
                report();
            }
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
    }

    private SocketChannel ask(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        SocketChannel channel = SocketChannel.open(page);
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
        return channel;
    }

    /** Whether there will be more. */
    private boolean take(SocketChannel channel) {
        try {
            int taken = channel.read(buffer.clear());
            if (taken > 0) {
                bytes += taken;
                heard.add(channel);
            } else if (taken < 0) {
                channel.close();
            }
            return taken >= 0;
        } catch (IOException reset) {
            return false;
        }
    }

    private void report() {
        heard.retainAll(streams);
        System.out.println(heard.size() + " " + bytes);
        heard.clear();
        bytes = 0;
    }
}
