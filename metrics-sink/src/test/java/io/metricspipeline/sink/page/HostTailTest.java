package io.metricspipeline.sink.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class HostTailTest {

    private final HostTail tail = new HostTail("web-1", new JsonMapper());

    @Test
    void makesOneEventForAllWhoAreEquallyFar() {
        add(1, 3);

        assertThat(tail.after(1)).isSameAs(tail.after(1));
        assertThat(text(1)).isEqualTo("id:3\nevent:samples\ndata:[[2,12.5],[3,12.5]]\n\n");
    }

    @Test
    void makesAnotherOneWhenMoreHasCome() {
        add(1, 3);
        HostTail.Part before = tail.after(2);
        add(4, 4);

        assertThat(before.upTo()).isEqualTo(3);
        assertThat(text(2)).isEqualTo("id:4\nevent:samples\ndata:[[3,12.5],[4,12.5]]\n\n");
        assertThat(text(0)).contains("[1,12.5]", "[4,12.5]");
    }

    @Test
    void keepsAMinuteAndKnowsWhatItNoLongerHas() {
        add(1, 601);

        assertThat(tail.reachesBackTo(1)).isFalse();
        assertThat(tail.reachesBackTo(2)).isTrue();
        assertThat(text(0)).doesNotContain("[1,").contains("[2,12.5],").endsWith("[601,12.5]]\n\n");
    }

    private void add(long from, long to) {
        tail.add(LongStream.rangeClosed(from, to)
                .mapToObj(micros -> new Point(micros, List.of(12.5)))
                .toList());
    }

    private String text(long after) {
        return new String(tail.after(after).event().bytes(), StandardCharsets.UTF_8);
    }
}
