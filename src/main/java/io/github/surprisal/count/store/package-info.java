/**
 * Cells ⇄ rows of the count store: how counts are saved, and how saved ones become blocks again.
 *
 * <p>How: {@link io.github.surprisal.count.store.StoredRows} writes what a reduce partition has, all cells of all columns with the stratum as
 * text, and reads such rows into a tally, so that there is one way from partial counts to counts.
 * {@link io.github.surprisal.count.store.StoredColumns} tells which columns, groupings, label and weight are stored, and whether a plan can be
 * made of them. Where counts are subtracted, {@link io.github.surprisal.count.store.StoredCells} adds up cells under signs in Spark first.
 *
 * <p>Invariants: saved and merged counts are those of all their rows together, bit for bit: {@code whole} and {@code fraction} are stored as they
 * were counted; {@code count} is for those who read the dataset. A cell that would be less than nothing is the user's mistake, and told.
 */
package io.github.surprisal.count.store;
