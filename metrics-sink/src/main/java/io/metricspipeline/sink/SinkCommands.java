package io.metricspipeline.sink;

import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.core.NestedExceptionUtils;
import picocli.CommandLine;

/** What the sink's jar does besides being the sink: each a command with its name, options, and the sink's own settings. */
final class SinkCommands {

    static final Map<String, Supplier<CommandLine>> BY_NAME = Map.of(
            ReplayCommand.NAME, ReplayCommand::commandLine,
            InsightsCommand.NAME, InsightsCommand::commandLine);

    private SinkCommands() {}

    /** Tells a failure in one line. */
    static CommandLine commandLine(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((failure, words) -> {
                    PrintWriter messages = failure.getCommandLine().getErr();
                    messages.println(failure.getMessage());
                    messages.println("Try: " + failure.getCommandLine().getCommandName() + " --help");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, parsed, words) -> {
                    Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
                    // Spring has said the rest.
                    String reason = String.valueOf(root.getMessage())
                            .lines()
                            .findFirst()
                            .orElse("");
                    parsed.getErr().println("Stopped: " + reason);
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }
}
