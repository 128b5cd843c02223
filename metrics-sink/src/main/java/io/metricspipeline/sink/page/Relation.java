package io.metricspipeline.sink.page;

/**
 * A relation of schema {@code bi} that analysts can use.
 *
 * @param name with its schema
 * @param kind table or view
 * @param comment what it holds, from the catalogue
 */
record Relation(String name, String kind, String comment) {}
