package io.metricspipeline.sink;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Valid events in, damaged ones out; the same seed gives the same damage. About one in ten is still an event. */
final class Mutations {

    private static final List<String> TOKENS = List.of(
            "null",
            "true",
            "{}",
            "[]",
            "\"\"",
            "-1",
            "0",
            "1.5",
            "1e999",
            "-0.0",
            "4.9e-324",
            "9223372036854775807",
            "18446744073709551616",
            "\"NaN\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"2026-02-30T00:00:00Z\"",
            "\"9999-12-31T23:59:59.999999999Z\"",
            "{\"a\":{}}",
            "[[[[[[[[[[[[[[[[[[[[",
            "\"" + "x".repeat(5_000) + "\"",
            "1".repeat(70),
            "\u00e9\u20ac",
            "\\",
            "\"",
            ",",
            ":",
            "{",
            "}");

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    byte[] damage(byte[] event) {
        byte[] damaged = event;
        for (int change = random.nextInt(3); change >= 0; change--) {
            damaged = change(damaged);
        }
        return damaged;
    }

    private byte[] change(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(40));
        return switch (random.nextInt(8)) {
            case 0 -> join(bytes, at, new byte[] {(byte) random.nextInt()}, Math.min(bytes.length, at + 1));
            case 1 -> join(bytes, at, new byte[] {(byte) random.nextInt()}, at);
            case 2 -> join(bytes, at, new byte[0], end);
            case 3 -> join(bytes, end, slice(bytes, at, end), end);
            case 4 -> join(bytes, at, new byte[0], bytes.length);
            case 5 -> join(bytes, at, token(), end);
            case 6 -> digit(bytes);
            default -> value(bytes);
        };
    }

    /** Another token in the place of a whole value: still JSON, which gets further into the decoder. */
    private byte[] value(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf("\":", random.nextInt(text.length() + 1));
        int comma = text.indexOf(",\"", colon + 2);
        return colon < 0 || comma < 0 ? bytes : join(bytes, colon + 2, token(), comma);
    }

    private byte[] digit(byte[] bytes) {
        byte[] changed = bytes.clone();
        for (int tries = 0; tries < 20 && changed.length > 0; tries++) {
            int at = random.nextInt(changed.length);
            if (Character.isDigit(changed[at])) {
                changed[at] = (byte) ('0' + random.nextInt(10));
                return changed;
            }
        }
        return changed;
    }

    private byte[] token() {
        return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] join(byte[] bytes, int end, byte[] middle, int start) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(bytes, 0, end);
        joined.writeBytes(middle);
        joined.write(bytes, start, bytes.length - start);
        return joined.toByteArray();
    }
}
