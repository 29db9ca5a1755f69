package io.github.surprisal.train;

/**
 * What is known of a network.
 *
 * @param iterations after how many iterations it was taken
 * @param parameters how many weights it has
 * @param regParam λ
 */
public record NetworkFit(int iterations, int parameters, double regParam) implements Fit {}
