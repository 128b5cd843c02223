package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** What each of {@link SinkCommands} takes besides its own options: the sink's settings, of which connections are made. */
abstract class SinkCommand implements Callable<Integer> {

    @SuppressWarnings("UnusedVariable") // Picocli reads the annotation, nobody the value.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Unmatched
    private List<String> settings = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    final CommandLine command() {
        return requireNonNull(spec).commandLine();
    }

    /** Throws when one of the settings is none of the sink's. */
    final ConfigurableApplicationContext connect(Class<?> connections) {
        for (String setting : settings) {
            if (!setting.startsWith("--spring.") && !setting.startsWith("--sink.")) {
                throw new ParameterException(command(), "Unknown option: " + setting);
            }
        }
        return new SpringApplicationBuilder(connections)
                .web(WebApplicationType.NONE)
                .properties("logging.level.root=warn")
                .run(settings.toArray(String[]::new));
    }
}
