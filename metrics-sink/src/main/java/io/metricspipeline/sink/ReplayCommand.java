package io.metricspipeline.sink;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The sink's jar as a tool: the words of a command line in, dead letters replayed with the sink's own settings, a table
 * and an exit status out. Opens no port and joins no consumer group.
 */
@Command(
        name = ReplayCommand.NAME,
        header = "Send dead letters to their topic again.",
        description = {
            "",
            "Reads the whole dead-letter topic and sends what the filters match, and what this",
            "version of the sink takes, under the same key with the same bytes. May be run again,",
            "also while sinks run: a sample that is a row already is not sent, and what comes twice",
            "is stored once. A record rejected again gets a new dead letter; after three replays it",
            "is refused here. Each --spring... and --sink... setting of the sink may be given too.",
            ""
        },
        optionListHeading = "Options:%n",
        footer = {
            "",
            "Examples (java -jar metrics-sink.jar replay-dead-letters ...):",
            "  --dry-run                                  see what would be replayed",
            "  --reason=database --from=2026-11-21T08:00:00Z",
            "                                             after a repair of the schema at that time",
            "  --topic=user-login --sink.events.topics=user-login",
            "                                             those of a stream",
            "",
            "Exit status: 0 done, 1 failed (mend what it names, run it again), 2 an option is wrong."
        },
        sortOptions = false,
        usageHelpWidth = 100)
final class ReplayCommand extends SinkCommand {

    static final String NAME = "replay-dead-letters";

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = {
                "Where to send them again: one of sink.events.topics, by default sink.topic. They are read",
                "from its dead-letter topic."
            })
    private @Nullable String topic;

    @Option(
            names = "--reason",
            split = ",",
            paramLabel = "REASON",
            description = "Only these, as in the header reject-reason; may be repeated. By default all.")
    private Set<RejectReason> reasons = EnumSet.noneOf(RejectReason.class);

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Only those rejected then or later: 2026-11-21T08:00:00Z.")
    private Instant from = Instant.EPOCH;

    @Option(names = "--to", paramLabel = "TIME", description = "Only those rejected before.")
    private Instant to = Instant.MAX;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "The most records to send in a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            defaultValue = "200000",
            description = {
                "The most letters to keep in mind at once (default: ${DEFAULT-VALUE}). A topic with more is",
                "read twice for each N of them."
            })
    private int atOnce;

    @Option(names = "--dry-run", description = "Send nothing, just count.")
    private boolean dryRun;

    /** The command line after the name of this command in, the exit status out. */
    static CommandLine commandLine() {
        return SinkCommands.commandLine(new ReplayCommand());
    }

    @Override
    public Integer call() {
        CommandLine command = command();
        refuseWrongNumbers(command);
        try (ConfigurableApplicationContext context = connect(Connections.class)) {
            replay(context, command);
        }
        return CommandLine.ExitCode.OK;
    }

    private void refuseWrongNumbers(CommandLine command) {
        if (rate < 1) {
            throw new ParameterException(command, "--rate must be at least 1");
        }
        if (atOnce < 1) {
            throw new ParameterException(command, "--at-once must be at least 1");
        }
    }

    private void replay(ConfigurableApplicationContext context, CommandLine command) {
        SinkProperties properties = context.getBean(SinkProperties.class);
        ReplayTarget target = target(context.getBean(ReplayTargets.class), properties, command);
        ReplayRequest request = new ReplayRequest(
                target,
                reasons.stream().map(RejectReason::code).collect(Collectors.toSet()),
                from,
                to,
                rate,
                atOnce,
                dryRun);
        String deadLetters = properties.deadLetterTopic(target.topic());
        ConsumerFactory<?, ?> consumers = context.getBean(ConsumerFactory.class);
        command.getErr()
                .println("Asking Kafka at "
                        + consumers.getConfigurationProperties().get("bootstrap.servers"));
        try (DeadLetterScan letters = new DeadLetterScan(consumers.getConfigurationProperties(), deadLetters)) {
            long rounds = request.rounds(letters.size());
            command.getErr()
                    .println(deadLetters + " holds " + letters.size() + " dead letters"
                            + (rounds > 1 ? "; they are read " + 2 * rounds + " times" : ""));
            replay(letters, request, context.getBean(DeadLetterReplay.class), command);
        }
    }

    private ReplayTarget target(ReplayTargets targets, SinkProperties properties, CommandLine command) {
        String wanted = topic == null ? properties.topic() : topic;
        ReplayTarget target = targets.of(wanted);
        if (target == null) {
            throw new ParameterException(
                    command,
                    "The sink does not read the topic " + wanted + ", by --sink.topic=" + properties.topic()
                            + " and --sink.events.topics="
                            + String.join(",", properties.events().topics()));
        }
        return target;
    }

    private void replay(DeadLetterScan letters, ReplayRequest request, DeadLetterReplay replay, CommandLine command) {
        ReplayReport report = new ReplayReport();
        long looks = 2 * request.rounds(letters.size()) * letters.size();
        Runnable progress = everyTwoSeconds(() -> command.getErr().println(report.progress(looks)));
        try {
            replay.run(letters, request, report, progress);
        } finally {
            report.lines(dryRun).forEach(command.getOut()::println);
        }
    }

    private static Runnable everyTwoSeconds(Runnable say) {
        AtomicLong saidAtNanos = new AtomicLong(System.nanoTime());
        return () -> {
            if (System.nanoTime() - saidAtNanos.get() > TimeUnit.SECONDS.toNanos(2)) {
                saidAtNanos.set(System.nanoTime());
                say.run();
            }
        };
    }

    /** The sink's settings, Kafka and PostgreSQL, and of the sink what judges records. */
    @ImportAutoConfiguration({
        SslAutoConfiguration.class,
        KafkaAutoConfiguration.class,
        DataSourceAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class
    })
    @EnableConfigurationProperties({SinkProperties.class, ServerAddresses.Kafka.class, ServerAddresses.Database.class})
    @ComponentScan(
            useDefaultFilters = false,
            includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = EventRules.class))
    @Import({SampleDecoder.class, StoredSamples.class, ReplayTargets.class, DeadLetterReplay.class})
    private static final class Connections {

        @Bean
        static Clock clock() {
            return Clock.systemUTC();
        }
    }
}
