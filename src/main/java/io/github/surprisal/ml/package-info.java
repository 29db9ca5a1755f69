/**
 * A door: Spark ML stages over the same rooms. In: a {@link io.github.surprisal.train.Model}. Out: a {@code PipelineModel}
 * that any Spark application with this jar loads and scores tables with.
 *
 * <p>Invariants: a pipeline gives a row the probabilities that the evaluation gave it, up to rounding; it drops no row and
 * changes no column.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The encoding travels as a JSON param, so that Spark's own writers and readers of params serve, and a saved model can
 *       be read by a person.
 *   <li>The vector column is called {@code surprisal_features}: a table that holds vectors mostly calls them
 *       {@code features} already.
 *   <li>Derived features are computed inside the stage from the table as it comes, all at once, so that an expression which
 *       replaces its own column sees the old value.
 *   <li>Categorical values are cast to the type they were counted with ({@code try_cast}: what does not fit is null); numbers
 *       stay as wide as they come.
 * </ul>
 */
package io.github.surprisal.ml;
