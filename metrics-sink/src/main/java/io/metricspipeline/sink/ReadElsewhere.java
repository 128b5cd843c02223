package io.metricspipeline.sink;

/** These records must not be written: the consumer has to read on at another offset than where they came from. */
final class ReadElsewhere extends RuntimeException {

    private final boolean databaseWentBack;

    private ReadElsewhere(String why, boolean databaseWentBack) {
        super(why);
        this.databaseWentBack = databaseWentBack;
    }

    static ReadElsewhere because(String why) {
        return new ReadElsewhere(why, false);
    }

    /** A backup was restored, or a standby took over that had not received everything. */
    static ReadElsewhere databaseWentBack(String what) {
        return new ReadElsewhere("The database has gone back: " + what, true);
    }

    boolean databaseWentBack() {
        return databaseWentBack;
    }
}
