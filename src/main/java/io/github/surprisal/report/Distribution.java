package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How a column's rows fall into bins or values.
 *
 * @param isOrdered whether neighbours are near each other: bins and numbers, not names
 * @param bars in the order in which they are drawn
 */
record Distribution(boolean isOrdered, List<Bar> bars) {
    /** As many as a small drawing in a row of the table shows. */
    static final int SMALL = 20;

    /**
     * A bin or a value.
     *
     * @param label what it is called; null is the null
     * @param upper of a bin but the last its greatest value, else NaN
     * @param classes rows by class; empty where they are not known
     * @param weightOfEvidence NaN unless there are two classes
     */
    record Bar(String label, double upper, double rows, double[] classes, double weightOfEvidence) {
        Bar plus(Bar other) {
            double[] sum = classes.clone();
            for (int k = 0; k < Math.min(sum.length, other.classes.length); k++) {
                sum[k] += other.classes[k];
            }
            String both = Double.isNaN(upper) ? label : range(Double.NaN, other.upper);
            return new Bar(both, other.upper, rows + other.rows, sum, Double.NaN);
        }
    }

    static final Distribution NONE = new Distribution(false, List.of());

    /** Those of all columns that have one, by name. */
    static Map<String, Distribution> all(RunRows run, Set<String> numbers) {
        Map<String, List<Bar>> bars = new HashMap<>();
        Map<String, Distribution> all = new HashMap<>();
        DatasetRows bins = run.all("bins");
        for (int row = 0; row < bins.size(); row++) {
            bars.computeIfAbsent(bins.text(row, "feature"), name -> new ArrayList<>())
                    .add(bar(
                            bins,
                            row,
                            range(bins.number(row, "lower"), bins.number(row, "upper")),
                            bins.number(row, "upper")));
        }
        bars.forEach((name, of) -> all.put(name, new Distribution(true, of)));
        bars.clear();
        DatasetRows values = run.all("frequent_values");
        for (int row = 0; row < values.size(); row++) {
            String value = values.isNull(row, "value") ? null : values.text(row, "value");
            bars.computeIfAbsent(values.text(row, "column"), name -> new ArrayList<>())
                    .add(bar(values, row, value, Double.NaN));
        }
        bars.forEach((name, of) -> all.put(name, ofValues(of, numbers.contains(name))));
        return all;
    }

    private static Bar bar(DatasetRows rows, int row, String label, double upper) {
        return new Bar(
                label,
                upper,
                rows.number(row, "rows"),
                rows.numbers(row, "label_counts"),
                rows.number(row, "weight_of_evidence"));
    }

    /** Numbers stay as they are, names go by their rows; null is the last one. */
    private static Distribution ofValues(List<Bar> bars, boolean isNumber) {
        if (!isNumber) {
            bars.sort(Comparator.comparing((Bar bar) -> bar.label() == null)
                    .thenComparing(Comparator.comparingDouble(Bar::rows).reversed()));
        }
        return new Distribution(isNumber, bars);
    }

    /** The bin lower &lt; x ≤ upper in words. */
    static String range(double lower, double upper) {
        if (Double.isNaN(upper) && Double.isNaN(lower)) {
            return "NaN";
        }
        boolean isFirst = Double.isInfinite(lower) || Double.isNaN(lower);
        boolean isLast = Double.isInfinite(upper) || Double.isNaN(upper);
        if (isFirst) {
            return isLast ? "all" : "≤ " + Figures.json(upper);
        }
        return isLast ? "> " + Figures.json(lower) : Figures.json(lower) + " – " + Figures.json(upper);
    }

    /** The same with fewer bars: neighbours together, of names the most frequent. */
    Distribution atMost(int most) {
        if (bars.size() <= most) {
            return this;
        }
        if (!isOrdered) {
            return new Distribution(false, bars.subList(0, most));
        }
        // As many together everywhere, as what is put together unevenly looks like a pattern.
        int together = (bars.size() + most - 1) / most;
        List<Bar> fewer = new ArrayList<>();
        for (int i = 0; i < bars.size(); i++) {
            if (i % together == 0) {
                fewer.add(bars.get(i));
            } else {
                fewer.set(fewer.size() - 1, fewer.get(fewer.size() - 1).plus(bars.get(i)));
            }
        }
        return new Distribution(true, fewer);
    }

    /** Which classes are told apart where there are more than can be: the most frequent ones, in their order. */
    int[] frequentClasses(int most) {
        int classes = bars.stream().mapToInt(bar -> bar.classes().length).max().orElse(0);
        double[] totals = new double[classes];
        bars.forEach(bar -> Arrays.setAll(totals, k -> totals[k] + (k < bar.classes().length ? bar.classes()[k] : 0)));
        return IntStream.range(0, classes)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -totals[k]))
                .limit(most)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** Heights of the bars for a small drawing, of 36, as digits to the base 36; the share of the second of two classes likewise. */
    Small small() {
        Distribution small = atMost(SMALL);
        double most = small.bars.stream().mapToDouble(Bar::rows).max().orElse(1);
        StringBuilder heights = new StringBuilder();
        StringBuilder shares = new StringBuilder();
        for (Bar bar : small.bars) {
            heights.append(digit(bar.rows() / most));
            if (bar.classes().length == 2) {
                double rows = bar.classes()[0] + bar.classes()[1];
                shares.append(digit(rows > 0 ? bar.classes()[1] / rows : 0));
            }
        }
        return new Small(heights.toString(), shares.toString());
    }

    private static char digit(double share) {
        return Character.forDigit((int) Math.max(0, Math.min(35, Math.rint(35 * share))), 36);
    }

    /** A small drawing. */
    record Small(String heights, String shares) {
        private static final int FULL = 35;
        private static final int FEW = 7;

        /** How wide the box is: a few bars are not as wide as the box. */
        int width() {
            return Math.max(FEW, heights.length());
        }

        /** All rows of each bar, as lines of SVG in a box that is 35 high. */
        String bars() {
            return path(false);
        }

        /** Those of the second of two classes. */
        String parts() {
            return path(true);
        }

        private String path(boolean part) {
            StringBuilder path = new StringBuilder();
            for (int i = 0; i < (part ? shares : heights).length(); i++) {
                int full = Math.max(1, Character.digit(heights.charAt(i), 36));
                int height = part ? Math.round(full * Character.digit(shares.charAt(i), 36) / (float) FULL) : full;
                if (height > 0) {
                    path.append('M')
                            .append(i)
                            .append(".5 ")
                            .append(FULL)
                            .append("v-")
                            .append(height);
                }
            }
            return path.toString();
        }
    }
}
