package io.github.surprisal.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Bars as paths of SVG, in a box that is 100 wide and 10 high. */
final class Bars {
    private static final double WIDTH = 100;

    private Bars() {}

    /** The greatest figure of some rows, by which bars are drawn; 0 where there is none. */
    static <T> double most(List<T> rows, ToDoubleFunction<T> figure) {
        return rows.stream().mapToDouble(figure).filter(Double::isFinite).max().orElse(0);
    }

    /** A bar from 0 to a value; nothing where that is undefined or not above 0. */
    static String bar(double value, double most) {
        return part(0, value, most);
    }

    /** A bar from one value to another. */
    static String part(double from, double to, double most) {
        double start = place(from, most);
        double end = place(to, most);
        return end > start
                ? "M" + number(start) + " 1h" + number(end - start) + "v8h-" + number(end - start) + "z"
                : "";
    }

    /** A line from one standard error below to one above. */
    static String whisker(double value, double stdError, double most) {
        if (!(stdError > 0) || !(most > 0)) {
            return "";
        }
        double start = place(value - stdError, most);
        double end = place(value + stdError, most);
        return "M" + number(start) + " 5H" + number(end) + "M" + number(start) + " 2v6M" + number(end) + " 2v6";
    }

    /** A mark at a value. */
    static String tick(double value, double most) {
        return Double.isNaN(value) || !(most > 0) ? "" : "M" + number(place(value, most)) + " 0v10";
    }

    /** An interval on an axis that goes as far to either side of 0, which is in the middle. */
    static String interval(double lower, double upper, double reach) {
        return Double.isNaN(lower) || Double.isNaN(upper)
                ? ""
                : "M" + number(middle(lower, reach)) + " 5H" + number(middle(upper, reach));
    }

    static String point(double value, double reach) {
        return "M" + number(middle(value, reach) - 1) + " 2h2v6h-2z";
    }

    /** How strongly a cell of a map is coloured, from 0 to 1, with two decimals. */
    static String strength(double value, double most) {
        double share = most > 0 ? Math.max(0, Math.min(1, value / most)) : 0;
        return Double.isNaN(share) ? "0" : number(Math.rint(100 * share) / 100);
    }

    private static double middle(double value, double reach) {
        double share = reach > 0 ? Math.max(-1, Math.min(1, value / reach)) : 0;
        return WIDTH / 2 * (1 + share);
    }

    private static double place(double value, double most) {
        double share = most > 0 ? value / most : 0;
        return Double.isNaN(share) ? 0 : WIDTH * Math.max(0, Math.min(1, share));
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.indexOf('.') < 0 ? text : text.replaceAll("\\.?0+$", "");
    }
}
