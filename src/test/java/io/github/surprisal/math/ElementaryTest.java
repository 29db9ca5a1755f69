package io.github.surprisal.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementaryTest {
    private static final MathContext DIGITS = new MathContext(48);

    private static final double[] EDGES = {
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        -Double.MIN_NORMAL,
        Math.nextDown(Double.MIN_NORMAL),
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        1,
        -1,
        Math.nextUp(1.0),
        Math.nextDown(1.0),
        Math.nextUp(-1.0),
        Math.nextDown(-1.0),
        707,
        Math.nextUp(707.0),
        -707,
        Math.nextDown(-707.0),
        709.782712893384,
        Math.nextUp(709.782712893384),
        -708.3964185322641,
        -745.1332191019411,
        -745.1332191019412,
        -746,
        0x1p50,
        -0x1p60
    };

    @Test
    void expIsWithinAnUlp() {
        Random random = new Random(1);
        assertThat(worst(Elementary::exp, ElementaryTest::exp, uniform(random, 2_000, -745.1, 709.7)))
                .isLessThan(1);
        assertThat(worst(Elementary::exp, ElementaryTest::exp, uniform(random, 2_000, -3, 3)))
                .isLessThan(1);
        assertThat(worst(Elementary::exp, ElementaryTest::exp, binades(random, 1, -1074, 8, true)))
                .isLessThan(1);
    }

    @Test
    void logIsWithinAnUlp() {
        Random random = new Random(2);
        assertThat(worst(Elementary::log, ElementaryTest::log, binades(random, 2, -1074, 1023, false)))
                .isLessThan(1);
        assertThat(worst(Elementary::log, ElementaryTest::log, uniform(random, 2_000, 0.5, 2)))
                .isLessThan(1);
        assertThat(worst(Elementary::log, ElementaryTest::log, around(random, 2_000, 1)))
                .isLessThan(1);
    }

    @Test
    void log1pIsWithinAnUlp() {
        Random random = new Random(3);
        assertThat(worst(Elementary::log1p, ElementaryTest::log1p, binades(random, 2, -1074, 1023, false)))
                .isLessThan(1);
        assertThat(worst(Elementary::log1p, ElementaryTest::log1p, binades(random, 1, -1074, -1, true)))
                .isLessThan(1);
        assertThat(worst(Elementary::log1p, ElementaryTest::log1p, uniform(random, 2_000, -0.999, 1.5)))
                .isLessThan(1);
    }

    @Test
    void expm1IsWithinThreeUlps() {
        Random random = new Random(7);
        assertThat(worst(Elementary::expm1, ElementaryTest::expm1, binades(random, 2, -1074, 5, true)))
                .isLessThan(3);
        assertThat(worst(Elementary::expm1, ElementaryTest::expm1, uniform(random, 2_000, -2, 2)))
                .isLessThan(3);
        assertThat(worst(Elementary::expm1, ElementaryTest::expm1, uniform(random, 1_000, -700, 700)))
                .isLessThan(3);
    }

    @Test
    void theyAreMonotone() {
        Random random = new Random(4);
        assertThat(falls(
                        Elementary::exp,
                        DoubleStream.concat(
                                uniform(random, 400_000, -745.2, 709.8), binades(random, 100, -1074, 9, true))))
                .isEmpty();
        assertThat(falls(
                        Elementary::log,
                        DoubleStream.concat(
                                uniform(random, 400_000, 0.5, 2), binades(random, 100, -1074, 1022, false))))
                .isEmpty();
        assertThat(falls(
                        Elementary::log1p,
                        DoubleStream.concat(
                                uniform(random, 400_000, -0.5, 1.5), binades(random, 100, -1074, 1022, false))))
                .isEmpty();
    }

    /** Java fixes what {@code StrictMath} gives at zeros, infinities and where results overflow. */
    @Test
    void edgesAreThoseOfJava() {
        for (double x : EDGES) {
            assertSame(Elementary.exp(x), StrictMath.exp(x), "e^" + x);
            assertSame(Elementary.log(x), StrictMath.log(x), "log " + x);
            if (!(Math.abs(x) < 1000 && Math.abs(x) > 0.1)) {
                assertSame(Elementary.expm1(x), StrictMath.expm1(x), "e^" + x + " - 1");
            }
            assertSame(Elementary.log1p(x), StrictMath.log1p(x), "log1p " + x);
        }
    }

    @Test
    void arraysHaveTheBitsOfSingleNumbers() {
        Random random = new Random(5);
        double[] in = Stream.of(
                        uniform(random, 50_000, -800, 800),
                        DoubleStream.of(EDGES),
                        binades(random, 2, -1074, 1023, true))
                .flatMapToDouble(numbers -> numbers)
                .toArray();
        double[] before = in.clone();
        double[] out = new double[in.length + 1];
        out[in.length] = 42;
        // Often enough to be compiled.
        for (int times = 0; times < 50; times++) {
            Elementary.exp(in, out, in.length);
        }
        for (int i = 0; i < in.length; i++) {
            assertSame(out[i], Elementary.exp(in[i]), "e^" + in[i]);
        }
        assertThat(in).isEqualTo(before);
        assertThat(out[in.length]).isEqualTo(42);
    }

    /** Printed by this class on Linux, x86-64, OpenJDK 17: any other machine has to give the same. */
    @ParameterizedTest
    @CsvSource({
        "-745.0, 0x0.0000000000001p-1022, 0x1.a741afe174a7ap2, 0x1.a757aa0b38e76p2",
        "-708.4, 0x0.ff15b469edf89p-1022, 0x1.a40856818f025p2, 0x1.a41f7324e494p2",
        "-37.5, 0x1.dd5c566301ec8p-55, 0x1.cfea67585803dp1, 0x1.d348c4ed9d5fcp1",
        "-1.0, 0x1.78b56362cef38p-2, 0x0.0p0, 0x1.62e42fefa39efp-1",
        "-0.3466, 0x1.6a0773cd678a4p-1, -0x1.0f40e3fd2c1b4p0, 0x1.30b9922c129c3p-2",
        "-1.0E-9, 0x1.fffffff768fa1p-1, -0x1.4b927f32bffb8p4, 0x1.12e0be801f1d9p-30",
        "-1.0E-300, 0x1.0p0, -0x1.5963447f87fb5p9, 0x1.56e1fc2f8f359p-997",
        "1.0E-17, 0x1.0p0, -0x1.3926cd770aa67p5, 0x1.70ef54646d497p-57",
        "0.1, 0x1.1aec7b35a00d4p0, -0x1.26bb1bbb55515p1, 0x1.8663f793c46c7p-4",
        "0.5, 0x1.a61298e1e069cp0, -0x1.62e42fefa39efp-1, 0x1.9f323ecbf984cp-2",
        "0.75, 0x1.0ef9db467dcf8p1, -0x1.269621134db92p-2, 0x1.1e85f5e7040dp-1",
        "1.0, 0x1.5bf0a8b14576ap1, 0x0.0p0, 0x1.62e42fefa39efp-1",
        "1.4142, 0x1.073e9489887d6p2, 0x1.62e1ac5b1d181p-2, 0x1.c342a997a41cfp-1",
        "2.5, 0x1.85d6fd931e0bbp3, 0x1.d5240f0e0e078p-1, 0x1.40b512eb53d6p0",
        "10.0, 0x1.5829dcf95056p14, 0x1.26bb1bbb55516p1, 0x1.32ee3b77f374cp1",
        "100.0, 0x1.3494a9b171bf5p144, 0x1.26bb1bbb55516p2, 0x1.275e2271bba31p2",
        "709.5, 0x1.81e9b4b52d0c9p1023, 0x1.a421c25960b33p2, 0x1.a438d5d20e4fdp2"
    })
    void bitsAreTheSameEverywhere(double x, String exp, String log, String log1p) {
        assertThat(Double.toHexString(Elementary.exp(x))).isEqualTo(exp);
        assertThat(Double.toHexString(Elementary.log(Math.abs(x)))).isEqualTo(log);
        assertThat(Double.toHexString(Elementary.log1p(Math.abs(x)))).isEqualTo(log1p);
    }

    /** Over 6,000,000 numbers, so that interpreter and compilers all have their part in it. */
    @Test
    void bitsOfMillionsAreTheSameEverywhere() {
        long hash = 0;
        double[] in = new double[1_000];
        double[] out = new double[1_000];
        Random random = new Random(6);
        for (int times = 0; times < 2_000; times++) {
            for (int i = 0; i < in.length; i++) {
                in[i] = 1_600 * random.nextDouble() - 800;
            }
            Elementary.exp(in, out, in.length);
            for (int i = 0; i < in.length; i++) {
                hash = 31 * hash + Double.doubleToLongBits(out[i]);
                hash = 31 * hash + Double.doubleToLongBits(Elementary.log(out[i]));
                hash = 31 * hash + Double.doubleToLongBits(Elementary.log1p(out[i]));
            }
        }
        assertThat(hash).isEqualTo(-8140097341638955277L);
    }

    private static void assertSame(double found, double expected, String what) {
        assertThat(Double.doubleToLongBits(found)).as(what).isEqualTo(Double.doubleToLongBits(expected));
    }

    private static DoubleStream uniform(Random random, int size, double from, double to) {
        return random.doubles(size, from, to);
    }

    /** So many numbers between each two powers of two. */
    private static DoubleStream binades(Random random, int each, int from, int to, boolean negativeToo) {
        return DoubleStream.iterate(from, e -> e <= to, e -> e + 1).flatMap(e -> random.doubles(each, 1, 2)
                .map(x -> Math.scalb(x, (int) e))
                .flatMap(x -> negativeToo ? DoubleStream.of(x, -x) : DoubleStream.of(x)));
    }

    private static DoubleStream around(Random random, int size, double centre) {
        return random.doubles(size, 10, 52).map(e -> centre + (random.nextBoolean() ? 1 : -1) * Math.pow(2, -e));
    }

    private static double[] falls(DoubleUnaryOperator function, DoubleStream numbers) {
        return numbers.filter(x -> function.applyAsDouble(Math.nextUp(x)) < function.applyAsDouble(x))
                .toArray();
    }

    /** The greatest distance from the exact value in units of its last place. */
    private static double worst(DoubleUnaryOperator function, UnaryOperator<BigDecimal> exact, DoubleStream numbers) {
        return numbers.map(x -> {
                    BigDecimal value = exact.apply(new BigDecimal(x));
                    double found = function.applyAsDouble(x);
                    return new BigDecimal(found)
                            .subtract(value)
                            .abs()
                            .divide(new BigDecimal(Math.ulp(value.doubleValue())), DIGITS)
                            .doubleValue();
                })
                .max()
                .orElseThrow();
    }

    private static BigDecimal exp(BigDecimal x) {
        int halvings = 0;
        BigDecimal small = x;
        for (; small.abs().doubleValue() > 0.01; halvings++) {
            small = small.divide(BigDecimal.valueOf(2));
        }
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int i = 1; i < 19; i++) {
            term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    /** From a first value y, log x = y + log(1 + d) with d = x·e^−y − 1. */
    private static BigDecimal log(BigDecimal x) {
        BigDecimal first = new BigDecimal(StrictMath.log(x.doubleValue()));
        return first.add(ofLittle(x.multiply(exp(first.negate()), DIGITS).subtract(BigDecimal.ONE)), DIGITS);
    }

    private static BigDecimal log1p(BigDecimal x) {
        return x.abs().doubleValue() < 1e-10 ? ofLittle(x) : log(x.add(BigDecimal.ONE));
    }

    private static BigDecimal expm1(BigDecimal x) {
        if (x.abs().doubleValue() > 0.1) {
            return exp(x).subtract(BigDecimal.ONE);
        }
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal term = BigDecimal.ONE;
        for (int i = 1; i < 24; i++) {
            term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    private static BigDecimal ofLittle(BigDecimal d) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal power = BigDecimal.ONE;
        for (int i = 1; i < 6; i++) {
            power = power.multiply(d, DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(i % 2 == 1 ? i : -i), DIGITS), DIGITS);
        }
        return sum;
    }
}
