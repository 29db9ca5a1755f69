package io.github.surprisal.ml;

import java.io.Serializable;

/**
 * A feature that is one element of a vector column.
 *
 * @param column the vector column
 * @param index from 0
 */
public record VectorElement(String column, int index) implements Serializable {}
