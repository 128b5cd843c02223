package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What BI tools ask the catalogue as {@code bi_reader}, and what they must see: keys and comments, but no partitions. */
class ClientCatalogueIT {

    private static final AnalystsDatabase DATABASE = AnalystsDatabase.SMALL;
    private static final String[] RELATIONS = {
        "anomaly: VIEW",
        "host: TABLE",
        "host_hour: TABLE",
        "host_minute: TABLE",
        "latency_by_minute: VIEW",
        "login_hour: TABLE",
        "performance: VIEW",
        "person: VIEW",
        "reject_by_reason: VIEW",
        "sample: VIEW",
        "sample_gap: VIEW",
        "sample_last_24_hours: VIEW",
        "sample_loss: VIEW",
        "sample_newest: VIEW",
        "storage_by_day: VIEW",
        "unread: VIEW"
    };

    private Connection connection;
    private DatabaseMetaData metadata;

    @BeforeEach
    void connect() throws SQLException {
        connection = DATABASE.as("bi_reader", "").getConnection();
        metadata = connection.getMetaData();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    /** As Power BI and NocoDB do. */
    @Test
    void theInformationSchemaListsSchemaBiAlone() {
        assertThat(ask("""
                        select table_schema || '.' || table_name || ': ' || replace(table_type, 'BASE ', '')
                        from information_schema.tables
                        where table_schema not in ('information_schema', 'pg_catalog')
                        order by table_name
                        """))
                .containsExactly(List.of(RELATIONS).stream().map("bi."::concat).toArray(String[]::new));
    }

    @Test
    void theInformationSchemaKnowsTheColumnsThatPowerBiSlicesBy() {
        assertThat(ask("""
                        select column_name || ': ' || data_type from information_schema.columns
                        where table_schema = 'bi' and table_name = 'host_hour' and ordinal_position <= 4
                        order by ordinal_position
                        """))
                .containsExactly(
                        "host_id: bigint", "hour: timestamp with time zone", "date_utc: date", "sample_count: integer");
    }

    @Test
    void theInformationSchemaShowsKeysToARoleThatCannotWrite() {
        assertThat(ask("""
                        select c.table_name || ' ' || lower(c.constraint_type) || ': '
                                   || string_agg(k.column_name, ', ' order by k.ordinal_position)
                        from information_schema.table_constraints c
                        join information_schema.key_column_usage k using (constraint_schema, constraint_name)
                        group by c.table_name, c.constraint_name, c.constraint_type
                        order by 1
                        """))
                .containsExactly(
                        "host primary key: host_id",
                        "host unique: host",
                        "host_hour foreign key: host_id",
                        "host_hour primary key: host_id, hour",
                        "host_minute foreign key: host_id",
                        "host_minute primary key: host_id, minute",
                        "login_hour primary key: hour, device_type, app_version, locale");
    }

    /** What Power BI makes navigation columns and relationships of. */
    @Test
    void theInformationSchemaLinksTheRollupsToTheirHost() {
        assertThat(ask("""
                        select f.table_name || '.' || f.column_name || ' -> ' || p.table_schema || '.' || p.table_name
                                   || '.' || p.column_name
                        from information_schema.referential_constraints r
                        join information_schema.key_column_usage f using (constraint_schema, constraint_name)
                        join information_schema.key_column_usage p
                          on p.constraint_schema = r.unique_constraint_schema
                         and p.constraint_name = r.unique_constraint_name
                         and p.ordinal_position = f.position_in_unique_constraint
                        order by 1
                        """))
                .containsExactly("host_hour.host_id -> bi.host.host_id", "host_minute.host_id -> bi.host.host_id");
    }

    /** As Metabase, DBeaver and whatever else has pgjdbc inside. */
    @Test
    void jdbcListsEachRelationWithItsComment() throws SQLException {
        List<Map<String, String>> tables = rows(metadata.getTables(null, "bi", "%", new String[] {
            "TABLE", "VIEW", "PARTITIONED TABLE", "MATERIALIZED VIEW", "FOREIGN TABLE"
        }));

        assertThat(tables)
                .extracting(row -> row.get("TABLE_NAME") + ": " + row.get("TABLE_TYPE"))
                .containsExactlyInAnyOrder(RELATIONS);
        assertThat(tables).allSatisfy(row -> assertThat(row.get("REMARKS")).isNotBlank());
    }

    @Test
    void jdbcListsEachColumnWithItsComment() throws SQLException {
        List<Map<String, String>> columns = rows(metadata.getColumns(null, "bi", "%", "%"));

        assertThat(columns)
                .hasSizeGreaterThan(100)
                .allSatisfy(row -> assertThat(row.get("REMARKS"))
                        .as(row.get("TABLE_NAME") + "." + row.get("COLUMN_NAME"))
                        .isNotBlank());
    }

    @Test
    void jdbcKnowsTheKeys() throws SQLException {
        assertThat(rows(metadata.getPrimaryKeys(null, "bi", "host_minute")))
                .extracting(row -> row.get("COLUMN_NAME"))
                .containsExactlyInAnyOrder("host_id", "minute");
        for (String rollup : List.of("host_minute", "host_hour")) {
            assertThat(rows(metadata.getImportedKeys(null, "bi", rollup)))
                    .extracting(row -> row.get("FKCOLUMN_NAME") + " -> " + row.get("PKTABLE_SCHEM") + "."
                            + row.get("PKTABLE_NAME"))
                    .containsExactly("host_id -> bi.host");
        }
    }

    private static List<String> ask(String question) {
        return DATABASE.reader.sql(question).query(String.class).list();
    }

    private static List<Map<String, String>> rows(ResultSet found) throws SQLException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (found) {
            while (found.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                    row.put(
                            found.getMetaData().getColumnName(column),
                            Objects.requireNonNullElse(found.getString(column), ""));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
