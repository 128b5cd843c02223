package io.metricspipeline.sink;

import java.util.UUID;

/**
 * Where the fetch of a partition began.
 *
 * @param topicId the topic, which may be replaced by another one of the same name
 * @param offset the offset last sought, or the end of the batch before
 * @param skip what the database wanted to have passed over then
 */
record FetchStart(UUID topicId, long offset, Skip skip) {

    FetchStart movedTo(long end) {
        return new FetchStart(topicId, end, skip);
    }
}
