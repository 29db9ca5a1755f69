package io.github.surprisal.job.texts;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** As in surveys, where each reason not to answer has a word of its own. */
    @Test
    void ofManyWordsTheFirstAreShown() {
        String sql = "select if(id < 8, concat('w', id), cast(id * 10 + 5 as string)) as income from range(100)";
        assertThat(NumbersAsText.notes(
                        SmallTable.of(session.sql(sql), "", "", List.of()).counts()))
                .containsExactly(
                        "Column 'income' is text, but all of it except \"w0\", \"w1\", \"w2\", \"w3\", \"w4\" and 3"
                                + " more words reads as numbers: table.columns.\"income\".expression ="
                                + " \"try_cast(`income` AS DOUBLE)\" makes it one of numbers");
    }

    /** What ids from 0 to 99 are written as, what the note says, and the values that the advised expression gives for 5 and 61. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            concat(id, ',5')                              | numbers with a decimal comma, such as "10,5"                    | 5.5, 61.5
            concat(id + 1, '.234,50 \u20ac')             | numbers with a decimal comma, digits in groups and '\u20ac', such as "100.234,50 \u20ac" | 6234.5, 62234.5
            concat('$', id, '.25')                        | numbers with '$', such as "$10.25"                              | 5.25, 61.25
            if(id = 5, '($5)', concat('$', id))           | numbers with '$' and brackets for a minus, such as "($5)"       | -5.0, 61.0
            concat('USD ', id + 1, ',000')                | numbers with digits in groups and 'USD', such as "USD 100,000"   | 6000.0, 62000.0
            concat(id, ' %')                              | numbers with '%', such as "10 %"                                | 5.0, 61.0
            concat(id, '.5%')                             | numbers with '%', such as "10.5%"                               | 5.5, 61.5
            concat(id + 1, if(id = 7, '', ',234'))        | numbers with digits in groups, such as "100,234"                | 6234.0, 62234.0
            concat(id - 5, ',234')                        | numbers with a decimal comma, such as "-1,234"                  | 0.234, 56.234
            concat(id + 1, "'234.5")                      | numbers with digits in groups, such as "100'234.5"              | 6234.5, 62234.5
            concat(id + 1, '\u00a0234,5')                | numbers with a decimal comma and digits in groups, such as "100\u00a0234,5" | 6234.5, 62234.5
            concat('\u2212', id, ' kg')                  | numbers with 'kg' and '\u2212' for a minus, such as "\u221210 kg" | -5.0, -61.0
            concat('1,', id + 10, ',000')                 | numbers with digits in groups, such as "1,100,000"              |
            date_format(date_add(date'2023-12-30', cast(id as int)), 'dd.MM.yyyy') | dates written d.M.yyyy, such as "01.01.2024" | 2024-01-04, 2024-02-29
            date_format(date_add(date'2023-12-30', cast(id as int)), 'M/d/yy')     | dates written M/d/yy, such as "12/31/23"     | 2024-01-04, 2024-02-29
            date_format(date_add(date'2023-12-30', cast(id as int)), 'd/M/yyyy')   | dates written d/M/yyyy, such as "31/12/2023" | 2024-01-04, 2024-02-29
            date_format(date_add(date'2023-12-30', cast(id as int)), 'dd-MMM-yyyy') | dates written d-MMM-yyyy, such as "01-Apr-2024" | 2024-01-04, 2024-02-29
            date_format(date_add(date'2023-12-30', cast(id as int)), 'yyyy-MM-dd') | dates                                         | 2024-01-04, 2024-02-29
            date_format(timestamp'2024-01-13 01:02:03' + make_dt_interval(0, id), 'M/d/yyyy h:mm a') | times written M/d/yyyy h:mm a, such as "1/13/2024 10:02 AM" | 2024-01-13 06:02:00.0, 2024-01-15 14:02:00.0
            """)
    void whatIsTextForItsFormatAloneIsNamedWithAnExpressionThatReadsIt(String sql, String kind, String values) {
        Dataset<Row> rows = session.sql("select id, " + sql + " as `a \"b` from range(100)");
        Dataset<Row> withWord = rows.withColumn("a \"b", functions.expr("if(id = 0, 'n/a', `a \"b`)"));
        List<String> notes = NumbersAsText.notes(
                SmallTable.of(withWord.drop("id"), "", "", List.of()).counts());
        assertThat(notes).hasSize(1);
        String note = notes.get(0);
        assertThat(note).startsWith("Column 'a \"b' is text, but all of it except \"n/a\" reads as " + kind + ": ");
        Matcher advice =
                Pattern.compile("table\\.columns\\..*\\.expression = \".*\"").matcher(note);
        assertThat(advice.find()).as(note).isTrue();
        String expression = ConfigFactory.parseString(advice.group()).getString("table.columns.\"a \\\"b\".expression");
        List<Row> read = withWord.selectExpr("id", expression).orderBy("id").collectAsList();
        assertThat(read.get(0).isNullAt(1)).isTrue();
        assertThat(read.subList(1, 100)).noneMatch(row -> row.isNullAt(1));
        if (values != null) {
            assertThat(read.get(5).get(1) + ", " + read.get(61).get(1)).isEqualTo(values);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "concat('u', id)",
                "lpad(concat(id, ' kg'), 6, '0')",
                "concat(id, '/', id)",
                "concat('10.0.0.', id)",
                "concat(id, if(id % 2 = 0, ' kg', ' lb'))",
                "concat(if(id % 2 = 0, '$', '\u20ac'), id)",
                "concat('555-', 1000 + id)",
                "concat('0', 100 + id, ' 234 567')",
                "concat('ROOM ', id)",
                "concat('A', id, 'B')",
                "concat(id % 28 + 1, '.', id % 12 + 1, '.', 'x')",
                "concat('13:', lpad(id % 60, 2, '0'))"
            })
    void textsThatAreNeitherNumbersNorTimesAreLeftAlone(String sql) {
        Dataset<Row> rows = session.sql("select " + sql + " as text from range(100)");
        assertThat(NumbersAsText.notes(SmallTable.of(rows, "", "", List.of()).counts()))
                .isEmpty();
    }

    @Test
    void whetherACommaPartsGroupsOrAFractionIsToldWhereTheValuesDoNot() {
        String sql = "select concat(id + 1, ',234') as price from range(100)";
        assertThat(NumbersAsText.notes(
                        SmallTable.of(session.sql(sql), "", "", List.of()).counts()))
                .containsExactly("Column 'price' is text, but all of it reads as numbers with digits in groups, such as"
                        + " \"100,234\": table.columns.\"price\".expression = \"try_cast(translate(`price`, ',', '') AS DOUBLE)\""
                        + " makes it one of numbers; its values can be read with a decimal comma too");
    }

    @Test
    void theOrderOfDayAndMonthIsToldWhereTheValuesDoNot() {
        String sql = "select concat(id % 12 + 1, '/', id % 11 + 1, '/2024') as day from range(100)";
        assertThat(NumbersAsText.notes(
                        SmallTable.of(session.sql(sql), "", "", List.of()).counts()))
                .containsExactly(
                        "Column 'day' is text, but all of it reads as dates written M/d/yyyy, such as \"10/10/2024\":"
                                + " table.columns.\"day\".expression = \"CAST(try_to_timestamp(`day`, 'M/d/yyyy') AS DATE)\" makes it one"
                                + " of dates; its values can be read as d/M/yyyy too");
    }
}
