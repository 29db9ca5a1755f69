package io.github.surprisal.cli;

import io.github.surprisal.console.View;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where a command is typed and its output seen.
 *
 * @param out for results
 * @param err for progress and errors
 * @param environment of the process
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment) {
    /** Cells of a line: as submit/surprisal has found, else COLUMNS, else {@link View#DEFAULT_WIDTH}. */
    int width() {
        return Stream.of("SURPRISAL_COLUMNS", "COLUMNS")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(columns -> columns.matches("[1-9][0-9]{0,5}"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(View.DEFAULT_WIDTH);
    }

    /** Whether someone watches: submit/surprisal knows; without it, a console of the JVM's means so up to Java 21. */
    @SuppressWarnings("SystemConsoleNull")
    boolean isWatched() {
        String told = environment.get("SURPRISAL_PROGRESS");
        return told == null ? System.console() != null : Boolean.parseBoolean(told);
    }

    /**
     * How text is written where a locale is in force: as it says. A process without one, in a container or a job of a scheduler, writes UTF-8, as
     * the C locale's 7 bits would lose every other letter.
     */
    static Charset charset(Map<String, String> environment) {
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("C");
        String name = locale.replaceFirst("@.*", "")
                .replaceFirst("^[^.]*\\.?", "")
                .replaceFirst("(?i)^iso-?8859-?(\\d+)$", "ISO-8859-$1");
        try {
            return name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
