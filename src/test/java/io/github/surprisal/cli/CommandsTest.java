package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command as a user runs it, and the Parquet that it leaves. */
@ExtendWith(SparkExtension.class)
class CommandsTest {
    private static final String BERKELEY = "conf/examples/berkeley/job.conf";
    private static final List<String> GROUP = List.of("group_columns", "group_values");

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private Path output;

    @BeforeEach
    void chooseOutput() {
        output = folder.resolve("out");
    }

    private static Outcome surprisal(String... args) {
        return Outcome.of(args);
    }

    private Outcome done(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--output", output.toString()));
        Outcome outcome = surprisal(all.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome;
    }

    private Dataset<Row> read(String dataset) {
        return session.read().parquet(output.resolve(dataset).toString());
    }

    private String modelPath(String runId) {
        return read("runs")
                .where("run_id = '" + runId + "'")
                .select("model_path")
                .first()
                .getString(0);
    }

    private double figure(String dataset, String column, String where) {
        List<Row> rows = read(dataset).where(where).selectExpr(column).collectAsList();
        assertThat(rows).as(dataset + " where " + where).hasSize(1);
        return rows.get(0).getDouble(0);
    }

    @Test
    void driftAgainstATableAndAgainstStoredCounts() {
        String rows = "\"select id %% %d as x, if(id %% 3 = 0, 'a', 'b') as country, id %% 2 as y from range(3000)\"";
        String[] roles = {"--set", "table.label=y", "--set", "table.groups=[country]"};
        done(with(
                roles,
                "rank",
                "--set",
                "table.query=" + rows.formatted(5),
                "--set",
                "run.id=last",
                "--set",
                "count.save=true"));
        String[] table = with(roles, "drift", "--set", "table.query=" + rows.formatted(10), "--fail-on", "psi>0.1");
        String[][] references = {
            {"--set", "drift.reference.query=" + rows.formatted(5), "--set", "run.id=scanned"},
            {"--set", "drift.reference.run=last", "--set", "run.id=stored"}
        };
        for (String[] reference : references) {
            List<String> all = new ArrayList<>(List.of(with(reference, table)));
            all.addAll(List.of("--output", output.toString()));
            Outcome outcome = surprisal(all.toArray(String[]::new));
            assertThat(outcome.code()).as(outcome.err()).isEqualTo(3);
            assertThat(outcome.out()).contains("Failed on psi>0.1: column 'x': js 0.3");
        }
        Dataset<Row> drift = read("drift");
        assertThat(drift.columns())
                .startsWith("group_columns", "group_values", "column", "reference_rows", "rows", "cross_entropy")
                .contains("js_divergence", "psi", "p_value", "information_gain", "unit", "status");
        assertThat(figure("drift", "total_variation", "run_id = 'scanned' and column = 'x' and size(group_values) = 0"))
                .isEqualTo(0.5, within(1e-12));
        Dataset<Row> stored = drift.where("run_id = 'stored'").drop("run_id", "attempt");
        assertThat(stored.exceptAll(drift.where("run_id = 'scanned'").drop("run_id", "attempt"))
                        .collectAsList())
                .isEmpty();
        assertThat(stored.count()).isEqualTo(3 * 2);
        assertThat(read("runs")
                        .where("command = 'drift'")
                        .orderBy("run_id")
                        .select("scans")
                        .collectAsList())
                .extracting(row -> row.getInt(0))
                .containsExactly(3, 2);
        assertThat(surprisal("drift", "--set", "table.query=select 1 as x", "--output", output.toString())
                        .err())
                .contains("Key 'drift.reference' is missing");
        assertThat(surprisal("rank", "--fail-on", "js>1").err())
                .contains("Unknown option '--fail-on', it goes with drift");
    }

    /** Figures of many groups are measured as they are written, those of few before: the rows say the same. */
    @Test
    void figuresOfThousandsOfGroupsAreThoseOfEachAlone() {
        String rows = "table.query=\"select id %% 3000 as g, if(pmod(hash(id), 7) < 3, 'a', 'b') as y, "
                + IntStream.range(0, 24)
                        .mapToObj(c -> "concat('v', pmod(hash(id, " + c + "), 5)) as c" + c)
                        .collect(Collectors.joining(", "))
                + " from range(60000)%s\"";
        done("rank", "--set", rows.formatted(""), "--set", "table.label=y", "--set", "table.groups=[g]");
        assertThat(read("information_gain").count()).isEqualTo(3001 * 24);
        assertThat(read("column_entropy").count()).isEqualTo(3001 * 26);
        done(
                "rank",
                "--set",
                rows.formatted(" where id %% 3000 = 2077".replace("%%", "%")),
                "--set",
                "table.label=y",
                "--set",
                "run.id=alone",
                "--set",
                "table.groups=[]",
                "--set",
                "table.features=[\"c*\"]");
        String[] ofARun = {"group_columns", "group_values", "run_id", "attempt"};
        for (String dataset : List.of("information_gain", "column_entropy", "best_split")) {
            Dataset<Row> group = read(dataset)
                    .where("run_id <> 'alone' and group_values = array('2077')")
                    .drop(ofARun);
            group = dataset.equals("column_entropy") ? group.where("column <> 'g'") : group;
            Dataset<Row> alone = read(dataset).where("run_id = 'alone'").drop(ofARun);
            assertThat(group.count()).as(dataset).isGreaterThan(0).isEqualTo(alone.count());
            assertThat(group.exceptAll(alone).collectAsList()).as(dataset).isEmpty();
        }
    }

    @Test
    void oneIsSaidOfOne() {
        Outcome one = done("profile", "--set", "table.query=\"select 'a' as x\"");
        assertThat(one.out()).contains("Entropy of 1 column in 1 row, in bits");
    }

    /** A table may have two columns of one name: each has its own figures, by groups too. */
    @Test
    void namesakesHaveTheirOwnFiguresByGroups() {
        String rows =
                "table.query=\"select id % 3 as a, id % 2 as a, id % 2 as y, id % 4 div 2 as g from range(1200)\"";
        Outcome outcome = done("rank", "--set", rows, "--set", "table.label=y", "--set", "table.groups=[g]");
        assertThat(outcome.out())
                .containsPattern("a +1\\.0000 .* 1\\.0000 +1\\.0000")
                .containsPattern("a +0\\.0000 .* 0\\.0000 +0\\.0000");
    }

    /** What a user looks for first: the rows that the label's figures are of, the runs by their dataset's name, a group's rows. */
    @Test
    void rowsWithoutALabelRunsAndGroupsAreTold() {
        Outcome ranked = done(
                "rank",
                "--set",
                "table.query=\"select id % 3 as x, id % 4 as g, if(id < 90, id % 2, null) as y from range(120)\"",
                "--set",
                "table.label=y",
                "--set",
                "table.groups=[g]");
        assertThat(ranked.out()).contains("in 90 rows; 30 more have no label)");
        String folder = output.toString();
        assertThat(surprisal("show", folder, "runs").out())
                .isEqualTo(surprisal("show", folder).out())
                .contains("Runs in ", "rank");
        assertThat(surprisal("show", folder, "runs", "--columns").out()).contains("unlabelled_rows");
        Outcome wrong = surprisal("show", folder, "information_gain", "--where", "group = '1'");
        assertThat(wrong.err()).contains("expected a predicate such as \"get(group_values, 0) = 'a'\"");
        assertThat(surprisal("show", folder, "information_gain", "--where", "rank > 7")
                        .out())
                .contains("(no row meets --where)");
        assertThat(surprisal("show", folder, "information_gain", "--where", "get(group_values, 0) = '1'")
                        .out())
                .contains("g=1")
                .doesNotContain("g=2");
        done("profile", "--set", "table.query=\"select 1 as z\"", "--set", "run.id=later");
        assertThat(surprisal("show", folder, "best_split", "--run", "later").err())
                .contains("' has written it (--run)");
    }

    /** Splits and nodes are SQL over the columns of the source, whatever was counted is made of. */
    @Test
    void splitsAreSqlOfTheSource() {
        String query = "select named_struct('a b', id %% 7, 'k', concat('k', id %% 3)) as st, id %% 5 as n,"
                + " id %% 7 > 3 as y from range(400)";
        done(
                "train",
                "--set",
                "table.query=\"" + query.replace("%%", "%") + "\"",
                "--set",
                "table.label=y",
                "--set",
                "table.columns.n.expression=\"n * 2\"",
                "--set",
                "select.stop=k",
                "--set",
                "train.models=[tree]");
        Dataset<Row> source = session.sql(query.replace("%%", "%"));
        List<String> sql = new ArrayList<>();
        for (String dataset : List.of("best_split", "tree_nodes")) {
            session.read()
                    .parquet(output.resolve(dataset).toString())
                    .where("case_when is not null and feature is not null")
                    .select("case_when")
                    .collectAsList()
                    .forEach(row -> sql.add(row.getString(0)));
        }
        assertThat(sql).anyMatch(one -> one.contains("`st`.`a b`")).anyMatch(one -> one.contains("n * 2"));
        sql.forEach(
                one -> assertThat(source.selectExpr(one + " as part").distinct().count())
                        .as(one)
                        .isEqualTo(2));
    }

    @Test
    void aTestShareWithoutRowsIsTold() {
        String rows = "table.query=\"select id %% 2 as x, id %% 2 as y from range(%d)\"";
        String note = "Note: No row is a test row";
        String[] trains = {"--set", "table.label=y", "--set", "select.stop=k", "--set", "train.models=[tree]"};
        assertThat(done(with(trains, "train", "--set", rows.formatted(6), "--set", "train.test-fraction=0.001"))
                        .out())
                .contains(note);
        assertThat(done(with(trains, "train", "--set", rows.formatted(200))).out())
                .doesNotContain(note)
                .contains("tree: log-loss in bits (2 leaves, nothing left to split)");
    }

    @Test
    void aNewDayIsCountedAloneAndYesterdayNeverReadAgain() {
        String days = "table.query=\"select concat('u', id %% 700) as user, if(id %% 9 = 0, null, sqrt(id)) as size,"
                + " if(id %% 3 = 0, 'a', 'b') as country, id %% 2 as y from range(%d, %d)\"";
        String[] roles = {
            "--set", "table.label=y", "--set", "table.groups=[country]", "--set", "count.max-categories=500"
        };
        done(with(roles, "rank", "--set", days.formatted(0, 4000), "--set", "run.id=all"));
        done(with(roles, "rank", "--set", days.formatted(0, 3000), "--set", "run.id=d1", "--set", "count.save=true"));
        done(with(
                roles,
                "rank",
                "--set",
                days.formatted(3000, 4000),
                "--set",
                "run.id=d2",
                "--set",
                "count.merge=[d1]",
                "--set",
                "count.save=true"));
        done(with(roles, "rank", "--set", "run.id=again", "--set", "count.merge=[d2]"));
        for (String dataset : List.of("column_entropy", "information_gain", "bins")) {
            Dataset<Row> all = read(dataset).where("run_id = 'all'").drop("run_id", "attempt");
            assertThat(all.count()).as(dataset).isPositive();
            for (String run : List.of("d2", "again")) {
                Dataset<Row> merged =
                        read(dataset).where("run_id = '" + run + "'").drop("run_id", "attempt");
                assertThat(merged.exceptAll(all).collectAsList()).as(dataset).isEmpty();
                assertThat(all.exceptAll(merged).collectAsList()).as(dataset).isEmpty();
            }
        }
        assertThat(read("runs")
                        .where("run_id = 'again'")
                        .select("scans")
                        .first()
                        .getInt(0))
                .isZero();
        Outcome missing =
                surprisal(with(roles, "profile", "--set", "count.merge=[nothing]", "--output", output.toString()));
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err())
                .contains("Cannot merge stored counts: found none in")
                .contains("run_id=nothing");
    }

