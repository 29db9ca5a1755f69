/**
 * Partial counts ⇄ bytes: the blocks in which they travel from the tasks that count to those that reduce.
 *
 * <p>It takes numbers, texts and values, one after the other, and gives a byte array per reduce partition
 * ({@link io.github.surprisal.count.wire.Block}); {@link io.github.surprisal.count.wire.ColumnSection} lays a column's parts behind each
 * other.
 *
 * <p>A block has the values and strata to read it by, so that ids mean something in that block alone:
 *
 * <pre>
 * block     header, columns, end                 the end is 2³¹ − 1 where a column's number would be; what stands behind it means nothing.
 *                                                A block of a reducer ends with its bytes
 * header    complaint, keys, strata              complaint: text; empty if the rows are as they should be
 *   keys    for each column that makes strata    groups' columns, then the label: how many values, the values (ids 1, 2, ..)
 *   strata  for each base grouping               how many strata; of each the ids of its groups' values, then of its label (0 is null, or
 *                                                no label); then the cells of all rows: in a task's first block and in a
 *                                                reducer's, none in the others
 * column    number, present, lengths, parts      present: a bit for each of 16 parts that is there; a length in bytes for each of them.
 *                                                A value's hash says in which part it is; null is in part 0 of the first partition.
 *                                                The number of columns plus a column's: its cells by class alone, of a reducer
 *   part    runs until its end
 *   run     0, how many values, the values       of each: 0 for null or 1 and the value; then its cells for each base grouping
 *           1, how many rows, the rows           of each: value; its stratum in each base grouping; if weighted, whole and fraction
 * cells     size · 4 + kind, the cells           kind 0: stratum and count of each; 1: stratum, count and fraction; 2: a byte for each
 *                                                stratum from 0 on, a count or 0
 * value     of 64 bits: eight bytes, the lowest first; a string: its length and bytes
 * fraction  eight bytes, the lowest first, in units of 2⁻⁶⁴
 * text      its length and bytes in UTF-8
 * all other numbers: seven bits a byte, the lowest first, the high bit where more follow
 * </pre>
 *
 * <p>The only block of a task that has seen the rows (x, y) = (a, n), (a, y), (a, y), (null, n), where x is a text and y the label; a test
 * holds it:
 *
 * <pre>
 * 00                                no complaint
 * 02  01 6e  01 79                  y has two values: 'n' is id 1, 'y' is id 2
 * 02  01  02                        two strata: 0 is of the label 'n', 1 of 'y'
 * 08  00 02  01 02                  all rows, in 2 cells of kind 0: two in stratum 0, two in stratum 1
 * 00  81 10  06  08                 column 0, x: parts 0 and 11, of six and eight bytes
 *     00 01  00     0a 01 00        one value, null, in 2 bytes of kind 2: one row in stratum 0, none in stratum 1
 *     00 01  01 01 61  0a 01 02     one value, 'a': one row in stratum 0, two in stratum 1
 * 01  88 08  08  08                 column 1, y: parts 3 and 10, of eight bytes each
 *     00 01  01 01 6e  0a 02 00     'n'
 *     00 01  01 01 79  0a 00 02     'y'
 * ff ff ff ff 07                    the end
 * </pre>
 *
 * <p>Invariants: reading a block adds exactly what was counted, in whatever order blocks come and however often cells of a value are in parts.
 * Blocks live as long as a run: no other version reads them, and nothing is stored in this format. What a reducer tells of columns that it
 * keeps back is written with the same numbers by {@code count.reduce}, and means nothing here.
 */
package io.github.surprisal.count.wire;
