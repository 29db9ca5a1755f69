package io.github.surprisal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.TrainConfig.Engine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class TrainerTest {
    private final SparkSession spark = SparkExtension.session();

    private static Model train(SmallTable counted, TrainConfig config) {
        return train(counted, config, Optional.empty());
    }

    private static Model train(SmallTable counted, TrainConfig config, Optional<WarmStart> from) {
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
        List<String> classes = counted.counts().classes().texts();
        try (EncodedTable table =
                Encoder.encode(counted.table(), encoding, counted.counts(), new Split(config.testFraction(), 42))) {
            return Trainer.train(table, encoding, classes, config, from);
        }
    }

    private static TrainConfig config(Engine engine, double reg, double elastic, boolean standardize, double test) {
        return new TrainConfig(engine, List.of("logistic"), test, "", 42, reg, elastic, 500, 1e-9, true, standardize);
    }

    /** The same objective and the same optimum as MLlib. */
    @ParameterizedTest
    @CsvSource({
        "2, 0.001, 0, true",
        "2, 0.05, 0.5, true",
        "2, 0.02, 1, false",
        "3, 0.01, 0, true",
        "4, 0.03, 0.5, false"
    })
    void theOptimumOfMllib(int classes, double reg, double elastic, boolean standardize) {
        SmallTable counted = Samples.counted(Samples.table(spark, Samples.people(600, classes, 7), 3), true);
        Model theirs = train(counted, config(Engine.MLLIB, reg, elastic, standardize, 0.2));
        Model ours = train(counted, config(Engine.SURPRISAL, reg, elastic, standardize, 0.2));
        double best = theirs.history().get(theirs.history().size() - 1).objective();
        assertThat(ours.history().get(ours.history().size() - 1).objective()).isEqualTo(best, within(1e-7));
        assertThat(((LinearScorer) ours.scorer()).coefficients())
                .containsExactly(((LinearScorer) theirs.scorer()).coefficients(), within(2e-3));
        assertThat(ours.convergence()).isNotEqualTo(Model.Convergence.MAX_ITERATIONS);
        for (int i = 1; i < ours.history().size(); i++) {
            assertThat(ours.history().get(i).objective())
                    .isLessThanOrEqualTo(ours.history().get(i - 1).objective());
        }
    }

    private static double objective(Model model) {
        return model.history().get(model.history().size() - 1).objective();
    }

    private static TrainConfig.Options options(
            Map<String, Double> classWeights, boolean balanced, List<Double> regParams, int folds) {
        return new TrainConfig.Options(
                TrainConfig.Errors.EXACT,
                65_536,
                1,
                TrainConfig.Numeric.VALUE,
                classWeights,
                balanced,
                regParams,
                folds,
                false,
                Calibration.Method.NONE,
                "");
    }

    /** 200 categories that tell nothing of a label: the model keeps to the shares of the classes, the weak penalties are not even tried. */
    @Test
    void aPenaltyThatSuitsTheTable() {
        Random random = new Random(13);
        List<Row> rows = IntStream.range(0, 600)
                .mapToObj(i -> RowFactory.create(
                        (double) random.nextInt(300),
                        random.nextInt(5),
                        "c" + random.nextInt(200),
                        1.0,
                        "k" + random.nextInt(2)))
                .toList();
        TrainConfig config = config(Engine.SURPRISAL, TrainConfig.AUTO, 0, true, 0.2);
        Model model = train(Samples.counted(Samples.table(spark, rows, 1), false), config);
        assertThat(model.linear().orElseThrow().regParam()).isGreaterThanOrEqualTo(0.1);
        assertThat(model.linear().orElseThrow().path())
                .hasSizeLessThan(8)
                .first()
                .satisfies(p -> assertThat(p.regParam()).isEqualTo(10));
        LinearFit.PathPoint chosen = model.linear().orElseThrow().path().stream()
                .filter(LinearFit.PathPoint::chosen)
                .findFirst()
                .orElseThrow();
        assertThat(chosen.regParam()).isEqualTo(model.linear().orElseThrow().regParam());
        assertThat(chosen.logLoss()).isLessThan(Math.log(2) + 0.01);
        assertThat(model.linear()
                        .orElseThrow()
                        .path()
                        .get(model.linear().orElseThrow().path().size() - 1)
                        .logLoss())
                .isGreaterThan(chosen.logLoss());
        assertThat(model.linear().orElseThrow().penaltyReason())
                .contains("on rows held out (5 folds), for there are 2.4 rows a parameter");
        Model parted = train(Samples.counted(Samples.table(spark, rows, 5), false), config);
        assertThat(parted.linear().orElseThrow().path())
                .isEqualTo(model.linear().orElseThrow().path());
        assertThat(((LinearScorer) parted.scorer()).coefficients())
                .isEqualTo(((LinearScorer) model.scorer()).coefficients());
        Model balanced = train(
                Samples.counted(Samples.table(spark, rows, 1), false),
                config.with(options(Map.of("k0", 3.0), false, List.of(), 5)));
        assertThat(balanced.linear().orElseThrow().path())
                .as("weights of classes are no weights of rows")
                .isNotEmpty();
    }

    @Test
    void foldsWithoutRowsHaveNoPartInTheSearch() {
        List<Row> rows = IntStream.range(0, 6)
                .mapToObj(i -> RowFactory.create(i + 0.5 * (i % 2), 0, "c", 1.0, "k" + (i + i / 3) % 2))
                .toList();
        TrainConfig config =
                config(Engine.SURPRISAL, TrainConfig.AUTO, 0, true, 0).with(options(Map.of(), false, List.of(), 40));
        Model model = train(Samples.counted(Samples.table(spark, rows, 1), false), config);
        assertThat(model.linear().orElseThrow().path())
                .isNotEmpty()
                .allMatch(point -> Double.isFinite(point.logLoss()));
    }

    /** Of many rows for the parameters nothing is to be gained: no search. */
    @Test
    void manyRowsForTheParametersTakeASlightPenalty() {
        SmallTable counted = Samples.counted(Samples.table(spark, Samples.people(2500, 2, 3), 2), false);
        Model model = train(counted, config(Engine.SURPRISAL, TrainConfig.AUTO, 0, true, 0.2));
        Model fixed = train(counted, config(Engine.SURPRISAL, 1e-4, 0, true, 0.2));
        assertThat(model.linear().orElseThrow().path()).isEmpty();
        assertThat(model.linear().orElseThrow().regParam()).isEqualTo(1e-4);
        assertThat(model.linear().orElseThrow().penaltyReason())
                .startsWith("fixed, for ")
                .endsWith(" rows a parameter leave next to nothing to choose");
        assertThat(fixed.linear().orElseThrow().penaltyReason()).isEmpty();
        assertThat(((LinearScorer) model.scorer()).coefficients())
                .isEqualTo(((LinearScorer) fixed.scorer()).coefficients());
    }

    /** Two numbers that tell by their small difference: the penalty costs more than no penalty can lose, and is lowered. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPenaltyThatCostsMoreThanItCanWinIsLowered(boolean weighted) {
        Random random = new Random(5);
        List<Row> rows = IntStream.range(0, 3000)
                .mapToObj(i -> {
                    int length = random.nextInt(100_000);
                    double difference = random.nextGaussian();
                    boolean first = random.nextDouble() < 1 / (1 + Math.exp(-2 * difference));
                    return RowFactory.create(length + 500 * difference, length, "c", 2.0, first ? "k0" : "k1");
                })
                .toList();
        SmallTable counted = Samples.counted(Samples.table(spark, rows, 2), weighted);
        Model model = train(counted, config(Engine.SURPRISAL, TrainConfig.AUTO, 0, true, 0.2));
        LinearFit linear = model.linear().orElseThrow();
        assertThat(linear.regParam()).isBetween(1e-6, 3e-5);
        assertThat(linear.penaltyReason()).startsWith("lowered from 0.0001, where it was ");
        double slight = lastObjective(train(counted, config(Engine.SURPRISAL, 1e-4, 0, true, 0.2)));
        double none = lastObjective(train(counted, config(Engine.SURPRISAL, 1e-9, 0, true, 0.2)));
        assertThat(lastObjective(model)).isLessThan(none + 0.1 * (slight - none));
        assertThat(linear.path()).isEmpty();
    }

    private static double lastObjective(Model model) {
        return model.history().get(model.history().size() - 1).objective();
    }

    /** The λ with the least loss on rows held out is taken, and what comes of it is what training with it alone gives. */
    @ParameterizedTest
    @CsvSource({"2, 0", "3, 0", "2, 0.7"})
    void crossValidationChoosesTheLeastLoss(int classes, double elastic) {
        SmallTable counted = Samples.counted(Samples.table(spark, Samples.people(900, classes, 11), 3), true);
        TrainConfig config = config(Engine.SURPRISAL, 1, elastic, true, 0.2);
        Model model = train(counted, config.with(options(Map.of(), false, List.of(1e-3, 1.0, 0.1, 1e-2), 4)));
        assertThat(model.linear().orElseThrow().path())
                .extracting(LinearFit.PathPoint::regParam)
                .containsExactly(1.0, 0.1, 1e-2, 1e-3);
        double least = model.linear().orElseThrow().path().stream()
                .mapToDouble(LinearFit.PathPoint::logLoss)
                .min()
                .orElseThrow();
        LinearFit.PathPoint chosen = model.linear().orElseThrow().path().stream()
                .filter(LinearFit.PathPoint::chosen)
                .findFirst()
                .orElseThrow();
        assertThat(chosen.logLoss())
                .isEqualTo(least)
                .isLessThan(model.linear().orElseThrow().path().get(0).logLoss());
        assertThat(chosen.stdError()).isPositive();
        assertThat(model.linear().orElseThrow().regParam()).isEqualTo(chosen.regParam());
        for (int i = 1; i < model.linear().orElseThrow().path().size(); i++) {
            assertThat(model.linear().orElseThrow().path().get(i).trainLogLoss())
                    .isLessThan(model.linear().orElseThrow().path().get(i - 1).trainLogLoss());
        }
        Model alone = train(counted, config(Engine.SURPRISAL, chosen.regParam(), elastic, true, 0.2));
        assertThat(objective(model)).isEqualTo(objective(alone), within(1e-9));
    }

    /** Classes weigh what rows of that weight would; balanced ones all the same. */
    @Test
    void weightsOfClasses() {
        List<Row> people = Samples.people(500, 2, 12).stream()
                .filter(row -> !row.isNullAt(0) && !Double.isNaN(row.getDouble(0)))
                .toList();
        SmallTable counted = Samples.counted(Samples.table(spark, people, 2), true);
        List<Row> heavier = people.stream()
                .map(row -> "class 1".equals(row.getString(4))
                        ? RowFactory.create(row.get(0), row.get(1), row.get(2), 3 * row.getDouble(3), row.get(4))
                        : row)
                .toList();
        TrainConfig config = config(Engine.SURPRISAL, 0.01, 0, false, 0);
        Model weighted = train(counted, config.with(options(Map.of("class 1", 3.0), false, List.of(), 5)));
        Model expected = train(Samples.counted(Samples.table(spark, heavier, 2), true), config);
        assertThat(objective(weighted)).isEqualTo(objective(expected), within(1e-9));
        assertThat(((LinearScorer) weighted.scorer()).coefficients())
                .containsExactly(((LinearScorer) expected.scorer()).coefficients(), within(1e-4));
        assertThat(train(counted, config.with(options(Map.of(), true, List.of(), 5)))
                        .history()
                        .get(0)
                        .objective())
                .isEqualTo(Math.log(2), within(1e-12));
    }

    private static Optional<WarmStart> from(Model model) {
        return Optional.of(new WarmStart("before", model.classes(), model.encoding(), (LinearScorer) model.scorer()));
    }

    /** From a model of the same rows training goes no further; what another penalty leaves out of the parameters changes no margin. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void beginsWhereAnotherModelEnded(int classes) {
        SmallTable counted = Samples.counted(Samples.table(spark, Samples.people(700, classes, 15), 3), true);
        TrainConfig config = config(Engine.SURPRISAL, 0.01, 0, true, 0.2);
        Model cold = train(counted, config);
        Model warm = train(counted, config, from(cold));
        assertThat(warm.history().get(0).objective()).isEqualTo(objective(cold), within(1e-12));
        assertThat(warm.iterations()).isLessThanOrEqualTo(2).isLessThan(cold.iterations());
        Model free = train(counted, config(Engine.SURPRISAL, 0, 0, true, 0.2));
        Model from = train(counted, config(Engine.SURPRISAL, 0, 0, true, 0.2), from(cold));
        double penalty = objective(cold)
                - train(counted, config(Engine.SURPRISAL, 1e-12, 0, true, 0.2), from(cold))
                        .history()
                        .get(0)
                        .objective();
        assertThat(penalty).isPositive();
        assertThat(from.history().get(0).objective()).isEqualTo(objective(cold) - penalty, within(1e-9));
        assertThat(objective(from)).isEqualTo(objective(free), within(1e-8));
        assertThat(train(counted, config(Engine.SURPRISAL, 0, 0, true, 0.2), from(free))
                        .history()
                        .get(0)
                        .objective())
                .isEqualTo(objective(free), within(1e-12));
    }

    /** Of many rows training begins with few, and ends where it does from elsewhere. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void manyRowsBeginWithFew(int classes) {
        Dataset<Row> rows = spark.sql(
                "select x, z, concat('c', pmod(hash(x), 5)) as c, pmod(cast(x + z * x / 9 + 2 * u as int), " + classes
                        + ") as y from (select randn(1) as x, 5 + randn(2) as z, rand(3) as u from range(0, 800000, 1, 2))");
        SmallTable counted = SmallTable.of(rows, "y", "", List.of());
        TrainConfig config = config(Engine.SURPRISAL, 0.001, 0, true, 0.1);
        Model model = train(counted, config);
        assertThat(model.history().get(0).objective()).isEqualTo(objective(model), within(1e-3));
        assertThat(model.convergence()).isEqualTo(Model.Convergence.GRADIENT);
        assertThat(model.iterations()).isLessThan(7);

        Model elsewhere = train(counted, config(Engine.SURPRISAL, 1, 0, true, 0.1));
        Model other = train(counted, config, from(elsewhere));
        assertThat(other.history().get(0).objective()).isGreaterThan(objective(other) + 1e-3);
        assertThat(objective(other)).isEqualTo(objective(model), within(1e-9));
    }

    /** Classes, categories and features that the other model does not have begin at nothing, in whatever order. */
    @Test
    void beginsFromAModelOfOtherClassesAndTerms() {
        SmallTable three = Samples.counted(Samples.table(spark, Samples.people(700, 3, 15), 3), true);
        SmallTable two = Samples.counted(Samples.table(spark, Samples.people(300, 2, 16), 3), true);
        TrainConfig config = config(Engine.SURPRISAL, 0.01, 0, true, 0.2);
        Model ofTwo = train(two, config);
        Model ofThree = train(three, config);
        assertThat(objective(train(three, config, from(ofTwo)))).isEqualTo(objective(ofThree), within(1e-9));
        assertThat(objective(train(two, config, from(ofThree)))).isEqualTo(objective(ofTwo), within(1e-9));
        SmallTable other = SmallTable.of(
                spark.sql("select id as z, if(id % 3 = 0, 'a', 'b') as y from range(100)"), "y", "", List.of());
        assertThatThrownBy(() -> train(other, config, from(ofTwo)))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot begin from the model in 'before': expected some of the classes [a, b], found [class 0,"
                                + " class 1]");
    }

    /** Of what cannot be known, the user is told. */
    @Test
    void separableAndCollinearDataAreNoted() {
        TrainConfig config = config(Engine.SURPRISAL, 0, 0, true, 0);
        SmallTable separable = SmallTable.of(
                spark.sql("select id as x, if(id < 50, 'a', 'b') as y from range(100)"), "y", "", List.of());
        assertThat(train(separable, config).warnings())
                .containsExactly(
                        "Label 'y': the features tell its classes apart without an error, so the coefficients have no"
                                + " bounds; give a penalty (train.reg-param)");
        SmallTable nearly = SmallTable.of(
                spark.sql("select if(id % 4 = 0, 'sure', if(id % 4 = 1, 'p', 'q')) as c,"
                        + " if(id % 4 = 0 or id % 3 = 0, 'a', 'b') as y from range(200)"),
                "y",
                "",
                List.of());
        assertThat(train(nearly, config).warnings())
                .containsExactly(
                        "Label 'y': category 'sure' of feature 'c' tells some class for certain in these rows, so its"
                                + " coefficient has no bounds; give a penalty (train.reg-param)");
        SmallTable collinear = SmallTable.of(
                spark.sql("select x, z, x + 2 * z as s, if(rand(3) < 0.5, 'a', 'b') as y"
                        + " from (select randn(1) as x, randn(2) as z from range(200))"),
                "y",
                "",
                List.of());
        Model open = train(collinear, config);
        assertThat(open.warnings())
                .containsExactly(
                        "Label 'y': feature 's' is a sum of other terms, so its coefficient is one of many; a penalty"
                                + " (train.reg-param) would make it unique");
        assertThat(open.linear().orElseThrow().stdErrors().coefficients()).contains(Double.NaN);
        assertThat(train(collinear, config(Engine.SURPRISAL, 1e-3, 0, true, 0)).warnings())
                .isEmpty();
    }

    /**
     * L. C. Spector and M. Mazzeo 1980, as fitted in W. H. Greene's Econometric Analysis: grade by grade point average, test
     * score and teaching method. Digits beyond the book's by Newton's method in NumPy.
     */
    @Test
    void publishedStandardErrors() {
        SmallTable counted = SmallTable.of(
                spark.sql("select * from values " + grades() + " as t(gpa, tuce, psi, grade)"), "grade", "", List.of());
        Model model = train(counted, config(Engine.SURPRISAL, 0, 0, true, 0));
        assertThat(((LinearScorer) model.scorer()).coefficients())
                .containsExactly(new double[] {2.82611259, 0.09515766, 2.37868766}, within(1e-6));
        assertThat(((LinearScorer) model.scorer()).intercepts()[0]).isEqualTo(-13.02134686, within(1e-5));
        assertThat(model.linear().orElseThrow().stdErrors().coefficients())
                .containsExactly(new double[] {1.26294108, 0.14155421, 1.06456425}, within(1e-5));
        assertThat(model.linear().orElseThrow().stdErrors().intercepts()[0]).isEqualTo(4.93132421, within(1e-4));
        Model bounds = train(
                counted,
                config(Engine.SURPRISAL, 0, 0, true, 0)
                        .with(TrainConfig.Options.DEFAULT.with(TrainConfig.Errors.DIAGONAL)));
        assertThat(bounds.linear().orElseThrow().stdErrors().kind()).isEqualTo(StandardErrors.Kind.DIAGONAL);
        for (int j = 0; j < 3; j++) {
            assertThat(bounds.linear().orElseThrow().stdErrors().coefficients()[j])
                    .isBetween(
                            0.3 * model.linear().orElseThrow().stdErrors().coefficients()[j],
                            model.linear().orElseThrow().stdErrors().coefficients()[j]);
        }
    }

    /** Where the square would be too large, the user is told so, and of what there is instead. */
    @Test
    void errorsOfManyParameters() {
        SmallTable counted = SmallTable.of(
                spark.sql("select cast(id % 1200 as string) as c, if(id % 7 < 3, 'a', 'b') as y from range(2400)"),
                "y",
                "",
                List.of());
        TrainConfig config = config(Engine.SURPRISAL, 0.01, 0, true, 0);
        Model none = train(counted, config);
        assertThat(none.warnings())
                .containsExactly(
                        "Label 'y': no standard errors, for they would take the inverse of a square of 1202"
                                + " parameters, at most 1000; train.standard-errors = diagonal tells how small they are at least");
        assertThat(none.linear().orElseThrow().stdErrors().coefficients()).containsOnly(Double.NaN);
        assertThat(train(counted, config.with(TrainConfig.Options.DEFAULT.with(TrainConfig.Errors.NONE)))
                        .warnings())
                .isEmpty();
        Model some = train(counted, config.with(TrainConfig.Options.DEFAULT.with(TrainConfig.Errors.DIAGONAL)));
        assertThat(some.warnings()).isEmpty();
        assertThat(some.linear().orElseThrow().stdErrors().coefficients())
                .hasSize(1200)
                .doesNotContain(Double.NaN);
    }

    /** Rows of grade point average, test score, teaching method and grade. */
    private static String grades() {
        String rows = "2.66 20 0 0 2.89 22 0 0 3.28 24 0 0 2.92 12 0 0 4.00 21 0 1 2.86 17 0 0 2.76 17 0 0 2.87 21 0 0"
                + " 3.03 25 0 0 3.92 29 0 1 2.63 20 0 0 3.32 23 0 0 3.57 23 0 0 3.26 25 0 1 3.53 26 0 0 2.74 19 0 0"
                + " 2.75 25 0 0 2.83 19 0 0 3.12 23 1 0 3.16 25 1 1 2.06 22 1 0 3.62 28 1 1 2.89 14 1 0 3.51 26 1 0"
                + " 3.54 24 1 1 2.83 27 1 1 3.39 17 1 1 2.67 24 1 0 3.65 21 1 1 4.00 23 1 1 3.10 21 1 0 2.39 19 1 1";
        String[] cells = rows.split(" ");
        return IntStream.range(0, cells.length / 4)
                .mapToObj(i -> "(" + cells[4 * i] + "D, " + cells[4 * i + 1] + "D, " + cells[4 * i + 2] + "D, '"
                        + cells[4 * i + 3] + "')")
                .collect(java.util.stream.Collectors.joining(", "));
    }

    /** As statsmodels 0.13 fits it: GLM, binomial, with an offset. */
    @Test
    void offsetAsInOtherPrograms() {
        SmallTable counted = offset(
                spark.sql("select gpa, psi, 0.25D * tuce as o, grade from values " + grades()
                        + " as t(gpa, tuce, psi, grade)"),
                "grade",
                "o");
        TrainConfig config = config(Engine.SURPRISAL, 0, 0, true, 0).with(tested());
        Model model = train(counted, config);
        assertThat(model.encoding().terms()).extracting(Encoding.Term::feature).containsExactly("gpa", "psi", "o");
        assertThat(((LinearScorer) model.scorer()).coefficients())
                .containsExactly(new double[] {2.680732485967, 2.550727658503, 1}, within(1e-6));
        assertThat(((LinearScorer) model.scorer()).intercepts()[0]).isEqualTo(-16.199290862478, within(1e-5));
        assertThat(Arrays.copyOf(model.linear().orElseThrow().stdErrors().coefficients(), 2))
                .containsExactly(new double[] {1.31522717947, 1.114916161}, within(1e-5));
        assertThat(model.linear().orElseThrow().stdErrors().coefficients()[2]).isNaN();
        assertThat(model.linear().orElseThrow().stdErrors().intercepts()[0]).isEqualTo(4.57037252, within(1e-4));
        assertThat(32 * objective(model)).isEqualTo(13.429432397786, within(1e-9));
        assertThat(model.linear().orElseThrow().degreesOfFreedom()).isEqualTo(3);
        assertThat(model.linear().orElseThrow().tests())
                .extracting(LinearFit.FeatureTest::feature)
                .containsExactly("gpa", "psi");
        Model again = train(counted, config, from(model));
        assertThat(again.history().get(0).objective()).isEqualTo(objective(model), within(1e-12));
        assertThat(again.warnings()).isEmpty();
    }

    @Test
    void offsetWithoutAnIntercept() {
        SmallTable counted = offset(
                spark.sql("select gpa, psi, 0.25D * tuce - 5 as o, grade from values " + grades()
                        + " as t(gpa, tuce, psi, grade)"),
                "grade",
                "o");
        Model model = train(
                counted,
                new TrainConfig(Engine.SURPRISAL, List.of("logistic"), 0, "", 42, 0, 0, 500, 1e-9, false, true));
        assertThat(((LinearScorer) model.scorer()).coefficients())
                .containsExactly(new double[] {-0.587627747, 1.545993811, 1}, within(1e-6));
        assertThat(Arrays.copyOf(model.linear().orElseThrow().stdErrors().coefficients(), 2))
                .containsExactly(new double[] {0.18375665, 0.82594877}, within(1e-5));
        assertThat(model.linear().orElseThrow().stdErrors().coefficients()[2]).isNaN();
        assertThat(32 * objective(model)).isEqualTo(18.245443189390, within(1e-9));
    }

    /** What a model says of the rows, given to another one as offset, leaves nothing to learn; a penalty is not on the offset. */
    @ParameterizedTest
    @CsvSource({"0.01, 0", "0.01, 1", "0, 0"})
    void nothingIsLeftToLearn(double reg, double elastic) {
        SmallTable counted = offset(
                spark.sql("select x, 3 * x - 40 as o, if(rand(5) < 1 / (1 + exp(40 - 3 * x)), 'b', 'a') as y"
                        + " from (select 13 + randn(4) as x from range(4000))"),
                "y",
                "o");
        Model model = train(counted, config(Engine.SURPRISAL, reg, elastic, true, 0));
        assertThat(((LinearScorer) model.scorer()).coefficients()[0]).isEqualTo(0, within(0.3));
        assertThat(((LinearScorer) model.scorer()).coefficients()[1]).isEqualTo(1, within(1e-12));
        assertThat(((LinearScorer) model.scorer()).intercepts()[0]).isEqualTo(0, within(3.0));
    }

    @Test
    void offsetsThatCannotBeUsed() {
        TrainConfig config = config(Engine.SURPRISAL, 0, 0, true, 0);
        String rows = " from range(20)";
        assertThatThrownBy(() -> train(
                        offset(spark.sql("select id as x, if(id = 3, null, id) as o, id % 2 as y" + rows), "y", "o"),
                        config))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot use column 'o' as table.offset: expected finite numbers, found null, NaN or infinity");
        assertThatThrownBy(() -> train(
                        offset(spark.sql("select id as x, string(id) as o, id % 2 as y" + rows), "y", "o"), config))
                .hasMessage("Cannot use column 'o' as table.offset: type must be numeric, found string");
        assertThatThrownBy(() ->
                        train(offset(spark.sql("select id as x, rand(1) as o, id % 3 as y" + rows), "y", "o"), config))
                .hasMessage("Cannot use column 'o' as table.offset: expected a label of two classes, found 3");
        assertThatThrownBy(() -> train(
                        offset(spark.sql("select id as x, rand(1) as o, id % 2 as y" + rows), "y", "o"),
                        config(Engine.MLLIB, 0, 0, true, 0)))
                .hasMessage("Cannot use column 'o' as table.offset: expected train.engine = surprisal, found mllib");
    }

    private static SmallTable offset(Dataset<Row> rows, String label, String offset) {
        Table table = TableReader.read(
                rows.sparkSession(),
                new TableConfig(
                        new Source.Rows(rows), "", label, List.of(), "", offset, List.of(), List.of(), Map.of()));
        return new SmallTable(table, CountScan.count(table, new CountConfig(1 << 20)));
    }

    private static TrainConfig.Options tested() {
        return new TrainConfig.Options(
                TrainConfig.Errors.EXACT,
                65_536,
                1,
                TrainConfig.Numeric.VALUE,
                Map.of(),
                false,
                List.of(),
                5,
                true,
                Calibration.Method.NONE,
                "");
    }
}
