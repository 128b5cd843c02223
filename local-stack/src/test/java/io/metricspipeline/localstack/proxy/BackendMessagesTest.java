package io.metricspipeline.localstack.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.localstack.proxy.CommitReplies.Fate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the bytes are cut into pieces. */
final class BackendMessagesTest {
    private static final int ALL = 1_000_000;

    private final CommitReplies commits = new CommitReplies();
    private final BackendMessages messages = new BackendMessages(commits);
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, ALL})
    void passesEverythingUnchangedWhenNothingIsToBeDropped(int piece) throws IOException {
        byte[] session = join(new byte[] {'N'}, message('R', "0000"), message('D', "C\0COMMIT"), copy(), commit());

        assertThat(send(session, piece)).isEqualTo(Fate.PASS);

        assertThat(passed.toByteArray()).isEqualTo(session);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, ALL})
    void stopsBeforeTheFirstByteOfEverySecondCommitThatFollowsACopy(int piece) throws IOException {
        commits.drop(1);
        byte[] first =
                join(message('R', "0000"), complete("BEGIN"), commit(), copy(), complete("INSERT 0 1"), commit());
        byte[] second = join(message('Z', "I"), copy(), complete("ROLLBACK"), commit(), copy());

        assertThat(send(join(first, second, commit(), message('Z', "I")), piece))
                .isEqualTo(Fate.DROP);

        assertThat(passed.toByteArray()).isEqualTo(join(first, second));
        assertThat(commits.dropped()).isEqualTo(1);
        assertThat(commits.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, ALL})
    void holdsAfterAllThatIsToBeDropped(int piece) throws IOException {
        commits.hold(1);

        assertThat(send(join(message('R', "0000"), copy(), commit(), copy(), commit()), piece))
                .isEqualTo(Fate.HOLD);

        assertThat(commits.held()).isEqualTo(1);
    }

    private Fate send(byte[] bytes, int piece) throws IOException {
        for (int from = 0; from < bytes.length; from += piece) {
            int length = Math.min(piece, bytes.length - from);
            byte[] next = new byte[length];
            System.arraycopy(bytes, from, next, 0, length);
            Fate fate = messages.pass(next, length, passed);
            if (fate != Fate.PASS) {
                return fate;
            }
        }
        return Fate.PASS;
    }

    private static byte[] copy() {
        return complete("COPY 17");
    }

    private static byte[] commit() {
        return complete("COMMIT");
    }

    private static byte[] complete(String command) {
        return message('C', command + "\0");
    }

    private static byte[] message(char type, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(5 + bytes.length)
                .put((byte) type)
                .putInt(4 + bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
