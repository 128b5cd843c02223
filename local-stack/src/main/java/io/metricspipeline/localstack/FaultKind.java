package io.metricspipeline.localstack;

import java.util.Locale;

/** What can befall a part of the stack or a connection, in the words of the report. What has a duration is undone after it. */
enum FaultKind {
    KILL("kill -9"),
    KILL_BACKEND("kill -9 of one backend"),
    STOP("orderly stop"),
    STOP_IMMEDIATELY("immediate stop"),
    PAUSE("SIGSTOP"),
    TERMINATE_BACKENDS("pg_terminate_backend of all"),
    CUT("connections reset"),
    SILENCE("black hole"),
    SLOW("16 KiB/s"),
    REFUSE("connections reset, new ones refused"),
    DROP_COMMIT_REPLIES("reset instead of three COMMIT replies"),
    HOLD_COMMIT_REPLY("COMMIT reply held back, then reset"),
    OFFSETS_TO_EARLIEST("kill -9, offsets to earliest"),
    OFFSETS_TO_LATEST("kill -9, offsets to latest"),
    DISK_FULL("disk full"),
    LOG_FULL("disk full, also for the log"),
    CLOCK_AHEAD("half an hour ahead"),
    CLOCK_FAR_AHEAD("two hours ahead"),
    CLOCK_BEHIND("six hours behind"),
    CLOCK_FAR_BEHIND("twenty days behind"),
    UNREAD_RECORDS_DELETED("sinks killed, unread records deleted"),
    TOPIC_REPLACED("sinks paused, deleted and made anew"),
    FRAMES_DAMAGED("cut off, killed, frames damaged"),
    BACKUP_RESTORED("base backup restored");

    private final String words;

    FaultKind(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** As the command line names it. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
