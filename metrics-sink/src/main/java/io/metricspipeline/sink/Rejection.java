package io.metricspipeline.sink;

/** The verdict on a record that becomes no row: the reason as a code, and in words what is wrong where. */
record Rejection(RejectReason reason, String detail) {

    private static final int LONGEST_DETAIL = 1_000;

    /** The detail may quote the record: cut, and without what a text column or a log line cannot hold. */
    Rejection {
        detail = detail.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        detail = detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL);
    }
}
