/**
 * A bad network in front of a good server: {@code TcpProxy} is the door. Each connection is a {@code Link}, whose bytes travel as
 * the shared {@code Line} says. In front of PostgreSQL, {@code BackendMessages} finds the answers to COMMIT, and {@code
 * CommitReplies} decides which of them never arrive.
 */
@NullMarked
package io.metricspipeline.localstack.proxy;

import org.jspecify.annotations.NullMarked;
