/**
 * The place of the comparison of two {@link io.github.surprisal.count.Counts}: cross-entropy and divergences, column by
 * column. Nothing is here yet.
 */
package io.github.surprisal.drift;
