package io.metricspipeline.sink;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The sink's own settings (its application.yaml, and arguments over it), and what they make: consumer, connection, decoder. */
final class ContenderSettings {

    private static final String DRIVER_PROPERTIES = "spring.datasource.hikari.data-source-properties";

    private final StandardEnvironment environment;
    private final Binder binder;
    private final SampleDecoder decoder;

    private ContenderSettings(StandardEnvironment environment) {
        this.environment = environment;
        this.binder = Binder.get(environment);
        this.decoder = new SampleDecoder(binder.bindOrCreate("sink", SinkProperties.class));
    }

    static ContenderSettings of(String... arguments) {
        StandardEnvironment environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
        return new ContenderSettings(environment);
    }

    String value(String name) {
        return environment.getRequiredProperty(name);
    }

    String topic() {
        return value("sink.topic");
    }

    Map<String, Object> consumer() {
        return binder.bind("spring.kafka", KafkaProperties.class).get().buildConsumerProperties();
    }

    /** As the sink connects. */
    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(binder.bind(DRIVER_PROPERTIES, Bindable.mapOf(String.class, String.class))
                .get());
        return connect(properties);
    }

    /** For a statement that takes longer than any of the sink's may. */
    Connection connectWithoutLimits() throws SQLException {
        return connect(new Properties());
    }

    /** By the decoder as shipped; a record that is no sample would falsify every figure. */
    List<HostSample> decode(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        List<HostSample> samples = new ArrayList<>();
        for (DecodedRecord record : decoder.decode(records)) {
            samples.add(Objects.requireNonNull(record.sample(), () -> "no sample: " + record.rejection()));
        }
        return samples;
    }

    private Connection connect(Properties properties) throws SQLException {
        properties.put("user", value("spring.datasource.username"));
        return DriverManager.getConnection(value("spring.datasource.url"), properties);
    }
}
