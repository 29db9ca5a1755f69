package io.github.surprisal.bench;

import io.github.surprisal.Findings;
import io.github.surprisal.Surprisal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How good a logistic model of a few selected features is: the log-loss of test rows by number of features and criterion, as rows of
 * Markdown, means over some splits of the rows. Features are chosen on training rows alone.
 */
public final class SelectionLoss {
    private static final int[] SIZES = {1, 2, 3, 5, 8};

    private static final double TOLERATED = 0.05;

    /** A way to select: published forms as published, ours with its test. */
    private enum Way {
        DEFAULT("the default"),
        JMI("`jmi`"),
        MRMR("`mrmr`"),
        CMIM("`cmim`"),
        MIM("`mim`");

        private final String label;

        Way(String label) {
            this.label = label;
        }

        private Map<String, Object> options() {
            return this == DEFAULT
                    ? Map.of()
                    : Map.of(
                            "select.criterion",
                            name().toLowerCase(Locale.ROOT),
                            "select.adjusted",
                            false,
                            "select.stop",
                            "k");
        }
    }

    /** Log-loss, entropy of the label and number of features, of the test rows, as means over the splits. */
    private record Loss(double logLoss, double labelEntropy, double features) {
        double gain() {
            return labelEntropy - logLoss;
        }
    }

    private final SparkSession session;
    private final Path directory;
    private final int splits;

    private SelectionLoss(SparkSession session, Path directory, int splits) {
        this.session = session;
        this.directory = directory;
        this.splits = splits;
    }

    private boolean leavesOneOut() {
        return splits == 0;
    }

    /** @param args see submit/benchmark */
    public static void main(String[] args) throws IOException {
        Map<String, String> options = Arguments.of(
                Map.of(
                        "--tables",
                        "adult,bank,connect-4,mushroom,colon",
                        "--splits",
                        "3",
                        "--ways",
                        "default,jmi,mrmr,cmim,mim"),
                args);
        String data = System.getenv("SURPRISAL_DATA");
        if (data == null) {
            System.err.println("benchmark: the variable SURPRISAL_DATA does not name the directory of the real tables");
            System.exit(2);
        }
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.debug.maxToStringFields", "5000")
                .getOrCreate();
        try {
            SelectionLoss loss = new SelectionLoss(session, Path.of(data), splits(options.get("--splits")));
            List<Way> ways = Arrays.stream(options.get("--ways").split(","))
                    .map(way -> Way.valueOf(way.toUpperCase(Locale.ROOT)))
                    .toList();
            for (String table : options.get("--tables").split(",")) {
                loss.print(table, ways);
            }
        } finally {
            session.stop();
        }
    }

    private static int splits(String text) {
        return text.equals("leave-one-out") ? 0 : Integer.parseInt(text);
    }

    private void print(String name, List<Way> ways) throws IOException {
        Dataset<Row> table = table(name).coalesce(2).cache();
        String label = name.equals("adult") || name.equals("mushroom") || name.equals("colon")
                ? "class"
                : name.equals("connect-4") ? "target" : "y";
        int features = table.columns().length - 1;
        Map<Way, Loss[]> losses = new LinkedHashMap<>();
        for (Way way : ways) {
            losses.put(way, losses(table, label, way, SIZES));
        }
        Loss all = losses(table, label, Way.MIM, features)[0];
        System.out.printf(
                Locale.ROOT,
                "%s: %d rows, %d features, %s; H = %.4f%n",
                name,
                table.count(),
                features,
                leavesOneOut() ? "each row left out once" : splits + " splits",
                all.labelEntropy);
        losses.forEach((way, of) -> {
            List<String> cells = new ArrayList<>();
            cells.add(way == ways.get(0) ? name : "");
            cells.add(way.label);
            for (int i = 0; i < of.length; i++) {
                String mean = String.format(Locale.ROOT, "%.4f", of[i].logLoss);
                cells.add(
                        of[i].features < Math.min(SIZES[i], features)
                                ? mean + String.format(Locale.ROOT, " (%.1f)", of[i].features)
                                : mean);
            }
            cells.add(way == ways.get(0) ? String.format(Locale.ROOT, "%.4f", all.logLoss) : "");
            int five = IntStream.range(0, SIZES.length)
                    .filter(i -> SIZES[i] == 5)
                    .findFirst()
                    .orElseThrow();
            double lost = 1 - of[five].gain() / all.gain();
            cells.add(String.format(Locale.ROOT, "%.1f %%", 100 * lost));
            System.out.println("| " + String.join(" | ", cells) + " |"
                    + (way == Way.DEFAULT && lost > TOLERATED ? " <!-- more than 5 % -->" : ""));
        });
        table.unpersist(true);
    }

