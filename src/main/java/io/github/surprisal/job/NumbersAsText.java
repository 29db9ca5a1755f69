package io.github.surprisal.job;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.scan.CategoryType.Base;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.TextType;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns of texts that are numbers but for a few words, such as {@code NA} for a missing one: as categories they have
 * thousands of values and next to no information. A pure function of the counts.
 *
 * <p>All but a few: at most {@value #MOST_WORDS} different words, and for each of them {@value #NUMBERS_A_WORD} different
 * numbers. Of a column of more values than are kept the ten most frequent are known, among which a word for missing ones
 * stands first if there is one; there at most two words count, beside five numbers. Numbers with leading zeros are codes, and a
 * column that has some is left alone.
 */
final class NumbersAsText {
    private static final int MOST_WORDS = 5;
    private static final int NUMBERS_A_WORD = 10;
    private static final int MOST_TOP_WORDS = 2;
    private static final int LEAST_TOP_NUMBERS = 5;

    private NumbersAsText() {}

    /** A line for each such column: its words, and the keys that make it one of numbers. */
    static List<String> notes(Counts counts) {
        List<String> notes = new ArrayList<>();
        for (ColumnCounts column : counts.columns()) {
            if (column.categories().type().base() == Base.STRING) {
                Seen seen = column.overLimit() ? top(column) : all(column);
                if (seen.isNumbers(column.overLimit())) {
                    notes.add(note(column.name(), seen.words, column.overLimit()));
                }
            }
        }
        return notes;
    }

    /** @param isTop whether the most frequent values alone are known: then words that stand further down are not */
    private static String note(String name, List<String> words, boolean isTop) {
        String what = isTop ? "its most frequent values" : "all of it";
        String reads = isTop ? " read" : " reads";
        String cast = "table.columns.\"" + name.replace("\\", "\\\\").replace("\"", "\\\"")
                + "\".expression = \"try_cast(" + Names.quoted(name).replace("\"", "\\\"") + " AS DOUBLE)\"";
        if (words.isEmpty()) {
            return "Column '" + name + "' is text, but " + what + reads + " as numbers: " + cast
                    + " makes it one of numbers";
        }
        List<String> quoted = words.stream()
                .map(word -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .toList();
        return "Column '" + name + "' is text, but " + what + " except " + String.join(", ", quoted)
                + reads + " as numbers: table.null-values = [" + String.join(", ", quoted)
                + "] makes that null, and the column of a CSV file one of numbers"
                + (isTop ? " if there are no other words" : "") + "; in any source " + cast + " does";
    }

    private static Seen all(ColumnCounts column) {
        Seen seen = new Seen();
        ContingencyTable table = column.overall().table();
        for (int i = 0; i < table.size() && seen.words.size() <= MOST_WORDS; i++) {
            seen.add(column.categories().text(table.categories()[i]));
        }
        return seen;
    }

    private static Seen top(ColumnCounts column) {
        Seen seen = new Seen();
        for (TopValue value : column.overall().spectra().top()) {
            seen.add(value.text(column.categories().type()));
        }
        return seen;
    }

    private static final class Seen {
        private final List<String> words = new ArrayList<>();
        private int numbers;
        private boolean isCode;

        void add(String text) {
            if (TextType.isNumber(text)) {
                numbers++;
                isCode |= text.strip().matches("[+-]?0\\d+");
            } else {
                words.add(text.strip());
            }
        }

        boolean isNumbers(boolean isTop) {
            return !isCode
                    && (isTop
                            ? words.size() <= MOST_TOP_WORDS && numbers >= LEAST_TOP_NUMBERS
                            : words.size() <= MOST_WORDS && numbers >= NUMBERS_A_WORD * Math.max(1, words.size()));
        }
    }
}
