/**
 * Mathematics below all rooms: sums without rounding, exponential and logarithm, mixing of bits, sorting by radix, cutting into bins of equal
 * frequency, linear algebra, the hypergeometric distribution. In: numbers. Out: numbers, the same bits on every machine.
 *
 * <p>Invariants: no Spark, no state; every result is made of operations whose result IEEE 754 and the Java language fix to the
 * bit: + − × ÷, comparisons, and the bits of a double.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>{@code Math.exp}, {@code log}, {@code log1p}, {@code pow} and the like may differ by an ulp from machine to machine, since
 *       each has its own intrinsics. No room calls them, nor {@code StrictMath}, which is the same everywhere but up to four
 *       times slower than {@link io.github.surprisal.math.Elementary}; a test holds this. {@code Math.sqrt}, {@code abs},
 *       {@code rint}, {@code floor}, {@code scalb}, {@code min} and {@code max} are exact by specification. The gamma function
 *       and erf of commons-math3 rest on its {@code FastMath}, which is made of tables, + − × ÷, {@code Math.sqrt} and one {@code StrictMath.log}.
 *   <li>No {@code Math.fma}: it is exact, but without the processor's own it is a {@code BigDecimal}, hundreds of times slower.
 * </ul>
 */
package io.github.surprisal.math;
