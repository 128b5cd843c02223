package io.metricspipeline.sink;

/** This record will never be a row: the reason as a code, and in words what is wrong where. */
final class UndecodableRecord extends Exception {

    private final RejectReason reason;

    UndecodableRecord(RejectReason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    Rejection rejection() {
        return new Rejection(reason, String.valueOf(getMessage()));
    }
}
