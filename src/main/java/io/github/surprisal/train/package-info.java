/**
 * Training. In: an {@link io.github.surprisal.encode.EncodedTable} and its encoding. Out: a
 * {@link io.github.surprisal.train.Model}: a {@link io.github.surprisal.train.Scorer} that gives margins, and how training went. A
 * {@link io.github.surprisal.train.Learner} makes it: {@code linear} coefficients, {@code trees} one tree or
 * boosted ones, {@code network} the weights of a hidden layer.
 *
 * <p>Invariants: only rows that are not kept for testing are trained on; coefficients are on the scale of the
 * unstandardised terms; the objective is in nats.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Learners stand side by side, each in a room of its own that no other sees. What is to the right of this room knows margins
 *       alone, so evaluation, calibration bins and saved models do not care which learner it was.
 *   <li>The trainer is our own, on the blocks as they were encoded: margins are look-ups, gradients are scattered back.
 *       Partitions are added in their order, so the same rows give the same bits anywhere. MLlib's stays for comparison.
 *   <li>L-BFGS, orthant by orthant where there is an L1 penalty. Its metric is the second derivative at the start, where all
 *       rows have the same probabilities: exact up to 1,000 slots, beyond as if columns were independent
 *       ({@code linear.Metric}); of the coefficients that the penalty does not hold at 0. Up to 1,000 parameters
 *       without an L1 penalty it is after every twelve iterations the one at the point reached: near the end Newton's method.
 *       Numbers are centred and scaled while training whatever the penalty is on.
 *   <li>With up to 1,000 parameters and without an L1 penalty, from 600,000 rows and from 6,000 a slot on, training begins with one
 *       block of so many that some thousand rows for each parameter remain. Their minimum is as far from that of all as their
 *       number lets it be, so all rows are left with some three steps in the metric of the second derivative there.
 *   <li>The default penalty suits the table ({@code linear.PenaltySearch}): where rows are many for the parameters slight, and
 *       slighter while it costs more than it can win, else cross-validated from strong to weak, so that by default a model of a few rows does not end worse than no model.
 *   <li>A pass over a million rows takes some 30 ms, so what Spark adds to each counts ({@link io.github.surprisal.spark.PartitionJob}):
 *       no closure that it has to look through, and in local mode up to four partitions to a task.
 *   <li>With a penalty every category has a coefficient. Without one there would be no one minimum, so of each column the first
 *       category, and the first of more than two classes, are what the others are compared with.
 *   <li>Standard errors come from the second derivative at the minimum, with a ridge by the sandwich; not with an L1 penalty;
 *       beyond 1,000 parameters from its diagonal alone, where asked for.
 *   <li>Calibration is fitted across folds, whatever the learner: each row's margin comes from a model that was trained without it,
 *       the calibration then serves the model of all rows, so no rows are lost to it. Rows of the other folds are copied and cached for
 *       that; linear models pass over all rows instead and begin where that of all rows ended. Affine ones by Newton's method on the log-loss, isotonic
 *       ones by pooling within sorted partitions and then between them.
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
