package io.github.surprisal.math;

import java.util.function.DoubleUnaryOperator;

/**
 * How many marked ones are among some that are drawn without being put back.
 *
 * @param drawn how many are drawn
 * @param marked how many are marked
 * @param all how many there are
 */
public record Hypergeometric(double drawn, double marked, double all) {
    /** Terms of less than this share of the greatest one are left out. */
    private static final double NEGLIGIBLE = 1e-19;

    /** The mean of a figure of that number, term by term from the most likely one outwards. */
    public double mean(DoubleUnaryOperator figure) {
        double least = Math.max(0, drawn + marked - all);
        double greatest = Math.min(drawn, marked);
        double mode = Math.min(greatest, Math.max(least, Math.floor((drawn + 1) * ((marked + 1) / (all + 2)))));
        double mass = 1;
        double sum = figure.applyAsDouble(mode);
        double weight = 1;
        for (double x = mode; x < greatest && weight > NEGLIGIBLE; x++) {
            weight *= (drawn - x) * (marked - x) / ((x + 1) * (all - drawn - marked + x + 1));
            mass += weight;
            sum += weight * figure.applyAsDouble(x + 1);
        }
        weight = 1;
        for (double x = mode; x > least && weight > NEGLIGIBLE; x--) {
            weight *= x * (all - drawn - marked + x) / ((drawn - x + 1) * (marked - x + 1));
            mass += weight;
            sum += weight * figure.applyAsDouble(x - 1);
        }
        return sum / mass;
    }
}
