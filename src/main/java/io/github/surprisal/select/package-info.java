/**
 * {@link io.github.surprisal.measure.Measures} → {@link io.github.surprisal.select.Selection}: which features go on, and
 * why. No Spark here.
 *
 * <p>Every feature gets a step, selected or not, so that the scores survive. Criteria go by the measures' rank, by default that
 * of the adjusted gain, rather than by p-value: a p-value underflows to 0 exactly where features are strong, and then ranks nothing. It only bars the door, by
 * {@code alpha}.
 */
package io.github.surprisal.select;
