/**
 * Trees on byte codes. In: blocks of rows whose every feature is a code below 256. Out: {@link io.github.surprisal.train.Tree}s.
 *
 * <p>Rooms inside, for this one alone:
 *
 * <pre>
 *        Step
 *   ┌────────────┐
 *   ▼    Sums    │    GrowingTree
 * sums ──────▶ grow ─────────────▶ trainers
 * </pre>
 *
 * <ul>
 *   <li>{@code sums}: what rows count for, and passes over them.
 *   <li>{@code grow}: splits, trees and what is cut back of them. It knows {@code sums}.
 * </ul>
 *
 * <p>Neither knows anything of what is here: {@code Booster}, {@code AdaBooster} and {@code TreeTrainer} say what trees are grown and what
 * becomes of them, and {@code Training} what all three begin and end with.
 *
 * <p>Invariants: what a tree is grown from are sums of whole numbers, so the same rows give the same bits whatever the order,
 * the partitioning, the number of threads, and whichever tasks fail.
 *
 * <p>Decision: AdaBoost's weights follow from the margins, so rows have no state for them; their mean is kept near 1.
 */
package io.github.surprisal.train.trees;
