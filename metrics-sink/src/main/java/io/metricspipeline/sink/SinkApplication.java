package io.metricspipeline.sink;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the sink: consumes {@code host-samples}, keeps the samples in PostgreSQL. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class SinkApplication {

    /** The first bean of all: a slip in the settings shows before anything waits for a server. */
    SinkApplication(SinkProperties sink, ServerAddresses.Kafka kafka, ServerAddresses.Database database) {}

    public static void main(String[] args) {
        SpringApplication.run(SinkApplication.class, args);
    }
}
