package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** What the service's port answers: three endpoints to whoever reads, and nothing else to anybody. */
class EndpointsIT {

    private static final Set<String> OPEN = Set.of("health", "info", "prometheus");
    private static final List<String> WRITES = List.of("POST", "PUT", "PATCH", "DELETE");

    private static final TestBroker BROKER = new TestBroker();
    private static TestProducer producer;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        BROKER.start();
        producer = new TestProducer(BROKER.address(), "host-samples");
    }

    @AfterAll
    static void stop() {
        producer.close();
        BROKER.close();
    }

    @Test
    void answersThreeOfTheEndpointsThatSpringBootKnows() throws Exception {
        Set<String> known = endpointsOnTheClassPath();

        assertThat(known).containsAll(OPEN).contains("env", "heapdump", "loggers", "shutdown");
        for (String id : known) {
            assertThat(ask("GET", "/actuator/" + id).statusCode()).as(id).isEqualTo(OPEN.contains(id) ? 200 : 404);
        }
    }

    @Test
    void letsNobodyChangeAnything() throws Exception {
        for (String id : endpointsOnTheClassPath()) {
            for (String method : WRITES) {
                assertThat(ask(method, "/actuator/" + id).statusCode())
                        .as(method + " " + id)
                        .isIn(404, 405);
            }
        }
    }

    @Test
    void hasNoOtherPage() throws Exception {
        for (String path :
                List.of("/", "/actuator", "/actuator/", "/index.html", "/favicon.ico", "/health", "/h2-console")) {
            assertThat(ask("GET", path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(ask("GET", "/error").body())
                .contains("\"status\":999")
                .doesNotContain("message", "trace", "exception");
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(producer.url(path)))
                .method(method, BodyPublishers.noBody())
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static Set<String> endpointsOnTheClassPath() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(Endpoint.class));
        return scanner.findCandidateComponents("org.springframework.boot").stream()
                .map(found -> ((AnnotatedBeanDefinition) found).getMetadata())
                .map(type -> Objects.requireNonNull(type.getAnnotationAttributes(Endpoint.class.getName())))
                .map(endpoint -> String.valueOf(endpoint.get("id")))
                .collect(Collectors.toSet());
    }
}