    private Loss[] losses(Dataset<Row> table, String label, Way way, int... sizes) throws IOException {
        return leavesOneOut()
                ? leavingOneOut(table, label, way, sizes)
                : Arrays.stream(sizes)
                        .mapToObj(k -> mean(table, label, way.options(), k))
                        .toArray(Loss[]::new);
    }

    /**
     * The loss of each row by models of the others. Selections are greedy, so that the first of the features of one are those of a shorter
     * one. The entropy is that of the label over all rows.
     */
    private Loss[] leavingOneOut(Dataset<Row> table, String label, Way way, int... sizes) throws IOException {
        List<Row> rows = table.collectAsList();
        int most = Arrays.stream(sizes).max().orElseThrow();
        double[] logLoss = new double[sizes.length];
        double[] features = new double[sizes.length];
        try (Scratch scratch = Scratch.of("left-out")) {
            String one = scratch.path().resolve("row").toString();
            for (int i = 0; i < rows.size(); i++) {
                List<Row> others = new ArrayList<>(rows);
                session.createDataFrame(List.of(others.remove(i)), table.schema())
                        .write()
                        .mode("overwrite")
                        .parquet(one);
                Dataset<Row> training = session.createDataFrame(others, table.schema())
                        .coalesce(1)
                        .cache();
                List<String> order = most == table.columns().length - 1
                        ? Arrays.stream(table.columns())
                                .filter(c -> !c.equals(label))
                                .toList()
                        : selected(training, label, way, most);
                for (int size = 0; size < sizes.length; size++) {
                    List<String> first = order.subList(0, Math.min(sizes[size], order.size()));
                    logLoss[size] += train(training, label, first, one);
                    features[size] += first.size();
                }
                training.unpersist(true);
                System.err.printf(Locale.ROOT, "\r%s, %s: %d of %d rows  ", label, way.label, i + 1, rows.size());
            }
            System.err.println(Arrays.toString(
                    Arrays.stream(logLoss).map(loss -> loss / rows.size()).toArray()));
        }
        double entropy = Surprisal.on(session)
                .profile(table.select(label))
                .dataset("column_entropy")
                .select("entropy")
                .first()
                .getDouble(0);
        return IntStream.range(0, sizes.length)
                .mapToObj(size -> new Loss(logLoss[size] / rows.size(), entropy, features[size] / rows.size()))
                .toArray(Loss[]::new);
    }

