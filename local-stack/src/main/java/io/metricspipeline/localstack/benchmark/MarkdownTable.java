package io.metricspipeline.localstack.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of words and figures, as Markdown that is also readable as it stands. The first column is left-aligned. */
final class MarkdownTable {
    private final List<List<String>> rows = new ArrayList<>();

    MarkdownTable(String... header) {
        rows.add(List.of(header));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(rows.stream().map(this::line).toList());
        lines.add(
                1,
                columns()
                        .mapToObj(column -> "-".repeat(width(column) + 1) + (column == 0 ? "-" : ":"))
                        .collect(Collectors.joining("|", "|", "|")));
        return lines;
    }

    private String line(List<String> row) {
        return columns()
                .mapToObj(column -> {
                    String padding = " ".repeat(width(column) - row.get(column).length());
                    return column == 0 ? row.get(column) + padding : padding + row.get(column);
                })
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private IntStream columns() {
        return IntStream.range(0, rows.get(0).size());
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
