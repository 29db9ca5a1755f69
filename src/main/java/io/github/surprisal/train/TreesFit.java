package io.github.surprisal.train;

/**
 * What is known of a model of trees.
 *
 * @param rounds how many rounds it is made of
 */
public record TreesFit(int rounds) implements Fit {}
