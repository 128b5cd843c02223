package io.metricspipeline.sink.page;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The page's own connections: two at most, read-only, none while nobody looks. The consumer never waits for one of them, and
 * a question that takes long is given up.
 */
@Component
class PageDatabase implements DisposableBean {

    private final HikariDataSource pool;

    PageDatabase(JdbcConnectionDetails server) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("page");
        config.setJdbcUrl(server.getJdbcUrl());
        config.setUsername(server.getUsername());
        config.setPassword(server.getPassword());
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(0);
        config.setIdleTimeout(30_000);
        config.setConnectionTimeout(3_000);
        config.setInitializationFailTimeout(-1);
        config.setReadOnly(true);
        config.addDataSourceProperty("readOnlyMode", "always");
        config.addDataSourceProperty("ApplicationName", "metrics-sink page");
        config.addDataSourceProperty("connectTimeout", "3");
        config.addDataSourceProperty("socketTimeout", "10");
        config.addDataSourceProperty("targetServerType", "primary");
        // Every question goes by a key. A plan outlives the moment in which reading all of a small table was best.
        config.addDataSourceProperty("options", "-c statement_timeout=4s -c enable_seqscan=off -c jit=off");
        this.pool = new HikariDataSource(config);
    }

    JdbcClient client() {
        return JdbcClient.create(pool);
    }

    @Override
    public void destroy() {
        pool.close();
    }
}
