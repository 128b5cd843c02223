/**
 * The whole pipeline on one machine: {@code LocalStack} is the command line, {@code RunCommand} its {@code run}.
 *
 * <p>A {@code Stack} is made from {@code StackSettings} (read from {@code StackOptions}) and starts four {@code Part}s in a
 * {@code DataDirectory}: {@code Broker} and {@code Postgres}, then two {@code ServiceProcess}es. Each is an operating-system
 * process of its own, started through {@code ChildProcess} and known to the {@code Watchdog}, which ends what is left when the
 * launcher dies. The same objects carry the end-to-end tests, which kill and restart single parts.
 *
 * <p>{@code FaultsCommand} is {@code faults}. A {@code FaultStack} has more parts, started with the settings of
 * {@code FaultServices}, and a proxy in front of each server. A {@code FaultRun} draws a {@code Schedule} of {@code Fault}s,
 * whose {@code Lanes} let each {@code Target}'s {@code Victim} suffer; a new fault is a {@code FaultKind}, a line in
 * {@code Target} and a case in a victim. A schedule of its own may hold a {@code Destruction}, whose victim reads what it
 * destroys before, and adds it to what is {@code Destroyed}. {@code FaultDisks} can be full, where they can be mounted. Then
 * the run heals the stack, and the {@code Oracle} holds what the {@code TakenLog}s of producers and {@code LoadGenerator}s note
 * against what is {@code Observed}; its {@code Verdict} goes to the {@code FaultsTable} and the {@code FaultsReport}.
 *
 * <p>Package {@code benchmark} measures; for it {@code Servers} start the same broker and PostgreSQL, and {@code
 * MeasuredProcess}es beside them.
 *
 * <p>Package {@code alerts} fires the alerts; for it {@code TroubledStack} gives the faults of a {@code FaultStack} a beginning and
 * an end, and {@code Prometheus} is this machine's own.
 */
@NullMarked
package io.metricspipeline.localstack;

import org.jspecify.annotations.NullMarked;
