/**
 * Training. In: an {@link io.github.surprisal.encode.EncodedTable} and its encoding. Out: a
 * {@link io.github.surprisal.train.Model}: coefficients, and how training went.
 *
 * <p>Invariants: only rows that are not kept for testing are trained on; coefficients are on the scale of the
 * unstandardised terms; the objective is in nats.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The optimiser is MLlib's: L-BFGS, or OWL-QN where there is an L1 penalty.
 *   <li>Standardisation is of numeric terms alone: the penalty is on their coefficients per standard deviation. Indicators
 *       keep their own scale, or the penalty would all but spare rare categories, which need it most. Coefficients are
 *       always reported per unit of the term as it is.
 *   <li>A class without training rows is a warning while two classes remain, and an error below that: a model of one
 *       class has infinite intercepts and an infinite log-loss on any row of another class.
 *   <li>Margins are computed by our own {@link io.github.surprisal.train.Scorer}, in a fixed order of terms, so that the
 *       evaluation does not depend on the linear algebra library that a machine has.
 * </ul>
 */
package io.github.surprisal.train;
