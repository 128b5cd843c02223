package io.metricspipeline.sink;

/** Waiting alone will not cure this: the message tells an operator what to repair. The batch is tried again all the same. */
class OperatorNeeded extends RuntimeException {

    OperatorNeeded(String whatToRepair) {
        super(whatToRepair);
    }
}
