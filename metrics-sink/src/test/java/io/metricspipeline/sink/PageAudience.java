package io.metricspipeline.sink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Browsers that look at the live page, each at a host of its own, and keep nothing of it but how many events came. */
final class PageAudience implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final LongAdder events = new LongAdder();
    private final Queue<InputStream> open = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> streams;

    PageAudience(int port, List<String> hosts) {
        streams = hosts.stream().map(host -> look(port, host)).toList();
    }

    long events() {
        return events.sum();
    }

    /** Whether every stream still flows. */
    boolean isComplete() {
        return streams.stream().noneMatch(CompletableFuture::isDone);
    }

    private CompletableFuture<Void> look(int port, String host) {
        URI address = URI.create("http://localhost:" + port + "/api/stream?host=" + host);
        return http.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream())
                .thenAccept(response -> count(response.body()));
    }

    private void count(InputStream stream) {
        open.add(stream);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    events.increment();
                }
            }
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Override
    public void close() throws IOException {
        for (InputStream stream : open) {
            stream.close();
        }
    }
}
