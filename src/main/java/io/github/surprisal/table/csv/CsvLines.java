package io.github.surprisal.table.csv;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.github.surprisal.spark.JobDescription;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the lines of files tell that their fields do not, from a pass over them as Spark's reader of texts gives them. */
final class CsvLines {
    private static final String LINE = "value";

    /** What Spark's CSV reader takes for a blank line. */
    private static final String BLANK = "^[\\x00-\\x20]*$";

    private CsvLines() {}

    /** Spark passes over blank lines, which in a file of one column may be meant as missing values: a note if there are any. */
    static Optional<String> blank(Dataset<Row> lines, String path) {
        long blank =
                JobDescription.during(lines.sparkSession().sparkContext(), "counting blank lines", () -> lines.where(
                                col(LINE).rlike(BLANK))
                        .count());
        return blank == 0
                ? Optional.empty()
                : Optional.of((blank == 1 ? "1 blank line" : blank + " blank lines") + " of '" + path + "' "
                        + (blank == 1 ? "is" : "are")
                        + " left out and not counted as missing; write missing values of a"
                        + " file of one column as a word, such as NA with table.null-values = [\"NA\"]");
    }

    /**
     * How those lines are encoded that are not ASCII.
     *
     * @param utf8 how many are UTF-8
     * @param others how many are not
     */
    record Encoded(long utf8, long others) {
        /** What is said where some lines are UTF-8 and some are not. */
        String note(String path) {
            return String.format(
                    Locale.ROOT,
                    "%,d %s of '%s' %s not in UTF-8, as %,d %s: what cannot be read there is '\ufffd', and values that differ"
                            + " in it alone are counted as one; write the file in one encoding, which table.options.encoding"
                            + " names where it is not UTF-8",
                    others,
                    others == 1 ? "line" : "lines",
                    path,
                    others == 1 ? "is" : "are",
                    utf8,
                    utf8 == 1 ? "other is" : "others are");
        }
    }

    static Encoded encoded(Dataset<Row> lines) {
        Column isUtf8 = is_valid_utf8(col(LINE));
        Column isWide = octet_length(col(LINE)).gt(length(col(LINE)));
        Row counts = JobDescription.during(
                lines.sparkSession().sparkContext(),
                "counting lines that are not UTF-8",
                () -> lines.agg(count(isUtf8.and(isWide)), count(not(isUtf8))).head());
        return new Encoded(counts.getLong(0), counts.getLong(1));
    }

    private static Column count(Column condition) {
        return coalesce(sum(when(condition, 1).otherwise(0)), lit(0L));
    }
}
