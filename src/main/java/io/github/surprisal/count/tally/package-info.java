/** Batches → blocks: what a task counts of each column by stratum, in tables of bounded size. */
package io.github.surprisal.count.tally;
