/**
 * What is known of Spark's insides and is not tied to one room: jobs over partitions without the cost of a first-class
 * action, the way of bytes from task to task, a shuffle that sorts, parts of even size, the dictionary behind Spark's own column vectors,
 * what its public interface has no way to, how jobs are described, what a Spark Connect server puts aside.
 *
 * <p>Where Spark is not as expected, the rooms above take the slower public way, and a {@link io.github.surprisal.spark.Guard}
 * says so once.
 */
package io.github.surprisal.spark;
