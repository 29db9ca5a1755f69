package io.github.surprisal.count;

import java.util.List;

/**
 * How to count.
 *
 * @param maxCategories a column with more distinct values is finished on the executors and reduced to its spectrum
 * @param maxGroupCells of a column with more pairs of a value and a group that has it, the driver gets the whole table's
 *     values and spectra of the groups; no numeric column gets more bins times groups than this; less where all columns together would have more
 *     than the driver has room for
 * @param save whether to save the counts for later runs to merge
 * @param merge saved counts to add
 * @param subtract saved counts to take away from those
 */
public record CountConfig(
        int maxCategories, int maxGroupCells, boolean save, List<SavedCounts> merge, List<SavedCounts> subtract) {
    /** As many cells per column as the driver is usually given. */
    public static final int MAX_GROUP_CELLS = 1 << 20;

    /** Only a limit. */
    public CountConfig(int maxCategories) {
        this(maxCategories, MAX_GROUP_CELLS, false);
    }

    /** Nothing merged. */
    public CountConfig(int maxCategories, int maxGroupCells, boolean save) {
        this(maxCategories, maxGroupCells, save, List.of(), List.of());
    }

    /** The same limits, nothing saved and nothing merged. */
    public CountConfig limitsAlone() {
        return new CountConfig(maxCategories, maxGroupCells, false);
    }
}
