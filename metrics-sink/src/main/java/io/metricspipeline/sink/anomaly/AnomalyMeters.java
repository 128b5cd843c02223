package io.metricspipeline.sink.anomaly;

/** Who counts what this sink found. */
public interface AnomalyMeters {

    /** A turn is over: seconds of hosts judged, anomalies begun, how many seconds the worker trails; NaN: nobody knows. */
    void judged(int seconds, int begun, double lagSeconds);
}
