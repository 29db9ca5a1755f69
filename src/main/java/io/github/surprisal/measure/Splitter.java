package io.github.surprisal.measure;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.RadixOrder;
import io.github.surprisal.measure.Measures.BestSplit;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.SqlLiteral;
import io.github.surprisal.table.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The one question with two answers that tells most about the label: for a number a threshold, among its values or its fine
 * bins; for categories which of them. Those are put in order of their share of one class and cut where it tells most, for
 * each class in turn; with two classes no other subset tells more.
 *
 * <p>Rows where the answer is not "yes" go right: nulls and NaNs of a number always, nulls of a category where they would
 * tell most.
 *
 * <p>Source: L. Breiman et al., Classification and Regression Trees, 1984, chapter 4.
 */
final class Splitter {
    /** More categories than this are not listed. */
    static final int MAX_LISTED = 1000;

    /** With more classes than this, categories are ordered by their shares of the most frequent ones only. */
    private static final int MAX_ORDERS = 16;

    private static final double[] TIMES_LOG = new double[1 << 14];

    static {
        for (int i = 1; i < TIMES_LOG.length; i++) {
            TIMES_LOG[i] = i * Elementary.log(i);
        }
    }

    private final ColumnCounts column;
    private final ColumnGroup counted;
    private final double[] nulls;
    private final int classes;
    private final String sql;

    /**
     * For one column.
     *
     * @param nulls labelled rows that are null, by class; zeros to leave them out
     * @param sql of the column's value
     */
    Splitter(ColumnCounts column, ColumnGroup counted, double[] nulls, String sql) {
        this.sql = sql;
        this.column = column;
        this.counted = counted;
        this.nulls = nulls;
        this.classes = nulls.length;
    }

    /** What goes left, and what it tells. */
    private record Cut(double[] left, double[] right, int rows, int[] order) {}

    /** Nothing where the column has but one value here, or too many to list. */
    Optional<BestSplit> best(Unit unit, io.github.surprisal.count.Group group) {
        ContingencyTable table = counted.table();
        boolean numeric = column.kind() == Kind.NUMERIC;
        if (table.size() == 0 || (!numeric && counted.isSummarised())) {
            return Optional.empty();
        }
        double[][] rows = new double[table.size()][];
        for (int i = 0; i < rows.length; i++) {
            int start = i * table.classes();
            rows[i] = Arrays.copyOfRange(table.counts(), start, start + classes);
        }
        Cut cut = numeric ? threshold(rows) : subset(rows);
        if (cut == null) {
            return Optional.empty();
        }
        double[][] sides = {cut.left(), cut.right()};
        Association told = Association.of(sides);
        if (!(told.featureEntropy(Estimator.PLUG_IN) > 0)) {
            return Optional.empty();
        }
        double choices = numeric
                ? Elementary.log(Math.max(1, told.n() - 1))
                : (cut.order().length - 1) * Elementary.log(2)
                        + Elementary.log1p(-Math.scalb(1.0, 1 - cut.order().length));
        List<String> listed = numeric ? List.of() : listed(cut);
        int code = table.categories()[cut.rows() - 1];
        return Optional.of(new BestSplit(
                group,
                column.name(),
                numeric ? uppers().number(code) : Double.NaN,
                numeric ? uppers().text(code) : "",
                listed,
                unit.fromNats(told.mutualInformation()),
                Math.min(1, told.mutualInformation() / told.featureEntropy(Estimator.PLUG_IN)),
                Mdlp.accepts(cut.left(), cut.right(), choices),
                Entropies.total(cut.left()),
                Entropies.total(cut.right()),
                numeric ? caseWhen(code) : caseWhen(cut, listed)));
    }

    /** The first of the best cuts between values; the last value of finite order is never all that is left. */
    private Cut threshold(double[][] rows) {
        double[] right = nulls.clone();
        for (double[] row : rows) {
            add(right, row, 1);
        }
        double[] left = new double[classes];
        double[] bestLeft = left;
        double[] bestRight = right;
        double least = Double.POSITIVE_INFINITY;
        int best = 0;
        int[] codes = counted.table().categories();
        int numbers = Binner.numbers(column);
        for (int i = 0; i < rows.length && codes[i] < numbers; i++) {
            add(left, rows[i], 1);
            add(right, rows[i], -1);
            boolean cuts = codes[i] < uppers().size() && uppers().number(codes[i]) < Double.POSITIVE_INFINITY;
            double mass = cuts ? mass(left) + mass(right) : Double.POSITIVE_INFINITY;
            if (mass < least && isPositive(right)) {
                least = mass;
                best = i + 1;
                bestLeft = left.clone();
                bestRight = right.clone();
            }
        }
        return best == 0 ? null : new Cut(bestLeft, bestRight, best, new int[0]);
    }

