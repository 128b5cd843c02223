package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SendFailureTest {

    @ParameterizedTest
    @MethodSource
    void theRecordIsAtFault(Exception cause) {
        assertThat(wrapped(cause).isRefusal()).isTrue();
    }

    static Stream<Exception> theRecordIsAtFault() {
        return Stream.of(
                new RecordTooLargeException("too large"),
                new InvalidTimestampException("too old"),
                new InvalidRecordException("no key"),
                new SerializationException("no bytes"));
    }

    @ParameterizedTest
    @MethodSource
    void theWorldIsAtFault(Exception cause) {
        assertThat(wrapped(cause).isRefusal()).isFalse();
    }

    static Stream<Exception> theWorldIsAtFault() {
        return Stream.of(
                new TimeoutException("away"),
                new NotEnoughReplicasException("one of three"),
                new UnknownTopicOrPartitionException("no such topic"),
                new TopicAuthorizationException("no permission"),
                new KafkaException("a neighbour in the batch was refused"),
                new IllegalStateException("the client is closed"));
    }

    @ParameterizedTest
    @MethodSource("theWorldIsAtFault")
    void tellsTheInnermostCause(Exception cause) {
        assertThat(wrapped(cause)).hasToString(cause.toString());
    }

    private static SendFailure wrapped(Exception cause) {
        return new SendFailure(new org.springframework.kafka.KafkaException("Send failed", cause));
    }
}
