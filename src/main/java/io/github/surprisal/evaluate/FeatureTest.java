package io.github.surprisal.evaluate;

import io.github.surprisal.train.Model;
import java.util.List;
import org.apache.commons.math3.special.Gamma;

/**
 * What a feature adds to the others: a row of {@code feature_test}.
 *
 * @param statistic 2·(log-likelihood of the model − that of one trained without the feature)
 * @param degreesOfFreedom the number of its parameters
 * @param pValue the chance of at least this much by chance, by the chi-squared distribution (S. S. Wilks 1938,
 *     doi:10.1214/aoms/1177732360); NaN for a penalised model, whose statistic does not follow it
 */
public record FeatureTest(String model, String feature, double statistic, int degreesOfFreedom, double pValue) {
    /** The tests that came with a model. */
    public static List<FeatureTest> of(Model model) {
        return model.linear().stream()
                .flatMap(fit -> fit.tests().stream())
                .map(test -> new FeatureTest(
                        model.name(),
                        test.feature(),
                        test.statistic(),
                        test.degreesOfFreedom(),
                        model.linear().orElseThrow().regParam() > 0 || test.degreesOfFreedom() == 0
                                ? Double.NaN
                                : Gamma.regularizedGammaQ(test.degreesOfFreedom() / 2.0, test.statistic() / 2)))
                .toList();
    }
}
