package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.surprisal.SparkExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example jobs on real data, against figures from other programs. */
@ExtendWith(SparkExtension.class)
class SharedDataTest {
    private static final String DATA = System.getenv("SURPRISAL_DATA");

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path output;

    @BeforeAll
    static void needsData() {
        if (DATA == null) {
            String message = "Skipped: SURPRISAL_DATA does not name the directory of the real data sets";
            System.err.println("SharedDataTest: " + message);
            assumeTrue(false, message);
        }
    }

    private void run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--output", output.toString()));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        assertThat(Main.execute(all.toArray(String[]::new), nowhere, System.err))
                .isZero();
    }

    private Dataset<Row> read(String dataset) {
        return session.read().parquet(output.resolve(dataset).toString());
    }

    private Map<String, Double> gains() {
        return read("information_gain").where("size(group_values) = 0").collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getAs("feature"), row -> row.getAs("information_gain")));
    }

    private double labelEntropy() {
        return read("information_gain").where("size(group_values) = 0").first().getAs("label_entropy");
    }

    /** Figures with six digits, written "name value, name value". */
    private void assertGains(double labelEntropy, String expected) {
        assertThat(labelEntropy()).isEqualTo(labelEntropy, within(5.1e-7));
        Map<String, Double> gains = gains();
        for (String entry : expected.split(",")) {
            String[] parts = entry.strip().split(" ");
            assertThat(gains.get(parts[0])).as(parts[0]).isEqualTo(Double.parseDouble(parts[1]), within(5.1e-7));
        }
    }

    private double overall(String column, String feature) {
        return read("information_gain")
                .where("feature = '" + feature + "' and size(group_values) = 0")
                .first()
                .getAs(column);
    }

    private double logLoss(String column, String dataset, String group) {
        return read("log_loss")
                .where("dataset = '" + dataset + "' and array_join(group_values, '/') = '" + group + "'")
                .first()
                .getAs(column);
    }

    @Test
    void adult() {
        run("run", "conf/examples/adult/job.conf", "--set", "measure.unit=nats");
        assertThat(logLoss("log_loss", "test", "")).isLessThan(0.319);
        assertThat(logLoss("log_loss", "train", "")).isLessThan(0.319);
        assertThat(read("log_loss").where("dataset = 'test'").count()).isEqualTo(1 + 2 + 5 + 10);
        run("rank", "conf/examples/adult/job.conf", "--set", "run.id=bits");
        assertThat(session.read().parquet(output + "/information_gain").count()).isPositive();
        Map<String, Double> gains = session
                .read()
                .parquet(output + "/information_gain/run_id=bits")
                .where("size(group_values) = 0")
                .collectAsList()
                .stream()
                .collect(Collectors.toMap(row -> row.getAs("feature"), row -> row.getAs("information_gain")));
        Map.of(
                        "relationship", .165366,
                        "marital-status", .156528,
                        "education", .093591,
                        "occupation", .092922,
                        "sex", .037171,
                        "workclass", .021572,
                        "native-country", .008695,
                        "race", .008378)
                .forEach((name, gain) -> assertThat(gains.get(name)).as(name).isEqualTo(gain, within(5.1e-7)));
    }

    /** Test log-loss in nats: scikit-learn's tree of depth 6 has 0.340 and 0.364, its 100 stumps by shares of the votes 0.599. */
    @Test
    void treesOnAdultAndA9a() {
        String[] models = {"--set", "train.models=[tree, adaboost]", "--set", "train.adaboost.rounds=100"};
        run(args("conf/examples/adult/job.conf", models));
        assertThat(logLossOf("tree")).isLessThanOrEqualTo(0.308);
        assertThat(logLossOf("adaboost")).isLessThanOrEqualTo(0.315);
        run(args("conf/examples/a9a/job.conf", "--set", "run.id=a9a", "--set", "train.models=[tree]"));
        assertThat(logLossOf("tree")).isLessThanOrEqualTo(0.345);
    }

    /**
     * Test log-loss in nats of three classes, every fifth row being for testing: scikit-learn's tree of depth 6 has 0.733, and 100 rounds of
     * depth 6 of XGBoost and LightGBM what the file says that has their figures.
     */
    @Test
    void treesOnConnectFour() {
        Dataset<Row> rows = session.read()
                .option("header", true)
                .option("sep", "\t")
                .csv(DATA + "/connect-4/connect_4.tsv.gz")
                .withColumn("row", org.apache.spark.sql.functions.monotonically_increasing_id());
        String training = output.resolve("training").toString();
        String test = output.resolve("test").toString();
        rows.where("row % 5 < 4").drop("row").write().parquet(training);
        rows.where("row % 5 = 4").drop("row").write().parquet(test);
        run(
                "train",
                training,
                "--label",
                "target",
                "--set",
                "measure.unit=nats",
                "--set",
                "select.stop=k",
                "--set",
                "select.criterion=mim",
                "--set",
                "select.k=42",
                "--set",
                "train.models=[tree, boosting]",
                "--set",
                "train.boosting.early-stopping=0",
                "--set",
                "train.test-path=" + test);
        assertThat(logLossOf("tree")).isLessThanOrEqualTo(0.605);
        double others = session.read()
                .option("multiLine", true)
                .json(DATA + "/learners/connect-4.json")
                .selectExpr("inline(results)")
                .where("key IN ('xgb_d6_eta0.1', 'lgb_d6')")
                .selectExpr("min(test_log_loss)")
                .first()
                .getDouble(0);
        assertThat(logLossOf("boosting")).isLessThanOrEqualTo(1.01 * others);
    }

    private static String[] args(String job, String... more) {
        List<String> args =
                new ArrayList<>(List.of("train", job, "--set", "measure.unit=nats", "--set", "table.groups=[]"));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    /** Of the run that was written last. */
    private double logLossOf(String model) {
        return session.read()
                .parquet(output.resolve("log_loss").toString())
                .where("dataset = 'test' and model = '" + model + "'")
                .sort(org.apache.spark.sql.functions.col("run_id").desc())
                .first()
                .getAs("log_loss");
    }

    @Test
    void mushroom() {
        run("rank", "conf/examples/mushroom/job.conf");
        assertGains(
                .999068,
                "odor .906075, spore-print-color .480705, gill-color .416978, ring-type .318022,"
                        + " stalk-surface-above-ring .284726, stalk-surface-below-ring .271894,"
                        + " stalk-color-above-ring .253845, stalk-color-below-ring .241416, gill-size .230154,"
                        + " population .201958, bruises .192379, habitat .156834, stalk-root .134818,"
                        + " gill-spacing .100883, cap-shape .048797, ring-number .038453, cap-color .036049,"
                        + " cap-surface .028590, veil-color .023817, gill-attachment .014165, stalk-shape .007517,"
                        + " veil-type 0");
    }

    @Test
    void titanic() {
        run(
                "rank",
                "--set",
                "table.path=" + DATA + "/titanic/titanic.tab",
                "--set",
                "table.format=csv",
                "--set",
                "table.options.sep=\"\\t\"",
                "--set",
                "table.schema=\"status STRING, age STRING, sex STRING, survived STRING\"",
                "--set",
                "table.where=\"survived in ('yes', 'no')\"",
                "--set",
                "table.label=survived");
        assertGains(.907651, "sex .142391, status .059288, age .006411");
    }

    /** As statsmodels 0.13 has them: {@code Logit} of survival, {@code MNLogit} of the class, on rows with an age. */
    @Test
    void titanicWithoutAPenalty() {
        String[] common = {
            "train",
            "--set",
            "table.path=" + DATA + "/titanic/titanic.csv",
            "--set",
            "table.format=csv",
            "--set",
            "table.options.header=true",
            "--set",
            "table.options.inferSchema=true",
            "--set",
            "table.where=\"age is not null\"",
            "--set",
            "train.reg-param=0",
            "--set",
            "train.test-fraction=0",
            "--set",
            "select.stop=k",
            "--set",
            "train.tol=1e-11"
        };
        List<String> survival = new ArrayList<>(List.of(common));
        survival.addAll(List.of(
                "--set",
                "table.label=survived",
                "--set",
                "table.features=[pclass, sex, age]",
                "--set",
                "table.columns.pclass.kind=categorical"));
        run(survival.toArray(String[]::new));
        assertCoefficient("feature = '(intercept)'", 3.777012653, 0.4011233193, 4.682058858e-21);
        assertCoefficient("category = '2'", -1.309799268, 0.2780655326, 2.472337757e-06);
        assertCoefficient("category = '3'", -2.580625317, 0.2814420294, 4.7611751e-20);
        assertCoefficient("category = 'male'", -2.52278092, 0.2073909304, 4.811172287e-34);
        assertCoefficient("feature = 'age'", -0.03698526558, 0.007655947923, 1.359041741e-06);

        output = output.resolve("classes");
        List<String> classes = new ArrayList<>(List.of(common));
        classes.addAll(List.of("--set", "table.label=class", "--set", "table.features=[sex, age]"));
        run(classes.toArray(String[]::new));
        assertCoefficient("class = 'Second' and feature = '(intercept)'", 1.213675766, 0.296289781, Double.NaN);
        assertCoefficient("class = 'Second' and category = 'male'", 0.3280844158, 0.2225050383, Double.NaN);
        assertCoefficient("class = 'Second' and feature = 'age'", -0.04327817527, 0.007976265103, Double.NaN);
        assertCoefficient("class = 'Third' and feature = '(intercept)'", 2.320591381, 0.2765218628, Double.NaN);
        assertCoefficient("class = 'Third' and category = 'male'", 1.07680991, 0.2095264582, Double.NaN);
        assertCoefficient("class = 'Third' and feature = 'age'", -0.07498067728, 0.007770877286, Double.NaN);
    }

    private void runAdult(String label, String features, String... sets) {
        List<String> args = List.of("train", "conf/examples/adult/job.conf");
        List<String> all = new ArrayList<>(List.of(
                "table.label=" + label,
                "table.features=" + features,
                "table.groups=[]",
                "train.test-path=\"\"",
                "train.test-fraction=0",
                "train.tol=1e-11"));
        all.addAll(List.of(sets));
        runWith(args, all);
    }

    private void runWith(List<String> args, List<String> sets) {
        List<String> all = new ArrayList<>(args);
        sets.forEach(set -> all.addAll(List.of("--set", set)));
        run(all.toArray(String[]::new));
    }

    /** As statsmodels 0.13 has them: {@code Logit} of income, {@code MNLogit} of race. */
    @Test
    void adultWithoutAPenalty() {
        runAdult("income", "[age, education-num, hours-per-week, relationship, race, sex]", "train.reg-param=0");
        assertCoefficient("feature = '(intercept)'", -8.177038189, 0.2488777263, 9.460529431e-237);
        assertCoefficient("feature = 'age'", 0.02964776575, 0.001380175036, 2.335815907e-102);
        assertCoefficient("feature = 'education-num'", 0.3731878834, 0.007334494067, Double.NaN);
        assertCoefficient("feature = 'hours-per-week'", 0.03306032085, 0.001425898292, 6.361152531e-119);
        assertCoefficient("category = 'Not-in-family'", -1.73167509, 0.0505496266, 3.438943226e-257);
        assertCoefficient("category = 'Other-relative'", -2.058926906, 0.1787724558, 1.082850097e-30);
        assertCoefficient("category = 'Own-child'", -3.043130852, 0.1298653725, 1.972104972e-121);
        assertCoefficient("category = 'Unmarried'", -1.793866545, 0.08870019496, 6.028392673e-91);
        assertCoefficient("category = 'Wife'", 1.244233596, 0.09164805813, 5.541826267e-42);
        assertCoefficient("category = 'Asian-Pac-Islander'", 0.3464399915, 0.2234924009, 0.1211127691);
        assertCoefficient("category = 'Black'", 0.3468411673, 0.2140670329, 0.1051795305);
        assertCoefficient("category = 'Other'", -0.2175047963, 0.3200830072, 0.4968044995);
        assertCoefficient("category = 'White'", 0.5477040229, 0.2048423791, 0.007500101759);
        assertCoefficient("category = 'Male'", 0.7801615496, 0.06879164084, 8.226052506e-30);
        assertThat(read("model_fit").first().<Double>getAs("log_likelihood"))
                .isEqualTo(-11941.095985682357, within(1e-6));

        output = output.resolve("races");
        runAdult("race", "[age, education-num, hours-per-week, sex]", "train.reg-param=0");
        assertCoefficient(
                "class = 'Asian-Pac-Islander' and feature = '(intercept)'", -1.288390642, 0.3491182482, Double.NaN);
        assertCoefficient(
                "class = 'Asian-Pac-Islander' and feature = 'education-num'", 0.2678079482, 0.02533183578, Double.NaN);
        assertCoefficient("class = 'Black' and category = 'Male'", -0.4301750397, 0.1261247547, Double.NaN);
        assertCoefficient("class = 'Other' and feature = 'age'", -0.02221623823, 0.006525491758, Double.NaN);
        assertCoefficient(
                "class = 'White' and feature = 'hours-per-week'", -0.002971774047, 0.004803880357, Double.NaN);
        assertThat(read("model_fit").first().<Double>getAs("log_likelihood"))
                .isEqualTo(-17579.78381040353, within(1e-6));
    }

    /** As scikit-learn 1.2.1 has them: {@code LogisticRegression}, newton-cg with tol 1e-12, C = 1/(32,561 · 0.001). */
    @Test
    void adultWithARidge() {
        String[] sets = {"train.reg-param=0.001", "train.standardization=false"};
        runAdult("income", "[age, education-num, hours-per-week, relationship, race, sex]", sets);
        assertCoefficient("feature = '(intercept)'", -8.5369106295);
        assertCoefficient("feature = 'age'", 0.0304638874);
        assertCoefficient("feature = 'education-num'", 0.369180689);
        assertCoefficient("category = 'Husband'", 1.1313470786);
        assertCoefficient("category = 'Wife'", 2.0231426304);
        assertCoefficient("category = 'Amer-Indian-Eskimo'", -0.1278417023);
        assertCoefficient("category = 'White'", 0.2467800068);
        assertCoefficient("category = 'Male'", 0.3102526997);

        output = output.resolve("races");
        runAdult("race", "[age, education-num, hours-per-week, relationship, sex]", sets);
        assertCoefficient("class = 'Amer-Indian-Eskimo' and feature = '(intercept)'", -1.0530946875);
        assertCoefficient("class = 'White' and feature = '(intercept)'", 2.0188532235);
        assertCoefficient("class = 'Black' and feature = 'age'", 0.0093848664);
        assertCoefficient("class = 'Asian-Pac-Islander' and feature = 'education-num'", 0.1985790047);
        assertCoefficient("class = 'Other' and category = 'Own-child'", -0.3061284603);
        assertCoefficient("class = 'White' and category = 'Other-relative'", -0.463066336);
        assertCoefficient("class = 'Black' and category = 'Male'", -0.0938830919);
    }

    /**
     * As scikit-learn 1.2.1 has them: {@code LogisticRegression}, saga with tol 1e-14, C = 1/(712 · 0.01), l1_ratio 0.5, on
     * numbers per standard deviation.
     */
    @Test
    void titanicWithAnElasticNet() {
        List<String> sets = List.of(
                "table.path=" + DATA + "/titanic/titanic.csv",
                "table.format=csv",
                "table.options.header=true",
                "table.options.inferSchema=true",
                "table.where=\"age is not null and embark_town is not null\"",
                "table.label=survived",
                "table.features=[age, fare, sibsp, sex, embark_town, class]",
                "select.stop=k",
                "train.test-fraction=0",
                "train.tol=1e-11",
                "train.reg-param=0.01",
                "train.elastic-net=0.5",
                "train.max-iter=1000");
        runWith(List.of("train"), sets);
        assertCoefficient("feature = '(intercept)'", 0.9810864249);
        assertCoefficient("feature = 'age'", -0.030151502);
        assertCoefficient("feature = 'fare'", 0.002977231);
        assertCoefficient("feature = 'sibsp'", -0.264345303);
        assertCoefficient("category = 'female'", 1.090656207);
        assertCoefficient("category = 'male'", -1.090656207);
        assertCoefficient("category = 'Cherbourg'", 0.241522311);
        assertCoefficient("category = 'Queenstown'", 0);
        assertCoefficient("category = 'First'", 0.749661390);
        assertCoefficient("category = 'Second'", 0);
        assertCoefficient("category = 'Third'", -0.959315119);
    }

    private void assertCoefficient(String where, double coefficient) {
        Row found = read("coefficients").where(where).first();
        assertThat(found.<Double>getAs("coefficient")).as(where).isEqualTo(coefficient, within(1e-6));
    }

    private void assertCoefficient(String where, double coefficient, double stdError, double pValue) {
        Row found = read("coefficients").where(where).first();
        assertThat(found.<Double>getAs("coefficient")).isEqualTo(coefficient, within(1e-6));
        assertThat(found.<Double>getAs("std_error")).isEqualTo(stdError, within(1e-6));
        if (!Double.isNaN(pValue)) {
            assertThat(found.<Double>getAs("p_value")).isEqualTo(pValue, within(1e-4 * pValue));
        }
    }

    @Test
    void vote() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(DATA, "weka/vote.arff"), StandardCharsets.ISO_8859_1);
        String header = lines.stream()
                .filter(line -> line.startsWith("@attribute"))
                .map(line -> line.split("\\s+")[1].replace("'", ""))
                .collect(Collectors.joining(","));
        List<String> rows = lines.stream()
                .filter(line -> line.matches("['nyw?].*,.*") && !line.startsWith("@"))
                .toList();
        assertThat(rows).hasSize(435);
        Path csv = output.resolve("vote.csv");
        Files.writeString(csv, header + "\n" + String.join("\n", rows) + "\n");
        run(
                "rank",
                "--set",
                "table.path=" + csv,
                "--set",
                "table.format=csv",
                "--set",
                "table.options.header=true",
                "--set",
                "table.label=Class");
        Map<String, Double> gains = gains();
        assertThat(gains.get("physician-fee-freeze")).isEqualTo(.740033, within(5.1e-7));
        assertThat(gains.get("adoption-of-the-budget-resolution")).isEqualTo(.432319, within(5.1e-7));
        assertThat(gains.get("el-salvador-aid")).isEqualTo(.422450, within(5.1e-7));
        assertThat(gains.get("water-project-cost-sharing")).isEqualTo(.000361, within(5.1e-7));
        // WEKA 3.8.6: GainRatioAttributeEval -M and SymmetricalUncertAttributeEval -M on vote.arff.
        assertThat(overall("gain_ratio", "physician-fee-freeze")).isEqualTo(.657434, within(5.1e-7));
        assertThat(overall("gain_ratio", "adoption-of-the-budget-resolution")).isEqualTo(.386542, within(5.1e-7));
        assertThat(overall("gain_ratio", "el-salvador-aid")).isEqualTo(.357448, within(5.1e-7));
        assertThat(overall("symmetric_uncertainty", "physician-fee-freeze")).isEqualTo(.708862, within(5.1e-7));
        assertThat(overall("symmetric_uncertainty", "education-spending")).isEqualTo(.333286, within(5.1e-7));
    }

    @Test
    void diamonds() {
        run(
                "rank",
                "--set",
                "table.path=" + DATA + "/diamonds/diamonds.csv",
                "--set",
                "table.format=csv",
                "--set",
                "table.options.header=true",
                "--set",
                "table.options.inferSchema=true",
                "--set",
                "table.label=cut");
        assertGains(1.981176, "clarity .046350, color .004176");
    }

    /** LIBLINEAR 2.x -s 0 -c 1 on a9a: accuracy 84.9886 %, log-loss 0.32406 on a9a.t. */
    @Test
    void a9aAsLiblinear() {
        run("run", "conf/examples/a9a/job.conf", "--set", "measure.unit=nats");
        assertThat(logLoss("accuracy", "test", "")).isEqualTo(.8498, within(.0005));
        assertThat(logLoss("log_loss", "test", "")).isEqualTo(.3241, within(.0003));
    }

    /** Shannon entropy of arr_delay > 15 among the 327,346 flights that arrived; gains by a Python script over the rows. */
    @Test
    void flights() {
        run("rank", "conf/examples/flights/job.conf");
        Row run = read("runs").first();
        assertThat(run.<Long>getAs("rows")).isEqualTo(336_776L);
        assertThat(run.<Long>getAs("unlabelled_rows")).isEqualTo(336_776L - 327_346L);
        assertGains(
                .790268,
                "hour .062536, flight .044397, tailnum .021374, month .014029, day .009110, carrier .009002,"
                        + " distance .008784, dest .005583");
    }
}
