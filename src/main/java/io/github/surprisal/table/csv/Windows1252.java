package io.github.surprisal.table.csv;

import io.github.surprisal.table.Names;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * Windows-1252, which is Latin-1 with the euro sign, dashes and quotes where that has control characters. Files that say nothing
 * of their encoding and are no UTF-8 are taken for it, as browsers take what is said to be Latin-1 (WHATWG Encoding Standard,
 * section 9.1): the five bytes that Windows leaves open stay the control characters, so that texts that differ stay so.
 */
final class Windows1252 {
    /** The control characters of Latin-1 that are others in Windows-1252. */
    private static final String CONTROLS;

    /** What they are there. */
    private static final String CHARACTERS;

    static {
        Charset windows = Charset.forName("windows-1252");
        StringBuilder controls = new StringBuilder();
        StringBuilder characters = new StringBuilder();
        for (int b = 0x80; b < 0xa0; b++) {
            String text = new String(new byte[] {(byte) b}, windows);
            if (text.charAt(0) != '\ufffd') {
                controls.append((char) b);
                characters.append(text);
            }
        }
        CONTROLS = controls.toString();
        CHARACTERS = characters.toString();
    }

    private Windows1252() {}

    static String decode(byte[] bytes) {
        return of(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** A text that was read as Latin-1. */
    static String of(String latin) {
        return replaced(latin, CONTROLS, CHARACTERS);
    }

    /** What is read as Latin-1 where a text stands. */
    static String latin(String text) {
        return replaced(text, CHARACTERS, CONTROLS);
    }

    private static String replaced(String text, String from, String to) {
        StringBuilder replaced = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            int at = from.indexOf(text.charAt(i));
            if (at >= 0) {
                replaced.setCharAt(i, to.charAt(at));
            }
        }
        return replaced.toString();
    }

    /** The texts of a column that was read as Latin-1, for Spark does not read Windows-1252 unless its session is told so. */
    private static Column of(Column latin) {
        return functions.translate(latin, CONTROLS, CHARACTERS);
    }

    /** Rows whose names and texts were read as Latin-1. */
    static Dataset<Row> of(Dataset<Row> rows) {
        StructField[] fields = rows.schema().fields();
        String[] safe = Names.safe(fields.length);
        Column[] columns = new Column[fields.length];
        for (int i = 0; i < fields.length; i++) {
            Column column = functions.col(safe[i]);
            columns[i] = (fields[i].dataType() instanceof StringType ? of(column) : column).as(of(fields[i].name()));
        }
        return rows.toDF(safe).select(columns);
    }
}
