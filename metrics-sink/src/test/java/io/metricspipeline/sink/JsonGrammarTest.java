package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decoder against the grammar of RFC 8259, with the cases of {@code rfc8259.txt}. */
class JsonGrammarTest {

    private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})");

    private final ComparedDecoder decoder = new ComparedDecoder();

    @ParameterizedTest
    @MethodSource("cases")
    void takesForJsonWhatTheGrammarAllows(Case json) {
        // No case is an event, so each one gets a reason; which one tells whether it was read as JSON.
        RejectReason reason = requireNonNull(
                        decoder.decode(json.bytes(), Instant.now()).rejection())
                .reason();
        boolean refused = reason == RejectReason.NOT_JSON || reason == RejectReason.EMPTY;

        assertThat(reason).isNotEqualTo(RejectReason.DECODER_FAILED);
        if (json.verdict.equals("accept")) {
            assertThat(reason).isIn(RejectReason.NOT_AN_OBJECT, RejectReason.MISSING_FIELD);
        } else if (json.verdict.equals("reject")) {
            assertThat(refused).as(reason.code()).isTrue();
        } else {
            assertThat(json.verdict).isEqualTo("either");
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream file = requireNonNull(JsonGrammarTest.class.getResourceAsStream("/rfc8259.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(line -> line.split(" ", 2))
                            .map(words -> new Case(words[0], words.length == 2 ? words[1] : ""))
                            .toList()
                            .stream();
        }
    }

    private record Case(String verdict, String json) {

        byte[] bytes() {
            String latin1 = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return BYTE.matcher(latin1)
                    .replaceAll(
                            hex -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex.group(1), 16))))
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
