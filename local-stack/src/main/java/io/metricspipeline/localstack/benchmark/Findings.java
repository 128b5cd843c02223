package io.metricspipeline.localstack.benchmark;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The answer of an experiment: Markdown for people, JSON for programs. */
record Findings(List<String> markdown, ObjectNode json) {}
