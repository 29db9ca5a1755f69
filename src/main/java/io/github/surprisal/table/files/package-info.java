/**
 * A path → the files that it means, and what they are before any reader has opened them.
 *
 * <p>{@link io.github.surprisal.table.files.Location} is a path looked up: its files, the beginning of one, and the path as Spark takes it.
 * {@link io.github.surprisal.table.files.Formats} says in which format they are, {@link io.github.surprisal.table.files.LakehouseFolders}
 * refuses those of a table that has a log, {@link io.github.surprisal.table.files.ParquetFolder} tells where files of one table have other
 * columns than the rest. {@link io.github.surprisal.table.files.Options} are what the reader of any format is told.
 *
 * <p>Invariants: nothing is read but listings, and the beginnings and footers of files. A path that exists as it stands is no pattern.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The format is found from the ending, else from the first bytes, where the config does not say it, by rules that are
 *       written down: the first look at a table needs a path alone.
 *   <li>Files of Delta, Hudi and Iceberg tables are refused: read as mere files they hold old versions of rows.
 * </ul>
 *
 * <p>Of the room around, it knows the mistakes that users are told, and the nearest right names in them.
 */
package io.github.surprisal.table.files;
