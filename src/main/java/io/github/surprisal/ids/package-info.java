/**
 * Values of a column → ids: each distinct value, or pair of whole numbers, gets the next free whole number as it is met.
 *
 * <p>How: {@link io.github.surprisal.ids.ValueIndex} is an open-addressing hash table over flat arrays of keys or bytes, so that
 * a value costs no object; {@link io.github.surprisal.ids.PairIndex} is a table of two dimensions while that stays small.
 * {@link io.github.surprisal.ids.ColumnCoder} takes whole vectors; of a dictionary-encoded one each value is looked up once per
 * dictionary, and not once per row.
 *
 * <p>Invariants: ids of values start at 1, and null is id 0. Values are compared themselves and never by their hashes alone, so that no
 * two are taken for one. A hash depends on the value alone, on every machine: it says to which partition a value goes and whether it
 * is in a sample. A {@link io.github.surprisal.ids.Places place} puts the numbers of any type in their order as whole numbers, exactly.
 *
 * <p>It is a room of its own, and not one inside {@code count}, since encoding, evaluation and the SQL functions number values and pairs
 * too.
 */
package io.github.surprisal.ids;
