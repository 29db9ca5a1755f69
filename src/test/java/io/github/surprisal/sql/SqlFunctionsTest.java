package io.github.surprisal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.spark.TaskMemory;
import io.github.surprisal.table.UserException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

@ExtendWith(SparkExtension.class)
class SqlFunctionsTest {
    private static final String TRIMMED = "spark.sql.collation.trim.enabled";

    private final SparkSession session = SparkExtension.session();

    /** Spark 4.0 has collations that trim behind a switch. */
    @BeforeEach
    void haveTrimmingCollations() {
        session.conf().set(TRIMMED, true);
    }

    @AfterEach
    void haveThemNoLonger() {
        session.conf().unset(TRIMMED);
    }

    private Object first(String select) {
        return session.sql("SELECT " + select).first().get(0);
    }

    static Stream<String> names() {
        return Arrays.stream(SqlFunction.values()).flatMap(function -> function.names().stream());
    }

    @ParameterizedTest
    @MethodSource("names")
    void theExampleOfADescriptionRuns(String name) {
        List<String> lines = session.sql("DESCRIBE FUNCTION EXTENDED " + name).collectAsList().stream()
                .flatMap(row -> row.getString(0).lines())
                .map(String::strip)
                .toList();
        assertThat(lines.get(0)).isEqualToIgnoringCase("Function: " + name);
        assertThat(lines.get(2))
                .startsWith("Usage: " + name + "(")
                .contains(") - Returns ")
                .endsWith("Rows with a null are skipped; null where there are no rows.");
        int example = lines.indexOf("Examples:") + 1;
        String query = lines.get(example).replaceAll("^> |;$", "");
        assertThat(query).startsWith("SELECT ").contains(name + "(");
        assertThat(session.sql(query).first().get(0)).hasToString(lines.get(example + 1));
    }

    @Test
    void functionsAreListedAndCalledByName() {
        List<String> listed = session.sql("SHOW FUNCTIONS").collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
        assertThat(listed)
                .containsAll(names().map(name -> name.toLowerCase(java.util.Locale.ROOT))
                        .toList());
        var rows = session.sql("SELECT * FROM VALUES ('a', 1), ('b', 2) AS t(x, y)");
        assertThat(rows.agg(
                                functions.expr("theilsU(x, y)"),
                                functions.call_function("cramersv", rows.col("x"), rows.col("y")))
                        .first())
                .isEqualTo(org.apache.spark.sql.RowFactory.create(1.0, 1.0));
    }

    @Test
    void aColumnIsNamedAsItWasCalled() {
        assertThat(session.sql("SELECT mutual_information(x, y), information_gain(x, y) FROM VALUES (1, 2) AS t(x, y)")
                        .columns())
                .containsExactly("mutual_information(x, y)", "information_gain(x, y)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "entropy() | entropy | at least 1 parameters but the actual number is 0",
                "information_gain(id) | information_gain | 2 parameters but the actual number is 1",
                "mutual_information(id, id, id) | mutual_information | 2 parameters but the actual number is 3",
                "conditional_mutual_information(id, id) | conditional_mutual_information | 3 parameters but the actual number is 2",
                "entropy_estimate() | entropy_estimate | 1 parameters but the actual number is 0",
            })
    void aWrongNumberOfArgumentsIsToldAsSparkTellsIt(String call, String name, String numbers) {
        assertThatThrownBy(() -> first(call + " FROM range(3)"))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("[WRONG_NUM_ARGS.WITHOUT_SUGGESTION] The `" + name + "` requires " + numbers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "entropy(array(id)) | argument 1 of entropy, array(id), must be of an atomic type, found array<bigint>",
                "information_gain(id, struct(id)) | argument 2 of information_gain, struct(id), must be of an atomic type, found struct<id:bigint>",
                "entropy(map(id, 1)) | found map<bigint,int>",
                "entropy(parse_json('1')) | found variant",
                "entropy(make_interval(1)) | found interval",
                "kl_divergence(array(id), id) | The first parameter requires the \"DOUBLE\" type",
                "log_loss(id, array(id)) | The second parameter requires the \"DOUBLE\" type",
                "entropy_estimate(id) | The first parameter requires the \"BINARY\" type",
                "contingency_combine(id) | The first parameter requires the \"BINARY\" type",
            })
    void aWrongTypeIsToldAsSparkTellsIt(String call, String message) {
        assertThatThrownBy(() -> first(call + " FROM range(3)"))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("[DATATYPE_MISMATCH.")
                .hasMessageContaining(message);
    }

    @Test
    void argumentsHaveNoNames() {
        for (String call : List.of(
                "entropy(x => id)",
                "mutual_information(feature => id, label => id)",
                "entropy_estimate(state => X'01')")) {
            assertThatThrownBy(() -> first(call + " FROM range(3)"))
                    .isInstanceOf(AnalysisException.class)
                    .hasMessageContaining("[NAMED_PARAMETERS_NOT_SUPPORTED]");
        }
    }