    private Cut subset(double[][] rows) {
        boolean hasNull = isPositive(nulls);
        double[][] all = hasNull ? Arrays.copyOf(rows, rows.length + 1) : rows;
        if (hasNull) {
            all[rows.length] = nulls;
        }
        double[] totals = new double[classes];
        Arrays.stream(all).forEach(row -> add(totals, row, 1));
        Integer[] byCount = new Integer[classes];
        Arrays.setAll(byCount, k -> k);
        Arrays.sort(
                byCount, Comparator.comparingDouble((Integer k) -> -totals[k]).thenComparing(k -> k));
        int orders = classes == 2 ? 1 : Math.min(classes, MAX_ORDERS);
        double least = Double.POSITIVE_INFINITY;
        int[] best = {};
        int rowsLeft = 0;
        for (int o = 0; o < orders; o++) {
            int[] order = descending(all, classes == 2 ? 1 : byCount[o]);
            double[] left = new double[classes];
            double[] right = totals.clone();
            for (int i = 0; i + 1 < order.length; i++) {
                add(left, all[order[i]], 1);
                add(right, all[order[i]], -1);
                double mass = mass(left) + mass(right);
                if (mass < least && isPositive(right)) {
                    least = mass;
                    best = order;
                    rowsLeft = i + 1;
                }
            }
        }
        return best.length == 0 ? null : cut(all, totals, best, rowsLeft);
    }

    /** The rows by their shares of a class, the greatest first. */
    private static int[] descending(double[][] rows, int ofClass) {
        long[] shares = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            double share = rows[i][ofClass] / Entropies.total(rows[i]);
            // Numbers that are not negative are in the order of their bits.
            shares[i] = share >= 0 ? ~Double.doubleToLongBits(share) : 0;
        }
        return RadixOrder.signed(RadixOrder.identity(rows.length), shares);
    }

    private static Cut cut(double[][] rows, double[] totals, int[] order, int rowsLeft) {
        double[] left = new double[totals.length];
        double[] right = totals.clone();
        for (int i = 0; i < rowsLeft; i++) {
            add(left, rows[order[i]], 1);
            add(right, rows[order[i]], -1);
        }
        return new Cut(left, right, rowsLeft, order);
    }

    private static boolean isPositive(double[] counts) {
        for (double count : counts) {
            if (count > 0) {
                return true;
            }
        }
        return false;
    }

    private static void add(double[] to, double[] row, int sign) {
        for (int k = 0; k < to.length; k++) {
            to[k] += sign * row[k];
        }
    }

    /** n·H of some counts: n·log n − Σ c·log c. */
    static double mass(double[] counts) {
        double total = 0;
        double sum = 0;
        for (double count : counts) {
            total += count;
            sum += timesLog(count);
        }
        return timesLog(total) - sum;
    }

    /** c·log c; of small whole numbers from a table. */
    private static double timesLog(double count) {
        int whole = (int) count;
        if (whole == count && whole < TIMES_LOG.length && whole >= 0) {
            return TIMES_LOG[whole];
        }
        return count > 0 ? count * Elementary.log(count) : 0;
    }

    /** The value of each code, or the greatest one of its fine bin; the last bin has none. */
    private Categories uppers() {
        return column.overLimit() ? column.edges() : column.categories();
    }

    /** The categories that go left, in their order; null is not among them. */
    private List<String> listed(Cut cut) {
        if (cut.rows() > MAX_LISTED) {
            return List.of();
        }
        int[] codes = counted.table().categories();
        return Arrays.stream(cut.order(), 0, cut.rows())
                .filter(i -> i < codes.length)
                .map(i -> codes[i])
                .sorted()
                .mapToObj(column.categories()::text)
                .toList();
    }

    private String caseWhen(int code) {
        CategoryType type = column.categories().type();
        String literal = SqlLiteral.spark(type, uppers().text(code));
        return literal.isEmpty() ? "" : "CASE WHEN " + sql + " <= " + literal + " THEN 1 ELSE 0 END";
    }

    private String caseWhen(Cut cut, List<String> listed) {
        Categories categories = column.categories();
        boolean nullIsLeft = Arrays.stream(cut.order(), 0, cut.rows())
                .anyMatch(i -> i == counted.table().size());
        List<String> literals = new ArrayList<>();
        listed.forEach(text -> literals.add(SqlLiteral.spark(categories.type(), text)));
        if (cut.rows() > MAX_LISTED || literals.contains("")) {
            return "";
        }
        List<String> tests = new ArrayList<>();
        if (!literals.isEmpty()) {
            tests.add(sql + literals.stream().collect(Collectors.joining(", ", " IN (", ")")));
        }
        if (nullIsLeft) {
            tests.add(sql + " IS NULL");
        }
        return "CASE WHEN " + String.join(" OR ", tests) + " THEN 1 ELSE 0 END";
    }
}
