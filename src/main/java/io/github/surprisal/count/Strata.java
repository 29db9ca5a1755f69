package io.github.surprisal.count;

import java.util.Arrays;

/**
 * The strata of one base grouping as they are met: each combination of key ids gets the next free id, from 0. A stratum's
 * tuple holds the ids of the group's values and, as the last one, of the label (0 when there is none).
 */
final class Strata {
    private final int width;
    private final Values[] levels;
    private int[] tuples = new int[16];
    private int size;

    Strata(int width) {
        this.width = width;
        this.levels = new Values[width];
        Arrays.setAll(levels, i -> new Values(CategoryType.of(CategoryType.Base.INTEGER)));
    }

    int size() {
        return size;
    }

    long memory() {
        long memory = 4L * tuples.length;
        for (Values level : levels) {
            memory += level.memory();
        }
        return memory;
    }

    /** The id of a tuple of {@code width} key ids. */
    int idOf(int[] tuple) {
        if (width == 0) {
            size = 1;
            return 0;
        }
        int prefix = 0;
        for (int i = 0; i < width; i++) {
            prefix = levels[i].idOf(((long) prefix) << 32 | tuple[i]);
        }
        if (prefix > size) {
            if (tuples.length < (size + 1) * width) {
                tuples = Arrays.copyOf(tuples, Math.max(2 * tuples.length, (size + 1) * width));
            }
            System.arraycopy(tuple, 0, tuples, size * width, width);
            size++;
        }
        return prefix - 1;
    }

    int width() {
        return width;
    }

    /** Key id number {@code i} of a stratum. */
    int key(int stratum, int i) {
        return tuples[stratum * width + i];
    }
}