    /** Whatever bit of a state is turned, it is read or refused with a sentence. */
    @Test
    void damagedStatesAreRefused() {
        byte[] state = (byte[]) first("contingency_accumulate(string(id % 3), id % 2) FROM range(9)");
        int refused = 0;
        for (int bit = 0; bit < 8 * state.length; bit++) {
            byte[] damaged = state.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                StateFormat.counts(damaged, 1 << 20, new TaskMemory());
            } catch (UserException e) {
                assertThat(e).hasMessageContaining("Cannot read a state");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kl_divergence(id - 1, 1) | Cannot compute kl_divergence: expected numbers from 0 on, found -1.0",
                "psi(1, 'Infinity') | Cannot compute psi: expected numbers from 0 on, found Infinity",
                "entropy_of_counts(double('NaN')) | Cannot compute entropy_of_counts: expected numbers from 0 on, found NaN",
                "log_loss(2, 0.5) | Cannot compute log_loss: expected a label of 0 and 1, or a boolean, found 2.0",
                "log_loss(1, 1.5) | Cannot compute log_loss: expected a probability from 0 to 1, found 1.5",
                "area_under_roc(id, id) | Cannot compute area_under_roc: expected a label of 0 and 1, or a boolean, found 2.0",
                "information_gain_estimate(contingency_accumulate(id)) | expected a state of two columns, found one of 1",
                "entropy_estimate(X'07') | Cannot read a state: expected version 1, found 7",
                "entropy_estimate(X'') | Cannot read a state of 0 bytes: expected what contingency_accumulate",
                "entropy_estimate(substr(contingency_accumulate(id), 1, 20)) | Cannot read a state of 20 bytes",
                "entropy_estimate(concat(contingency_accumulate(id), X'00')) | Cannot read a state of",
            })
    void wrongValuesAreNamed(String call, String message) {
        assertThatThrownBy(() -> first(call + " FROM range(3)")).hasStackTraceContaining(message);
    }

    @Test
    void aColumnOfKeysIsSentToTheJobs() {
        assertThatThrownBy(() -> first("entropy(id) FROM range(0, 4200000, 1, 1)"))
                .hasStackTraceContaining(
                        "Cannot compute entropy of a group in memory: expected at most 4194304 different"
                                + " values, found more; surprisal rank counts columns of any number of values");
    }

