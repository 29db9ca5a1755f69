package io.github.surprisal.table.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How a CSV file is written, from its beginning.
 *
 * <p>Separator and escape are those of {@link CsvLayout}.
 *
 * <p>The first line is a header where it does not fit what is below: text above columns of numbers, dates or booleans, or above a few
 * categories of which it is none, in more columns than those in which its text occurs again below. If all columns are text, it is one where its fields are not empty,
 * differ, and none occurs again in its column. Words such as {@code NA} and {@code ?} say nothing. A first line that holds
 * numbers as the others do is data, unless the numbers are a run of years. Whatever is below, a line that holds the name of a
 * column that the config names is one. A first line with another number of fields than the others is neither, and left out. Lines with fewer fields above a header are titles of the whole.
 *
 * @param separator between fields
 * @param escape what stands before a quote within quotes: a quote or a backslash
 * @param isMultiLine whether lines end within quotes
 * @param trims whether a blank follows each separator
 * @param comment what begins lines to skip, or empty
 * @param lines how many records were looked at
 * @param columns how many fields most records have
 * @param header the names in the first line; empty for no header
 * @param because what speaks for a header or against it
 * @param first the fields of the first line, without blanks around them
 * @param dropsFirst whether the first line is neither header nor data
 * @param titles lines above the header or the first row that are no part of the table
 */
