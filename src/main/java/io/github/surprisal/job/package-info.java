/**
 * {@link io.github.surprisal.job.JobConfig} → the rooms in order, as straight-line code, with timing, progress and a short
 * summary: for a terminal, or as an {@link io.github.surprisal.job.Outcome} for a program. Nothing clever happens here.
 * What earlier runs have written is shown, made a page of, or, of a model, printed as SQL.
 * <p>A room inside, for this one alone: {@code texts}, which tells columns of texts that are numbers or times.
 */
package io.github.surprisal.job;
