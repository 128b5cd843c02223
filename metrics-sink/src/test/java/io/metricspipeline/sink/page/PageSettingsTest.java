package io.metricspipeline.sink.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageSettingsTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
                    true,  127.0.0.1,          ,       false, true
                    true,  localhost,          ,       false, true
                    true,  ::1,                ,       false, true
                    true,  0.0.0.0,            ,       false, false
                    true,  0.0.0.0,            '',     false, false
                    true,  ::,                 ,       false, false
                    true,  0.0.0.0,            sesame, false, true
                    true,  0.0.0.0,            ,       true,  true
                    false, 127.0.0.1,          sesame, true,  false
                    """)
    void isOpenOnThisMachineOrWithAPasswordOrWhereSomebodyInsists(
            boolean enabled, String address, @Nullable String password, boolean insecure, boolean open) {
        assertThat(new PageSettings(enabled, address, 0, password, insecure, null).open())
                .isEqualTo(open);
    }

    @Test
    void keepsThePasswordOutOfLogs() {
        assertThat(new PageSettings(true, "localhost", 8080, "sesame", false, null))
                .hasToString("PageSettings[localhost:8080]");
    }
}