record CsvDialect(
        String separator,
        char escape,
        boolean isMultiLine,
        boolean trims,
        String comment,
        int lines,
        int columns,
        List<String> header,
        String because,
        List<String> first,
        boolean dropsFirst,
        List<String> titles) {
    /** Words that programs write for a value that is missing. */
    static final Set<String> MISSING = Set.of(
            "", "?", "-", "--", ".", "NA", "N/A", "na", "n/a", "NaN", "nan", "null", "NULL", "None", "none", "\\N");

    /** With fewer rows than this a category that occurs once says nothing. */
    private static final int LEAST_ROWS = 20;

    private static final String ABOVE = " above numbers, dates or booleans";

    private static final int KNOWN = TextType.INT
            | TextType.LONG
            | TextType.BIG
            | TextType.FRACTION
            | TextType.BOOLEAN
            | TextType.DATE
            | TextType.TIMESTAMP
            | TextType.ZONED;

    /**
     * What the config says; null where it says nothing.
     *
     * @param names of the columns, by the config's schema; empty where there is none
     * @param columns names that the config has for columns of the file, such as the label; in lower case
     */
    record Given(
            String separator,
            Character quote,
            Character escape,
            Boolean header,
            String comment,
            Set<String> nullValues,
            List<String> names,
            Set<String> columns) {
        static final Given NOTHING = new Given(null, null, null, null, null, Set.of(), List.of(), Set.of());

        char quoteOrUsual() {
            return quote == null ? '"' : quote;
        }
    }

    /**
     * Finds the dialect.
     *
     * @param text the file's beginning
     * @param isWhole whether that is all of it
     */
    static CsvDialect of(String text, boolean isWhole, Given given) {
        CsvLayout layout = CsvLayout.of(text, isWhole, given);
        CsvRecords whole = layout.records();
        CsvRecords lines = layout.lines(text, isWhole);
        boolean multiLine =
                whole.breaks() && CsvLayout.evenness(whole.records()) >= CsvLayout.evenness(lines.records());
        CsvRecords best = multiLine ? whole : lines;
        int columns = CsvLayout.usual(best.records());
        String comment = given.comment() != null ? given.comment() : comment(best.records(), columns);
        List<List<String>> records = stripped(best, comment);
        First first = first(records, columns, given);
        return new CsvDialect(
                layout.separator(),
                layout.escape(),
                multiLine,
                best.blanks(),
                comment,
                records.size(),
                columns,
                first.names(),
                first.because(),
                records.isEmpty() ? List.of() : records.get(0),
                first.isDropped(),
                given.header() == null || given.header() ? titles(records, columns, given) : List.of());
    }

    /** The first records of another text in this dialect, without comments and blanks around fields. */
    List<List<String>> records(String text, boolean isWhole, Given given, int most) {
        return stripped(
                CsvRecords.of(text, isWhole, separator, given.quoteOrUsual(), escape, !isMultiLine, most), comment);
    }

    private static List<List<String>> stripped(CsvRecords records, String comment) {
        return records.records().stream()
                .filter(record -> comment.isEmpty() || !record.get(0).startsWith(comment))
                .map(record -> record.stream().map(String::strip).toList())
                .toList();
    }

    private static String comment(List<List<String>> records, int columns) {
        return !records.isEmpty()
                        && records.get(0).get(0).startsWith("#")
                        && records.get(0).size() != columns
                ? "#"
                : "";
    }

    /** What the first line is. */
    private record First(List<String> names, String because, boolean isDropped) {
        static First data(String because) {
            return new First(List.of(), because, false);
        }
    }

    private static First first(List<List<String>> records, int columns, Given given) {
        if (records.isEmpty()) {
            return First.data("it is empty");
        }
        List<String> first = new ArrayList<>(records.get(0));
        if (given.header() != null) {
            return given.header()
                    ? new First(first, "as table.options.header says", false)
                    : First.data("as table.options.header says");
        }
        while (first.size() > columns && first.get(first.size() - 1).isEmpty()) {
            first.remove(first.size() - 1);
        }
        List<List<String>> rest = records.subList(1, records.size());
        if (first.size() == columns - 1 && rest.stream().allMatch(record -> isPadded(record, columns))) {
            // A separator ends every row, but not the header.
            first.add("");
        }
        if (isRowNamed(first, rest, columns, given)) {
            // As R writes a table with the names of its rows.
            List<String> named = rowNamed(first);
            return new First(named, header(named, rest, given), false);
        }
        if (first.size() > columns && first.stream().noneMatch(CsvDialect::isValue)) {
            // The rows end before the last names do.
            String because = header(first.subList(0, columns), rest, given);
            if (because.endsWith(ABOVE)) {
                return new First(first, because, false);
            }
        }
        if (first.size() != columns) {
            return new First(
                    List.of(),
                    "the first line has " + first.size() + " fields where the others have " + columns
                            + " and is left out",
                    true);
        }
        if (first.stream().map(s -> s.toLowerCase(Locale.ROOT)).toList().equals(given.names())) {
            return new First(first, "the first line holds the names of table.schema", false);
        }
        String because = header(first, rest, given);
        return because.startsWith("!") ? First.data(because.substring(1)) : new First(first, because, false);
    }

    private static boolean isPadded(List<String> record, int columns) {
        return record.size() < columns
                || (record.size() == columns && record.get(columns - 1).isEmpty());
    }

    private static boolean isRowNamed(List<String> first, List<List<String>> rest, int columns, Given given) {
        return first.size() == columns - 1
                && columns > 2
                && first.stream().noneMatch(CsvDialect::isValue)
                && !header(rowNamed(first), rest, given).startsWith("!");
    }

    private static List<String> rowNamed(List<String> first) {
        List<String> named = new ArrayList<>(first);
        named.add(0, "");
        return named;
    }

    /**
     * Lines above the table, such as the title of a report, whether or not separators follow it as in what workbooks write. One
     * that is followed by rows without a header is none: it is left out, as programs write counts there.
     */
    private static List<String> titles(List<List<String>> records, int columns, Given given) {
        int count = 0;
        boolean isUneven = true;
        while (count < records.size() - 1 && isTitle(records.get(count), columns)) {
            isUneven &= records.get(count).size() != columns;
            count++;
        }
        List<List<String>> rest = records.subList(Math.min(records.size(), count + 1), records.size());
        if (count == 0 || isRowNamed(records.get(0), records.subList(1, records.size()), columns, given)) {
            return List.of();
        }
        boolean isAboveHeader =
                !rest.isEmpty() && !header(records.get(count), rest, given).startsWith("!");
        return isAboveHeader || (isUneven && count > 1)
                ? records.subList(0, count).stream()
                        .map(record -> String.join(" ", record).strip())
                        .toList()
                : List.of();
    }

    private static boolean isTitle(List<String> record, int columns) {
        long filled = record.stream().filter(field -> !field.isEmpty()).count();
        boolean isPadded = record.size() > columns
                && record.subList(columns, record.size()).stream().allMatch(String::isEmpty);
        boolean isUneven = record.size() != columns && !isPadded;
        return columns > 1 && (isUneven || (columns > 2 && filled <= 1));
    }

    /** Whether there is a header that stands above numbers, dates or booleans and holds none. */
    boolean isPlainHeader() {
        return because.endsWith(ABOVE) && header.stream().noneMatch(CsvDialect::isValue);
    }

    /** Why the first line is a header; after an exclamation mark why it is none. */
    private static String header(List<String> first, List<List<String>> rest, Given given) {
        Optional<String> named = first.stream()
                .filter(field -> given.columns().contains(field.toLowerCase(Locale.ROOT)))
                .findFirst();
        if (named.isPresent()) {
            return "'" + named.get() + "' is a column that was asked for";
        }
        if (first.size() > 1 && rest.contains(first)) {
            // Files that were put one behind the other have the header again; rows of text may be the same, too.
            List<List<String>> others =
                    rest.stream().filter(record -> !record.equals(first)).toList();
            String because = header(first, others, given);
            if (because.endsWith(ABOVE)) {
                return because;
            }
        }
        List<String> above = new ArrayList<>();
        int again = 0;
        int foreign = 0;
        boolean holdsValues = false;
        boolean isDistinct = new HashSet<>(first).size() == first.size();
        boolean isFull = true;
        for (int j = 0; j < first.size(); j++) {
            String field = first.get(j);
            boolean says = !isMissing(field, given);
            boolean isValue = isValue(field);
            Below below = below(rest, j, field, given);
            isFull &= !field.isEmpty();
            holdsValues |= isValue;
            foreign += says && below.isForeign() ? 1 : 0;
            if (says && !isValue && below.isTyped()) {
                above.add(field);
            } else if (says && below.isAgain() && !isValue) {
                again++;
            }
        }
        if (!above.isEmpty() && above.size() + foreign > again) {
            return "'" + above.get(0) + "' "
                    + (above.size() > 1 ? "and " + (above.size() - 1) + " more stand" : "stands")
                    + ABOVE;
        }
        if (holdsValues) {
            return isYears(first) && again == 0
                    ? "its numbers are a run of years"
                    : "!the first line holds numbers, dates or booleans as the others do";
        }
        if (again > 0) {
            return "!values of the first line occur again below";
        }
        return isDistinct && isFull
                ? "all of it is text that does not occur again"
                : "!the first line has empty or equal fields";
    }

    /**
     * What stands below a field of the first line.
     *
     * @param isForeign whether these are texts of which each occurs four times on average, and the field is none of them
     */
    private record Below(boolean isTyped, boolean isAgain, boolean isForeign) {}

    private static Below below(List<List<String>> rest, int column, String field, Given given) {
        int kinds = 0;
        boolean again = false;
        int rows = 0;
        Set<String> different = new HashSet<>();
        for (List<String> record : rest) {
            if (column < record.size()) {
                String value = record.get(column);
                again |= value.equals(field);
                if (!isMissing(value, given)) {
                    kinds |= kinds(value);
                    rows++;
                    different.add(value);
                }
            }
        }
        boolean isTyped = (kinds & KNOWN) != 0 && (kinds & TextType.TEXT) == 0;
        boolean isForeign = !isTyped && !again && rows >= LEAST_ROWS && 4 * different.size() <= rows;
        return new Below(isTyped, again, isForeign);
    }

    private static boolean isMissing(String field, Given given) {
        return MISSING.contains(field) || given.nullValues().contains(field);
    }

    private static int kinds(String value) {
        return TextType.of(UTF8String.fromString(value));
    }

    private static boolean isValue(String field) {
        return (kinds(field) & KNOWN) != 0;
    }

    /** Whether the numbers among fields are years at even distances. */
    private static boolean isYears(List<String> fields) {
        List<Integer> years = new ArrayList<>();
        for (String field : fields) {
            if (isValue(field)) {
                if (!field.matches("[12]\\d{3}")) {
                    return false;
                }
                years.add(Integer.valueOf(field));
            }
        }
        for (int i = 2; i < years.size(); i++) {
            if (years.get(i) - years.get(i - 1) != years.get(1) - years.get(0)) {
                return false;
            }
        }
        return years.size() > 1 && years.size() < fields.size() && !years.get(0).equals(years.get(1));
    }

    /** The names of the columns, as Spark makes them: {@code _c3} for one without a name, its number behind one that occurs twice. */
    List<String> names() {
        return safe(header, columns);
    }

    private static List<String> safe(List<String> header, int columns) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> times = new HashMap<>();
        header.forEach(name -> times.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum));
        for (int i = 0; i < Math.max(columns, header.size()); i++) {
            String name = i < header.size() ? header.get(i) : "";
            boolean twice = times.getOrDefault(name.toLowerCase(Locale.ROOT), 0) > 1;
            names.add(name.isEmpty() ? "_c" + i : twice ? name + i : name);
        }
        return names;
    }

    boolean hasHeader() {
        return !header.isEmpty();
    }
}
