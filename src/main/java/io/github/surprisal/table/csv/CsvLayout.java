package io.github.surprisal.table.csv;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a text is cut into records and fields: the way of those that are known with which most records have the same number of
 * fields, two at least.
 *
 * <p>The separator is one of comma, tab, semicolon and bar. Before all, the first record has to have as many fields as most
 * others: a decimal comma is in the numbers, not in the header. Commas between digits are no separators where another one
 * gives records that are as even.
 *
 * <p>Where a backslash stands before a quote it may escape it, or be the last character of a field, such as a folder's name:
 * the more even reading is taken, then the one with fewer quotes amid quoted fields, then the one of RFC 4180.
 *
 * @param separator between fields, of one character or several
 * @param escape what stands before a quote within quotes: a quote or a backslash
 * @param records all of the text, lines ending within quotes
 */
record CsvLayout(String separator, char quote, char escape, CsvRecords records) {
    private static final List<String> SEPARATORS = List.of(",", "\t", ";", "|");

    /** Of two separators whose records are as even to within this share, the one with more fields is taken. */
    private static final double EVEN = 0.02;

    private static final Pattern DECIMAL = Pattern.compile("(?<=\\d),(?=\\d)");

    /**
     * Finds the layout.
     *
     * @param isWhole whether the text ends with it
     */
    static CsvLayout of(String text, boolean isWhole, CsvDialect.Given given) {
        char quote = given.quoteOrUsual();
        if (given.escape() != null) {
            return of(text, isWhole, given.separator(), quote, given.escape());
        }
        CsvLayout doubled = of(text, isWhole, given.separator(), quote, quote);
        if (!text.contains("\\" + quote)) {
            return doubled;
        }
        CsvLayout escaped = of(text, isWhole, given.separator(), quote, '\\');
        double more = evenness(escaped.records.records()) - evenness(doubled.records.records());
        boolean isEscaped = more > 0 || (more == 0 && escaped.records.strays() < doubled.records.strays());
        return isEscaped ? escaped : doubled;
    }

    private static CsvLayout of(String text, boolean isWhole, String given, char quote, char escape) {
        if (given != null) {
            return new CsvLayout(given, quote, escape, CsvRecords.of(text, isWhole, given, quote, escape, false));
        }
        Map<String, Cut> cuts = new HashMap<>();
        for (String separator : SEPARATORS) {
            cuts.put(separator, Cut.of(CsvRecords.of(text, isWhole, separator, quote, escape, false)));
        }
        Cut comma = cuts.get(",");
        boolean isDecimal = SEPARATORS.stream()
                .anyMatch(other -> !other.equals(",") && cuts.get(other).isAsGoodAs(comma));
        if (isDecimal) {
            // Another character in place of such a comma leaves all else where it is.
            String without = DECIMAL.matcher(text).replaceAll(".");
            cuts.put(",", Cut.of(CsvRecords.of(without, isWhole, ",", quote, escape, false)));
        }
        String best = SEPARATORS.get(0);
        for (String separator : SEPARATORS) {
            if (cuts.get(separator).isBetterThan(cuts.get(best))) {
                best = separator;
            }
        }
        // If it is the comma after all, as a separator it is one everywhere.
        return new CsvLayout(best, quote, escape, CsvRecords.of(text, isWhole, best, quote, escape, false));
    }

    /** The same, with a line's end within quotes ending the record, too. */
    CsvRecords lines(String text, boolean isWhole) {
        return CsvRecords.of(text, isWhole, separator, quote, escape, true);
    }

    /**
     * What a separator makes of the text.
     *
     * @param fits whether the first record is as most are, and these are the majority
     */
    private record Cut(int columns, double even, boolean fits) {
        static Cut of(CsvRecords cut) {
            List<List<String>> records = cut.records();
            int columns = usual(records);
            double even = evenness(records);
            return new Cut(columns, even, even > 0.5 && fits(records, columns));
        }

        /** As R writes a table, the first column has no name: then the names are one fewer than the fields right below. */
        private static boolean fits(List<List<String>> records, int columns) {
            List<String> first = records.get(0);
            int size = first.size();
            while (size > columns && first.get(size - 1).isBlank()) {
                size--;
            }
            boolean isOneFewer = size == columns - 1 && size > 1;
            return size == columns || (isOneFewer && records.get(1).size() == columns);
        }

        boolean isAsGoodAs(Cut comma) {
            return columns > 1 && even >= comma.even - EVEN && (fits || !comma.fits);
        }

        boolean isBetterThan(Cut best) {
            if (columns < 2 || best.columns < 2 || fits != best.fits) {
                return columns > 1 && (best.columns < 2 || (fits && !best.fits));
            }
            boolean isTie = Math.abs(even - best.even) <= EVEN;
            return !isTie ? even > best.even : columns != best.columns ? columns > best.columns : even > best.even;
        }
    }

    /** The number of fields that most records have. */
    static int usual(List<List<String>> records) {
        return sizes(records).entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    /** The share of records that have it. */
    static double evenness(List<List<String>> records) {
        return records.isEmpty()
                ? 0
                : sizes(records).values().stream()
                                .max(Comparator.naturalOrder())
                                .orElse(0)
                        / (double) records.size();
    }

    private static Map<Integer, Integer> sizes(List<List<String>> records) {
        Map<Integer, Integer> sizes = new HashMap<>();
        records.forEach(record -> sizes.merge(record.size(), 1, Integer::sum));
        return sizes;
    }
}
