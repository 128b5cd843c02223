package io.metricspipeline.localstack.benchmark;

import java.io.IOException;
import java.sql.SQLException;

/** One question, asked of the laboratory. */
interface Experiment {
    Findings run(Laboratory laboratory) throws IOException, SQLException;
}
