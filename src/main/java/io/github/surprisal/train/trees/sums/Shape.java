package io.github.surprisal.train.trees.sums;

import io.github.surprisal.encode.Layout;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How codes lie in a node's histogram.
 *
 * @param columnOf by feature of the encoding: its column of codes, −1 of an offset
 * @param starts by column: its first cell; and the number of cells
 */
public record Shape(int[] columnOf, int[] starts) implements Serializable {
    /** The most codes of a column. */
    public static final int CODES = 256;

    public static Shape of(Layout layout) {
        int features = Arrays.stream(layout.features()).max().orElse(-1) + 1;
        int[] starts = new int[layout.sizes().length + 1];
        for (int c = 0; c < layout.sizes().length; c++) {
            if (layout.sizes()[c] >= CODES) {
                throw new IllegalStateException("Column of " + layout.sizes()[c] + " codes, at most " + (CODES - 1));
            }
            starts[c + 1] = starts[c] + layout.sizes()[c] + 1;
        }
        return new Shape(IntStream.range(0, features).map(layout::codesOf).toArray(), starts);
    }

    /** The cells of one node. */
    public int width() {
        return starts[starts.length - 1];
    }

    /** Cells of a column. */
    public int size(int column) {
        return starts[column + 1] - starts[column];
    }
}
