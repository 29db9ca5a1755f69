package io.github.surprisal.evaluate;

import io.github.surprisal.encode.Encoding.Term;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Model;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.special.Erf;

/**
 * One coefficient: a row of {@code coefficients}. Undefined figures are NaN.
 *
 * @param labelClass the class whose margin it belongs to
 * @param feature the feature, or {@link #INTERCEPT}
 * @param category the category of the feature; empty for a numeric value and for the intercept
 * @param oddsRatio e<sup>coefficient</sup>
 * @param lower the lower end of the coefficient's confidence interval, coefficient − z(1 − α/2)·standard error (Wald)
 * @param upper its upper end
 * @param standardized coefficient · the term's standard deviation over the training rows (of an indicator √(p·(1 − p))): what the
 *     term moves the margin by as a rule, so that metres, degrees and categories compare; NaN for the intercept
 */
public record Coefficient(
        String model,
        String labelClass,
        String feature,
        String category,
        double coefficient,
        double stdError,
        double z,
        double pValue,
        double oddsRatio,
        double lower,
        double upper,
        double standardized) {
    /** What stands in the place of the feature for an intercept. */
    public static final String INTERCEPT = "(intercept)";

    /**
     * The coefficients of a linear model, of another none, class by class, the intercept first; with two classes only the second one has any.
     *
     * @param alpha one minus the confidence
     */
    public static List<Coefficient> of(Model model, double alpha) {
        if (!(model.fit() instanceof LinearFit fit) || !(model.scorer() instanceof LinearScorer scorer)) {
            return List.of();
        }
        double reach = Math.sqrt(2) * Erf.erfInv(1 - alpha);
        List<Coefficient> coefficients = new ArrayList<>();
        List<Term> terms = model.encoding().terms();
        String offset = model.encoding().offset().map(FeatureEncoding::feature).orElse(null);
        int first = model.classes().size() - scorer.margins();
        for (int k = 0; k < scorer.margins(); k++) {
            String labelClass = model.classes().get(first + k);
            if (fit.hasIntercept()) {
                coefficients.add(of(
                        model,
                        labelClass,
                        new Term(INTERCEPT, ""),
                        scorer.intercepts()[k],
                        fit.stdErrors().intercepts()[k],
                        Double.NaN,
                        reach));
            }
            for (int j = 0; j < terms.size(); j++) {
                if (terms.get(j).feature().equals(offset)) {
                    continue;
                }
                int at = k * terms.size() + j;
                coefficients.add(of(
                        model,
                        labelClass,
                        terms.get(j),
                        scorer.coefficients()[at],
                        fit.stdErrors().coefficients()[at],
                        fit.deviations()[j],
                        reach));
            }
        }
        return coefficients;
    }

    private static Coefficient of(
            Model model, String labelClass, Term term, double value, double stdError, double deviation, double reach) {
        double z = value / stdError;
        return new Coefficient(
                model.name(),
                labelClass,
                term.feature(),
                term.category(),
                value,
                stdError,
                z,
                Double.isNaN(z) ? Double.NaN : Erf.erfc(Math.abs(z) / Math.sqrt(2)),
                Elementary.exp(value),
                value - reach * stdError,
                value + reach * stdError,
                value * deviation);
    }
}
