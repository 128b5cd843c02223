package io.metricspipeline.localstack.proxy;

import io.metricspipeline.localstack.proxy.CommitReplies.Fate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what PostgreSQL sends over one connection, in pieces of any size, and passes it on; but before the answer to a COMMIT that
 * followed a COPY it asks {@link CommitReplies}. No byte of an answer that may not pass gets through.
 */
final class BackendMessages implements Replies {
    // A type and, in four bytes, the length of the rest together with these four.
    private static final int HEADER = 5;
    private static final int LENGTH = 4;
    private static final byte COMMAND_COMPLETE = 'C';
    private static final byte NO_ENCRYPTION = 'N';

    private final CommitReplies commits;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private long unread;
    private boolean begun;
    private boolean copied;

    BackendMessages(CommitReplies commits) {
        this.commits = commits;
    }

    @Override
    public Fate pass(byte[] bytes, int length, OutputStream out) throws IOException {
        int position = 0;
        while (position < length) {
            if (unread > 0) {
                int part = (int) Math.min(unread, length - position);
                out.write(bytes, position, part);
                position += part;
                unread -= part;
                continue;
            }
            message.write(bytes[position++]);
            if (!isPassable()) {
                continue;
            }
            Fate fate = fate();
            if (fate != Fate.PASS) {
                return fate;
            }
            passMessage(out);
        }
        return Fate.PASS;
    }

    /** A header is enough, but a CommandComplete is read to its end. */
    private boolean isPassable() {
        byte type = message.toByteArray()[0];
        if (!begun && type == NO_ENCRYPTION) {
            // The answer to the client's question for TLS is a single byte.
            return true;
        }
        return message.size() >= HEADER && (type != COMMAND_COMPLETE || message.size() == 1 + length());
    }

    private Fate fate() {
        byte[] content = message.toByteArray();
        if (content[0] != COMMAND_COMPLETE) {
            return Fate.PASS;
        }
        String command = new String(content, HEADER, content.length - HEADER - 1, StandardCharsets.US_ASCII);
        boolean wasCopied = copied;
        copied = command.startsWith("COPY ") || (copied && !command.equals("COMMIT") && !command.equals("ROLLBACK"));
        return command.equals("COMMIT") && wasCopied ? commits.next() : Fate.PASS;
    }

    private void passMessage(OutputStream out) throws IOException {
        if (message.size() > 1) {
            begun = true;
            unread = 1L + length() - message.size();
        }
        message.writeTo(out);
        message.reset();
    }

    private int length() {
        return ByteBuffer.wrap(message.toByteArray(), 1, LENGTH).getInt();
    }
}
