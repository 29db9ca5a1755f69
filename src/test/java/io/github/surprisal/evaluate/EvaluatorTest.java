package io.github.surprisal.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Trainer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class EvaluatorTest {
    private final SparkSession spark = SparkExtension.session();

    /** A model and all that was found of it. */
    private record Outcome(Model model, List<EncodedRow> rows, Evaluation evaluation) {
        List<LogLoss> of(String dataset, List<String> columns) {
            return evaluation.logLosses().stream()
                    .filter(row -> row.dataset().equals(dataset)
                            && row.group().columns().equals(columns))
                    .toList();
        }

        /** The bits of every number. */
        String bits() {
            StringBuilder bits = new StringBuilder();
            Coefficient.of(model, 0.05).forEach(c -> bits.append(c).append('\n'));
            evaluation.logLosses().forEach(row -> bits.append(row).append('\n'));
            evaluation.calibrations().forEach(row -> bits.append(row).append('\n'));
            return bits.toString();
        }
    }

    private Outcome outcome(List<Row> people, int partitions, boolean weighted) {
        SmallTable counted = Samples.counted(Samples.table(spark, people, partitions), weighted);
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
        try (EncodedTable encoded = Encoder.encode(counted.table(), encoding, counted.counts(), new Split(0.25, 42))) {
            List<String> classes = new ArrayList<>();
            for (int k = 0; k < counted.counts().classes().size(); k++) {
                classes.add(counted.counts().classes().text(k));
            }
            Model model = Trainer.train(encoded, encoding, classes, Samples.config(1e-3));
            return new Outcome(model, encoded.rows().collect(), Evaluator.evaluate(model, List.of(encoded), Unit.NATS));
        }
    }

    @ParameterizedTest
    @CsvSource({"2,false", "2,true", "3,true"})
    void sameBitsWhateverThePartitioning(int classes, boolean weighted) {
        List<Row> people = Samples.people(800, classes, 2);
        List<Row> shuffled = new ArrayList<>(people);
        Collections.shuffle(shuffled, new Random(1));
        String expected = outcome(people, 1, weighted).bits();
        assertThat(outcome(people, 7, weighted).bits()).isEqualTo(expected);
        assertThat(outcome(shuffled, 3, weighted).bits()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2,false", "2,true", "3,true"})
    void groupsAddUpToTheWhole(int classes, boolean weighted) {
        Outcome outcome = outcome(Samples.people(1500, classes, 3), 2, weighted);
        for (String dataset : List.of("train", "test")) {
            LogLoss whole = outcome.of(dataset, List.of()).get(0);
            for (List<String> columns : List.of(List.of("sex"), List.of("sex", "`größe`"))) {
                List<LogLoss> groups = outcome.of(dataset, columns);
                assertThat(groups).hasSize(columns.size() == 1 ? 4 : 20);
                assertThat(groups.stream().mapToDouble(LogLoss::rows).sum()).isEqualTo(whole.rows());
                List<ToDoubleFunction<LogLoss>> means = List.of(LogLoss::logLoss, LogLoss::brier, LogLoss::accuracy);
                for (ToDoubleFunction<LogLoss> mean : means) {
                    double total = groups.stream()
                            .mapToDouble(row -> row.rows() * mean.applyAsDouble(row))
                            .sum();
                    assertThat(total / whole.rows()).isCloseTo(mean.applyAsDouble(whole), within(1e-12));
                }
            }
            assertThat(whole.informationUsed()).isPositive();
            assertThat(outcome.evaluation().calibrations().stream()
                            .filter(row -> row.dataset().equals(dataset)
                                    && row.group().columns().isEmpty())
                            .mapToDouble(Evaluation.CalibrationBin::rows)
                            .sum())
                    .isEqualTo(whole.rows() * (classes == 2 ? 1 : classes));
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void figuresOfTwoClassesFollowTheirDefinitions(boolean weighted) {
        Outcome outcome = outcome(Samples.people(700, 2, 4), 2, weighted);
        for (LogLoss row : outcome.of("test", List.of())) {
            List<EncodedRow> rows =
                    outcome.rows().stream().filter(EncodedRow::test).toList();
            double above = 0;
            double pairs = 0;
            double loss = 0;
            double squared = 0;
            double brier = 0;
            double weight = 0;
            for (EncodedRow a : rows) {
                double p = probability(outcome.model(), a);
                double l = -Math.log(a.label() == 1 ? p : 1 - p);
                weight += a.weight();
                loss += a.weight() * l;
                squared += a.weight() * l * l;
                brier += a.weight() * (p - a.label()) * (p - a.label());
                for (EncodedRow b : rows) {
                    if (a.label() == 1 && b.label() == 0) {
                        double order = Math.signum(margin(outcome.model(), a) - margin(outcome.model(), b));
                        above += a.weight() * b.weight() * (1 + order) / 2;
                        pairs += a.weight() * b.weight();
                    }
                }
            }
            double mean = loss / weight;
            assertThat(row.rows()).isEqualTo(weight);
            assertThat(row.logLoss()).isCloseTo(mean, within(1e-12));
            assertThat(row.brier()).isCloseTo(brier / weight, within(1e-12));
            assertThat(row.areaUnderRoc()).isCloseTo(above / pairs, within(1e-12));
            assertThat(row.logLossStdError())
                    .isCloseTo(Math.sqrt((squared / weight - mean * mean) / weight), within(1e-12));
        }
    }

    @Test
    void areaDoesNotDependOnThePartitionsOfATestTable() {
        List<Row> people = Samples.people(600, 2, 6);
        SmallTable counted = Samples.counted(Samples.table(spark, people, 1), true);
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
        List<LogLoss> expected = null;
        try (EncodedTable train = Encoder.encode(counted.table(), encoding, counted.counts(), Split.allTraining())) {
            Model model = Trainer.train(train, encoding, List.of("class 0", "class 1"), Samples.config(1e-3));
            for (int partitions : new int[] {1, 2, 5}) {
                SmallTable other = Samples.counted(Samples.table(spark, people, partitions), true);
                try (EncodedTable test = Encoder.encode(other.table(), encoding, counted.counts(), Split.allTest())) {
                    List<LogLoss> found = Evaluator.evaluate(model, List.of(train, test), Unit.BITS)
                            .logLosses();
                    assertThat(expected == null ? found : expected).isEqualTo(found);
                    expected = found;
                }
            }
        }
        assertThat(expected.stream().map(LogLoss::dataset).distinct()).containsExactly("train", "test");
    }

    @Test
    void oneClassIsRefused() {
        List<Row> rows = Collections.nCopies(20, RowFactory.create(1.0, 1, "f", 1.0, "a"));
        assertThatThrownBy(() -> outcome(rows, 1, false))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot train on label 'label-1': it must have at least two classes, found [a]");
    }

    private static double margin(Model model, EncodedRow row) {
        double[] margins = new double[1];
        ((LinearScorer) model.scorer()).margins(row, margins);
        return margins[0];
    }

    private static double probability(Model model, EncodedRow row) {
        return 1 / (1 + Math.exp(-margin(model, row)));
    }

    /** The sums of every range are brought to the driver: of 10,000 groups in 1,000 ranges they would be 3 GB. */
    @Test
    void manyGroupsHaveFewRanges() {
        assertThat(RocArea.ranges(1000, 40, false)).isEqualTo(1000);
        assertThat(RocArea.ranges(1000, 40_000, false)).isBetween(64, 128);
        assertThat(RocArea.ranges(1000, 40_000, true)).isBetween(500, 1000);
        assertThat(RocArea.ranges(8, 400_000_000, false)).isEqualTo(1);
    }

    /** Coefficient · standard deviation of the term over the rows trained on, by their weights; from the rows one by one. */
    @ParameterizedTest
    @CsvSource({"2,false", "2,true", "3,true"})
    void coefficientsPerStandardDeviation(int classes, boolean weighted) {
        Outcome outcome = outcome(Samples.people(800, classes, 5), 2, weighted);
        int terms = outcome.model().encoding().size();
        double[] sums = new double[terms];
        double[] squares = new double[terms];
        double weight = 0;
        for (EncodedRow row : outcome.rows()) {
            if (!row.test()) {
                weight += row.weight();
                for (int i = 0; i < row.indices().length; i++) {
                    sums[row.indices()[i]] += row.weight() * row.values()[i];
                    squares[row.indices()[i]] += row.weight() * row.values()[i] * row.values()[i];
                }
            }
        }
        List<Coefficient> found = Coefficient.of(outcome.model(), 0.05);
        for (int i = 0; i < found.size(); i++) {
            Coefficient c = found.get(i);
            int term = i % (terms + 1) - 1;
            if (term < 0) {
                assertThat(c.feature()).isEqualTo(Coefficient.INTERCEPT);
                assertThat(c.standardized()).isNaN();
                continue;
            }
            double mean = sums[term] / weight;
            double deviation = Math.sqrt(squares[term] / weight - mean * mean);
            assertThat(deviation).isPositive();
            assertThat(c.standardized()).isCloseTo(c.coefficient() * deviation, within(1e-10));
            if (!c.category().isEmpty()) {
                assertThat(deviation).isCloseTo(Math.sqrt(mean * (1 - mean)), within(1e-12));
            }
        }
        assertThat(found).hasSize((classes == 2 ? 1 : classes) * (terms + 1));
    }
}
