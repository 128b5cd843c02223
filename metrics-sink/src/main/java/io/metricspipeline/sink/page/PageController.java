package io.metricspipeline.sink.page;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/** What the page asks for: one stream, histories, and how to use the data elsewhere. */
@RestController
class PageController {

    private final Feed feed;
    private final PageReader reader;
    private final AnomalyReader anomalies;
    private final DataAddress address;

    PageController(Feed feed, PageReader reader, AnomalyReader anomalies, DataAddress address) {
        this.feed = feed;
        this.reader = reader;
        this.anomalies = anomalies;
        this.address = address;
    }

    @GetMapping(path = "/api/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<ResponseBodyEmitter> stream(
            @RequestParam(required = false) @Nullable String host,
            @RequestHeader(name = "Last-Event-ID", defaultValue = "0") long lastEventId)
            throws IOException {
        ResponseBodyEmitter stream = feed.join(host, lastEventId);
        return stream == null
                ? ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build()
                // For nginx, which otherwise keeps a stream to itself until it has some kilobytes.
                : ResponseEntity.ok()
                        .contentType(MediaType.TEXT_EVENT_STREAM)
                        .header("X-Accel-Buffering", "no")
                        .body(stream);
    }

    @GetMapping("/api/history")
    History history(@RequestParam String host, @RequestParam String range) {
        return reader.history(host, Range.of(range));
    }

    @GetMapping("/api/anomalies")
    List<Unusual> anomalies(@RequestParam String host, @RequestParam String range) {
        return anomalies.unusual(host, Range.of(range));
    }

    @GetMapping("/api/data")
    Data data() {
        return new Data(address.jdbcUrl(), reader.relations());
    }

    /** Power BI opens it: a connection, without login and without a choice of tables. */
    @GetMapping("/metrics.pbids")
    ResponseEntity<PowerBi> powerBi() {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"metrics.pbids\"")
                .body(PowerBi.of(address));
    }

    @ExceptionHandler(IllegalArgumentException.class)
    ResponseEntity<Problem> refuse(IllegalArgumentException reason) {
        return ResponseEntity.badRequest().body(new Problem(String.valueOf(reason.getMessage())));
    }

    @ExceptionHandler(DataAccessException.class)
    ResponseEntity<Problem> excuse() {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(new Problem("PostgreSQL does not answer"));
    }

    private record Data(String jdbcUrl, List<Relation> relations) {}

    private record Problem(String reason) {}
}
