package io.github.surprisal.count;

/**
 * How to count.
 *
 * @param maxCategories a column with more distinct values is finished on the executors and reduced to its spectrum
 */
public record CountConfig(int maxCategories) {}
