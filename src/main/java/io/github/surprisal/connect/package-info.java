/**
 * The jobs for clients that have no JVM: a Spark ML stage whose {@code fit} runs a job of {@link io.github.surprisal.Surprisal}, and
 * whose model's {@code transform} gives its datasets. Python starts jobs through it, with a classic session and over Spark
 * Connect alike.
 *
 * <p>Input → output: params with the command, the label and the options as JSON, and a table → a model; a dataset's name in a
 * param → the dataset.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A stage, and no plugin of the server: a Connect server finds stages by the jar alone ({@code META-INF/services}), a plugin
 *       only if it is configured, and its protocol differs from one Spark to the next.
 *   <li>An estimator: {@code fit} runs once and the server keeps the model, where a transformer would run again for every
 *       look at its schema.
 *   <li>Everything comes back as a data frame, notes and texts too: of models that are not Spark's own a server gives out nothing
 *       else.
 * </ul>
 */
package io.github.surprisal.connect;
