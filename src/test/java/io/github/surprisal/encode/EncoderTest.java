package io.github.surprisal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.Categories;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.Encoding.Term;
import io.github.surprisal.math.SplitMix;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.RDDInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class EncoderTest {
    /** A share of the memory that has room for blocks on the heap, whatever other tests have left of it. */
    private static final double PLENTY = 1000;

    @Test
    void splitAndOrderDoNotDependOnPartitioning(SparkSession spark) {
        List<Row> rows = Samples.people(2000, 2, 1);
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(5));
        List<String> expected = encoded(spark, rows, 1, 42);
        assertThat(encoded(spark, rows, 7, 42)).isEqualTo(expected);
        assertThat(encoded(spark, shuffled, 3, 42)).isEqualTo(expected);
        assertThat(encoded(spark, rows, 1, 43)).isNotEqualTo(expected);
    }

    /** In local mode blocks are made at once, of what is let go of then: later jobs have all of them. */
    @Test
    void blocksAreMadeAtOnce(SparkSession spark) {
        SmallTable counted = Samples.counted(Samples.table(spark, Samples.people(500, 2, 1), 3), false);
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
        try (EncodedTable encoded =
                Encoder.encode(counted.table(), encoding, counted.counts(), new Split(0.2, 42), PLENTY)) {
            RDDInfo cached = Arrays.stream(spark.sparkContext().getRDDStorageInfo())
                    .filter(info -> info.id() == encoded.cached().id())
                    .findFirst()
                    .orElseThrow();
            assertThat(cached.numCachedPartitions()).isEqualTo(encoded.blocks().getNumPartitions());
            assertThat(encoded.rows().count()).isPositive();
        }
    }

    @Test
    void whatCannotBeEncodedLeavesNothingInTheCache(SparkSession spark) {
        SmallTable counted = Samples.counted(Samples.table(spark, Samples.people(500, 2, 1), 3), false);
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), List.of("sex"));
        Table fine = counted.table();
        Table broken = new Table(
                fine.rows().filter("assert_true(rand() < 0.9) IS NULL"),
                fine.columns(),
                fine.features(),
                fine.label(),
                fine.weight(),
                fine.groupings(),
                fine.elements(),
                fine.input());
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Set<Integer> before = Set.copyOf(context.getPersistentRDDs().keySet());
        assertThatThrownBy(() -> Encoder.encode(broken, encoding, counted.counts(), new Split(0.2, 42), PLENTY))
                .hasMessageContaining("rand");
        assertThat(before).containsAll(context.getPersistentRDDs().keySet());
    }

    @Test
    void equalRowsAreSplitInProportion(SparkSession spark) {
        Row row = RowFactory.create(1.0, 1, "f", 1.0, "a");
        SmallTable counted = Samples.counted(Samples.table(spark, Collections.nCopies(5000, row), 3), false);
        try (EncodedTable encoded = encode(counted, new Split(0.2, 42))) {
            long test = encoded.rows().filter(EncodedRow::test).count();
            assertThat(encoded.rows().count()).isEqualTo(5000);
            assertThat(test).isBetween(900L, 1100L);
        }
    }

    @Test
    void eachFeatureHasItsTerms(SparkSession spark) {
        SmallTable counted = Samples.counted(Samples.table(spark, Samples.people(500, 2, 1), 2), true);
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), List.of("sex", "x.y z", "`größe`"));
        assertThat(encoding.terms())
                .containsExactly(
                        new Term("sex", "d"),
                        new Term("sex", "f"),
                        new Term("sex", "m"),
                        new Term("sex", "(null)"),
                        new Term("x.y z", ""),
                        new Term("x.y z", "(null)"),
                        new Term("`größe`", ""));
        assertThat(Encoding.fromJson(encoding.toJson()).toJson()).isEqualTo(encoding.toJson());
    }

    @Test
    void missingNumbersTakeTheMeanAndUnseenCategoriesNothing(SparkSession spark) {
        StructType schema = new StructType()
                .add("n", DataTypes.DoubleType)
                .add("c", DataTypes.StringType)
                .add("y", DataTypes.IntegerType);
        SmallTable train = SmallTable.of(
                spark.createDataFrame(
                        List.of(
                                RowFactory.create(1.0, "a", 0),
                                RowFactory.create(3.0, "b", 1),
                                RowFactory.create(Double.POSITIVE_INFINITY, "b", 1)),
                        schema),
                "y",
                "",
                List.of(List.of("c")));
        SmallTable other = SmallTable.of(
                spark.createDataFrame(
                        List.of(
                                RowFactory.create(null, "new", 0),
                                RowFactory.create(7.0, null, 1),
                                RowFactory.create(7.0, "a", 2)),
                        schema),
                "y",
                "",
                List.of(List.of("c")));
        Encoding encoding = Encoding.of(train.table(), train.counts(), List.of("n", "c"));
        try (EncodedTable test = Encoder.encode(other.table(), encoding, train.counts(), Split.allTest())) {
            List<EncodedRow> rows = test.rows().collect();
            assertThat(rows).hasSize(2).allMatch(EncodedRow::test);
            assertThat(rows.get(0).indices()).containsExactly(0, 1);
            assertThat(rows.get(0).values()).containsExactly(2.0, 1.0);
            assertThat(rows.get(1).indices()).containsExactly(0);
            assertThat(rows.get(1).values()).containsExactly(7.0);
            assertThat(test.groups().get(rows.get(0).groups()[0]).values()).containsExactly("new");
            assertThat(test.groups().get(rows.get(1).groups()[0]).values()).containsExactly((String) null);
            assertThat(test.warnings())
                    .containsExactly(
                            "Test table: 1 row left out, their class of 'y' does not occur in the training table",
                            "Test table: what is not among the training table's values adds nothing to a margin: 'c' in 1 row");
        }
    }

    /** Bins hold their upper edge; what is beyond all edges is in the outer ones; null and NaN share a term. */
    @Test
    void numbersBecomeBins(SparkSession spark) {
        StructType schema = new StructType().add("n", DataTypes.DoubleType).add("y", DataTypes.BooleanType);
        double[] values = {-1e300, -0.0, 0.0, 1e-300, 2.5, 2.6, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        List<Row> rows = new ArrayList<>();
        for (double value : values) {
            rows.add(RowFactory.create(value, value > 0));
        }
        rows.add(RowFactory.create(Double.NaN, true));
        rows.add(RowFactory.create(null, true));
        SmallTable counted = SmallTable.of(spark.createDataFrame(rows, schema), "y", "", List.of());
        Encoding encoding = Encoding.of(
                counted.table(),
                counted.counts(),
                List.of("n"),
                new Encoding.Rules(100, 1, Map.of("n", cutpoints(-0.0, 2.5))));
        assertThat(encoding.terms())
                .extracting(Term::category)
                .containsExactly("(-inf, 0.0]", "(0.0, 2.5]", "(2.5, inf)", FeatureEncoding.NULL);
        assertThat(Encoding.fromJson(encoding.toJson())).isEqualTo(encoding);
        int[] expected = {0, 0, 0, 1, 1, 2, 2, 0, 3, 3};
        try (EncodedTable encoded = Encoder.encode(counted.table(), encoding, counted.counts(), Split.allTest())) {
            assertThat(encoded.rows().collect())
                    .extracting(row -> row.indices()[0])
                    .containsExactly(toList(expected));
        }
        RowEncoder encoder = new RowEncoder(encoding, List.of(DataTypes.DoubleType));
        for (int i = 0; i < expected.length; i++) {
            int[] code = new int[1];
            encoder.encode(new GenericInternalRow(new Object[] {rows.get(i).get(0)}), new double[0], code);
            assertThat(code[0]).as("row " + i).isEqualTo(expected[i]);
        }
        Encoding without =
                new Encoding(List.of(new FeatureEncoding.Binned("n", DataTypes.DoubleType, cutpoints(2.5), false)));
        int[] code = new int[1];
        new RowEncoder(without, List.of(DataTypes.DoubleType))
                .encode(new GenericInternalRow(new Object[] {null}), new double[0], code);
        assertThat(code[0]).as("no term").isEqualTo(2);
    }

    private static Categories cutpoints(double... edges) {
        return Categories.ofNumbers(
                CategoryType.of(CategoryType.Base.DOUBLE),
                Arrays.stream(edges).mapToObj(BigDecimal::valueOf).toList());
    }

    private static Integer[] toList(int[] values) {
        return Arrays.stream(values).boxed().toArray(Integer[]::new);
    }

    @Test
    void rareCategoriesShareATerm(SparkSession spark) {
        StructType schema = new StructType().add("c", DataTypes.IntegerType).add("y", DataTypes.BooleanType);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1002; i++) {
            rows.add(RowFactory.create(i, i % 2 == 0));
            if (i != 5 && i != 700) {
                rows.add(RowFactory.create(i, i % 2 == 0));
            }
        }
        SmallTable counted = SmallTable.of(
                spark.createDataFrame(rows, schema).selectExpr("cast(c as string) c", "y"), "y", "", List.of());
        assertThat(Encoding.of(counted.table(), counted.counts(), List.of("c")).size())
                .isEqualTo(1002);
        assertThat(Encoding.of(counted.table(), counted.counts(), List.of("c"), new Encoding.Rules(1000, 2, Map.of()))
                        .toJson())
                .isEqualTo(Encoding.of(
                                counted.table(), counted.counts(), List.of("c"), new Encoding.Rules(2000, 2, Map.of()))
                        .toJson());
        Encoding encoding =
                Encoding.of(counted.table(), counted.counts(), List.of("c"), new Encoding.Rules(1000, 1, Map.of()));
        assertThat(encoding.size()).isEqualTo(1001);
        assertThat(encoding.terms())
                .contains(new Term("c", FeatureEncoding.OTHER))
                .doesNotContain(new Term("c", "5"), new Term("c", "700"));
        try (EncodedTable encoded = Encoder.encode(counted.table(), encoding, counted.counts(), Split.allTraining())) {
            assertThat(encoded.rows().filter(row -> row.indices()[0] == 1000).count())
                    .isEqualTo(2);
        }
    }

    /** As many terms whatever the scale of the weights, of few categories and of more than the driver has. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 16, 4})
    void smallWeightsHaveTheirTerms(int maxCategories, SparkSession spark) {
        List<List<Term>> terms = new ArrayList<>();
        for (String weight : List.of("1", "1e-5")) {
            Table table = TableReader.read(
                    spark,
                    new TableConfig(
                            new Source.Rows(spark.range(100)
                                    .selectExpr(
                                            "concat('c', cast(sqrt(id) as int)) as c",
                                            "id % 2 = 0 as y",
                                            "if(id = 50, 0, " + weight + "d) as w")),
                            "",
                            "y",
                            List.of(),
                            "w",
                            "",
                            List.of(),
                            List.of(),
                            Map.of()));
            Counts counts = CountScan.count(table, new CountConfig(maxCategories));
            terms.add(Encoding.of(table, counts, List.of("c")).terms());
        }
        assertThat(terms.get(1)).hasSizeGreaterThanOrEqualTo(10).isEqualTo(terms.get(0));
    }

    @Test
    void rowsWithoutLabelOrWeightAreLeftOut(SparkSession spark) {
        List<Row> rows = Samples.people(300, 3, 9);
        SmallTable counted = Samples.counted(Samples.table(spark, rows, 2), true);
        long expected = rows.stream()
                .filter(row -> !row.isNullAt(4) && row.getDouble(3) > 0)
                .count();
        try (EncodedTable encoded = encode(counted, new Split(0.3, 1))) {
            assertThat(encoded.rows().count()).isEqualTo(expected);
        }
    }

    @Test
    void uniformCoversTheUnitInterval() {
        double sum = 0;
        for (int i = 0; i < 10_000; i++) {
            double u = SplitMix.uniform(SplitMix.combine(42, i));
            assertThat(u).isGreaterThanOrEqualTo(0).isLessThan(1);
            sum += u;
        }
        assertThat(sum / 10_000).isCloseTo(0.5, within(0.01));
    }

    private static List<String> encoded(SparkSession spark, List<Row> rows, int partitions, long seed) {
        SmallTable counted = Samples.counted(Samples.table(spark, rows, partitions), true);
        try (EncodedTable encoded = encode(counted, new Split(0.25, seed))) {
            return encoded.rows()
                    .map(row -> row.test() + " " + row.label() + " " + row.weight() + Arrays.toString(row.groups())
                            + Arrays.toString(row.indices()) + Arrays.toString(row.values()))
                    .collect();
        }
    }

    private static EncodedTable encode(SmallTable counted, Split split) {
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
        return Encoder.encode(counted.table(), encoding, counted.counts(), split);
    }
}
