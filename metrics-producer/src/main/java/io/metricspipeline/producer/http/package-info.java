/**
 * The source http: what a JSON API answers, item by item.
 *
 * <pre>
 * JsonApi ──▶ HttpSource ──▶ a topic
 * (asks)      (one event an item: event_id, fetched_at, item)
 * </pre>
 *
 * <p>Headers are secrets: nothing here writes one anywhere but into the request, and of a URL only what stands before its
 * query.
 */
@NullMarked
package io.metricspipeline.producer.http;

import org.jspecify.annotations.NullMarked;
