package io.metricspipeline.producer;

import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import tools.jackson.core.JacksonException;

/** Why Kafka did not take a sample, and what that means for it. */
record SendFailure(Throwable reason) {

    /** This very record is wrong, for ever. All else (Kafka away, no permission, no such topic) may be put right. */
    boolean isRefusal() {
        return causes().anyMatch(cause -> cause instanceof RecordTooLargeException
                || cause instanceof InvalidTimestampException
                || cause instanceof InvalidRecordException
                || cause instanceof SerializationException
                || cause instanceof JacksonException);
    }

    /** The record is wrong for its size, which may be that of what its event carries besides the sample. */
    boolean isSize() {
        return causes().anyMatch(RecordTooLargeException.class::isInstance);
    }

    /** Some errors leave Kafka's client unusable for good; those that Kafka calls retriable do not. */
    boolean mayHaveBrokenTheClient() {
        return causes().noneMatch(RetriableException.class::isInstance);
    }

    /** The innermost cause: the others say that a send failed, which is known. */
    @Override
    public String toString() {
        return causes().reduce(reason, (outer, inner) -> inner).toString();
    }

    private Stream<Throwable> causes() {
        return Stream.iterate(reason, Objects::nonNull, Throwable::getCause);
    }
}
