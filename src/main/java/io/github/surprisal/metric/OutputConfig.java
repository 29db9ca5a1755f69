package io.github.surprisal.metric;

/**
 * Where to write.
 *
 * @param path directory of the metric datasets: any Hadoop URI
 * @param report whether to write the HTML report too
 */
public record OutputConfig(String path, boolean report) {}
