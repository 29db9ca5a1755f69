/**
 * SQL functions over the same counts and measures: {@code SELECT grp, information_gain(x, y) FROM t GROUP BY grp}. Rows of a group
 * in, one figure out, with the bits of the datasets that the jobs write.
 *
 * <pre>
 * arguments ──▶ ValueType ──▶ TupleCounts ──▶ TupleFigures ──▶ a double
 *               words of a     how often each   measure, drift
 *               value          tuple was seen   and evaluate
 *                                   ▲▼
 *                              StateFormat: between tasks, and in tables of states
 * </pre>
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Each function is a typed aggregate over one kind of state, tuple → count. Measures of masses keep the masses and how
 *       often they were seen, so that totals are known before logarithms are taken, and sums are exact in any order.
 *   <li>Byte strings are known by 128 bits of their hash: the measures here are the same whatever categories are called, so
 *       texts need not be kept, and a state of long texts stays small. The chance that two of 4 million texts share them is
 *       10<sup>−25</sup>.
 *   <li>Spark's object hash aggregation keeps 128 groups in memory, then sorts; one group's tuples are in memory at a time. Tables
 *       from a MiB on are asked of Spark's memory manager, and given back when they are handed on. A group of more than 2²² tuples
 *       is refused, as a column of keys is for {@code surprisal rank}.
 *   <li>Spark calls such an aggregate row by row, on rows that it makes of batches of columns, and sorts all rows first where there are more than 128
 *       groups: three quarters of a query's time. Where a query asks for nothing but measures of columns that come in batches, and for how many
 *       rows there are, by groups that are columns or by none, {@link io.github.surprisal.sql.ColumnarCounting} puts a partial aggregation of its own into
 *       the plan. It numbers each column's values by its dictionary and counts numbers: of a whole table in a dense table ({@link
 *       io.github.surprisal.sql.BatchCounter}), by group a word for group and tuple in a hash table, whose groups are handed on where memory is
 *       short ({@link io.github.surprisal.sql.GroupCounter}). Its states are the same.
 *   <li>Spark finds the functions by {@code META-INF/services}, so that {@code spark.sql.extensions} stays free.
 * </ul>
 *
 * <p>With {@code spark} this is the one room that knows catalyst.
 */
package io.github.surprisal.sql;
