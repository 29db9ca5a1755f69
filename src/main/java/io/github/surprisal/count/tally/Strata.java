package io.github.surprisal.count.tally;

import io.github.surprisal.ids.PairIndex;
import java.util.Arrays;

/**
 * The strata of one base grouping as they are met: each combination of key ids gets the next free id, from 0. A stratum's
 * tuple holds the ids of the group's values and, as the last one, of the label (0 when there is none).
 */
public final class Strata {
    private final int width;
    /** Level i numbers the pairs of a prefix of i key ids and the next key id; the last one so numbers whole tuples. */
    private final PairIndex[] levels;

    private int[] tuples = new int[16];
    private int size;

    public Strata(int width) {
        this.width = width;
        this.levels = new PairIndex[width];
        Arrays.setAll(levels, i -> new PairIndex());
    }

    public int size() {
        return size;
    }

    public int width() {
        return width;
    }

    /** Key id number {@code i} of a stratum. */
    public int key(int stratum, int i) {
        return tuples[stratum * width + i];
    }

    long memory() {
        long memory = 4L * tuples.length;
        for (PairIndex level : levels) {
            memory += level.memory();
        }
        return memory;
    }

    /** The id of a tuple of {@code width} key ids. */
    public int idOf(int[] tuple) {
        if (width == 0) {
            size = 1;
            return 0;
        }
        int prefix = 0;
        for (int i = 0; i < width; i++) {
            prefix = levels[i].idOf(prefix, tuple[i]);
        }
        if (prefix > size) {
            System.arraycopy(tuple, 0, roomForNext(), (size - 1) * width, width);
        }
        return prefix - 1;
    }

    /** The ids of many tuples, of which {@code keys} holds the key ids column by column. */
    void idsOf(int[][] keys, int rows, int[] into) {
        Arrays.fill(into, 0, rows, 0);
        for (int i = 0; i < width; i++) {
            PairIndex level = levels[i];
            int[] key = keys[i];
            for (int row = 0; row < rows; row++) {
                into[row] = level.idOf(into[row], key[row]);
            }
        }
        for (int row = 0; row < rows; row++) {
            if (into[row] > size) {
                int[] all = roomForNext();
                for (int i = 0; i < width; i++) {
                    all[(size - 1) * width + i] = keys[i][row];
                }
            }
            into[row]--;
        }
    }

    private int[] roomForNext() {
        size++;
        if (tuples.length < size * width) {
            tuples = Arrays.copyOf(tuples, Math.max(2 * tuples.length, size * width));
        }
        return tuples;
    }
}
