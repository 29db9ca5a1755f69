package io.github.surprisal.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
class NumbersAsTextTest {
    private static final String SQL = "select if(id % 5 = 0, 'NA', cast(id * 10 + 5 as string)) as income,"
            + " if(id % 2 = 0, 'a', 'b') as job, lpad(cast(id as string), 5, '0') as zip,"
            + " cast(id + 0.5 as string) as plain, concat('u', id) as id from range(100)";

    private final SparkSession session = SparkExtension.session();

    private static final String INCOME = "Column 'income' is text, but all of it except \"NA\" reads as numbers:"
            + " table.null-values = [\"NA\"] makes that null, and the column of a CSV file one of numbers; in any source"
            + " table.columns.\"income\".expression = \"try_cast(`income` AS DOUBLE)\" does";

    @Test
    void wordsAmongNumbersAreNamedWithTheKeyThatMendsThem() {
        SmallTable table = SmallTable.of(session.sql(SQL), "", "", List.of());
        assertThat(NumbersAsText.notes(table.counts()))
                .containsExactly(
                        INCOME,
                        "Column 'plain' is text, but all of it reads as numbers: table.columns.\"plain\".expression ="
                                + " \"try_cast(`plain` AS DOUBLE)\" makes it one of numbers");
    }

    @Test
    void aRareWordIsNotDeniedWhereItHasNotBeenSeen() {
        String sql = "select if(id = 77, 'oops', cast(id % 90 + 0.5 as string)) as income from range(300)";
        SmallTable table = SmallTable.of(session.sql(sql), "", "", List.of());
        assertThat(NumbersAsText.notes(CountScan.count(table.table(), new CountConfig(20))))
                .containsExactly(
                        "Column 'income' is text, but its most frequent values read as numbers:"
                                + " table.columns.\"income\".expression = \"try_cast(`income` AS DOUBLE)\" makes it one of numbers");
    }

    @Test
    void ofAColumnOverTheLimitTheMostFrequentValuesTell() {
        SmallTable table = SmallTable.of(session.sql(SQL).drop("plain"), "", "", List.of());
        assertThat(NumbersAsText.notes(CountScan.count(table.table(), new CountConfig(20))))
                .containsExactly(
                        INCOME.replace("all of it except \"NA\" reads", "its most frequent values except \"NA\" read")
                                .replace("one of numbers;", "one of numbers if there are no other words;"));
    }
}
