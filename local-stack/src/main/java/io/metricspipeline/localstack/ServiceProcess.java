package io.metricspipeline.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One of our services, run from its packaged jar; ready when its actuator says so. */
class ServiceProcess extends JavaProcess {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Path jar;
    private final int port;
    private final List<String> settings;

    ServiceProcess(String name, Path jar, int port, List<String> settings, Path log, Watchdog watchdog) {
        super(name, log, watchdog);
        this.jar = jar;
        this.port = port;
        this.settings = List.copyOf(settings);
    }

    @Override
    public boolean isReady() {
        try {
            return get("/actuator/health/readiness").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    HttpResponse<String> get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    String url(String path) {
        return "http://localhost:" + port + path;
    }

    @Override
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("-jar", jar.toString(), "--server.port=" + port));
        arguments.addAll(settings);
        return arguments;
    }
}
