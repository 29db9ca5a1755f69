/**
 * Source config → {@link io.github.surprisal.table.Table}: a Dataset of the columns that play a part, each with kind and
 * role.
 *
 * <p>Rooms inside, for this one alone; data walks to the right:
 *
 * <pre>
 *        files, format          rows, notes            Table
 * files ───────────────▶ (csv) ─────────────▶ table ─────────▶
 *   └──────────── Spark's own readers ──────────▲
 * </pre>
 *
 * <ul>
 *   <li>{@code files}: what lies at a path, of whatever format.
 *   <li>{@code csv}: CSV files, how they are written and what types their columns have. It knows {@code files}.
 * </ul>
 *
 * <p>All that those inside know of what is here is {@link io.github.surprisal.table.TableConfig} and {@link
 * io.github.surprisal.table.Source}, how names are written, and the mistakes that users are told: these know nothing of reading. A test holds
 * this.
 *
 * <p>Invariants: nothing is read but schemas, file listings and the beginnings of files; but for the types of CSV and JSON
 * files, which are found in a pass over all rows, because what a sample does not show would become null. Whatever a config
 * gets wrong about the source (a path, a name, a type, an expression) is said here, with the nearest right name, before any
 * other Spark job.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The data goes on under names {@code c0, c1, ..} chosen by position. Names with dots, spaces or backticks, and
 *       names that stand twice, then need no quoting in any later room.
 *   <li>Sources are read in a clone of the caller's session, with batches that suit a scan of many columns.
 *   <li>A synthetic table is a pure function of seed, row number and column, in SQL, so that Spark makes it as fast as it
 *       writes; every distribution has a closed form to test the figures against.
 *   <li>Numbers, dates and timestamps are numeric, everything else categorical, unless the config says otherwise.
 *   <li>Structs are flattened, and what has no single values is left out with a note instead of refusing the table: most
 *       real files have some such column.
 *   <li>Format and dialect of files are found where the config does not say them, and {@link
 *       io.github.surprisal.table.Table#notes} tells what was found.
 *   <li>A vector column (LIBSVM files have one) becomes one numeric column per element, numbered from 1 as in the file.
 *   <li>Derived columns are SQL expressions of the config. They are computed before {@code where}, and Spark pushes the
 *       predicate below them where it can.
 * </ul>
 */
package io.github.surprisal.table;
