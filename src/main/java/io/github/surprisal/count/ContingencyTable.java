package io.github.surprisal.count;

import java.io.Serializable;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Category × class → count, for one column within one group. Only categories that occur in the group have a row.
 *
 * @param categories codes of the categories that occur, ascending
 * @param classes number of count columns: the label's classes and, as the last one, the rows without a label (so 1 when
 *     there is no label at all)
 * @param counts categories × classes, row-major
 */
public record ContingencyTable(int[] categories, int classes, double[] counts) implements Serializable {
    public static ContingencyTable empty(int classes) {
        return new ContingencyTable(new int[0], classes, new double[0]);
    }

    /** The number of categories that occur. */
    public int size() {
        return categories.length;
    }

    public double count(int row, int labelClass) {
        return counts[row * classes + labelClass];
    }

    /** The count of one category over all classes, unlabelled rows included. */
    public double rowTotal(int row) {
        double total = 0;
        for (int k = 0; k < classes; k++) {
            total += counts[row * classes + k];
        }
        return total;
    }

    /** The rows of the most frequent categories, the most frequent first, of equal ones the first; so many at most. */
    public int[] mostFrequent(int most) {
        Comparator<Integer> ascending = Comparator.comparingDouble((Integer row) -> rowTotal(row))
                .thenComparing(Comparator.<Integer>reverseOrder());
        // Not all of what may be 65,536 categories are sorted for a few.
        PriorityQueue<Integer> found = new PriorityQueue<>(ascending);
        for (int row = 0; row < size(); row++) {
            found.add(row);
            if (found.size() > most) {
                found.remove();
            }
        }
        return found.stream()
                .sorted(ascending.reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
