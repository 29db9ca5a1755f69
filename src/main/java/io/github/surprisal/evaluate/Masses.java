package io.github.surprisal.evaluate;

import io.github.surprisal.math.ExactSums;
import java.io.Serializable;

/**
 * Sums of weights, the same in any order: plain doubles where all weights are whole numbers, which are exact up to
 * 2<sup>53</sup>, and {@link ExactSums} elsewhere.
 */
final class Masses implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] whole;
    private final ExactSums exact;

    Masses(int size, boolean isWhole) {
        this.whole = isWhole ? new double[size] : null;
        this.exact = isWhole ? null : new ExactSums(size);
    }

    /** About what so many sums take. */
    static long bytes(int size, boolean isWhole) {
        return (isWhole ? Double.BYTES : ExactSums.BYTES) * (1L + size);
    }

    void add(int sum, double weight) {
        if (whole != null) {
            whole[sum] += weight;
        } else {
            exact.add(sum, weight);
        }
    }

    double value(int sum) {
        return whole != null ? whole[sum] : exact.value(sum);
    }

    /** Adds what another one of the same kind holds. */
    void addAll(int sum, Masses other, int otherSum) {
        if (whole != null) {
            whole[sum] += other.whole[otherSum];
        } else {
            exact.addAll(sum, other.exact, otherSum);
        }
    }

    void addAll(Masses other, int size) {
        for (int i = 0; i < size; i++) {
            addAll(i, other, i);
        }
    }

    void clear(int sum) {
        if (whole != null) {
            whole[sum] = 0;
        } else {
            exact.clear(sum);
        }
    }
}
