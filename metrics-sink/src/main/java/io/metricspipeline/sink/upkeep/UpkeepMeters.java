package io.metricspipeline.sink.upkeep;

/** Who counts what the upkeep of this sink did. */
public interface UpkeepMeters {

    /** Minutes and hours of hosts that were computed again, and for how many seconds the oldest has waited; NaN: nobody knows. */
    void rolledUp(int minutes, int hours, double lagSeconds);

    /** A day of raw samples is gone. */
    void droppedDay();

    /** For so many seconds the oldest day of raw samples should have been gone; NaN: nobody knows. */
    void retentionOverdue(double seconds);

    /** Rows of rollups are gone. */
    void deletedRollups(int rows);

    /** So many samples should be stored and are not; NaN: nobody knows. */
    void missing(double samples);

    /** Something was not done, and will be tried again. */
    void upkeepFailed();
}
