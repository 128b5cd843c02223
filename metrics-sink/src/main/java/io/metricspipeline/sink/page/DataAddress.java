package io.metricspipeline.sink.page;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/** Where analysts find the database. Without the URL's parameters: some hold a login, and all are the sink's own affair. */
@Component
class DataAddress {

    private static final Pattern JDBC_URL = Pattern.compile("jdbc:postgresql://([^/]+)/([^?]+).*");

    private final String servers;
    private final String database;

    DataAddress(PageSettings settings, JdbcConnectionDetails sink) {
        String url = Objects.requireNonNullElse(settings.jdbcUrl(), sink.getJdbcUrl());
        Matcher parts = JDBC_URL.matcher(url);
        boolean known = parts.matches();
        this.servers = known ? parts.group(1) : "localhost:5432";
        this.database = known ? parts.group(2) : "metrics";
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + servers + "/" + database;
    }

    /** The first of several: tools take one. */
    String server() {
        return servers.split(",", 2)[0];
    }

    String database() {
        return database;
    }
}
