package io.github.surprisal.encode;

import io.github.surprisal.math.SplitMix;
import java.io.Serializable;

/**
 * Which rows are kept for testing. A row is chosen by a hash of its values, of its number among the rows with the same
 * values and of the seed, so the choice does not depend on order, partitioning or file format.
 *
 * @param testFraction the share of rows to test on, from 0 to 1
 * @param seed another seed is another choice
 */
public record Split(double testFraction, long seed) implements Serializable {
    /** Every row is for training. */
    public static Split allTraining() {
        return new Split(0, 0);
    }

    /** Every row is for testing. */
    public static Split allTest() {
        return new Split(1, 0);
    }

    boolean isAllTest() {
        return testFraction >= 1;
    }

    /** Whether copy {@code copy} of the rows with that content hash is kept for testing. */
    boolean isTest(long contentHash, long copy) {
        return SplitMix.uniform(SplitMix.combine(SplitMix.combine(SplitMix.mix(seed), contentHash), copy))
                < testFraction;
    }
}
