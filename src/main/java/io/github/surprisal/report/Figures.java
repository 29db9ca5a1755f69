package io.github.surprisal.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** How figures read, in the page and in the data that its script draws from. */
final class Figures {
    /** What stands for an undefined figure. */
    static final String NONE = "–";

    /** Digits of what is drawn: a pixel of a thousand is three. */
    private static final MathContext DRAWN = new MathContext(5);

    private Figures() {}

    /** Whole numbers whole, others with four decimals, a fifth where the first three are 0, or two digits where these would be lost. */
    static String figure(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? NONE : value > 0 ? "∞" : "−∞";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return minus(String.format(Locale.ROOT, "%,d", (long) value));
        }
        double size = Math.abs(value);
        return minus(
                size >= 0.0001 && size < 1e9
                        ? String.format(Locale.ROOT, size < 0.001 ? "%.5f" : "%.4f", value)
                        : scientific(value));
    }

    /** A share in per cent, with one decimal unless it is none or all. */
    static String percent(double share) {
        if (Double.isNaN(share)) {
            return NONE;
        }
        boolean isWhole = share == 0 || share == 1;
        String text = String.format(Locale.ROOT, isWhole ? "%.0f%%" : "%.1f%%", 100 * share);
        return minus(text.equals("-0.0%") ? "0.0%" : text);
    }

    /** A p-value, in the words of the console where it is less than the least double. */
    static String pValue(double p) {
        if (Double.isNaN(p)) {
            return NONE;
        }
        return p == 0 ? "<1e-300" : p < 0.001 ? scientific(p) : String.format(Locale.ROOT, "%.3f", p);
    }

    /** A number of JSON, of few digits; {@code null} where it is none. */
    static String json(double value) {
        if (!Double.isFinite(value)) {
            return "null";
        }
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return Long.toString((long) value);
        }
        if (size >= 0.001 && size < 100_000) {
            double unit = size < 0.1 ? 1e6 : size < 100 ? 1e5 : 1e3;
            return Double.toString(Math.rint(value * unit) / unit);
        }
        return new BigDecimal(value).round(DRAWN).stripTrailingZeros().toString();
    }

    private static String scientific(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value).replaceAll("e([+-])0+(?=\\d)", "e$1");
    }

    private static String minus(String text) {
        return text.startsWith("-") ? "−" + text.substring(1) : text;
    }
}
