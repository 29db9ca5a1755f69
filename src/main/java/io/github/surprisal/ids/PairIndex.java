package io.github.surprisal.ids;

import io.github.surprisal.scan.CategoryType;

/** Numbers pairs of small whole numbers as they are met, from 1: by a table where it stays small, by hash beyond. */
public final class PairIndex {
    private static final int MAX_DENSE = 1 << 20;

    private int rows = 4;
    private int shift = 4;
    private int[] dense = new int[rows << shift];
    private ValueIndex sparse;
    private int size;

    /** How many pairs have been met. */
    public int size() {
        return size;
    }

    public long memory() {
        return 4L * dense.length + (sparse == null ? 0 : sparse.memory());
    }

    /** The number of a pair. */
    public int idOf(int first, int second) {
        if (sparse == null && (first >= rows || second >= 1 << shift)) {
            grow(first, second);
        }
        if (sparse != null) {
            int id = sparse.idOf(((long) first) << 32 | second);
            size = sparse.size();
            return id;
        }
        int slot = (first << shift) + second;
        int id = dense[slot];
        if (id == 0) {
            id = ++size;
            dense[slot] = id;
        }
        return id;
    }

    private void grow(int first, int second) {
        int newShift = Math.max(shift, 32 - Integer.numberOfLeadingZeros(second));
        long newRows = first < rows ? rows : 2L * first;
        if (newRows << newShift > MAX_DENSE) {
            toSparse();
            return;
        }
        int[] wider = new int[(int) newRows << newShift];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(dense, row << shift, wider, row << newShift, 1 << shift);
        }
        dense = wider;
        rows = (int) newRows;
        shift = newShift;
    }

    private void toSparse() {
        long[] pairs = new long[size + 1];
        for (int slot = 0; slot < dense.length; slot++) {
            if (dense[slot] != 0) {
                pairs[dense[slot]] = ((long) (slot >>> shift)) << 32 | (slot & ((1 << shift) - 1));
            }
        }
        sparse = new ValueIndex(CategoryType.of(CategoryType.Base.INTEGER), 2 * size);
        for (int id = 1; id <= size; id++) {
            sparse.idOf(pairs[id]);
        }
        dense = new int[0];
    }
}
