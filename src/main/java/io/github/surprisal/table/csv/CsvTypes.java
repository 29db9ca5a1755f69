package io.github.surprisal.table.csv;

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

    /** An odd number of quotes in a text. */
    private static final int ODD_QUOTES = 1;

    /** U+FFFD in a text. */
    private static final int UNDECODED = 1 << 1;

    /** A control character of Latin-1, U+0080 to U+009F, in a text. */
    private static final int CONTROLS = 1 << 2;

    /** How these begin in UTF-8; the other byte is the character's. */
    private static final byte CONTROL = (byte) 0xC2;

    /** How U+FFFD begins in UTF-8; its other two bytes are 0xBF 0xBD. */
    private static final byte REPLACEMENT = (byte) 0xEF;

    private CsvTypes() {}

    /**
     * What a pass found.
     *
     * @param kinds of each column's texts, as {@link TextType} has them
     * @param rows how many there are
     * @param uneven how many have another number of fields
     * @param broken how many have a field with an odd number of quotes, as the last line of a record of several lines has
     * @param headers how many are the header again, whose texts do not count
     * @param undecoded how many have a field with the sign for bytes that could not be decoded
     * @param controls how many have a field with a control character of Latin-1
     */
    record Found(int[] kinds, long rows, long uneven, long broken, long headers, long undecoded, long controls)
            implements Serializable {
        Found plus(Found other) {
            int[] both = kinds.clone();
            for (int i = 0; i < both.length; i++) {
                both[i] |= other.kinds[i];
            }
            return new Found(
                    both,
                    rows + other.rows,
                    uneven + other.uneven,
                    broken + other.broken,
                    headers + other.headers,
                    undecoded + other.undecoded,
                    controls + other.controls);
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
                        .fold(new Found(new int[columns], 0, 0, 0, 0, 0, 0), Found::plus));
    }

    private static Found look(Iterator<InternalRow> rows, int columns, UTF8String[] names, Set<UTF8String> nullWords) {
        int[] kinds = new int[columns];
        long count = 0;
        long uneven = 0;
        long broken = 0;
        long headers = 0;
        long undecoded = 0;
        long controls = 0;
        while (rows.hasNext()) {
            InternalRow row = rows.next();
            count++;
            if (names.length > 0 && isHeader(row, names)) {
                headers++;
                continue;
            }
            int signs = 0;
            for (int i = 0; i < columns; i++) {
                if (row.isNullAt(i)) {
                    continue;
                }
                UTF8String text = row.getUTF8String(i);
                signs |= signs(text);
                if ((kinds[i] & TextType.TEXT) == 0) {
                    boolean isNull = !nullWords.isEmpty() && nullWords.contains(text.trim());
                    kinds[i] |= isNull ? TextType.NULL_WORD : TextType.of(text);
                }
            }
            uneven += row.isNullAt(columns) ? 0 : 1;
            broken += (signs & ODD_QUOTES) != 0 ? 1 : 0;
            undecoded += (signs & UNDECODED) != 0 ? 1 : 0;
            controls += (signs & CONTROLS) != 0 ? 1 : 0;
        }
        return new Found(kinds, count, uneven, broken, headers, undecoded, controls);
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

    private static int signs(UTF8String text) {
        int odd = 0;
        int others = 0;
        int length = text.numBytes();
        for (int i = 0; i < length; i++) {
            byte b = text.getByte(i);
            if (b == '"') {
                odd ^= ODD_QUOTES;
            } else if (b == REPLACEMENT
                    && i + 2 < length
                    && text.getByte(i + 1) == (byte) 0xBF
                    && text.getByte(i + 2) == (byte) 0xBD) {
                others |= UNDECODED;
            } else if (b == CONTROL && i + 1 < length && text.getByte(i + 1) < (byte) 0xA0) {
                others |= CONTROLS;
            }
        }
        return odd | others;
    }
}
