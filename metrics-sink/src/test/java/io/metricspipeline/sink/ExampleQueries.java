package io.metricspipeline.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The queries of docs/ANALYSE.md by their headings, in its order. */
final class ExampleQueries {

    private static final Pattern QUERY = Pattern.compile("(?s)### ([^\n]+)\n[^#]*?```sql\n(.+?)```");

    private ExampleQueries() {}

    static Map<String, String> read() throws IOException {
        String page = Files.readString(Path.of("../docs/ANALYSE.md"));
        return QUERY.matcher(page)
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(1), found -> found.group(2), (one, other) -> other, LinkedHashMap::new));
    }
}
