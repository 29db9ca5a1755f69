/** A folder of runs: files in, under the name of an attempt; out, which files count. */
package io.github.surprisal.metric.store;
