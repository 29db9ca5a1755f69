/**
 * Benchmarks: Surprisal and what a user would pick instead, on the same files, in one run. Not part of the product.
 *
 * <p>{@code submit/benchmark} runs them. {@code Options} says which tables and whom; {@code BenchmarkTables} makes the
 * tables; the {@code Contestants} count them; a {@code Measurement} is what that took; {@code Agreement} holds our counts
 * against DuckDB's, so that no wrong number wins.
 */
package io.github.surprisal.bench;