    private List<String> selected(Dataset<Row> training, String label, Way way, int k) {
        return Surprisal.on(session)
                .options(way.options())
                .option("select.k", k)
                .select(training, label)
                .dataset("selection")
                .where("selected")
                .orderBy("step")
                .select("feature")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    /** The loss of the rows in a file by a model of these features. */
    private double train(Dataset<Row> training, String label, List<String> features, String test) {
        return Surprisal.on(session)
                .options(Way.MIM.options())
                .option("select.k", features.size())
                .option("table.features", features)
                .option("train.test-path", test)
                .option("train.models", List.of("logistic"))
                .train(training, label)
                .dataset("log_loss")
                .where("dataset = 'test'")
                .select("log_loss")
                .first()
                .getDouble(0);
    }

    private Loss mean(Dataset<Row> table, String label, Map<String, Object> options, int k) {
        double logLoss = 0;
        double entropy = 0;
        double features = 0;
        for (int split = 1; split <= splits; split++) {
            Findings found = Surprisal.on(session)
                    .options(options)
                    .option("select.k", k)
                    .option("train.seed", split)
                    .option("train.models", List.of("logistic"))
                    .train(table, label);
            features += found.dataset("selection").where("selected").count();
            Row test = found.dataset("log_loss")
                    .where("dataset = 'test'")
                    .select("log_loss", "label_entropy")
                    .first();
            logLoss += test.getDouble(0);
            entropy += test.getDouble(1);
        }
        return new Loss(logLoss / splits, entropy / splits, features / splits);
    }

    private Dataset<Row> table(String name) {
        return switch (name) {
            case "adult" ->
                session.read().parquet(directory.resolve("adult/adults.parquet").toString());
            case "connect-4" ->
                session.read()
                        .option("header", true)
                        .option("sep", "\t")
                        .csv(directory.resolve("connect-4/connect_4.tsv.gz").toString());
            case "mushroom" ->
                session.read()
                        .csv(directory.resolve("mushroom/agaricus-lepiota.data").toString())
                        .withColumnRenamed("_c0", "class");
            case "colon" ->
                session.read()
                        .option("header", true)
                        .csv(directory
                                .resolve("mrmr-microarray/test_colon_s3.csv")
                                .toString());
            case "bank" -> bank();
            default -> throw new IllegalArgumentException("No table '" + name + "'");
        };
    }

    /**
     * 45,000 calls of a bank, made up: the columns of UCI's Bank Marketing, one of nine says yes, mostly by the length of the
     * call, the last campaign, the month and the housing loan.
     */
    private Dataset<Row> bank() {
        Dataset<Row> people = session.range(0, 45_000, 1, 2)
                .selectExpr(
                        "id",
                        "18 + int(abs(hash(id, 1)) % 30) + int(abs(hash(id, 2)) % 32) as age",
                        "element_at(array('blue-collar','management','technician','admin','services','retired',"
                                + "'self-employed','student'), int(1 + pmod(hash(id, 3) % 13, 8))) as job",
                        "element_at(array('married','single','divorced'), int(1 + pmod(hash(id, 4) % 5, 3))) as marital",
                        "element_at(array('secondary','tertiary','primary','unknown'), int(1 + pmod(hash(id, 5) % 7, 4)))"
                                + " as education",
                        "if(pmod(hash(id, 6), 55) = 0, 'yes', 'no') as default",
                        "int(exp(pmod(hash(id, 7), 1000) / 110.0)) - 50 as balance",
                        "if(pmod(hash(id, 8), 9) < 5, 'yes', 'no') as housing",
                        "if(pmod(hash(id, 9), 6) = 0, 'yes', 'no') as loan",
                        "element_at(array('cellular','unknown','telephone'), int(1 + pmod(hash(id, 10) % 7, 3))) as contact",
                        "1 + pmod(hash(id, 11), 31) as day",
                        "element_at(array('may','jul','aug','jun','nov','apr','feb','jan','oct','sep','mar','dec'),"
                                + " int(1 + least(pmod(hash(id, 12), 12), pmod(hash(id, 13), 12)))) as month",
                        "int(-260 * ln((1 + pmod(hash(id, 14), 9999)) / 10000.0)) as duration",
                        "1 + int(-2 * ln((1 + pmod(hash(id, 15), 9999)) / 10000.0)) as campaign",
                        "pmod(hash(id, 16), 5) = 0 as met",
                        "pmod(hash(id, 17), 1000) as u");
        Dataset<Row> calls = people.selectExpr(
                "*",
                "if(met, 1 + pmod(hash(id, 18), 400), -1) as pdays",
                "if(met, 1 + int(-2 * ln((1 + pmod(hash(id, 19), 9999)) / 10000.0)), 0) as previous",
                "if(met, element_at(array('failure','other','success'), int(1 + pmod(hash(id, 20) % 7, 3))), 'unknown') as"
                        + " poutcome");
        return calls.selectExpr(
                        "*",
                        "1 / (1 + exp(4.1 - duration / 240.0 - if(poutcome = 'success', 2.2, 0) - if(month in"
                                + " ('mar','sep','oct','dec'), 1.3, 0) - if(housing = 'no', 0.7, 0) - if(contact = 'unknown', -1.1, 0) - if(job in"
                                + " ('student','retired'), 0.5, 0) + campaign * 0.08 + if(loan = 'yes', 0.4, 0))) as p")
                .selectExpr("*", "if(p * 1000 > u, 'yes', 'no') as y")
                .drop("id", "met", "u", "p");
    }
}
