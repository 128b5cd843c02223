package io.metricspipeline.producer;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Reads the settings of one source as the start of the service does. */
public final class SettingsAtStart<T> {

    private final Class<T> type;
    private final String[] always;

    /**
     * @param always settings that every reading has, as {@code name=value}
     */
    public SettingsAtStart(Class<T> type, String... always) {
        this.type = type;
        this.always = always;
    }

    public T read(String... settings) {
        AtomicReference<T> read = new AtomicReference<>();
        run(settings, context -> read.set(context.getBean(type)));
        return Objects.requireNonNull(read.get());
    }

    /** What the failing start tells. */
    public String reject(String... settings) {
        AtomicReference<String> told = new AtomicReference<>();
        run(settings, context -> told.set(analyse(context.getStartupFailure()).getDescription()));
        return Objects.requireNonNull(told.get());
    }

    /** False while the source is off. */
    public boolean areRead() {
        AtomicReference<Boolean> read = new AtomicReference<>();
        run(new String[0], context -> read.set(context.getBeanNamesForType(type).length > 0));
        return Objects.requireNonNull(read.get());
    }

    private void run(String[] settings, Consumer<AssertableApplicationContext> look) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
                .withUserConfiguration(EverySetting.class)
                .withPropertyValues(
                        Stream.of(always, settings).flatMap(Stream::of).toArray(String[]::new))
                .run(look::accept);
    }

    /** As SpringApplication finds the message that it prints, but without the analyzers that need a bean factory. */
    static FailureAnalysis analyse(@Nullable Throwable failure) {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, (type, name, reason) -> {})
                .stream()
                .map(analyzer -> analyzer.analyze(Objects.requireNonNull(failure)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    @ConfigurationPropertiesScan(basePackageClasses = ProducerApplication.class)
    static class EverySetting {}
}