    private static String[] with(String[] more, String... args) {
        return Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void berkeleyEndToEnd() {
        Outcome outcome = done("run", BERKELEY, "--set", "run.id=first");
        assertThat(outcome.out()).contains("Information about admitted, in bits", "gender", "0.0149", "as run first");
        assertThat(figure("information_gain", "information_gain", "feature = 'gender' and size(group_values) = 0"))
                .isEqualTo(0.014894, within(1e-6));
        assertThat(read("information_gain")
                        .where("feature = 'gender' and size(group_values) = 1 and information_gain < 0.0016")
                        .count())
                .as("departments in which gender says next to nothing")
                .isEqualTo(5);
        assertThat(figure("log_loss", "information_used", "size(group_values) = 0"))
                .isEqualTo(0.1366, within(1e-3));
        assertThat(figure("coefficients", "odds_ratio", "category = 'female'")).isBetween(1.0, 1.15);

        Row run = read("runs").first();
        assertThat(run.<String>getAs("command")).isEqualTo("run");
        assertThat(run.<String>getAs("status")).isEqualTo("done");
        assertThat(run.<Double>getAs("rows")).isEqualTo(4526);
        assertThat(run.<Double>getAs("unlabelled_rows")).isZero();
        assertThat(run.<Integer>getAs("scans")).isEqualTo(1);
        assertThat(run.getJavaMap(run.fieldIndex("stages")).keySet().toString())
                .contains("read", "count", "measure", "select", "train", "evaluate", "write");
    }

    /** As R's {@code glm(Admit ~ Gender + Dept)} on its {@code UCBAdmissions} has them. */
    /** Two of its 24 rows held out would be two of 12 cells that nothing is learned of. */
    @Test
    void aTableOfCountsIsTrainedOnWhole() {
        done("train", BERKELEY, "--set", "train.models=[boosting,network]", "--set", "output.report=false");
        for (String model : List.of("boosting", "network")) {
            assertThat(figure("log_loss", "information_used", "size(group_values) = 0 and model = '" + model + "'"))
                    .isBetween(0.135, 0.141);
        }
    }

    @Test
    void berkeleyWithoutAPenalty() {
        done(
                "run",
                BERKELEY,
                "--set",
                "train.reg-param=0",
                "--set",
                "train.test-fraction=0",
                "--set",
                "train.likelihood-ratio=true");
        assertThat(figure("coefficients", "coefficient", "category = 'male'")).isEqualTo(-0.09987, within(1e-5));
        assertThat(figure("coefficients", "std_error", "category = 'male'")).isEqualTo(0.08085, within(1e-5));
        assertThat(figure("coefficients", "p_value", "category = 'male'")).isEqualTo(0.217, within(1e-3));
        assertThat(figure("coefficients", "coefficient", "category = 'female'")).isZero();
        assertThat(figure("coefficients", "coefficient", "category = 'F'")).isEqualTo(-3.30648, within(1e-5));
        assertThat(figure("coefficients", "std_error", "category = 'F'")).isEqualTo(0.16998, within(1e-5));
        assertThat(figure("coefficients", "ci_upper - ci_lower", "category = 'F'"))
                .isEqualTo(2 * 1.959964 * 0.16998, within(1e-4));
        assertThat(figure("model_fit", "degrees_of_freedom", "true")).isEqualTo(7);
        assertThat(figure("model_fit", "null_log_likelihood", "true")).isEqualTo(-6044.3 / 2, within(0.05));
        assertThat(figure("model_fit", "aic", "true")).isEqualTo(5201.4887, within(1e-3));
        assertThat(figure("feature_test", "likelihood_ratio", "feature = 'gender'"))
                .isEqualTo(1.5312, within(1e-3));
        assertThat(figure("feature_test", "likelihood_ratio", "feature = 'department'"))
                .isEqualTo(763.40, within(0.01));
        assertThat(figure("log_loss", "joint_information", "size(group_values) = 0"))
                .isGreaterThan(figure("log_loss", "information_used", "size(group_values) = 0"));
    }

    @Test
    void theStrengthOfThePenaltyIsChosen() {
        done("run", BERKELEY, "--set", "train.reg-params=[1, 1e-2, 1e-4]", "--set", "train.folds=4");
        assertThat(read("regularization_path").count()).isEqualTo(3);
        assertThat(read("regularization_path").where("chosen").count()).isEqualTo(1);
        assertThat(figure("regularization_path", "reg_param", "chosen"))
                .isEqualTo(figure("model_fit", "reg_param", "true"));
        assertThat(read("regularization_path")
                        .selectExpr("min(log_loss)")
                        .first()
                        .getDouble(0))
                .isEqualTo(figure("regularization_path", "log_loss", "chosen"));
        assertThat(surprisal("run", BERKELEY, "--set", "train.reg-params=[0]", "--output", output.toString())
                        .err())
                .contains("Key 'train.reg-params'", "expected a list of numbers above 0", "found 0");
        assertThat(surprisal("run", BERKELEY, "--set", "train.class-weights.maybe=2", "--output", output.toString())
                        .err())
                .contains("Key 'train.class-weights': expected classes of label 'admitted'", "found 'maybe'");
    }

    /** Offset, a column that is computed, is in the saved pipeline; the pipeline says what the job evaluated. */
    @Test
    void anOffsetGoesWithTheModel() {
        done(
                "run",
                "--set",
                "run.id=model",
                "--set",
                "table.query=\"select id % 5 as x, id % 7 as z, if(pmod(hash(id), 100) < 9 * (id % 7), 'b', 'a') as y from range(2000)\"",
                "--set",
                "table.label=y",
                "--set",
                "table.offset=o",
                "--set",
                "table.columns.o.expression=\"ln(1 + z)\"",
                "--set",
                "table.features=[x, z]",
                "--set",
                "select.stop=k",
                "--set",
                "train.test-fraction=0");
        assertThat(read("coefficients").select("feature").distinct().collectAsList())
                .extracting(row -> row.getString(0))
                .doesNotContain("o")
                .contains("z");
        assertThat(read("information_gain").where("feature = 'o'").count()).isZero();
        Dataset<Row> rows = session.sql("select id % 5 as x, id % 7 as z,"
                + " if(pmod(hash(id), 100) < 9 * (id % 7), 'b', 'a') as y from range(2000)");
        double loss = 0;
        for (Row row : PipelineModel.load(modelPath("model")).transform(rows).collectAsList()) {
            Vector probability = row.getAs("probability");
            loss -= Math.log(probability.apply("b".equals(row.getAs("y")) ? 1 : 0)) / Math.log(2) / 2000;
        }
        assertThat(loss).isEqualTo(figure("log_loss", "log_loss", "size(group_values) = 0"), within(1e-12));
    }

    /** A model of one feature's bins and nothing else can use just what the feature's gain says that it holds. */
    @ParameterizedTest
    @CsvSource({"mdlp, 100000", "equal-frequency, 100000", "mdlp, 300", "mdlp, 30"})
    void aModelOfBinsUsesTheGain(String binning, int values) {
        String query = "select if(id %% 11 = 0, null, id * 7919 %% %d / 8D) as x,".formatted(values)
                + " if(pmod(hash(id), 100) < 20 + 60 * (id * 7919 %% %1$d) / %1$d, 'b', 'a') as y from range(4000)"
                        .formatted(values);
        done(
                "run",
                "--set",
                "run.id=model",
                "--set",
                "table.query=\"" + query + "\"",
                "--set",
                "table.label=y",
                "--set",
                "measure.binning=" + binning,
                "--set",
                "measure.bins=6",
                "--set",
                "train.numeric=bins",
                "--set",
                "train.reg-param=0",
                "--set",
                "train.tol=1e-10",
                "--set",
                "train.test-fraction=0");
        double used = figure("log_loss", "information_used", "size(group_values) = 0");
        assertThat(used)
                .isGreaterThan(0.05)
                .isEqualTo(figure("information_gain", "information_gain", "size(group_values) = 0"), within(1e-9));
        long bins = read("bins").count();
        assertThat(read("coefficients").where("feature = 'x'").count()).isEqualTo((bins == 0 ? values : bins) + 1);
        double loss = 0;
        for (Row row : PipelineModel.load(modelPath("model"))
                .transform(session.sql(query))
                .collectAsList()) {
            Vector probability = row.getAs("probability");
            loss -= Math.log(probability.apply("b".equals(row.getAs("y")) ? 1 : 0)) / Math.log(2) / 4000;
        }
        assertThat(loss).isEqualTo(figure("log_loss", "log_loss", "size(group_values) = 0"), within(1e-12));
    }

    @Test
    void explainNamesTheOffsetAndTheModelToBeginFrom() {
        Outcome outcome = surprisal(
                "explain",
                "--set",
                "table.query=select 1 as x, 2.5D as o, 'a' as y",
                "--set",
                "table.label=y",
                "--set",
                "table.offset=o",
                "--set",
                "train.warm-start=last",
                "--output",
                output.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().replaceAll("\\s+", " "))
                .contains(", offset 'o', from " + output + "/model/run_id=last")
                .contains("1 features by label 'y'");
    }

    @Test
    void explainNamesSomeOfManyFeatures() {
        String columns = IntStream.range(0, 100).mapToObj(i -> "id AS x" + i).collect(Collectors.joining(", "));
        Outcome outcome = surprisal(
                "explain",
                "--set",
                "table.query=select " + columns + ", id % 2 AS y from range(3)",
                "--set",
                "table.label=y",
                "--output",
                output.toString());
        assertThat(outcome.out().replaceAll("\\s+", " "))
                .contains("x28 (numeric), x29 (numeric), .. and 70 more")
                .doesNotContain("x30 ");
        assertThat(surprisal("explain", BERKELEY, "--set", "select.stop=bonferroni")
                        .out()
                        .replaceAll("\\s+", " "))
                .contains("p at most 0.05 divided by the candidates");
        assertThat(surprisal("explain", BERKELEY).out().replaceAll("\\s+", " ")).contains("q at most 0.05");
    }

    @Test
    void trainingBeginsAtASavedModel() {
        done("run", BERKELEY, "--set", "run.id=before");
        done("run", BERKELEY, "--set", "run.id=after", "--set", "train.warm-start=before");
        assertThat(figure("objective_history", "objective", "run_id = 'after' and iteration = 0"))
                .isEqualTo(figure("model_fit", "objective", "run_id = 'before'"), within(1e-12));
        String nowhere = output.resolve("nowhere").toString();
        Outcome missing =
                surprisal("run", BERKELEY, "--set", "train.warm-start=" + nowhere, "--output", output.toString());
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err())
                .contains("Cannot begin from the model in '" + nowhere
                        + "': expected a model that was saved by a run, found none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        column_entropy    | column,kind,rows,nulls,distinct,entropy,normalized_entropy,perplexity,std_error,unit,estimator,mode,mode_share,differential_entropy
        information_gain  | feature,label,rows,label_entropy,conditional_entropy,information_gain,gain_ratio,symmetric_uncertainty,g_statistic,degrees_of_freedom,p_value,q_value,std_error,cramers_v,theils_u,information_value,missing_information_gain,flags,unit,estimator,rank,adjusted_information_gain,chi_squared,log_p_value
        bins              | feature,bin,lower,upper,rows,label_counts,weight_of_evidence,lower_value,upper_value
        best_split        | feature,threshold,categories,gain,gain_ratio,mdl_accepted,left_rows,right_rows,case_when,threshold_value
        selection         | step,feature,criterion,score,relevance,redundancy,p_value,selected,adjusted_score,conditional_gain,redundant_with,q_value,selected_share,flags
        coefficients      | model,class,feature,category,coefficient,std_error,z,p_value,odds_ratio,ci_lower,ci_upper,standardized_coefficient
        log_loss          | model,dataset,rows,log_loss,label_entropy,normalized_log_loss,information_used,brier,accuracy,area_under_roc,calibration_error,log_loss_std_error,unit,brier_reliability,brier_resolution,brier_uncertainty,area_under_precision_recall,information_of_features,joint_information
        class_loss        | model,dataset,class,rows,log_loss,log_loss_std_error,observed_share,mean_predicted,precision,recall,unit
        model_fit         | model,rows,reg_param,degrees_of_freedom,log_likelihood,null_log_likelihood,deviance,mcfadden_r2,aic,bic,objective,iterations,convergence,calibration,held_out_log_loss,calibrated_log_loss,standard_errors,reg_param_reason
        calibration       | model,dataset,class,bin,rows,mean_predicted,observed_share
        objective_history | model,iteration,objective,gradient_norm,train_log_loss,validation_log_loss,seconds
        """)
    void datasetsHaveTheColumnsThatWerePromised(String dataset, String columns) {
        done("run", BERKELEY, "--set", "run.id=schema");
        List<String> expected = new ArrayList<>(GROUP);
        expected.addAll(Arrays.asList(columns.split(",")));
        expected.addAll(List.of("attempt", "run_id"));
        assertThat(read(dataset).columns()).containsExactly(expected.toArray(String[]::new));
        assertThat(read("runs").columns())
                .containsExactly(
                        "attempt",
                        "model_path",
                        "reader",
                        "command",
                        "status",
                        "started_at",
                        "finished_at",
                        "surprisal_version",
                        "spark_version",
                        "config",
                        "input",
                        "rows",
                        "unlabelled_rows",
                        "scans",
                        "stages",
                        "run_id");
    }

    @Test
    void eachCommandWritesItsDatasets() {
        String[] commands = {"profile", "rank", "select", "train"};
        String[][] added = {
            {"bins", "column_entropy", "frequent_values", "runs"},
            {"best_split", "information_gain"},
            {"selection"},
            {
                "calibration",
                "class_loss",
                "coefficients",
                "feature_importance",
                "log_loss",
                "model",
                "model_fit",
                "objective_history"
            }
        };
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < commands.length; i++) {
            output = folder.resolve(commands[i]);
            done(commands[i], BERKELEY);
            expected.addAll(List.of(added[i]));
            assertThat(names(output)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(output.resolve("report.html")).isRegularFile();
        }
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theSameIdReplacesAndAFailureLosesNothing() throws IOException {
        done("profile", BERKELEY, "--set", "run.id=same");
        long before = read("column_entropy").count();
        done("run", BERKELEY, "--set", "run.id=same", "--set", "table.groups=[]");
        assertThat(read("column_entropy").count()).isLessThan(before);
        assertThat(read("runs").count()).isEqualTo(1);
        Outcome failed = surprisal(
                "run",
                BERKELEY,
                "--set",
                "run.id=same",
                "--set",
                "table.where=\"count < 0\"",
                "--output",
                output.toString());
        assertThat(failed.code()).isEqualTo(2);
        assertThat(failed.err())
                .contains(
                        "found no rows of positive weight in 'file:",
                        "/berkeley.csv' that meet table.where = \"count < 0\"")
                .doesNotContain("\tat ");
        assertThat(read("runs").count()).isEqualTo(1);
        assertThat(output.resolve("_attempts")).doesNotExist();
    }

    @Test
    void theSavedPipelineScoresTheRawTable() {
        done("run", BERKELEY, "--set", "run.id=model");
        assertThat(savedLogLoss()).isEqualTo(figure("log_loss", "log_loss", "size(group_values) = 0"), within(1e-12));
    }

    /** The log-loss in bits of what the model of run {@code model} says of Berkeley's rows. */
    private double savedLogLoss() {
        PipelineModel model = PipelineModel.load(modelPath("model"));
        Dataset<Row> scored =
                model.transform(session.read().option("header", "true").csv("conf/examples/berkeley/berkeley.csv"));
        double logLoss = 0;
        double rows = 0;
        for (Row row : scored.collectAsList()) {
            Vector probability = row.getAs("probability");
            double count = Double.parseDouble(row.getAs("count"));
            logLoss -= count * Math.log(probability.apply("yes".equals(row.getAs("admitted")) ? 1 : 0));
            rows += count;
        }
        return logLoss / rows / Math.log(2);
    }

    @ParameterizedTest
    @CsvSource({
        "logistic, temperature, 1, 0",
        "logistic, platt, 1, 0",
        "logistic, isotonic, 0, 2",
        "tree, isotonic, 0, 2",
        "boosting, platt, 1, 0",
        "adaboost, temperature, 1, 0",
        "network, platt, 1, 0"
    })
    void theSavedModelIsCalibrated(String model, String method, int slopes, int knots) {
        done(
                "run",
                BERKELEY,
                "--set",
                "run.id=model",
                "--set",
                "train.models=[" + model + "]",
                "--set",
                "train.calibration=" + method,
                "--set",
                "train.test-fraction=0",
                "--set",
                "train.class-weights.yes=4");
        Row fit = read("model_fit").first();
        assertThat(fit.<String>getAs("calibration")).isEqualTo(method);
        assertThat(fit.<Double>getAs("held_out_log_loss")).isGreaterThan(fit.getAs("calibrated_log_loss"));
        assertThat(read("calibrator").where("slope is not null").count()).isEqualTo(slopes);
        assertThat(read("calibrator").where("probability is not null").count()).isGreaterThanOrEqualTo(knots);
        assertThat(savedLogLoss()).isEqualTo(figure("log_loss", "log_loss", "size(group_values) = 0"), within(1e-12));
        assertThat(surprisal("run", BERKELEY, "--set", "train.calibration=sigmoid", "--output", output.toString())
                        .err())
                .contains("Key 'train.calibration'", "none, temperature, platt, isotonic", "found 'sigmoid'");
    }

    /** Every row of every dataset but {@code runs}, with every bit of every number. */
    private TreeMap<String, List<String>> everything() {
        TreeMap<String, List<String>> all = new TreeMap<>();
        for (String dataset : names(output)) {
            if (!dataset.equals("runs") && !dataset.equals("model")) {
                all.put(
                        dataset,
                        read(dataset).drop("run_id", "attempt").toJSON().collectAsList().stream()
                                .sorted()
                                .toList());
            }
        }
        return all;
    }

    @Test
    void neitherFormatNorPartitioningNorOrderChangesABit() {
        Dataset<Row> table = session.range(0, 3000, 1, 3)
                .selectExpr(
                        "cast(id % 7 as string) as `a category`",
                        "if(id % 11 = 0, null, cast(id * 7919 % 1000 as int)) as `a.number`",
                        "cast(sqrt(id) as double) as x",
                        "if(id % 5 = 0, 'left', 'right') as g",
                        "cast(id % 3 as int) / 4D as w",
                        "if(id % 13 = 0, null, if(id % 7 > 3, 'yes', if(id % 3 = 0, 'maybe', 'no'))) as y");
        String schema = "`a category` STRING, `a.number` INT, x DOUBLE, g STRING, w DOUBLE, y STRING";
        table.coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .option("header", "true")
                .csv(folder + "/csv");
        table.coalesce(1).write().parquet(folder + "/one");
        table.repartition(7).write().parquet(folder + "/seven");
        table.orderBy(org.apache.spark.sql.functions.rand(5))
                .coalesce(2)
                .write()
                .parquet(folder + "/shuffled");
        for (String weight : List.of("", "w")) {
            List<TreeMap<String, List<String>>> results = new ArrayList<>();
            for (String name :
                    weight.isEmpty() ? List.of("csv", "shuffled") : List.of("csv", "one", "seven", "shuffled")) {
                output = folder.resolve("out-" + weight + name);
                List<String> args = new ArrayList<>(List.of(
                        "train",
                        "--set",
                        "table.path=" + folder + "/" + name,
                        "--set",
                        "table.label=y",
                        "--set",
                        "table.groups=[g]",
                        "--set",
                        "table.features=[\"a category\", \"a.number\", x]",
                        "--set",
                        "select.stop=k",
                        "--set",
                        "train.reg-param=0.01",
                        "--set",
                        "output.report=false",
                        "--set",
                        "table.format=" + (name.equals("csv") ? "csv" : "parquet")));
                if (name.equals("csv")) {
                    args.addAll(
                            List.of("--set", "table.options.header=true", "--set", "table.schema=\"" + schema + "\""));
                }
                if (!weight.isEmpty()) {
                    args.addAll(List.of("--set", "table.weight=w"));
                }
                done(args.toArray(String[]::new));
                results.add(everything());
            }
            assertThat(results.get(0)).containsKeys("log_loss", "coefficients", "bins", "information_gain");
            for (TreeMap<String, List<String>> result : results) {
                assertThat(result).isEqualTo(results.get(0));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        run --set table.lable=x                              | Unknown key 'table.lable'
        run --set table.label=admited                        | No column 'admited' for table.label, did you mean 'admitted'?
        run --set table.path=no/such/file.csv                | Cannot read 'no/such/file.csv': there is no folder 'no/such'
        run --set table.features=[gender,admitted]           | Column 'admitted' is named as table.label and in table.features
        run --set table.weight=gender                        | Cannot use column 'gender' as table.weight: type must be numeric, found string
        run --set table.columns.count.expression=-count      | ; leave such rows out by table.where, or correct the column
        rank --set table.where=admitted='yes'                | Cannot use column 'admitted' as table.label: expected at least two classes, found only 'yes'
        rank --set table.columns.admitted.expression=string(null)   | Cannot use column 'admitted' as table.label: expected at least two classes, found only null
        run --set select.k=many                              | select.k
        run --set select.keep=[gendr]                        | Cannot keep feature 'gendr': expected one of select.keep to be a feature, did you mean 'gender'?
        run --set train.numeric=bins --set measure.binning=none | Key 'train.numeric' at --set: expected value, as measure.binning is none
        run --set train.test-fraction=1.5                    | train.test-fraction
        frobnicate                                           | frobnicate
        """)
    void whatIsWrongGetsOneClearLineAndExitCode2(String arguments, String message) {
        List<String> args = new ArrayList<>(Arrays.asList(arguments.split(" ")));
        if (args.size() > 1) {
            args.add(1, BERKELEY);
            args.addAll(List.of("--output", output.toString()));
        }
        Outcome outcome = surprisal(args.toArray(String[]::new));
        assertThat(outcome.err()).startsWith("surprisal: ").contains(message).doesNotContain("\tat ");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(output.resolve("runs")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"run, 0", "train, 2"})
    void whereNothingIsSelectedTheCountsAreWritten(String command, int code) {
        Outcome outcome = surprisal(
                command, BERKELEY, "--set", "select.min-gain=5", "--set", "run.id=none", "--output", output.toString());
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
        String nothing =
                "Cannot train: no feature passed select.alpha and select.min-gain, expected at least one; with select.stop = k the best"
                        + " select.k are taken whatever they tell";
        assertThat(outcome.out().replaceAll("\\s+", " "))
                .contains(code == 0 ? "Note: " + nothing : "Selected", "Selected 0 of 2 features", "as run none");
        assertThat(outcome.err())
                .isEqualTo(
                        code == 0
                                ? ""
                                : "surprisal: " + nothing + "; what was counted and selected is written"
                                        + System.lineSeparator());
        assertThat(read("information_gain").where("size(group_values) = 0").count())
                .isEqualTo(2);
        assertThat(read("selection").where("not selected").count()).isEqualTo(2);
        Row run = read("runs").first();
        assertThat(run.<String>getAs("status")).isEqualTo("done");
        assertThat(run.<String>getAs("model_path")).isNull();
        assertThat(run.<String>getAs("reader")).isEqualTo("rows");
        assertThat(names(output)).doesNotContain("coefficients", "model", "_attempts");
    }

    @Test
    void anIdColumnOfManyValuesIsMeasuredWithoutListingThem() {
        session.range(0, 300_000, 1, 4)
                .selectExpr("uuid() as id", "id % 10 as digit", "rand(3) as noise", "id % 2 as y")
                .write()
                .parquet(folder + "/ids");
        done("rank", "--set", "table.path=" + folder + "/ids", "--set", "table.label=y");
        assertThat(read("runs").first().<String>getAs("reader")).isEqualTo("pages");
        assertThat(figure("column_entropy", "entropy", "column = 'id'"))
                .isEqualTo(Math.log(300_000) / Math.log(2), within(1e-12));
        assertThat(read("information_gain")
                        .where("feature = 'id'")
                        .first()
                        .<Object>getAs("flags")
                        .toString())
                .contains("id-like");
        assertThat(figure("information_gain", "information_gain", "feature = 'digit'"))
                .isEqualTo(1, within(1e-12));
        assertThat(figure("information_gain", "information_gain", "feature = 'noise'"))
                .isLessThan(0.001);
        assertThat(figure("information_gain", "p_value", "feature = 'noise'")).isGreaterThan(1e-4);
    }
}
