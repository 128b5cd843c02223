/**
 * The whole pipeline on one machine: {@code LocalStack} is the command line, {@code RunCommand} its {@code run}.
 *
 * <p>A {@code Stack} is made from {@code StackSettings} (read from {@code StackOptions}) and starts four {@code Part}s in a
 * {@code DataDirectory}: {@code Broker} and {@code Postgres}, then two {@code ServiceProcess}es. Each is an operating-system
 * process of its own, started through {@code ChildProcess} and known to the {@code Watchdog}, which ends what is left when the
 * launcher dies. The same objects carry the end-to-end tests, which kill and restart single parts.
 */
@NullMarked
package io.metricspipeline.localstack;

import org.jspecify.annotations.NullMarked;
