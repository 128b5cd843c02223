package io.metricspipeline.sink;

import io.metricspipeline.sink.anomaly.AnomalySettings;
import io.metricspipeline.sink.page.PageSettings;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import picocli.CommandLine;

/** Starts the sink: reads samples and events from Kafka, keeps them in PostgreSQL. Or, by its name, one of {@link SinkCommands}. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class SinkApplication {

    /** The first bean of all: a slip in the settings shows before anything waits for a server. */
    SinkApplication(SinkProperties sink, ServerAddresses.Kafka kafka, ServerAddresses.Database database) {}

    @Bean
    static PageSettings pageSettings(SinkProperties sink) {
        return sink.page();
    }

    @Bean
    static AnomalySettings anomalySettings(SinkProperties sink) {
        return sink.anomalies();
    }

    public static void main(String[] args) {
        if (args.length > 0 && SinkCommands.BY_NAME.containsKey(args[0])) {
            CommandLine command = SinkCommands.BY_NAME.get(args[0]).get();
            System.exit(command.execute(Arrays.copyOfRange(args, 1, args.length)));
        }
        NativeCompression.load();
        SpringApplication.run(SinkApplication.class, args);
    }
}
