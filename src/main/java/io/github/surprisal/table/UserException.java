package io.github.surprisal.table;

/**
 * Something that the user can mend: the command line, the config or the input. The message is one clear line: what,
 * where, what was found and what would be right. The command line prints it without a stack trace and exits with 2.
 */
public final class UserException extends IllegalArgumentException {
    public UserException(String message) {
        super(message);
    }

    public UserException(String message, Throwable cause) {
        super(message, cause);
    }
}
