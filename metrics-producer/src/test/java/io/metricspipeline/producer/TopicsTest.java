package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.core.KafkaAdmin;

@ExtendWith(OutputCaptureExtension.class)
class TopicsTest {

    private final Topics topics = new Topics(Samples.settings(Duration.ofSeconds(1), 10), new KafkaAdmin(Map.of()));

    @Test
    void warnsAboutTheSettingsThatDifferAndPassesOverThoseThatKafkaDoesNotTell(CapturedOutput output) {
        topics.compare(
                "host-samples",
                new Config(List.of(
                        new ConfigEntry("retention.ms", "1"), new ConfigEntry("message.timestamp.type", null))));

        assertThat(output)
                .contains("Topic host-samples has retention.ms=1, expected 604800000")
                .doesNotContain("message.timestamp.type", "max.message.bytes");
    }
}
