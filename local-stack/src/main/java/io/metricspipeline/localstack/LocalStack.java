package io.metricspipeline.localstack;

import io.metricspipeline.localstack.alerts.AlertsCommand;
import io.metricspipeline.localstack.benchmark.BenchmarkCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line: words in, an exit status out. 0 is fine, 1 failed while running, 2 refused before anything was started. */
@Command(
        name = "local-stack",
        subcommands = {
            RunCommand.class,
            FaultsCommand.class,
            AlertsCommand.class,
            BenchmarkCommand.class,
            BrokerCommand.class
        },
        header = "The metrics pipeline on this machine, without Docker.",
        description = {
            "",
            "Starts a real Kafka broker, a real PostgreSQL and both services as processes",
            "of their own, and leaves none of them behind.",
            ""
        },
        footer = {
            "",
            "Begin with:  java -jar local-stack/target/local-stack.jar run",
            "More:        java -jar local-stack/target/local-stack.jar run --help"
        })
public final class LocalStack {
    @SuppressWarnings("UnusedVariable") // Picocli reads the annotation, nobody the value.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    private boolean help;

    private LocalStack() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LocalStack())
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler((failure, arguments) -> refuse(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    }

    private static int refuse(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println(failure.getMessage());
        command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int explain(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof CannotStart) {
            command.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        if (failure instanceof PartFailed) {
            command.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw failure;
    }
}
