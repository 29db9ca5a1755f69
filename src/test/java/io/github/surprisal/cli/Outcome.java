package io.github.surprisal.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiFunction;

/** What a command that was run as a user types it ended with, and what it printed. */
record Outcome(int code, String out, String err) {
    static Outcome of(String... args) {
        return of((out, err) -> Main.execute(args, out, err));
    }

    /** On a terminal of this environment. */
    static Outcome on(Map<String, String> environment, String... args) {
        return of((out, err) -> Main.execute(args, new Terminal(out, err, environment)));
    }

    private static Outcome of(BiFunction<PrintStream, PrintStream, Integer> command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = command.apply(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
