package io.github.surprisal.table;

import io.github.surprisal.math.Elementary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A table whose entropies and gains are known: every cell is a function of the seed, the row's number and the column, so
 * that the table is the same whatever its partitions, and every distribution has a closed form.
 *
 * <p>With u a uniform number of its own for every column, and y the label with P(y = 1) = {@code labelShare}:
 *
 * <ul>
 *   <li>{@code constant}: one value. {@code id}: a value per row. {@code leak}: the label in other words.
 *   <li>{@code signal}: ⌊8u⌋ where y = 0, ⌊8√u⌋ where y = 1, so P(x | 1) = (2x + 1)/64. {@code duplicate}: the same again.
 *   <li>{@code xor_a}: a fair coin; {@code xor_b} = xor_a ⊕ y, flipped with probability 0.05. Each alone knows nothing,
 *       together they know H(z) − h(0.05) with P(z = 1) = 0.95 P(y = 1) + 0.05 P(y = 0).
 *   <li>{@code noise}: ten equally frequent values. {@code zipf}: ⌊1001ᵘ⌋, so P(k) = log(1 + 1/k)/log 1001 for k from 1 to
 *       1000.
 *   <li>{@code gaussian}: y plus a standard normal number.
 *   <li>{@code missing}: one of four values, null with probability 0.4 where y = 1 and 0.1 where y = 0.
 *   <li>{@code day}: 0 to 29, in the order of the rows. {@code drifting}: 'a' with probability 0.2 on the first day, rising
 *       evenly to 0.8 on the last, else 'b'.
 *   <li>{@code c1, c2, ..} ({@code categories}): as signal, with k values; texts and integers by turns; every fourth is null
 *       with probability {@code nulls}.
 *   <li>{@code g1, g2, ..} ({@code groups}) and {@code d1, d2, ..} ({@code distinct}): k equally frequent values.
 * </ul>
 */
public final class SyntheticTable {
    private static final int SIGNAL = 8;

    private static final int ZIPF = 1000;

    private static final double FLIP = 0.05;

    private static final int DAYS = 30;

    private static final long ROWS_PER_PARTITION = 2_000_000;

    private final SyntheticConfig config;
    private final List<String> expressions = new ArrayList<>();
    private final List<Truth> truths = new ArrayList<>();

    /**
     * What is true of a column in the limit of infinitely many rows.
     *
     * @param entropy in bits, null being a value; NaN for continuous columns
     * @param informationGain with the label, in bits; of {@code id} that of a finite table, the label's whole entropy
     */
    public record Truth(String column, String distribution, double entropy, double informationGain) {}

    public SyntheticTable(SyntheticConfig config) {
        this.config = config;
        double p = config.labelShare();
        add("y", "cast(" + y() + " as int)", "Bernoulli", 2, y -> y == 0 ? 1 : 0, y -> y);
        if (config.planted()) {
            plant(p);
        }
        for (int i = 1; i <= config.categories().size(); i++) {
            int k = config.categories().get(i - 1);
            category("c" + i, k, i % 2 == 1, i % 4 == 0 ? config.nulls() : 0);
        }
        for (int i = 1; i <= config.groups().size(); i++) {
            even("g" + i, config.groups().get(i - 1), "");
        }
        for (int i = 1; i <= config.distinct().size(); i++) {
            even("d" + i, config.distinct().get(i - 1), i % 2 == 1 ? "text" : "fraction");
        }
    }

    private void plant(double p) {
        add("constant", "'always'", "constant", 1, x -> 1, x -> 1);
        expressions.add("concat('id-', id) as id");
        truths.add(
                new Truth("id", "one value per row", Elementary.log((double) config.rows()) / Elementary.log(2), h(p)));
        add("leak", "if(" + y() + ", 'admitted', 'rejected')", "the label", 2, x -> 1 - x, x -> x);
        category("signal", SIGNAL, true, 0);
        expressions.add(expressions.get(expressions.size() - 1).replaceAll("as signal$", "as duplicate"));
        Truth signal = truths.get(truths.size() - 1);
        truths.add(new Truth("duplicate", "signal", signal.entropy(), signal.informationGain()));
        String coin = uniform("xor_a") + " < 0.5D";
        add("xor_a", "cast(" + coin + " as int)", "fair coin", 2, x -> 0.5, x -> 0.5);
        add(
                "xor_b",
                "cast(((" + coin + ") != (" + y() + ")) != (" + uniform("xor_b") + " < " + FLIP + "D) as int)",
                "xor_a ⊕ label, noisy",
                2,
                x -> 0.5,
                x -> 0.5);
        even("noise", 10, "");
        add(
                "zipf",
                "cast(floor(pow(" + (ZIPF + 1) + "D, " + uniform("zipf") + ")) as bigint)",
                "log-uniform",
                ZIPF,
                SyntheticTable::zipf,
                SyntheticTable::zipf);
        String radius = "sqrt(-2 * ln(1 - " + uniform("gaussian") + "))";
        expressions.add(
                radius + " * cos(2 * pi() * " + uniform("gaussian2") + ") + cast(" + y() + " as int) as gaussian");
        truths.add(new Truth("gaussian", "normal, mean y", Double.NaN, gaussianGain(p)));
        add(
                "missing",
                "if(" + uniform("null") + " < if(" + y() + ", 0.4D, 0.1D), null, concat('v', cast(floor(4 * "
                        + uniform("missing") + ") as int)))",
                "null more often where y = 1",
                5,
                x -> x == 4 ? 0.1 : 0.9 / 4,
                x -> x == 4 ? 0.4 : 0.6 / 4);
        String day = "cast(floor(id * " + DAYS + "D / " + config.rows() + "D) as int)";
        add("day", day, "uniform", DAYS, x -> 1.0 / DAYS, x -> 1.0 / DAYS);
        add(
                "drifting",
                "if(" + uniform("drifting") + " < 0.2D + 0.6D * " + day + " / " + (DAYS - 1) + ", 'a', 'b')",
                "changes from day to day",
                2,
                x -> 0.5,
                x -> 0.5);
    }

