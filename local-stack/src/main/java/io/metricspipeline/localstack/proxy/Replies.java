package io.metricspipeline.localstack.proxy;

import io.metricspipeline.localstack.proxy.CommitReplies.Fate;
import java.io.IOException;
import java.io.OutputStream;

/** What the server sends over one connection, on its way to the client. */
interface Replies {
    Replies ALL_PASS = (bytes, length, out) -> {
        out.write(bytes, 0, length);
        return Fate.PASS;
    };

    /** Writes what may pass. Anything but PASS means that the rest, beginning with the answer to a COMMIT, may not. */
    Fate pass(byte[] bytes, int length, OutputStream out) throws IOException;
}
