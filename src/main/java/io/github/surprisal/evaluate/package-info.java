/**
 * Accounting for the log-loss. In: a {@link io.github.surprisal.train.Model} and the encoded tables to try it on. Out: an
 * {@link io.github.surprisal.evaluate.Evaluation}: log-loss and its company for every dataset and group, and calibration; and an
 * {@link io.github.surprisal.evaluate.Attribution}: what the model has from each feature.
 *
 * <p>Invariants: the log-loss is finite for any finite margin; the figures of the groups of a grouping, weighted by rows,
 * add up to the overall figures; importances add up to the information used; the result is the same to the last bit whatever the order and the partitioning of the
 * rows.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Terms are summed as 256-bit fixed-point numbers ({@link io.github.surprisal.math.ExactSums}), since the rounding
 *       of floating-point sums depends on their order. A coarser grid would fit into fewer bits, but would lose small
 *       weights beside large losses.
 *   <li>The area under the curve is exact, by a sort of all margins, and not by thresholds: groups can be small, and the
 *       margins of categorical features tie often. Tasks sort by radix and send whole ranges, for rows sent one by one took
 *       four times as long as all the rest.
 *   <li>A row is added to its groups alone; the whole is the sum of a grouping's groups.
 *   <li>Beside the information used stands what the features hold: their gains added up, an upper bound but for what they tell
 *       only together, and the gain of their combinations, an upper bound that is too high where combinations are many.
 *   <li>Importances are changes of log-loss along each row's way to its margin, not shares of something else: they add up by
 *       construction, and mean the same on training and on test rows. Trees have an order, that of their nodes and rounds
 *       ({@code TreePaths}); a linear model and a network have none, so all their features move at once ({@code LinearPaths},
 *       {@code NetworkPaths}), both from the margins of the classes' shares, so that their figures stand side by side, and from the
 *       training rows' means, which do not depend on how categories are coded, as a row of no category would. Points set without
 *       regard to the bends of a network's units were wrong by 2 % of a feature's part. Apportioning each
 *       tree's fall by its splits' gains would have been cheaper, but has no meaning on test rows.
 *   <li>One-class groups have no area and no normalised log-loss; they do have a log-loss.
 * </ul>
 */
package io.github.surprisal.evaluate;
