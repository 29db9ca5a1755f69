package io.github.surprisal.cli;

import io.github.surprisal.console.View;
import io.github.surprisal.table.UserException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that say how much of a result is shown. */
@Command
final class Shown {
    @Option(
            names = "--top",
            order = 44,
            arity = "1",
            paramLabel = "N",
            description = "Shows N rows of each table (default " + View.DEFAULT_TOP + ").")
    private int top = View.DEFAULT_TOP;

    @Option(names = "--all", order = 45, description = "Shows every row.")
    private boolean all;

    View view(Terminal terminal) {
        if (top < 1) {
            throw new UserException("Option --top: expected a whole number of at least 1, found " + top);
        }
        return new View(terminal.width(), all ? View.ALL : top);
    }
}
