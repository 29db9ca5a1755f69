package io.github.surprisal.evaluate;

import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.Model;
import java.util.Optional;

/**
 * How well a model fits the rows it was trained on: a row of {@code model_fit}. Undefined figures are NaN.
 *
 * @param rows number of training rows, or the sum of their weights
 * @param degreesOfFreedom see {@link LinearFit#degreesOfFreedom()}; NaN of other models
 * @param logLikelihood −rows · log-loss in nats; class weights have no part in it
 * @param nullLogLikelihood the same with intercepts alone: −rows · label entropy
 */
public record ModelFit(
        Model model, double rows, double degreesOfFreedom, double logLikelihood, double nullLogLikelihood) {
    /** From the evaluation of a model on its training rows; empty if there are none. */
    public static Optional<ModelFit> of(Model model, Evaluation evaluation) {
        return evaluation.logLosses().stream()
                .filter(row -> row.dataset().equals(Evaluation.TRAIN)
                        && row.group().columns().isEmpty())
                .findFirst()
                .map(row -> of(model, row));
    }

    private static ModelFit of(Model model, LogLoss row) {
        return new ModelFit(
                model,
                row.rows(),
                model.linear().map(LinearFit::degreesOfFreedom).orElse(Double.NaN),
                -row.rows() * row.unit().toNats(row.logLoss()),
                -row.rows() * row.unit().toNats(row.labelEntropy()));
    }

    /** −2 · log-likelihood: a model that gives every row's class the probability 1 has 0. */
    public double deviance() {
        return -2 * logLikelihood;
    }

    /** McFadden's 1 − log-likelihood / null log-likelihood. */
    public double mcFaddenR2() {
        return 1 - logLikelihood / nullLogLikelihood;
    }

    /** Akaike's criterion, 2·degrees of freedom − 2·log-likelihood. */
    public double aic() {
        return 2 * degreesOfFreedom + deviance();
    }

    /** Schwarz's criterion, log(rows)·degrees of freedom − 2·log-likelihood. */
    public double bic() {
        return Elementary.log(rows) * degreesOfFreedom + deviance();
    }
}
