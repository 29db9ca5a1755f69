package io.github.surprisal.math;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Sums of non-negative doubles that do not depend on the order of their terms. Each sum is a fixed-point number of 256
 * bits, from 2<sup>−128</sup> to 2<sup>128</sup>, held as eight 32-bit digits in longs, whose upper halves take the
 * carries. A term is added without rounding, except that what lies below 2<sup>−128</sup> is cut off: term by term, so that
 * is independent of the order as well. Where a term is negative, not finite or at least 2<sup>95</sup>, the sum is NaN.
 */
public final class ExactSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int DIGITS = 8;
    private static final int DIGIT_BITS = 32;

    /** What a sum takes. */
    public static final int BYTES = DIGITS * Long.BYTES + 1;

    private static final long MASK = 0xffff_ffffL;
    private static final int LOWEST_EXPONENT = -128;
    private static final double LIMIT = 0x1p95;
    private static final int MAX_PENDING = 1 << 29;

    private final long[] digits;
    private final boolean[] undefined;
    private int pending;

    /** Creates {@code size} sums of nothing. */
    public ExactSums(int size) {
        this.digits = new long[size * DIGITS];
        this.undefined = new boolean[size];
    }

    /** Adds a term. */
    public void add(int sum, double term) {
        add(sum, term, 1);
    }

    /**
     * Adds a term {@code times} times, at once and with the bits of one by one.
     *
     * @param times not negative; the sum is NaN where {@code times · term} is 2<sup>95</sup> or more
     */
    public void add(int sum, double term, long times) {
        if (term == 0 || times == 0) {
            return;
        }
        if (!(term > 0 && term * times < LIMIT)) {
            undefined[sum] = true;
            return;
        }
        if (++pending >= MAX_PENDING) {
            normalize();
        }
        int exponent = Math.max(Math.getExponent(term), Double.MIN_EXPONENT) - 52;
        long bits = Double.doubleToRawLongBits(term);
        long mantissa = (bits & 0xf_ffff_ffff_ffffL)
                | (Math.getExponent(term) >= Double.MIN_EXPONENT ? 0x10_0000_0000_0000L : 0);
        int position = exponent - LOWEST_EXPONENT;
        if (position < 0) {
            mantissa = position <= -Long.SIZE ? 0 : mantissa >>> -position;
            position = 0;
        }
        int digit = sum * DIGITS + position / DIGIT_BITS;
        addMantissa(digit, mantissa * times, position % DIGIT_BITS);
        long high = times == 1 ? 0 : Math.multiplyHigh(mantissa, times);
        if (high != 0) {
            addMantissa(digit + Long.SIZE / DIGIT_BITS, high, position % DIGIT_BITS);
        }
    }

    private void addMantissa(int digit, long mantissa, int shift) {
        long low = (mantissa & MASK) << shift;
        long high = (mantissa >>> DIGIT_BITS) << shift;
        digits[digit] += low & MASK;
        digits[digit + 1] += (low >>> DIGIT_BITS) + (high & MASK);
        if (high >>> DIGIT_BITS != 0) {
            digits[digit + 2] += high >>> DIGIT_BITS;
        }
    }

    public ExactSums merge(ExactSums other) {
        normalize();
        other.normalize();
        for (int i = 0; i < digits.length; i++) {
            digits[i] += other.digits[i];
        }
        for (int i = 0; i < undefined.length; i++) {
            undefined[i] |= other.undefined[i];
        }
        pending = 1;
        return this;
    }

    /** The sum as a double, within two ulps. */
    public double value(int sum) {
        if (undefined[sum]) {
            return Double.NaN;
        }
        normalize(sum);
        double value = 0;
        double scale = 0x1p-128;
        for (int i = 0; i < DIGITS; i++) {
            value += digits[sum * DIGITS + i] * scale;
            scale *= 0x1p32;
        }
        return value;
    }

    /** Adds a sum of {@code other}, which may be these sums, to one of these. */
    public void addAll(int sum, ExactSums other, int otherSum) {
        if (++pending >= MAX_PENDING) {
            normalize();
        }
        other.normalize(otherSum);
        for (int i = 0; i < DIGITS; i++) {
            digits[sum * DIGITS + i] += other.digits[otherSum * DIGITS + i];
        }
        undefined[sum] |= other.undefined[otherSum];
    }

    /** Sets one sum back to nothing. */
    public void clear(int sum) {
        Arrays.fill(digits, sum * DIGITS, (sum + 1) * DIGITS, 0);
        undefined[sum] = false;
    }

    private void normalize() {
        for (int sum = 0; sum < undefined.length; sum++) {
            normalize(sum);
        }
        pending = 0;
    }

    /** The sums as numbers that {@link #of} makes them from again. */
    public long[] toArray() {
        normalize();
        long[] array = Arrays.copyOf(digits, digits.length + undefined.length);
        for (int i = 0; i < undefined.length; i++) {
            array[digits.length + i] = undefined[i] ? 1 : 0;
        }
        return array;
    }

    /**
     * The sums that {@link #toArray} gave.
     *
     * @throws IllegalArgumentException if no sums have so many numbers
     */
    public static ExactSums of(long[] array) {
        if (array.length % (DIGITS + 1) != 0) {
            throw new IllegalArgumentException("Not the numbers of sums: there are " + array.length);
        }
        ExactSums sums = new ExactSums(array.length / (DIGITS + 1));
        System.arraycopy(array, 0, sums.digits, 0, sums.digits.length);
        for (int i = 0; i < sums.undefined.length; i++) {
            sums.undefined[i] = array[sums.digits.length + i] != 0;
        }
        sums.pending = 1;
        return sums;
    }

    /** Moves the carries up; only the last digit may keep more than 32 bits. */
    private void normalize(int sum) {
        int first = sum * DIGITS;
        for (int i = first; i < first + DIGITS - 1; i++) {
            digits[i + 1] += digits[i] >>> DIGIT_BITS;
            digits[i] &= MASK;
        }
    }
}
