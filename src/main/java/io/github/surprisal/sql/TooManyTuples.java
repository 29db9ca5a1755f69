package io.github.surprisal.sql;

/** A group has more different values than are counted in memory. */
final class TooManyTuples extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyTuples(int found) {
        super("There are at least " + found);
    }
}
