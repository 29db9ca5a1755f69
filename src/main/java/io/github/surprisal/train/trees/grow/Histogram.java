package io.github.surprisal.train.trees.grow;

import io.github.surprisal.train.trees.sums.Shape;
import io.github.surprisal.train.trees.sums.Sums;
import java.util.Arrays;

/**
 * What a node's rows sum up to, in quanta.
 *
 * @param totals by part: of all of them
 * @param cells part × code, column by column
 */
record Histogram(long[] totals, long[] cells) {
    /** Of a slot of a pass. */
    static Histogram of(Sums sums, int slot, int parts, Shape shape) {
        int width = shape.width();
        long[] cells = Arrays.copyOfRange(sums.cells(), slot * parts * width, (slot + 1) * parts * width);
        long[] totals = new long[parts];
        // Every row is in each column once.
        for (int part = 0; part < parts; part++) {
            for (int code = 0; code < shape.starts()[1]; code++) {
                totals[part] += cells[part * width + code];
            }
        }
        return new Histogram(totals, cells);
    }

    int parts() {
        return totals.length;
    }

    /** The sums of one code of a column. */
    long at(int part, int cell) {
        return cells[part * (cells.length / totals.length) + cell];
    }

    /** What is left without a part of the rows. */
    Histogram minus(Histogram some) {
        return new Histogram(minus(totals, some.totals), minus(cells, some.cells));
    }

    static long[] minus(long[] all, long[] some) {
        long[] left = all.clone();
        for (int i = 0; i < left.length; i++) {
            left[i] -= some[i];
        }
        return left;
    }
}
