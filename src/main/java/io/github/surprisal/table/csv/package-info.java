/**
 * CSV files → rows in types, and notes on how they were read: {@link io.github.surprisal.table.csv.CsvReader}, the door; whether
 * a text is a number, {@link io.github.surprisal.table.csv.TextType} says to others too.
 *
 * <p>How: which files are the table's ({@code CsvFiles}); of each the beginning, decoded ({@code CsvText}) and compared with the first one's
 * ({@code CsvBeginnings}). That one is cut into records ({@code CsvRecords}) in each way that there is, the most even of which is the layout
 * ({@code CsvLayout}); with what its first line is, that is the dialect ({@code CsvDialect}). Then a pass over all rows finds what the texts
 * of each column can be read as ({@code CsvTypes}, {@code TextType}), and another one over the lines what fields do not show ({@code
 * CsvLines}), where there is something to be shown. Spark reads the rows, as it is told by then.
 *
 * <p>Invariants: what the config says is not looked for. No value becomes null because a sample did not show it. What was found is told in
 * a note, with the key that says otherwise.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Types are found in a pass over all rows: what a sample does not show would become null.
 *   <li>The files of a folder have to begin alike, which is seen before any is read: Spark drops their first lines
 *       unread and takes columns by position. Their headers are compared as they are written, for the names that Spark
 *       makes of empty and equal ones are the same in any order.
 *   <li>What Spark's reader reads as a cast would is left to it, the rest is read as text and cast.
 * </ul>
 *
 * <p>Of the room around, it knows the config and the source that it is asked for, how names are written, and the mistakes that users are told.
 */
package io.github.surprisal.table.csv;
