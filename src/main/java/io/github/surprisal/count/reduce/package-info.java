/** Blocks → counts: what a reduce partition makes of its blocks, and the driver of all partitions. */
package io.github.surprisal.count.reduce;
