package io.github.surprisal.job.texts;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.scan.CategoryType.Base;
import io.github.surprisal.table.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Columns of texts that are numbers, dates or times but for their format, such as a decimal comma, or but for a few words, such
 * as {@code NA} for a missing one: as categories they have thousands of values and next to no information. A pure function of
 * the counts.
 *
 * <p>All but a few: at most {@value #MOST_WORDS} different words, and for each of them {@value #NUMBERS_A_WORD} different
 * numbers; of many words the first are shown. Of a column of more values than are kept the ten most frequent are known, among which a word for missing ones
 * stands first if there is one; there at most five words count, beside five numbers. Of the ways in which the texts can be
 * read, the one that leaves the fewest words is taken. Numbers with leading zeros are codes, and a column that has some is left
 * alone.
 */
public final class NumbersAsText {
    private static final int MOST_WORDS = 20;
    private static final int NUMBERS_A_WORD = 10;
    private static final int MOST_SHOWN = 5;
    private static final int MOST_TOP_WORDS = 5;
    private static final int LEAST_TOP_NUMBERS = 5;

    private NumbersAsText() {}

    /** A line for each such column: how it is written, its words, and the keys that make it one of numbers or times. */
    public static List<String> notes(Counts counts) {
        List<String> notes = new ArrayList<>();
        for (ColumnCounts column : counts.columns()) {
            if (column.categories().type().base() == Base.STRING) {
                List<Seen> seen = column.overLimit() ? top(column) : all(column);
                best(seen, column.overLimit())
                        .ifPresent(best -> notes.add(note(column.name(), best, seen, column.overLimit())));
            }
        }
        return notes;
    }

    /** @param isTop whether the most frequent values alone are known: then words that stand further down are not */
    private static String note(String name, Seen best, List<Seen> others, boolean isTop) {
        List<String> words =
                best.words.stream().distinct().map(Names::quotedForConfig).toList();
        int more = words.size() - MOST_SHOWN;
        String what = (isTop ? "its most frequent values" : "all of it")
                + (words.isEmpty()
                        ? ""
                        : " except " + String.join(", ", words.subList(0, Math.min(MOST_SHOWN, words.size()))))
                + (more > 0 ? " and " + more + " more words" : "")
                + (isTop ? " read" : " reads")
                + " as " + best.reading.description();
        String key = "table.columns." + Names.quotedForConfig(name) + ".expression = "
                + Names.quotedForConfig(best.reading.expression(Names.quoted(name)));
        String kind = " one of " + best.reading.kind();
        String note = "Column '" + name + "' is text, but " + what + ": ";
        if (!words.isEmpty() && more <= 0 && best.reading.isTypedByCsv()) {
            return note + "table.null-values = [" + String.join(", ", words)
                    + "] makes that null, and the column of a CSV file" + kind
                    + (isTop ? " if there are no other words" : "") + "; in any source " + key + " does";
        }
        return note + key + " makes it" + kind + otherWay(best, others);
    }

    /** Another way to read the column that leaves as few words, and gives other values. */
    private static String otherWay(Seen best, List<Seen> others) {
        return others.stream()
                .filter(other -> other != best && other.words.equals(best.words))
                .map(other -> best.reading.otherWay(other.reading))
                .filter(way -> !way.isEmpty())
                .findFirst()
                .map(way -> "; its values can be read " + way + " too")
                .orElse("");
    }

    private static Optional<Seen> best(List<Seen> seen, boolean isTop) {
        Seen best = null;
        for (Seen each : seen) {
            if (each.isEnough(isTop) && (best == null || each.words.size() < best.words.size())) {
                best = each;
            }
        }
        return Optional.ofNullable(best).filter(found -> !found.reading.isCode());
    }

    /** All ways to read texts, the likelier ones first. */
    private static List<TextReading> ways() {
        List<TextReading> all = new ArrayList<>(
                List.of(new PlainNumber(), new FormattedNumber('.'), new FormattedNumber(','), FormattedTime.iso()));
        all.addAll(FormattedTime.all());
        return all;
    }

    private static List<Seen> all(ColumnCounts column) {
        List<Seen> seen = ways().stream().map(Seen::new).toList();
        List<Seen> left = new ArrayList<>(seen);
        ContingencyTable table = column.overall().table();
        for (int i = 0; i < table.size() && !left.isEmpty(); i++) {
            String text = column.categories().text(table.categories()[i]);
            left.forEach(each -> each.add(text));
            left.removeIf(Seen::isGone);
        }
        return seen;
    }

    private static List<Seen> top(ColumnCounts column) {
        List<Seen> seen = ways().stream().map(Seen::new).toList();
        for (TopValue value : column.overall().spectra().top()) {
            String text = value.text(column.categories().type());
            seen.forEach(each -> each.add(text));
        }
        return seen;
    }

    /** What one way of reading makes of a column. */
    private static final class Seen {
        private final TextReading reading;
        private final List<String> words = new ArrayList<>();
        private int values;

        Seen(TextReading reading) {
            this.reading = reading;
        }

        void add(String text) {
            if (reading.reads(text)) {
                values++;
            } else {
                words.add(text.strip());
            }
        }

        /** Whether there are too many words already. */
        boolean isGone() {
            return words.size() > MOST_WORDS;
        }

        boolean isEnough(boolean isTop) {
            return isTop
                    ? words.size() <= MOST_TOP_WORDS && values >= LEAST_TOP_NUMBERS
                    : words.size() <= MOST_WORDS && values >= NUMBERS_A_WORD * Math.max(1, words.size());
        }
    }
}
