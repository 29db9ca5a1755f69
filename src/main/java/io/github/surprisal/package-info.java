/**
 * Surprisal tells what the columns of a large table know: it counts a table in one scan, and from the counts gives
 * entropies and information gains, selects features, trains by log-loss and accounts for that loss group by group.
 *
 * <p>The house, a room a package; data walks to the right, through one door per room:
 *
 * <pre>
 *          Table        Batches       Counts        Measures        EncodedTable     Selection       Model        Evaluation
 * table ─────────▶ scan ───────▶ count ───────▶ measure ───────▶ encode ────────▶ select ───────▶ train ───────▶ evaluate ──────▶ metric ──▶ report
 *                                  │                                                                                             (Parquet)   (HTML)
 *                                  └─────────▶ drift  (two Counts in, divergences out) ───────────────────────────────────────────▲
 * below all of them:   math (numbers alone, the same bits on every machine)      spark (what is known of Spark's insides)
 * behind scan:   ids (distinct values and pairs as whole numbers), which count, encode, evaluate and sql share
 * doors, never imported by a room:   job (the picture above as straight-line code)  ◀── cli      ml      sql
 * for programs and notebooks:   Surprisal (a dataset and options in, Findings out)  ──▶ cli, which reads the options, and job
 *                               connect (the same as a stage, for clients without a JVM)
 * </pre>
 *
 * <p>A room may import rooms to its left, never to its right. Doors import rooms; no room imports a door. What is inside
 * one is for it alone, and its own page draws it: {@code table} has {@code files} and {@code csv}, {@code scan} {@code
 * parquet}, {@code count} {@code wire}, {@code tally}, {@code reduce} and {@code store}, {@code train} a room for each
 * kind of learner, of which {@code trees} has {@code sums} and {@code grow}, {@code metric} {@code store}, and {@code cli}
 * {@code config} and {@code keys}. A test holds this. {@code console}, which lays out text for a terminal, is the doors'
 * alone.
 *
 * <p>Five rules: one room, one verb, one result; merge counts, never entropies, so that everything after {@code count} is
 * a pure function of it; nothing proportional to the data on the driver; nothing global: session, unit, seed and clock are
 * arguments; validate at the door, trust inside.
 */
package io.github.surprisal;
