package io.github.surprisal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.train.TrainConfig.Engine;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class TrainerTest {
    private final SparkSession spark = SparkExtension.session();

    private static Model train(SmallTable counted, TrainConfig config) {
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
        List<String> classes = IntStream.range(0, counted.counts().classes().size())
                .mapToObj(counted.counts().classes()::text)
                .toList();
        try (EncodedTable table =
                Encoder.encode(counted.table(), encoding, counted.counts(), new Split(config.testFraction(), 42))) {
            return Trainer.train(table, encoding, classes, config);
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
        assertThat(ours.scorer().coefficients()).containsExactly(theirs.scorer().coefficients(), within(2e-3));
        assertThat(ours.convergence()).isNotEqualTo(Model.Convergence.MAX_ITERATIONS);
        for (int i = 1; i < ours.history().size(); i++) {
            assertThat(ours.history().get(i).objective())
                    .isLessThanOrEqualTo(ours.history().get(i - 1).objective());
        }
    }

    /**
     * L. C. Spector and M. Mazzeo 1980, as fitted in W. H. Greene's Econometric Analysis: grade by grade point average, test
     * score and teaching method. Digits beyond the book's by Newton's method in NumPy.
     */
    @Test
    void publishedStandardErrors() {
        String rows = "2.66 20 0 0 2.89 22 0 0 3.28 24 0 0 2.92 12 0 0 4.00 21 0 1 2.86 17 0 0 2.76 17 0 0 2.87 21 0 0"
                + " 3.03 25 0 0 3.92 29 0 1 2.63 20 0 0 3.32 23 0 0 3.57 23 0 0 3.26 25 0 1 3.53 26 0 0 2.74 19 0 0"
                + " 2.75 25 0 0 2.83 19 0 0 3.12 23 1 0 3.16 25 1 1 2.06 22 1 0 3.62 28 1 1 2.89 14 1 0 3.51 26 1 0"
                + " 3.54 24 1 1 2.83 27 1 1 3.39 17 1 1 2.67 24 1 0 3.65 21 1 1 4.00 23 1 1 3.10 21 1 0 2.39 19 1 1";
        String[] cells = rows.split(" ");
        String values = IntStream.range(0, cells.length / 4)
                .mapToObj(i -> "(" + cells[4 * i] + "D, " + cells[4 * i + 1] + "D, " + cells[4 * i + 2] + "D, '"
                        + cells[4 * i + 3] + "')")
                .collect(java.util.stream.Collectors.joining(", "));
        SmallTable counted = SmallTable.of(
                spark.sql("select * from values " + values + " as t(gpa, tuce, psi, grade)"), "grade", "", List.of());
        Model model = train(counted, config(Engine.SURPRISAL, 0, 0, true, 0));
        assertThat(model.scorer().coefficients())
                .containsExactly(new double[] {2.82611259, 0.09515766, 2.37868766}, within(1e-6));
        assertThat(model.scorer().intercepts()[0]).isEqualTo(-13.02134686, within(1e-5));
        assertThat(model.stdErrors().coefficients())
                .containsExactly(new double[] {1.26294108, 0.14155421, 1.06456425}, within(1e-5));
        assertThat(model.stdErrors().intercepts()[0]).isEqualTo(4.93132421, within(1e-4));
    }
}
