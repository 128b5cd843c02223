package io.metricspipeline.sink;

import io.metricspipeline.sink.ReplayReport.Skip;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A topic that dead letters go back to, with what sinks would make of them there. */
interface ReplayTarget {

    String topic();

    /** Of an older letter nobody knows whether it was stored already, as by an earlier replay. */
    Duration memory();

    /** Of each of these records, were it received now, why it need not be sent; null when it is to be. */
    List<@Nullable Skip> judge(List<ConsumerRecord<byte[], byte[]>> records);
}
