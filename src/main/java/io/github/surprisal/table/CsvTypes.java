package io.github.surprisal.table;

import io.github.surprisal.spark.JobDescription;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** What kinds of texts the columns of a file hold, from a pass over all of it. */
final class CsvTypes {
    /** The column with the text of lines that have another number of fields than the others. */
    static final String LINE = "_surprisal_uneven_line";

    private static final UTF8String QUOTE = UTF8String.fromString("\"");

    private CsvTypes() {}

    /**
     * What a pass found.
     *
     * @param kinds of each column's texts, as {@link TextType} has them
     * @param rows how many there are
     * @param uneven how many have another number of fields
     * @param broken how many have a field with an odd number of quotes, as the last line of a record of several lines has
     * @param headers how many are the header again, whose texts do not count
     */
    record Found(int[] kinds, long rows, long uneven, long broken, long headers) implements Serializable {
        Found plus(Found other) {
            int[] both = kinds.clone();
            for (int i = 0; i < both.length; i++) {
                both[i] |= other.kinds[i];
            }
            return new Found(
                    both, rows + other.rows, uneven + other.uneven, broken + other.broken, headers + other.headers);
        }
    }

    /**
     * Looks at all rows, whose first columns are texts and whose last is {@link #LINE}.
     *
     * @param header the names in the file, for rows that hold them again; empty where none can
     */
    static Found of(Dataset<Row> rows, int columns, List<String> header, List<String> nullValues) {
        SparkContext context = rows.sparkSession().sparkContext();
        Set<UTF8String> nullWords = new HashSet<>();
        nullValues.forEach(word -> nullWords.add(UTF8String.fromString(word.strip())));
        UTF8String[] names = header.stream().map(UTF8String::fromString).toArray(UTF8String[]::new);
        return JobDescription.during(
                context, "finding the types of " + columns + " CSV columns", () -> rows.queryExecution()
                        .toRdd()
                        .toJavaRDD()
                        .mapPartitions(part ->
                                List.of(look(part, columns, names, nullWords)).iterator())
                        .fold(new Found(new int[columns], 0, 0, 0, 0), Found::plus));
    }

    private static Found look(Iterator<InternalRow> rows, int columns, UTF8String[] names, Set<UTF8String> nullWords) {
        int[] kinds = new int[columns];
        long count = 0;
        long uneven = 0;
        long broken = 0;
        long headers = 0;
        while (rows.hasNext()) {
            InternalRow row = rows.next();
            count++;
            if (names.length > 0 && isHeader(row, names)) {
                headers++;
                continue;
            }
            boolean opens = false;
            for (int i = 0; i < columns; i++) {
                if (row.isNullAt(i)) {
                    continue;
                }
                UTF8String text = row.getUTF8String(i);
                opens |= text.indexOf(QUOTE, 0) >= 0 && isOdd(text);
                if ((kinds[i] & TextType.TEXT) == 0) {
                    boolean isNull = !nullWords.isEmpty() && nullWords.contains(text.trim());
                    kinds[i] |= isNull ? TextType.NULL_WORD : TextType.of(text);
                }
            }
            uneven += row.isNullAt(columns) ? 0 : 1;
            broken += opens ? 1 : 0;
        }
        return new Found(kinds, count, uneven, broken, headers);
    }

    private static boolean isHeader(InternalRow row, UTF8String[] names) {
        for (int i = 0; i < names.length; i++) {
            UTF8String text = row.isNullAt(i) ? UTF8String.EMPTY_UTF8 : row.getUTF8String(i);
            boolean isSame = text.numBytes() >= names[i].numBytes()
                    && (text.equals(names[i]) || text.trim().equals(names[i]));
            if (!isSame) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOdd(UTF8String text) {
        int quotes = 0;
        for (int i = 0; i < text.numBytes(); i++) {
            quotes += text.getByte(i) == '"' ? 1 : 0;
        }
        return (quotes & 1) == 1;
    }
}
