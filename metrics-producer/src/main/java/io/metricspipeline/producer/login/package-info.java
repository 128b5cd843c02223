/**
 * The source user-login: people who do not exist log in.
 *
 * <pre>
 * SimulatedLogins → LoginSource → topic user-login
 * (what, and when)  (on time)
 * </pre>
 */
@NullMarked
package io.metricspipeline.producer.login;

import org.jspecify.annotations.NullMarked;