    @ParameterizedTest
    @EnumSource
    void nothingGivesNull(SqlFunction function) {
        String nulls = String.join(", ", Collections.nCopies(function.arguments(), "NULL"));
        String call = function.sqlName() + "(" + nulls + ")";
        assertThat(first(call + " FROM range(3)")).isNull();
        if (function.isAggregate()) {
            assertThat(first(call + " FROM range(0)")).isNull();
            assertThat(session.sql("SELECT " + call + " FROM range(0) GROUP BY id")
                            .count())
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gain_ratio, 1, id, ",
        "gain_ratio, id, 1, 0.0",
        "symmetric_uncertainty, 1, 1, ",
        "theils_u, id, 1, ",
        "theils_u, 1, id, 0.0",
        "cramers_v, 1, id, ",
        "contingency, 1, id, 0.0",
        "information_value, id, 1, ",
        "information_gain, 1, 1, 0.0",
        "conditional_entropy, 1, 1, 0.0",
        "conditional_entropy, id, 1, 2.0",
        "kl_divergence, 0, id, ",
        "cross_entropy, 1, id, Infinity",
        "psi, 1, id, Infinity",
        "log_loss, 1, 0, Infinity",
        "log_loss, 1, 1, 0.0",
        "area_under_roc, 1, id, ",
    })
    void undefinedIsNullAndInfiniteIsInfinite(String name, String first, String second, Double value) {
        assertThat(first(name + "(" + first + ", " + second + ") FROM range(4)"))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "double('NaN'), double('NaN'), 0.0D, -0.0D | 1.0",
                "float('NaN'), float('NaN'), float('0.0'), float('-0.0') | 1.0",
                "double('Infinity'), double('-Infinity') | 1.0",
                "CAST(1 AS DECIMAL(38, 10)), CAST(1.0 AS DECIMAL(38, 10)), CAST(2 AS DECIMAL(38, 10)), CAST(-2 AS DECIMAL(38, 10)) | 1.5",
                "12345678901234567890123456789012345678, 12345678901234567890123456789012345679 | 1.0",
                "1.50, 1.5 | 0.0",
                "'a' COLLATE UTF8_LCASE, 'A' COLLATE UTF8_LCASE, 'b' COLLATE UTF8_LCASE, 'B' COLLATE UTF8_LCASE | 1.0",
                "'a' COLLATE UNICODE_CI, 'A' COLLATE UNICODE_CI, 'b' COLLATE UNICODE_CI, 'B' COLLATE UNICODE_CI | 1.0",
                "'a ' COLLATE UTF8_BINARY_RTRIM, 'a' COLLATE UTF8_BINARY_RTRIM | 0.0",
                "'a', 'A', '', ' ' | 2.0",
                "X'00', X'', X'0000', X'00' | 1.5",
                "DATE '2020-01-01', DATE '2020-01-02' | 1.0",
                "TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2020-01-01 00:00:00.000001' | 1.0",
                "TIMESTAMP_NTZ '2020-01-01 00:00:00', TIMESTAMP_NTZ '2020-01-01 00:00:00' | 0.0",
                "INTERVAL '1' YEAR, INTERVAL '12' MONTH | 0.0",
                "INTERVAL '1' DAY, INTERVAL '2' DAY | 1.0",
                "tinyint(1), tinyint(2) | 1.0",
                "smallint(1), smallint(-1) | 1.0",
                "true, false, true, false | 1.0",
                "'a long text of more than thirty-two bytes, one', 'a long text of more than thirty-two bytes, two' | 1.0",
            })
    void valuesAreTheSameThatGroupByHoldsToBe(String values, double entropy) {
        String from = "(SELECT explode(array(" + values + ")) AS x)";
        assertThat(first("entropy(x) FROM " + from)).isEqualTo(entropy);
        assertThat(first("entropy_of_counts(n) FROM (SELECT count(*) AS n FROM " + from + " GROUP BY x)"))
                .isEqualTo(entropy);
        assertThat(first("information_gain(x, x) FROM " + from)).isEqualTo(entropy);
        assertThat(first("entropy(x, x) FROM " + from)).isEqualTo(entropy);
    }

    @Test
    void functionsAreThereWhateverTheExtensionsSay() {
        SparkSession other = session.newSession();
        assertThat(other.sql("SELECT entropy(id) FROM range(4)").first().getDouble(0))
                .isEqualTo(2);
        assertThat(java.util.ServiceLoader.load(org.apache.spark.sql.SparkSessionExtensionsProvider.class))
                .hasAtLeastOneElementOfType(SurprisalExtensions.class);
        var extensions = new org.apache.spark.sql.SparkSessionExtensions();
        new SurprisalExtensions().apply(extensions);
        new SurprisalExtensions().apply(extensions);
        var registry =
                extensions.registerFunctions(new org.apache.spark.sql.catalyst.analysis.SimpleFunctionRegistry());
        assertThat(registry.listFunction().size()).isEqualTo((int) names().count());
    }

    private static Seq<Expression> literals(int number, int value) {
        Expression literal = new Literal(value, DataTypes.IntegerType);
        return CollectionConverters.asScala(Collections.nCopies(number, literal))
                .toSeq();
    }

    @Test
    void expressionsAreEqualByWhatTheyAre() {
        for (SqlFunction function : SqlFunction.values()) {
            Expression one = function.of(literals(function.arguments(), 1));
            Expression same = function.of(literals(function.arguments(), 1));
            assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
            assertThat(one.canonicalized()).isEqualTo(same.canonicalized());
            assertThat(one.clone()).isEqualTo(one).isNotSameAs(one);
            assertThat(one.toString()).startsWith(function.sqlName() + "(1");
            assertThat(one).isNotEqualTo(one.withNewChildren(literals(function.arguments(), 2)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "string"})
    void statesOfOtherTypesAreRefused(String type) {
        String states = "(SELECT contingency_accumulate(CAST(id AS " + type + ")) AS state FROM range(3) UNION ALL"
                + " SELECT contingency_accumulate(CAST(id AS double)) FROM range(3))";
        assertThatThrownBy(() -> first("contingency_combine(state) FROM " + states))
                .hasStackTraceContaining(
                        "Cannot compute contingency_combine: expected states of the same types, found (")
                .hasStackTraceContaining("(double)");
    }

    @Test
    void statesOfWholeNumbersOfAllSizesGoTogether() {
        assertThat(first("entropy_estimate(contingency_combine(state)) FROM (SELECT contingency_accumulate(id) AS state"
                        + " FROM range(2) UNION ALL SELECT contingency_accumulate(CAST(id AS tinyint)) FROM range(2))"))
                .isEqualTo(1.0);
    }

    /** The bytes are those of the first version that had them: what was stored then is read for ever. */
    @Test
    void aStateStoredByTheFirstVersionIsRead() {
        String stored = "01020007696E7465676572010006737472696E670202"
                + "0000000000000001F154957DC9CA253FF77A48F480C0F9B601"
                + "0000000000000002B5DB1103CF3CE4B610795DE80311DB2E8201";
        assertThat(first("hex(contingency_accumulate(x, y)) FROM (SELECT 1 AS x, 'a' AS y UNION ALL"
                        + " SELECT 2, 'b' FROM range(130))"))
                .isEqualTo(stored);
        assertThat(first("information_gain_estimate(X'" + stored + "')"))
                .isEqualTo(first("entropy(id) FROM (SELECT 1 AS id UNION ALL SELECT 2 FROM range(130))"));
    }
}
