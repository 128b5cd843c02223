package io.metricspipeline.sink;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** A browser's side of the live page's stream: every line that came, and whether it has ended. */
final class PageStream implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> end;

    PageStream(int port, String host, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/stream?host=" + host));
        if (headers.length > 0) {
            request.headers(headers);
        }
        end = HTTP.sendAsync(request.build(), BodyHandlers.ofLines())
                .thenAccept(response -> response.body().forEach(lines::add));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** What the samples' events held. */
    Stream<String> samples() {
        return lines().stream().filter(line -> line.startsWith("data:[["));
    }

    boolean hasEnded() {
        return end.isDone();
    }

    @Override
    public void close() {
        end.cancel(true);
    }
}
