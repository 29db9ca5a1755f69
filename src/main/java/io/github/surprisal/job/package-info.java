/**
 * {@link io.github.surprisal.job.JobConfig} → the rooms in order, as straight-line code, with timing, progress and a short
 * summary. Nothing clever happens here.
 */
package io.github.surprisal.job;
