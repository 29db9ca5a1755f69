/** Benchmarks: Surprisal and what a user would pick instead, on the same files, in one run. Not part of the product. */
package io.github.surprisal.bench;
