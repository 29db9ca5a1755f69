/**
 * A door: Spark ML stages over the same rooms. {@link io.github.surprisal.ml.SoftmaxRegression} takes a table from count to
 * model as any estimator does, and so do {@link io.github.surprisal.ml.EntropyTree}, {@link io.github.surprisal.ml.BoostedTrees},
 * {@link io.github.surprisal.ml.AdaBoost} and {@link io.github.surprisal.ml.HiddenLayer}; {@link io.github.surprisal.ml.Pipelines} makes a {@code PipelineModel} of a
 * {@link io.github.surprisal.train.Model}, which any Spark application with this jar loads and scores tables with, and reads
 * of a saved one what it has learned.
 *
 * <p>Invariants: a pipeline gives a row the probabilities that the evaluation gave it, to the last bit where values are of the
 * types that were trained on; it drops no row and changes no column.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>One stage scores: it looks up what each value adds to the margins, in Spark's own rows
 *       ({@link io.github.surprisal.ml.Scoring}), without a vector of terms in between.
 *   <li>Params are saved by Spark's own writer; classes, encoding (as JSON), coefficients and how training went in one row of
 *       Parquet beside them.
 *   <li>Classifiers of trees have one model class: what it scores with is trees, whoever grew them. It has the params of all of
 *       them, of which those of its own are defined.
 *   <li>Classifiers of trees and of a network count numbers too, as a job does, so that they give the job's model to the last bit:
 *       trees cut them into bins by their counts, and beside a hundred passes of a network a count is cheap.
 *   <li>Where several stages have the same params, an interface makes them whenever they are asked for: Spark takes params of one stage
 *       and one name for the same.
 *   <li>{@code SoftmaxRegression} counts categories and the label alone. Numbers are read in one pass for their means, since counting
 *       millions of distinct ones takes longer than training on them.
 *   <li>{@link io.github.surprisal.ml.InformationGainSelector} and {@link io.github.surprisal.ml.MdlpDiscretizer} leave the work
 *       on rows to Spark's own stages, {@code VectorSlicer} and {@code Bucketizer}, which keep attributes and know sparse vectors.
 *   <li>Vectors become columns of numbers, densely.
 *   <li>{@code evaluate} makes of any table one of the rooms, whose label is the number of the model's class, and leaves the account to
 *       the evaluate room: its figures are those of a run.
 *   <li>A model that was trained here knows its rows for {@code summary}, but neither when it is sent to executors nor when a
 *       Spark Connect server asks for its size.
 *   <li>Derived features are computed inside the stage from the table as it comes, all at once, so that an expression which
 *       replaces its own column sees the old value.
 *   <li>Categorical values are cast to the type they were counted with ({@code try_cast}: what does not fit is null); numbers
 *       stay as wide as they come.
 * </ul>
 */
package io.github.surprisal.ml;
