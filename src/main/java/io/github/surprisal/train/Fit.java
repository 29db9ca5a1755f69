package io.github.surprisal.train;

/** What is known of one kind of model alone, beside its margins. */
public sealed interface Fit permits LinearFit, TreesFit, NetworkFit {}
