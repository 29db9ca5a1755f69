package io.github.surprisal.table;

/** How a column is understood: by its values alone, or also by their order and distance. */
public enum Kind {
    CATEGORICAL,
    NUMERIC
}
