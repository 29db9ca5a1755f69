package io.github.surprisal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.spark.TaskMemory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.PartialFunction;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** Measures counted from batches of columns are those of rows, to the bit. */
@ExtendWith(SparkExtension.class)
class ColumnarAggregateTest {
    private static final String BATCHES = "spark.sql.parquet.enableVectorizedReader";

    private static final String ADAPTIVE = "spark.sql.adaptive.enabled";

    private static final String MEASURES = "entropy(x), entropy(x, y), entropy(y), conditional_entropy(y, x),"
            + " information_gain(x, y), theils_u(x, y), cramers_v(x, y), conditional_mutual_information(x, y, z)";

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        List.of(BATCHES, ADAPTIVE, ColumnarCounting.ENABLED).forEach(session.conf()::unset);
        session.catalog().dropTempView("t");
    }

    private Dataset<Row> written(String select, int rows, int files) {
        String path = folder.resolve("t").toString();
        session.sql(select + " FROM range(0, " + rows + ", 1, " + files + ")")
                .write()
                .mode("overwrite")
                .parquet(path);
        Dataset<Row> table = session.read().parquet(path);
        table.createOrReplaceTempView("t");
        return table;
    }

    /** What a query gives from batches, in a plan that says so, and from rows, in one that does not. */
    private void isTheSame(String query) {
        Dataset<Row> ofBatches = session.sql(query);
        List<String> batches = sorted(ofBatches);
        assertThat(plan(ofBatches)).contains("ColumnarAggregate");
        session.conf().set(BATCHES, false);
        Dataset<Row> ofRows = session.sql(query);
        assertThat(batches).as(query).isEqualTo(sorted(ofRows));
        assertThat(plan(ofRows)).doesNotContain("ColumnarAggregate");
        session.conf().unset(BATCHES);
    }

    /** Rows as texts, which tell doubles to the last bit, in the order of these. */
    private static List<String> sorted(Dataset<Row> query) {
        return query.collectAsList().stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(i -> row.get(i) instanceof byte[] bytes
                                ? Arrays.toString(bytes)
                                : String.valueOf(row.get(i)))
                        .collect(Collectors.joining("|")))
                .sorted()
                .toList();
    }

    private static String plan(Dataset<Row> query) {
        return query.queryExecution().executedPlan().toString();
    }

    /** Columns of types that are counted from batches; v is a whole number from 0 to 149. */
    private static final List<String> TYPES = List.of(
            "int(v)",
            "tinyint(v % 100)",
            "smallint(v)",
            "v * 1000000000000",
            "concat('a text ', v)",
            "CAST(v AS DECIMAL(38, 20)) / 3",
            "CAST(v / 4 AS DECIMAL(10, 2))",
            "date_add(DATE '1969-12-30', int(v))",
            "timestamp_micros(v * 77777777777)",
            "CAST(timestamp_micros(v * 77777777777) AS TIMESTAMP_NTZ)",
            "v % 2 = 0",
            "CAST(concat('b', v) AS BINARY)",
            "make_dt_interval(0, 0, v)",
            "make_ym_interval(0, int(v))",
            "CASE v WHEN 0 THEN double('NaN') WHEN 1 THEN -0.0D WHEN 2 THEN 0.0D ELSE v / 7.0D END",
            "float(v / 3)",
            "concat(IF(id % 2 = 0, 'Str', 'STR'), v) COLLATE UTF8_LCASE",
            "concat(IF(id % 2 = 0, 'Str', 'STR'), v) COLLATE UNICODE_CI");

    /** So many of the types are those of groups, too; and all but the last are of what is counted by group. */
    private static final int GROUPS = 14;

    private void writtenOfEveryType() {
        String columns = IntStream.range(0, TYPES.size())
                .mapToObj(i -> "IF(id % 11 = 0, NULL, " + TYPES.get(i).replaceAll("\\bv\\b", "pmod(hash(id, 1), 150)")
                        + ") AS c" + i)
                .collect(Collectors.joining(", "));
        written(
                "SELECT " + columns
                        + ", IF(id % 7 = 0, NULL, pmod(hash(id, 2), 3)) AS y, concat('z', pmod(hash(id, 3), 2)) AS z",
                9_000,
                3);
    }

    @Test
    void everyTypeIs() {
        writtenOfEveryType();
        for (int i = 0; i < TYPES.size(); i++) {
            String measures = MEASURES.replaceAll("\\bx\\b", "c" + i);
            isTheSame("SELECT " + measures + " FROM t /* " + TYPES.get(i) + " */");
        }
        for (int i = 0; i < TYPES.size() - 1; i++) {
            isTheSame(
                    "SELECT z, y, entropy(cI), information_gain(cI, y), entropy(cI, y, z), count(*), count(cI), count(cI, y) FROM t GROUP BY z, y"
                            .replace("cI", "c" + i));
        }
    }

    @Test
    void groupsOfEveryTypeAre() {
        writtenOfEveryType();
        for (int i = 0; i < GROUPS; i++) {
            isTheSame("SELECT z, entropy(y), cI, information_gain(cI, y) FROM t GROUP BY z, cI HAVING count(*) > 10"
                    .replace("cI", "c" + i));
        }
        isTheSame("SELECT c0, entropy(y), count(y) FROM t GROUP BY c0");
    }

    /** Groups without rows that count, of many rows and of one, in more columns than pairs have. */
    @Test
    void groupsOfManyColumnsAre() {
        written(
                "SELECT pmod(hash(id, 1), 7) AS a, IF(id % 5 = 0, NULL, id % 11) AS b, concat('c', id % 13) AS c, id AS d,"
                        + " IF(id % 11 = 0, NULL, pmod(hash(id), 9)) AS x, id % 2 AS y",
                30_000, 3);
        isTheSame("SELECT a, b, c, entropy(x), information_gain(x, y), count(*) FROM t GROUP BY a, b, c");
        isTheSame("SELECT b, c, d, entropy(x), entropy(x, a, y) FROM t GROUP BY b, c, d");
        isTheSame("SELECT entropy(x), entropy(d) FROM t GROUP BY a, c");
        isTheSame("SELECT d, entropy(x) FROM t GROUP BY d");
        isTheSame("SELECT a, contingency_estimate FROM (SELECT a, entropy_estimate(contingency_accumulate(x, y)) AS"
                + " contingency_estimate FROM t GROUP BY a)");
    }

    /** Rows that a condition wants: none of them, and those of one file. */
    @Test
    void filteredRowsAre() {
        written(
                "SELECT pmod(hash(id, 1), 7) AS a, IF(id % 5 = 0, NULL, id % 11) AS b, concat('c', id % 13) AS c, id AS d,"
                        + " IF(id % 11 = 0, NULL, pmod(hash(id), 9)) AS x, id % 4 / 2D AS f, DATE '2024-01-01' + INT(id % 30) AS day",
                30_000, 3);
        session.conf().set(ADAPTIVE, false);
        for (String condition : List.of(
                "x > 3 AND c LIKE 'c1%' OR b IS NULL",
                "d IN (2, 3, 5, 7000, 12345) OR length(c) > 2",
                "d < 0",
                "f > 1 AND day > DATE '2024-01-20'",
                "array_contains(array(a, b), 4)")) {
            isTheSame("SELECT a, b, entropy(x), information_gain(x, c), count(*), count(b), entropy(d) FROM t WHERE "
                    + condition + " GROUP BY a, b");
        }
    }

    /** A condition that Spark does not ask of a row, since an earlier one is not met, is not asked: it may fail. */
    @Test
    void conditionsAreAskedInTurn() {
        written(
                "SELECT id % 3 AS g, id % 5 AS x, IF(id % 4 = 0, NULL, id) AS a, IF(id % 4 = 0, NULL, id) AS d, IF(id % 4 = 0, 0, 3) AS b",
                1_000, 2);
        isTheSame("SELECT g, entropy(x) FROM t WHERE (a > 0 OR d > 0) AND 10 DIV b > 1 GROUP BY g");
        isTheSame("SELECT g, entropy(x) FROM (SELECT * FROM t WHERE a > 0 OR d > 0) WHERE 10 DIV b > 1 GROUP BY g");
    }

    /** What states took of a task's memory is given back when they are put together. */
    @Test
    void mergedStatesTakeNoMemory() {
        assertThat(new JavaSparkContext(session.sparkContext())
                        .parallelize(List.of(0), 1)
                        .map(none -> {
                            ValueAggregate entropy = (ValueAggregate)
                                    SqlFunction.ENTROPY.of(CollectionConverters.asScala(List.<Expression>of(
                                                    new BoundReference(0, DataTypes.LongType, true)))
                                            .toSeq());
                            TupleCounts ids = entropy.createAggregationBuffer();
                            long[] words =
                                    LongStream.range(0, 300_000).map(i -> 2 * i).toArray();
                            ids.addEach(new long[][] {words}, words.length);
                            byte[] state = entropy.serialize(ids);
                            TaskMemoryManager manager = TaskContext.get().taskMemoryManager();
                            TupleCounts all = entropy.deserialize(state);
                            long once = manager.getMemoryConsumptionForThisTask();
                            for (int i = 0; i < 20; i++) {
                                all = entropy.merge(all, entropy.deserialize(state));
                            }
                            return once > 0 && manager.getMemoryConsumptionForThisTask() <= 2 * once;
                        })
                        .collect())
                .containsExactly(true);
    }

    /** A table in buckets is grouped and joined as it lies. */
    @Test
    void bucketsAre() {
        session.sql("CREATE TABLE in_buckets USING parquet CLUSTERED BY (g) INTO 8 BUCKETS LOCATION '"
                + folder.resolve("buckets") + "' AS SELECT id % 100 AS g, id % 7 AS x FROM range(0, 9000, 1, 3)");
        session.conf().set("spark.sql.autoBroadcastJoinThreshold", -1);
        try {
            isTheSame("SELECT a.g, a.e, b.e FROM (SELECT g, entropy(x) AS e FROM in_buckets GROUP BY g) AS a FULL JOIN"
                    + " (SELECT g, entropy(x, g) AS e FROM in_buckets GROUP BY g) AS b ON a.g = b.g");
        } finally {
            session.conf().unset("spark.sql.autoBroadcastJoinThreshold");
            session.sql("DROP TABLE in_buckets");
        }
    }

    @Test
    void adaptiveOrNot() {
        written("SELECT id % 5 AS x, id % 2 AS y, id % 3 AS z, id AS w", 1_000, 2);
        for (boolean adaptive : new boolean[] {false, true}) {
            session.conf().set(ADAPTIVE, adaptive);
            isTheSame("SELECT " + MEASURES + " FROM t");
            isTheSame("SELECT z, " + MEASURES + " FROM t GROUP BY z ORDER BY z");
            isTheSame("SELECT count(*), entropy(x), count(x), count(x, y), count(NULL) FROM t");
            isTheSame("SELECT entropy(x), count(DISTINCT y) FROM t");
            isTheSame(
                    "SELECT entropy(x) AS a FROM t UNION ALL SELECT entropy(x) FROM t UNION ALL SELECT entropy(z) FROM t");
            isTheSame("SELECT (SELECT entropy(x) FROM t) + entropy(y) AS both, entropy(z) > 1 AS more FROM t");
            isTheSame("SELECT entropy_estimate(contingency_accumulate(x, y)) AS e FROM (SELECT y, x FROM t)");
        }
    }

    @Test
    void manyValuesAre() {
        // More than are numbered, from the second file on and from the first; and pairs of more than there is a table
        // for.
        written(
                "SELECT IF(id < 40000, id % 10, pmod(xxhash64(id), 100000)) AS x, id % 2000 AS y, (id DIV 7) % 1100 AS z,"
                        + " string(id) AS key",
                160_000, 4);
        isTheSame("SELECT entropy(x), entropy(y, z), information_gain(x, y), entropy(key), entropy(key, y) FROM t");
    }

    /** Keys are counted a batch at a time where there are many: nulls, both zeros, NaN, and what was small at first. */
    @Test
    void manyKeysAre() {
        written(
                "SELECT IF(id % 7 = 0, NULL, IF(id < 3000, id, pmod(xxhash64(id), 150000))) AS x,"
                        + " IF(id % 5 = 0, NULL, CASE id % 4 WHEN 0 THEN -0D WHEN 1 THEN 0D WHEN 2 THEN DOUBLE('NaN')"
                        + " ELSE id * 0.5D END) AS y, id % 2 AS z, DATE '2024-01-01' + INT(id % 90000) AS day",
                200_000, 3);
        isTheSame("SELECT entropy(x), entropy(y), information_gain(x, y), information_gain(y, z), entropy(day, x),"
                + " entropy(day), entropy(x, y, z) FROM t");
        isTheSame(
                "SELECT z, entropy(x), entropy(y), information_gain(x, y), entropy(day, x), entropy(x, y, z) FROM t GROUP BY z");
    }

    /** A first batch, a file, a column without any value: then there is no room for tuples yet. */
    @Test
    void columnsOfNullsAre() {
        written("SELECT IF(id < 9000, NULL, id % 5) AS x, IF(id < 5000, NULL, id % 2) AS y, id % 3 AS z", 20_000, 4);
        isTheSame("SELECT " + MEASURES + " FROM t");
        isTheSame("SELECT y, " + MEASURES + " FROM t GROUP BY y");
        written("SELECT CAST(NULL AS INT) AS x, CAST(NULL AS STRING) AS y, id % 3 AS z", 9_000, 2);
        isTheSame("SELECT " + MEASURES + " FROM t");
        isTheSame("SELECT x, y, " + MEASURES + ", count(*) FROM t GROUP BY x, y");
    }

    /** More columns of few values than a table has bits for them all at first. */
    @Test
    void manySmallColumnsAre() {
        written(
                "SELECT id % 2 = 0 AS a, id % 3 = 0 AS b, id % 5 = 0 AS c, id % 7 = 0 AS d, id % 11 = 0 AS e, id % 13 = 0 AS f",
                9_000, 2);
        isTheSame("SELECT entropy(a, b, c, d, e, f) FROM t");
    }

    @Test
    void longStringsAre() {
        written("SELECT repeat(concat('v', id % 9000), 1000) AS x, id % 2 AS y, id % 3 AS z", 20_000, 1);
        isTheSame("SELECT " + MEASURES + " FROM t");
        isTheSame("SELECT y, entropy(x) FROM t GROUP BY y");
        isTheSame("SELECT x, entropy(y) FROM t GROUP BY x");
    }

    @Test
    void dictionariesThatChangeAre() {
        written("SELECT concat('v', (id DIV 1000) * 10 + id % 10) AS x, id % 2 AS y, id % 3 AS z", 20_000, 4);
        isTheSame("SELECT " + MEASURES + " FROM t");
        isTheSame("SELECT x, " + MEASURES + " FROM t GROUP BY x");
    }

    @Test
    void partitionsAndEmptyTablesAre() {
        Dataset<Row> table = written("SELECT id % 5 AS x, id % 2 AS y, id % 3 AS z", 1_000, 2);
        String path = folder.resolve("partitioned").toString();
        table.write().partitionBy("x").parquet(path);
        session.read().parquet(path).createOrReplaceTempView("t");
        isTheSame("SELECT " + MEASURES + " FROM t");
        isTheSame("SELECT x, " + MEASURES + " FROM t GROUP BY x");
        written("SELECT id % 5 AS x, id % 2 AS y, id % 3 AS z", 0, 1);
        isTheSame("SELECT " + MEASURES + " FROM t");
        session.conf().set(ADAPTIVE, false);
        isTheSame("SELECT x, " + MEASURES + " FROM t GROUP BY x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT entropy(x), sum(x) FROM t",
                "SELECT entropy(x), count(x + 1) FROM t",
                "SELECT entropy(x), count(*) FILTER (WHERE y = 0) FROM t",
                "SELECT y, entropy(x) FROM t GROUP BY y + 1, y",
                "SELECT f, entropy(x) FROM t GROUP BY f",
                "SELECT y, entropy(x) FROM t GROUP BY ROLLUP (y)",
                "SELECT c, entropy(x) FROM t GROUP BY c",
                "SELECT y, entropy(u) FROM t GROUP BY y",
                "SELECT entropy(x) FILTER (WHERE y = 0) FROM t",
                "SELECT entropy(DISTINCT x) FROM t",
                "SELECT entropy(x + 1) FROM t",
                "SELECT entropy(x) FROM t WHERE y = 0",
                "SELECT y, entropy(x) FROM t WHERE y = (SELECT max(y) FROM t) GROUP BY y",
                "SELECT y, entropy(x) FROM t WHERE rand(1) < 0.5 GROUP BY y"
            })
    void allElseIsAggregatedBySpark(String query) {
        written(
                "SELECT id % 5 AS x, id % 2 AS y, id % 3 / 2D AS f, concat('c', id % 3) COLLATE UTF8_LCASE AS c,"
                        + " concat('u', id % 3) COLLATE UNICODE_CI AS u",
                1_000, 2);
        Dataset<Row> found = session.sql(query);
        assertThat(found.collectAsList()).isNotEmpty();
        assertThat(plan(found)).doesNotContain("ColumnarAggregate");
    }

    @Test
    void aSessionMayWantRows() {
        written("SELECT id % 5 AS x", 1_000, 2);
        Dataset<Row> ofBatches = session.sql("SELECT entropy(x) FROM t");
        List<String> batches = sorted(ofBatches);
        session.conf().set(ColumnarCounting.ENABLED, false);
        Dataset<Row> ofRows = session.sql("SELECT entropy(x) FROM t");
        assertThat(sorted(ofRows)).isEqualTo(batches);
        assertThat(plan(ofRows)).doesNotContain("ColumnarAggregate");
        assertThat(plan(ofBatches)).contains("ColumnarAggregate");
    }

    /** Operators of others hand over batches that only their own may read. */
    @Test
    void batchesOfOthersAreTheirs() {
        written("SELECT id % 5 AS x", 1_000, 2);
        session.conf().set(ADAPTIVE, false);
        session.conf().set(ColumnarCounting.ENABLED, false);
        SparkPlan plan = session.sql("SELECT entropy(x) FROM t")
                .queryExecution()
                .executedPlan()
                .transformUp(each(
                        node -> node instanceof WholeStageCodegenExec || node instanceof InputAdapter,
                        node -> node.children().head()));
        session.conf().unset(ColumnarCounting.ENABLED);
        Rule<SparkPlan> rule = new ColumnarCounting().postColumnarTransitions();
        assertThat(rule.apply(plan).toString()).contains("ColumnarAggregate");
        SparkPlan others = plan.transformUp(each(
                node -> node instanceof ColumnarToRowExec,
                node -> new ColumnarToRowExec(new Others(node.children().head()))));
        assertThat(rule.apply(others).toString()).contains("Others").doesNotContain("ColumnarAggregate");
    }

    private static PartialFunction<SparkPlan, SparkPlan> each(
            Predicate<SparkPlan> which, UnaryOperator<SparkPlan> into) {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(SparkPlan node) {
                return which.test(node);
            }

            @Override
            public SparkPlan apply(SparkPlan node) {
                return into.apply(node);
            }
        };
    }

    @Test
    void sparksPageShowsRows() {
        written("SELECT id % 5 AS x", 1_000, 2);
        session.conf().set(ADAPTIVE, false);
        Dataset<Row> query = session.sql("SELECT entropy(x) FROM t");
        query.collectAsList();
        SparkPlan counted = query.queryExecution()
                .executedPlan()
                .find(node -> node instanceof ColumnarAggregateExec)
                .get();
        assertThat(counted.metrics().get("numInputRows").get().value()).isEqualTo(1_000L);
    }

    /** Where Spark has no memory for tables and numbers, rows are counted one by one. */
    @Test
    void withoutMemoryRowsAreCounted() {
        assertThat(new JavaSparkContext(session.sparkContext())
                        .parallelize(List.of(0), 1)
                        .map(none -> isTheSameWithoutMemory())
                        .collect())
                .containsExactly(true);
    }

    private static boolean isTheSameWithoutMemory() {
        double counted = entropy();
        return withoutMemory(() -> entropy() == counted);
    }

    private static boolean withoutMemory(BooleanSupplier holds) {
        TaskMemoryManager manager = TaskContext.get().taskMemoryManager();
        MemoryConsumer greedy = new MemoryConsumer(manager, 1 << 20, MemoryMode.ON_HEAP) {
            @Override
            public long spill(long size, MemoryConsumer trigger) {
                return 0;
            }
        };
        long all = greedy.acquireMemory(Long.MAX_VALUE >> 1);
        try {
            return !new TaskMemory().new Share().hold(8 << 20) && holds.getAsBoolean();
        } finally {
            greedy.freeMemory(all);
        }
    }

    /** Where Spark has no memory for all groups, they are handed on more than once. */
    @Test
    void withoutMemoryGroupsAreHandedOn() {
        assertThat(new JavaSparkContext(session.sparkContext())
                        .parallelize(List.of(0), 1)
                        .map(none -> {
                            Map<Long, List<Object>> all = new TreeMap<>();
                            int groups = groups(all);
                            Map<Long, List<Object>> parts = new TreeMap<>();
                            return groups == all.size()
                                    && withoutMemory(() -> groups(parts) > 2 * groups)
                                    && parts.equals(all);
                        })
                        .collect())
                .containsExactly(true);
    }

    /** Counts 200,000 rows of some 37,000 groups. Gives how many rows come of that, and by group what the states of its rows are together. */
    private static int groups(Map<Long, List<Object>> byGroup) {
        int size = 4_000;
        BoundReference group = new BoundReference(0, DataTypes.LongType, true);
        BoundReference x = new BoundReference(1, DataTypes.LongType, true);
        BoundReference y = new BoundReference(2, DataTypes.LongType, true);
        ValueAggregate entropy = (ValueAggregate) SqlFunction.ENTROPY.of(
                CollectionConverters.asScala(List.<Expression>of(x)).toSeq());
        ValueAggregate joint = (ValueAggregate) SqlFunction.ENTROPY.of(
                CollectionConverters.asScala(List.<Expression>of(x, y)).toSeq());
        Map<Long, TupleCounts> states = new TreeMap<>();
        Map<Long, TupleCounts> joints = new TreeMap<>();
        Map<Long, Long> rows = new TreeMap<>();
        int handedOn = 0;
        try (OnHeapColumnVector groups = new OnHeapColumnVector(size, DataTypes.LongType);
                OnHeapColumnVector values = new OnHeapColumnVector(size, DataTypes.LongType);
                OnHeapColumnVector others = new OnHeapColumnVector(size, DataTypes.LongType)) {
            ColumnarBatch batch = new ColumnarBatch(new ColumnVector[] {groups, values, others}, size);
            Iterator<ColumnarBatch> batches = IntStream.range(0, 50)
                    .mapToObj(number -> {
                        for (int row = 0; row < size; row++) {
                            groups.putLong(row, (number * (long) size + row) * 17 % 37_003);
                            values.putLong(row, (number + row) % 7);
                            others.putLong(row, number < 25 ? (number * 31L + row) % 3_001 : row % 5);
                        }
                        return batch;
                    })
                    .iterator();
            GroupCounter counter = new GroupCounter(
                    List.of(group),
                    List.of(
                            entropy,
                            joint,
                            new Count(CollectionConverters.asScala(List.<Expression>of(x))
                                    .toSeq())),
                    List.of(),
                    batches,
                    new SQLMetric("sum", 0),
                    new SQLMetric("timing", 0));
            while (counter.hasNext()) {
                InternalRow row = counter.next();
                handedOn++;
                states.merge(row.getLong(0), entropy.deserialize(row.getBinary(1)), entropy::merge);
                joints.merge(row.getLong(0), joint.deserialize(row.getBinary(2)), joint::merge);
                rows.merge(row.getLong(0), row.getLong(3), Long::sum);
            }
        }
        states.forEach(
                (of, state) -> byGroup.put(of, List.of(entropy.eval(state), joint.eval(joints.get(of)), rows.get(of))));
        return handedOn;
    }

    /** Of pairs of 600 by 600 values, whose table takes 4 MB. */
    private static double entropy() {
        int rows = 4096;
        try (OnHeapColumnVector x = new OnHeapColumnVector(rows, DataTypes.LongType);
                OnHeapColumnVector y = new OnHeapColumnVector(rows, DataTypes.LongType)) {
            BatchCounter counter = new BatchCounter(
                    List.of((ValueAggregate) SqlFunction.ENTROPY.of(CollectionConverters.asScala(List.<Expression>of(
                                    new BoundReference(0, DataTypes.LongType, true),
                                    new BoundReference(1, DataTypes.LongType, true)))
                            .toSeq())));
            for (int batch = 0; batch < 3; batch++) {
                for (int row = 0; row < rows; row++) {
                    x.putLong(row, (row * 31 + batch) % 600);
                    y.putLong(row, row % 599);
                }
                ColumnarBatch vectors = new ColumnarBatch(new ColumnVector[] {x, y}, rows);
                counter.count(vectors);
            }
            byte[] state = (byte[]) counter.states()[0];
            return (double)
                    SqlFunction.ENTROPY.result(StateFormat.counts(state, TupleCounts.MAX_TUPLES, new TaskMemory()));
        }
    }

    /** An operator that is not Spark's. */
    private static final class Others extends SparkPlan {
        private static final long serialVersionUID = 1L;

        private final SparkPlan child;

        Others(SparkPlan child) {
            this.child = child;
        }

        @Override
        public Seq<Attribute> output() {
            return child.output();
        }

        @Override
        public boolean supportsColumnar() {
            return true;
        }

        @Override
        public Seq<SparkPlan> children() {
            return CollectionConverters.asScala(List.of(child)).toSeq();
        }

        @Override
        public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
            return new Others(newChildren.apply(0));
        }

        @Override
        public RDD<InternalRow> doExecute() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int productArity() {
            return 1;
        }

        @Override
        public Object productElement(int index) {
            return child;
        }

        @Override
        public boolean canEqual(Object other) {
            return other instanceof Others;
        }
    }

    @Test
    void aColumnOfKeysIsSentToTheJobs() {
        written("SELECT id AS x", (1 << 22) + 10, 1);
        assertThatThrownBy(() -> session.sql("SELECT entropy(x) FROM t").collectAsList())
                .rootCause()
                .hasStackTraceContaining("TooManyTuples");
    }
}
