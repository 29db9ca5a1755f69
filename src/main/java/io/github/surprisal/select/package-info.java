/**
 * {@link io.github.surprisal.select.Candidates} and, where single gains do not decide, their encoded rows →
 * {@link io.github.surprisal.select.Selection}: which features go on, why, and what the others are redundant with.
 *
 * <pre>
 * Measures ─▶ Search ──Ask──▶ BlockPairs: PackedBlock ─▶ Layer ─▶ PairTally ─▶ PairCounts ─┐
 *               ▲                                                                         │
 *               └───────────── PairTerms, and a criterion's score of them ◀───────────────┘
 * </pre>
 *
 * <p>Invariants: counts are whole numbers (of a quantum, where rows have weights), so sums are the same in any order; terms are
 * worked out from the merged tables in a fixed order; ties within 1e-12 go to the first column of the table. So the same rows give the
 * same bits from any partitioning, packed or not. Every feature gets a step, selected or not. Neither rows nor great tables come
 * to the driver.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The default is JMI on terms less what chance would give, among the candidates that tell about the label beyond each of the
 *       selected features. Published forms take duplicates, constants and many-valued noise, and none knows when to stop.
 *   <li>The test against each selected feature is final: its p-value, the greatest of all, can only grow. So what is refused is
 *       counted no more.
 *   <li>A step counts all candidates with the feature just selected and the likely next ones: a Spark job costs as much as 10⁷
 *       cells. z·classes + y is coded once a block, and small columns share a code, so that one count serves several. A column is
 *       counted over many blocks before the next one, so that its table stays in the cache.
 *   <li>Groups and folds are further parts of the same rows: each row belongs to one, so all their selections advance in the same
 *       passes. Rows are packed in the order of their group, and blocks of groups that have done are passed over.
 *   <li>Where a model is trained, features are chosen and bins are cut on its training rows alone. A feature chosen with a look at
 *       the test rows makes the test look better than it is.
 *   <li>Pairs are counted with at most so many categories of a column; of more, the rarer ones share one. That loses little but
 *       bias: I(f(X);Y|Z) ≤ I(X;Y|Z). Relevance is that of all categories.
 * </ul>
 */
package io.github.surprisal.select;
