package io.github.surprisal.count;

import java.util.List;

/**
 * How to count.
 *
 * @param maxCategories a column with more distinct values is finished on the executors and reduced to its spectrum
 * @param save whether to save the counts for later runs to merge
 * @param merge folders of saved counts to add
 */
public record CountConfig(int maxCategories, boolean save, List<String> merge) {
    /** Only a limit. */
    public CountConfig(int maxCategories) {
        this(maxCategories, false, List.of());
    }
}
