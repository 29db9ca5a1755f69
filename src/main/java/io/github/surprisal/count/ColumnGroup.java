package io.github.surprisal.count;

import io.github.surprisal.scan.CategoryType;
import java.util.List;

/**
 * What was counted of one column within one group.
 *
 * <p>Under the category limit, {@code table} holds every value and {@code spectra} is {@link Spectra#NONE}. Over it,
 * {@code spectra} describes the values; the table of a numeric column then holds fine bins instead of values and that of
 * a categorical column is empty. Under the limit but with more than {@link CountConfig#maxGroupCells} pairs of value and
 * group, the whole table's group is as before, and the other groups are as over the limit; where bins times groups are
 * more than that, each entry of such a group's table stands for a run of neighbouring codes and
 * carries the last of them.
 *
 * @param nulls rows whose value is null, by class, the unlabelled last
 * @param table counts of values, or of fine bins
 * @param spectra what is known of the values of a column over the limit
 */
public record ColumnGroup(double[] nulls, ContingencyTable table, Spectra spectra) {
    /** Whether {@code spectra} and not the table describes the values. */
    public boolean isSummarised() {
        return spectra.values().counts().length > 0;
    }

    /**
     * The non-null values of a column within one group.
     *
     * @param values spectrum over all rows of the group
     * @param labelled spectrum over the rows with a label
     * @param joint one joint spectrum per class of the label, the unlabelled not among them
     * @param top the most frequent values, the count descending, ties by value ascending: up to ten of the whole table, of
     *     another group the first alone
     */
    public record Spectra(Spectrum values, Spectrum labelled, List<JointSpectrum> joint, List<TopValue> top) {
        public static final Spectra NONE = new Spectra(Spectrum.EMPTY, Spectrum.EMPTY, List.of(), List.of());
    }

    /**
     * A frequent value and its count. Which of the two holds the value, and how it reads as text, says the type of the
     * column's {@link ColumnCounts#categories()}.
     *
     * @param key the value's 64-bit key; 0 where it is a byte string
     * @param bytes the value's byte string; empty where it is a key
     */
    public record TopValue(long key, byte[] bytes, double count) {
        /** The value as text. */
        public String text(CategoryType type) {
            return type.isBytes() ? type.text(bytes) : type.text(key);
        }

        /** The value as a number; NaN for strings and binary. */
        public double number(CategoryType type) {
            return type.isBytes() ? type.number(bytes) : type.number(key);
        }

        /** Orders two values of a type. */
        public static int compare(CategoryType type, TopValue a, TopValue b) {
            return type.isBytes() ? type.compare(a.bytes, b.bytes) : type.compare(a.key, b.key);
        }
    }
}
