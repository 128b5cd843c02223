package io.metricspipeline.sink.anomaly;

/** Who counts what this sink found. */
public interface AnomalyMeters {

    /** A turn is over: so many seconds of hosts judged, so many anomalies begun, and how far the worker trails; NaN: nobody knows. */
    void judged(int seconds, int begun, double lagSeconds);
}
