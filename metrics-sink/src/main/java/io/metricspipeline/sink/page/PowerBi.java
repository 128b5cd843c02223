package io.metricspipeline.sink.page;

import java.util.List;
import java.util.Map;

/** A {@code .pbids} file: which database Power BI connects to, importing nothing unless it is told. */
record PowerBi(String version, List<Connection> connections) {

    static PowerBi of(DataAddress address) {
        Map<String, String> place = Map.of("server", address.server(), "database", address.database());
        return new PowerBi("0.1", List.of(new Connection(new Details("postgresql", place), Map.of(), "DirectQuery")));
    }

    record Connection(Details details, Map<String, String> options, String mode) {}

    record Details(String protocol, Map<String, String> address) {}
}
