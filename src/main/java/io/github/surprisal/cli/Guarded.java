package io.github.surprisal.cli;

import io.github.surprisal.cli.config.Secrets;
import io.github.surprisal.console.Printable;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * The streams that all words of a command go through: no secret gets by, and no character that a terminal would obey. Names and
 * values are made printable where tables are laid out; this holds for whatever else may come, a driver's error message say.
 */
final class Guarded implements AutoCloseable {
    private final PrintStream out;
    private final PrintStream err;

    Guarded(Terminal terminal, Secrets secrets) {
        this.out = new PrintStream(new Lines(terminal.out(), secrets::hideKnown), true, StandardCharsets.UTF_8);
        this.err = new PrintStream(new Lines(terminal.err(), secrets::hide), true, StandardCharsets.UTF_8);
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Says in one line what went wrong, with the stack trace if that is asked for, and gives the exit code. */
    int report(Throwable e, boolean verbose) {
        if (isShuttingDown()) {
            // Whoever stopped the program knows why it did not end well, and Main says so.
            return Main.FAILED;
        }
        Failure failure = Failure.of(e);
        String hint = failure.code() == Main.WRONG || verbose ? "" : " (--verbose shows the stack trace)";
        err.println("surprisal: " + failure.message() + hint);
        if (verbose) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            err.print(trace);
        }
        return failure.code();
    }

    /** Whether the JVM is being stopped: then Spark's own hooks have broken off what was going on. */
    private static boolean isShuttingDown() {
        Thread hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Override
    public void close() {
        out.close();
        err.close();
    }

    /** Passes on whole lines, made safe; what is left at the end is one too. */
    private static final class Lines extends OutputStream {
        private final PrintStream to;
        private final UnaryOperator<String> hidden;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(PrintStream to, UnaryOperator<String> hidden) {
            this.to = to;
            this.hidden = hidden;
        }

        @Override
        public void write(int b) {
            if (b == '\n') {
                to.println(safe());
            } else {
                line.write(b);
            }
        }

        @Override
        public void close() {
            if (line.size() > 0) {
                to.print(safe());
            }
            to.flush();
        }

        private String safe() {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            // A stack trace sets its lines in with tabs, and a line may end as on Windows.
            String bare = text.stripTrailing();
            int indent = 0;
            while (indent < bare.length() && bare.charAt(indent) == '\t') {
                indent++;
            }
            return bare.substring(0, indent) + Printable.of(hidden.apply(bare.substring(indent)));
        }
    }
}
