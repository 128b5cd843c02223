package io.metricspipeline.localstack;

import java.nio.file.Path;

/** One process of the stack: started (again), asked how it is, stopped in an orderly way, or killed without warning. */
interface Part {
    String name();

    Path log();

    /** Starts the process and returns at once or when it is ready; never leaves it without a watchdog. */
    void start();

    boolean isReady();

    boolean isAlive();

    /** Asks the process to end, forces it after a few seconds, returns when it is gone. */
    void stop();

    /** Ends the process as a power cut would (kill -9), returns when it is gone. */
    void kill();

    /** Stops the process where it is (SIGSTOP); connections stay open and nobody answers. */
    void pause();

    /** The process carries on. */
    void resume();
}
