package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentNameTest {

    private final SegmentName name = new SegmentName(1795237313123L, Samples.PRODUCER, 41207);

    @Test
    void isReadAsItWasWritten() {
        assertThat(name).hasToString("1795237313123-3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60-0000000000000041207.segment");
        assertThat(SegmentName.parse(name.toString())).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lock",
                "refused.jsonl",
                "1795237313123-3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60-0000000000000041207.segment.damaged",
                "1795237313123-3f0b8a52-6c1d-4e57-9a84-------------0000000000000041207.segment",
                "1795237313123-3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60-9999999999999999999.segment"
            })
    void otherFilesAreNoSegments(String file) {
        assertThat(SegmentName.parse(file)).isEmpty();
    }
}
