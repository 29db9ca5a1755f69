package io.github.surprisal.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.PairSource.Ask;
import io.github.surprisal.select.SelectConfig.Extras;
import io.github.surprisal.select.SelectConfig.On;
import io.github.surprisal.select.SelectConfig.Stop;
import io.github.surprisal.select.criterion.Criterion;
import io.github.surprisal.select.criterion.PairTerms;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Selections over tables: pair counts on encoded blocks. */
@ExtendWith(SparkExtension.class)
class SelectionTest {
    private static final StructType SCHEMA = new StructType()
            .add("cause", DataTypes.StringType)
            .add("copy", DataTypes.IntegerType)
            .add("number", DataTypes.DoubleType)
            .add("xor a", DataTypes.IntegerType)
            .add("xor b", DataTypes.IntegerType)
            .add("many", DataTypes.StringType)
            .add("noise", DataTypes.IntegerType)
            .add("constant", DataTypes.StringType)
            .add("g", DataTypes.StringType)
            .add("w", DataTypes.DoubleType)
            .add("y", DataTypes.StringType);

    private static final SparkSession SESSION = SparkExtension.session();
    private static final List<Row> ROWS = rows(3000);

    /** In group b the cause has no effect, and the number has the greater one. */
    private static List<Row> rows(int size) {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int cause = random.nextInt(4);
            boolean inB = random.nextInt(3) == 0;
            Double number = random.nextInt(12) == 0 ? null : random.nextGaussian();
            int a = random.nextInt(2);
            int b = random.nextInt(2);
            double margin =
                    (inB ? 0 : cause - 1.5) + (number == null ? 0 : number * (inB ? 2 : 0.8)) + (a == b ? 1 : -1);
            int y = random.nextDouble() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
            rows.add(RowFactory.create(
                    random.nextInt(40) == 0 ? null : "c" + cause,
                    cause,
                    number,
                    a,
                    b,
                    "m" + random.nextInt(400),
                    random.nextInt(5),
                    "always",
                    inB ? "b" : "a",
                    random.nextInt(4) / 3.0,
                    random.nextInt(50) == 0 ? null : "class " + y));
        }
        return rows;
    }

    private static Dataset<Row> table(List<Row> rows, int partitions) {
        return SESSION.createDataFrame(rows, SCHEMA).repartition(partitions);
    }

    private static MeasureConfig measure(Nulls nulls, Estimator estimator) {
        return new MeasureConfig(
                Unit.BITS,
                estimator,
                nulls,
                MeasureConfig.Binning.EQUAL_FREQUENCY,
                8,
                0.05,
                MeasureConfig.RankBy.ADJUSTED_GAIN,
                Map.of(),
                Map.of());
    }

    private static SelectConfig config(Criterion criterion, Stop stop, boolean adjusted, Extras extras) {
        return new SelectConfig(criterion, 8, stop, 0, 0.05, List.of(), adjusted, extras);
    }

    private static Selection select(SmallTable small, MeasureConfig measure, SelectConfig config) {
        Measures measures = Measurer.measure(small.counts(), measure);
        return Selector.select(
                Candidates.of(small.table(), small.counts(), measures, measure, Candidates.Rows.ALONE), config);
    }

    private static SmallTable small(Dataset<Row> rows, String weight) {
        return SmallTable.of(weight.isEmpty() ? rows.drop("w") : rows, "y", weight, List.of(List.of("g")));
    }

    private static Selection.Step step(Selection selection, String feature) {
        return selection.steps().stream()
                .filter(step ->
                        step.feature().equals(feature) && step.groupColumns().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsSelectedAndWhyTheOthersAreNot() {
        Selection selection = select(
                small(table(ROWS, 3), ""),
                measure(Nulls.CATEGORY, Estimator.PLUG_IN),
                config(Criterion.JMI, Stop.TEST, true, new Extras(32, false, 0, true, On.ALL)));
        assertThat(selection.selected().subList(0, 2)).containsExactlyInAnyOrder("number", "copy");
        Selection.Step copied = step(selection, "cause");
        assertThat(copied.selected()).isFalse();
        assertThat(copied.refused()).isTrue();
        assertThat(copied.redundantWith()).isEqualTo("copy");
        assertThat(copied.figures().pValue())
                .as("its nulls alone are not a copy")
                .isBetween(0.05, 0.999);
        assertThat(copied.figures().conditionalGain()).isEqualTo(0, within(1e-3));
        assertThat(step(selection, "many").flags()).containsExactly("coarsened");
        assertThat(step(selection, "many").refused()).isTrue();
        assertThat(step(selection, "constant").flags()).containsExactly("constant");
        assertThat(step(selection, "constant").figures().score()).isNaN();
        assertThat(selection.steps()).extracting(Selection.Step::step).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        Selection.Pair best = selection.pairs().stream()
                .max(Comparator.comparingDouble(Selection.Pair::synergy))
                .orElseThrow();
        assertThat(List.of(best.feature(), best.other())).containsExactly("xor b", "xor a");
        assertThat(best.terms().pValue()).isLessThan(1e-30);
        assertThat(selection.pairs()).hasSize(9 * 8 / 2);
    }

    /** The same figures to the last bit: from one task, which is one thread, from several, and in whatever order the rows come. */
    @ParameterizedTest
    @EnumSource(names = {"JMI", "MRMR", "CMI", "FCBF"})
    void partitioningAndOrderChangeNothing(Criterion criterion) {
        List<Row> shuffled = new ArrayList<>(ROWS);
        Collections.shuffle(shuffled, new Random(1));
        for (String weight : List.of("", "w")) {
            Extras extras = new Extras(32, true, 3, criterion == Criterion.JMI, On.ALL);
            SelectConfig config = config(criterion, Stop.TEST, true, extras);
            MeasureConfig measure = measure(weight.isEmpty() ? Nulls.CATEGORY : Nulls.DROP, Estimator.PLUG_IN);
            Selection one = select(small(table(ROWS, 1), weight), measure, config);
            assertThat(one.selected()).isNotEmpty();
            assertThat(select(small(table(ROWS, 7), weight), measure, config)).isEqualTo(one);
            assertThat(select(small(table(shuffled, 200), weight), measure, config))
                    .isEqualTo(one);
        }
    }

    /** Codes of a table's blocks, and what they say without Spark. */
    private static CodedTable coded(EncodedTable encoded, Codes codes, List<String> names, boolean trainingOnly) {
        List<EncodedBlock> blocks = encoded.blocks().collect();
        List<int[]> rows = new ArrayList<>();
        for (EncodedBlock block : blocks) {
            for (int row = 0; row < block.rows() && !(trainingOnly && block.test()); row++) {
                int[] values = new int[names.size() + 1];
                for (int x = 0; x < names.size(); x++) {
                    int code = block.codes()[codes.columns()[x]].at(row);
                    values[x] = codes.categoryOf()[x][code];
                }
                values[names.size()] = block.labels().at(row);
                rows.add(values);
            }
        }
        int[][] columns = new int[names.size() + 1][];
        Arrays.setAll(columns, c -> rows.stream().mapToInt(row -> row[c]).toArray());
        return new CodedTable(
                names, Arrays.copyOf(columns, names.size()), codes.sizes(), columns[names.size()], codes.classes());
    }

    @Test
    void packedOrNotTheCountsAreThoseOfTheRows() {
        SmallTable small = small(table(ROWS, 3), "");
        MeasureConfig measure = measure(Nulls.CATEGORY, Estimator.PLUG_IN);
        Measures measures = Measurer.measure(small.counts(), measure);
        Candidates candidates = Candidates.of(small.table(), small.counts(), measures, measure, Candidates.Rows.ALONE);
        EncodedTable encoded = Encoder.encodeUnordered(small.table(), candidates.encoding(), small.counts());
        Codes codes = candidates.codes(300);
        CodedTable expected = coded(encoded, codes, small.features(), false);
        PairCounts.Rules rules = new PairCounts.Rules(true, PairCounts.Redundancy.BY_CHANCE, Estimator.PLUG_IN);
        List<Integer> all = IntStream.range(0, codes.size()).boxed().toList();
        List<List<Integer>> others =
                List.of(List.of(0), List.of(5), List.of(2), List.of(3, 4), List.of(0, 2, 3), List.of());
        Ask ask = new Ask(0, others, all);
        for (int packed : List.of(1, Packing.MOST, 60_000)) {
            try (BlockPairs pairs = new BlockPairs(
                    encoded.blocks(),
                    new BlockPairs.Setup(
                            codes,
                            rules,
                            true,
                            false,
                            false,
                            new PackedBlock.Parts(0, new int[0], 0),
                            new int[][] {{Layer.WHOLE, 0}},
                            new int[0],
                            0,
                            packed))) {
                PairTerms[][] found = pairs.terms(List.of(ask)).get(0);
                for (int z = 0; z < others.size(); z++) {
                    for (int x : all) {
                        PairTerms right = expected.counts(x, others.get(z)).terms(rules);
                        if (others.get(z).size() <= 1) {
                            assertThat(found[z][x]).isEqualTo(right);
                        } else {
                            assertThat(found[z][x].conditionalGain()).isEqualTo(right.conditionalGain(), within(1e-14));
                            assertThat(found[z][x].pValue()).isEqualTo(right.pValue(), within(1e-12));
                        }
                    }
                }
            }
        }
    }

    /** A group has the selection that a table of its rows has. */
    @Test
    void aGroupSelectsAsATableOfItsOwn() {
        MeasureConfig measure = measure(Nulls.CATEGORY, Estimator.PLUG_IN);
        Dataset<Row> rows = table(ROWS, 2).drop("number");
        Extras extras = new Extras(32, true, 0, false, On.ALL);
        SelectConfig config = config(Criterion.JMI, Stop.TEST, true, extras);
        Selection grouped = select(small(rows, ""), measure, config);
        for (String group : List.of("a", "b")) {
            Selection alone = select(
                    small(rows.where("g = '" + group + "'"), ""),
                    measure,
                    config(Criterion.JMI, Stop.TEST, true, new Extras(32, false, 0, false, On.ALL)));
            List<Selection.Step> steps = grouped.steps().stream()
                    .filter(step -> step.groupValues().equals(List.of(group)))
                    .toList();
            assertThat(steps)
                    .extracting(Selection.Step::feature, Selection.Step::selected)
                    .containsExactlyElementsOf(alone.steps().stream()
                            .map(step -> tuple(step.feature(), step.selected()))
                            .toList());
        }
        assertThat(grouped.steps().stream()
                        .filter(step -> step.selected() && step.groupValues().equals(List.of("b")))
                        .map(Selection.Step::feature))
                .doesNotContain("cause", "copy");
    }

    @Test
    void foldsTellHowStableASelectionIs() {
        Extras extras = new Extras(32, false, 4, false, On.ALL);
        Selection selection = select(
                small(table(ROWS, 2), ""),
                measure(Nulls.CATEGORY, Estimator.PLUG_IN),
                config(Criterion.JMI, Stop.TEST, true, extras));
        assertThat(step(selection, "number").figures().selectedShare()).isEqualTo(1);
        assertThat(step(selection, "constant").figures().selectedShare()).isZero();
        assertThat(selection.steps())
                .allSatisfy(step -> assertThat(step.figures().selectedShare()).isIn(0.0, 0.25, 0.5, 0.75, 1.0));
    }

    /** Features are chosen, and numbers are cut, as if there were no other rows than those to train on. */
    @Test
    void testRowsHaveNoSayInWhatIsSelected() {
        SmallTable small = small(table(ROWS, 2), "");
        MeasureConfig measure = measure(Nulls.CATEGORY, Estimator.PLUG_IN);
        Measures measures = Measurer.measure(small.counts(), measure);
        Candidates candidates = Candidates.of(
                small.table(),
                small.counts(),
                measures,
                measure,
                new Candidates.Rows(Optional.of(Encoding.Rules.DEFAULT), true));
        SelectConfig config = config(Criterion.JMI, Stop.TEST, true, new Extras(32, false, 0, false, On.TRAINING_ROWS));
        try (EncodedTable encoded =
                Encoder.encode(small.table(), candidates.encoding(), small.counts(), new Split(0.5, 3))) {
            Selection selection = Selector.select(candidates, encoded, config);
            Codes codes = TrainingRows.of(candidates, encoded, 0).codes(32);
            Search search = GoldenSelectionTest.search(coded(encoded, codes, small.features(), true), config);
            List<Candidate> expected = search.outcome();
            assertThat(selection.steps())
                    .extracting(Selection.Step::feature, Selection.Step::selected)
                    .containsExactlyElementsOf(expected.stream()
                            .map(x -> tuple(x.alone().feature(), x.fate() == Candidate.Fate.SELECTED))
                            .toList());
            assertThat(step(selection, "number").figures().score())
                    .isEqualTo(
                            search.figures(
                                            expected.stream()
                                                    .filter(x ->
                                                            x.alone().feature().equals("number"))
                                                    .findFirst()
                                                    .orElseThrow(),
                                            Double.NaN)
                                    .score(),
                            within(1e-12));
            assertThat(selection.cutpoints().get("number"))
                    .isNotEqualTo(Measurer.cutpoints(small.counts(), measure).get("number"));
            List<String> selected = selection.selected();
            EncodedTable trained = encoded.only(candidates.encoding(), candidates.encoding(selected));
            assertThat(trained.layout().terms())
                    .isEqualTo(candidates.encoding(selected).size());
            assertThat(trained.rows().count()).isEqualTo(encoded.rows().count());
        }
    }

    @Test
    void singleGainsNeedNoRows() {
        SmallTable small = small(table(ROWS, 2), "");
        Table t = small.table();
        Table unreadable =
                new Table(null, t.columns(), t.features(), t.label(), t.weight(), t.groupings(), Map.of(), t.input());
        MeasureConfig measure = measure(Nulls.CATEGORY, Estimator.PLUG_IN);
        for (SelectConfig config : List.of(
                SelectConfig.of(Criterion.MIM, 5, Stop.TEST, true),
                SelectConfig.of(Criterion.JMI, 1, Stop.TEST, true))) {
            Selection selection = select(new SmallTable(unreadable, small.counts()), measure, config);
            assertThat(selection.selected()).startsWith("number");
        }
    }

    @Test
    void otherEstimatorsGiveTermsOfTheirOwn() {
        SmallTable small = small(table(ROWS, 2), "");
        SelectConfig config = config(Criterion.JMI, Stop.TEST, true, Extras.NONE);
        Selection plain = select(small, measure(Nulls.CATEGORY, Estimator.PLUG_IN), config);
        Selection corrected = select(small, measure(Nulls.CATEGORY, Estimator.MILLER_MADOW), config);
        assertThat(corrected.selected()).isEqualTo(plain.selected());
        assertThat(step(corrected, "number").figures().score())
                .isNotEqualTo(step(plain, "number").figures().score())
                .isEqualTo(step(plain, "number").figures().score(), within(0.01));
    }

    @Test
    void aKeptFeatureMustBeThere() {
        SelectConfig config =
                new SelectConfig(Criterion.JMI, 3, Stop.TEST, 0, 0.05, List.of("nois"), true, Extras.NONE);
        assertThatThrownBy(() -> select(small(table(ROWS, 1), ""), measure(Nulls.CATEGORY, Estimator.PLUG_IN), config))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot keep feature 'nois': expected one of select.keep to be a feature, did you mean 'noise'?");
    }
}
