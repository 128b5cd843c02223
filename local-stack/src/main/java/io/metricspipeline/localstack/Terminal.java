package io.metricspipeline.localstack;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Standard output: lines, and where it is a terminal also a block of lines that is drawn over the one before. */
public final class Terminal {
    private static final String UP = "\u001b[%dA";
    private static final String CLEAR_REST_OF_LINE = "\u001b[K";
    // A terminal narrower than the block would wrap its lines, and the next block begin in the wrong place.
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";

    // Not System.out, which Maven filters.
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    private final boolean interactive = standardOutputIsTerminal();
    private int drawn;

    boolean isInteractive() {
        return interactive;
    }

    public synchronized void line(String text) {
        drawn = 0;
        out.println(text);
        out.flush();
    }

    synchronized void redraw(List<String> block) {
        StringBuilder text = new StringBuilder(WRAP_OFF);
        if (drawn > 0) {
            text.append(UP.formatted(drawn)).append('\r');
        }
        block.forEach(line -> text.append(line).append(CLEAR_REST_OF_LINE).append('\n'));
        out.print(text.append(WRAP_ON));
        out.flush();
        drawn = block.size();
    }

    // System.console() would also ask for a terminal at standard input, and means something else on newer JDKs.
    private static boolean standardOutputIsTerminal() {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 1")
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException noShell) {
            return false;
        }
    }
}
