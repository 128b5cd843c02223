package io.metricspipeline.sink.upkeep;

/** Who counts what the upkeep of this sink did. */
public interface UpkeepMeters {

    /** Minutes and hours of hosts that were computed again, and for how many seconds the oldest one has been waiting. */
    void rolledUp(int minutes, int hours, double lagSeconds);

    /** A day of raw samples is gone. */
    void droppedDay();

    /** Rows of rollups are gone. */
    void deletedRollups(int rows);

    /** Something was not done, and will be tried again. */
    void upkeepFailed();
}
