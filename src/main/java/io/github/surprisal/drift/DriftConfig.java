package io.github.surprisal.drift;

import java.util.List;

/**
 * How to compare.
 *
 * @param smoothing rows added to each category of both sides, for the figures that need it
 * @param bins how many bins a number of many values is compared on
 * @param alpha the greatest p-value with which a rule fires
 * @param rules what to fail on
 */
public record DriftConfig(double smoothing, int bins, double alpha, List<DriftRule> rules) {}