    private static double zipf(int x) {
        return Elementary.log1p(1.0 / (x + 1)) / Elementary.log(ZIPF + 1.0);
    }

    private void category(String name, int k, boolean text, double nulls) {
        String u = uniform(name);
        String number = "cast(floor(" + k + "D * if(" + y() + ", sqrt(" + u + "), " + u + ")) as bigint)";
        String value = text ? "concat('v', " + number + ")" : number;
        String cell = nulls > 0 ? "if(" + uniform(name + "?") + " < " + nulls + "D, null, " + value + ")" : value;
        double there = 1 - nulls;
        add(
                name,
                cell,
                "uniform, tilted where y = 1",
                k + 1,
                x -> x == k ? nulls : there / k,
                x -> x == k ? nulls : there * (2.0 * x + 1) / ((double) k * k));
    }

    private void even(String name, int k, String kind) {
        String number = "cast(floor(" + k + "D * " + uniform(name) + ") as bigint)";
        String cell = kind.equals("text")
                ? "concat('user-', " + number + ")"
                : kind.equals("fraction") ? number + " / 7D" : number;
        add(name, cell, "uniform", k, x -> 1.0 / k, x -> 1.0 / k);
    }

    /** A column with its truth: P(x | y = 0) and P(x | y = 1) for x from 0 to k − 1. */
    private void add(
            String name,
            String expression,
            String distribution,
            int k,
            IntToDoubleFunction given0,
            IntToDoubleFunction given1) {
        expressions.add(expression + " as " + name);
        double p = config.labelShare();
        double entropy = 0;
        double gain = 0;
        for (int x = 0; x < k; x++) {
            double both = (1 - p) * given0.applyAsDouble(x) + p * given1.applyAsDouble(x);
            entropy -= plogp(both);
            gain += (1 - p) * xlog(given0.applyAsDouble(x), both) + p * xlog(given1.applyAsDouble(x), both);
        }
        truths.add(new Truth(name, distribution, Math.max(0, entropy), Math.max(0, gain)));
    }

    private static double plogp(double p) {
        return p == 0 ? 0 : p * Elementary.log(p) / Elementary.log(2);
    }

    private static double xlog(double p, double q) {
        return p == 0 ? 0 : p * Elementary.log(p / q) / Elementary.log(2);
    }

    private static double h(double p) {
        return -plogp(p) - plogp(1 - p);
    }

    /** I(y + normal; y) by Simpson's rule. */
    private static double gaussianGain(double p) {
        int steps = 4000;
        double from = -10;
        double width = 21.0 / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double x = from + i * width;
            double f0 = Elementary.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
            double f1 = Elementary.exp(-(x - 1) * (x - 1) / 2) / Math.sqrt(2 * Math.PI);
            double both = (1 - p) * f0 + p * f1;
            int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * ((1 - p) * xlog(f0, both) + p * xlog(f1, both));
        }
        return sum * width / 3;
    }

    private String y() {
        return uniform("y") + " < " + config.labelShare() + "D";
    }

    /** 53 bits of a hash of row and column, as a number in [0, 1). */
    private String uniform(String column) {
        long salt = config.seed() * 0x9E3779B97F4A7C15L + column.hashCode() * 0xD6E8FEB86659FD93L;
        return "(shiftrightunsigned(xxhash64(id, " + (salt >>> 1) + "L), 11) / 9007199254740992D)";
    }

    /** The figures that the table has in the limit, column by column. */
    public List<Truth> truths() {
        return List.copyOf(truths);
    }

    /** The rows. */
    public Dataset<Row> rows(SparkSession session) {
        long partitions =
                config.partitions() > 0 ? config.partitions() : Math.max(1, config.rows() / ROWS_PER_PARTITION);
        return session.range(0, config.rows(), 1, (int) Math.min(partitions, 100_000))
                .selectExpr(expressions.toArray(String[]::new));
    }
}
