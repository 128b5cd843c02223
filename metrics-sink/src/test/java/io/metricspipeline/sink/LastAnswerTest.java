package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class LastAnswerTest {

    private final LastAnswer answer = new LastAnswer("Server");

    @Test
    void tellsEachReasonOfAnOutageWhenItBeginsAndTheEnd(CapturedOutput output) {
        answer.failed("connection refused");
        answer.failed("connection refused");
        answer.failed("starting up");
        answer.answered(Health.up().build());

        assertThat(output).containsOnlyOnce("connection refused").containsOnlyOnce("starting up");
        assertThat(output).containsOnlyOnce("Server answers again");
    }

    @Test
    void takesAnotherNumberForTheSameReason(CapturedOutput output) {
        answer.failed("timed out at 1763712345000 after 1 attempt(s)");
        answer.failed("timed out at 1763712347000 after 2 attempt(s)");

        assertThat(output).containsOnlyOnce("timed out");
    }
}
