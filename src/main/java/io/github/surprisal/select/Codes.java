package io.github.surprisal.select;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How the candidates' codes in encoded blocks become the categories that pairs are counted with: bins of a number, and of a column
 * of many categories the most frequent ones, the rest sharing one.
 *
 * @param columns by candidate: its column of codes in the blocks, or -1 where it has none
 * @param categoryOf by candidate: the category of each code
 * @param sizes by candidate: how many categories there are
 * @param nulls by candidate: the category of null, or {@link PairCounts#NO_NULL}
 * @param coarsened by candidate: whether categories share one that had been counted apart
 * @param classes of the label
 */
record Codes(int[] columns, int[][] categoryOf, int[] sizes, int[] nulls, boolean[] coarsened, int classes)
        implements Serializable {
    /** The most cells that the table of one pair may have. */
    private static final int MAX_PAIR_CELLS = 1 << 23;

    /** How many categories columns may have so that the table of any pair is bounded, whatever the label. */
    static int mostCategories(int asked, int classes) {
        return Math.max(4, Math.min(asked, (int) Math.sqrt((double) MAX_PAIR_CELLS / Math.max(1, classes)) - 2));
    }

    int size() {
        return columns.length;
    }

    /** One candidate's categories. */
    record Column(int[] categoryOf, int size, int nullCategory, boolean coarsened) {
        /**
         * Categories as they are coded, the most frequent ones where they are more than so many.
         *
         * @param rows of each code, that of null and that of all others not among them
         * @param other whether there is a code of all others behind
         * @param nulls whether there is a code of null, the last one
         */
        static Column of(double[] rows, boolean other, boolean nulls, int most) {
            int known = rows.length;
            int kept = Math.min(known, most);
            boolean rest = other || kept < known;
            int[] categoryOf = new int[known + (other ? 1 : 0) + (nulls ? 1 : 0) + 1];
            if (kept == known) {
                Arrays.setAll(categoryOf, i -> Math.min(i, known + (other ? 0 : -1)));
            } else {
                Arrays.fill(categoryOf, kept);
                int next = 0;
                for (int code : mostFrequent(rows, kept)) {
                    categoryOf[code] = next++;
                }
            }
            int size = kept + (rest ? 1 : 0);
            if (nulls) {
                categoryOf[known + (other ? 1 : 0)] = size;
            }
            categoryOf[categoryOf.length - 1] = 0; // no row has the code of none
            return new Column(
                    categoryOf,
                    Math.max(1, size + (nulls ? 1 : 0)),
                    nulls ? size : PairCounts.NO_NULL,
                    kept < known || other);
        }

        /** Of equally frequent ones the lesser codes; in the order of the codes. */
        private static int[] mostFrequent(double[] rows, int kept) {
            return IntStream.range(0, rows.length)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(code -> -rows[code])
                            .thenComparing(Comparator.naturalOrder()))
                    .limit(kept)
                    .sorted()
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
    }

    static Codes of(int[] columns, Column[] of, int classes) {
        return new Codes(
                columns,
                Arrays.stream(of).map(Column::categoryOf).toArray(int[][]::new),
                Arrays.stream(of).mapToInt(Column::size).toArray(),
                Arrays.stream(of).mapToInt(Column::nullCategory).toArray(),
                coarsened(of),
                classes);
    }

    private static boolean[] coarsened(Column[] of) {
        boolean[] coarsened = new boolean[of.length];
        for (int i = 0; i < of.length; i++) {
            coarsened[i] = of[i].coarsened();
        }
        return coarsened;
    }
}
