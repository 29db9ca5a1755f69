package io.github.surprisal.train.trees;

import java.util.Arrays;

/**
 * What a node's rows sum up to, in quanta.
 *
 * @param gradient of all of them
 * @param hessian likewise
 * @param gradients code by code, column by column
 * @param hessians likewise
 */
record Histogram(long gradient, long hessian, long[] gradients, long[] hessians) {
    /** Of a slot of a pass. */
    static Histogram of(Sums sums, int slot, Shape shape) {
        int width = shape.width();
        long[] gradients = Arrays.copyOfRange(sums.gradients(), slot * width, (slot + 1) * width);
        long[] hessians = Arrays.copyOfRange(sums.hessians(), slot * width, (slot + 1) * width);
        // Every row is in each column once.
        int end = shape.starts()[1];
        return new Histogram(
                Arrays.stream(gradients, 0, end).sum(),
                Arrays.stream(hessians, 0, end).sum(),
                gradients,
                hessians);
    }

    /** What is left without a part of the rows. */
    Histogram minus(Histogram part) {
        long[] g = gradients.clone();
        long[] h = hessians.clone();
        for (int i = 0; i < g.length; i++) {
            g[i] -= part.gradients[i];
            h[i] -= part.hessians[i];
        }
        return new Histogram(gradient - part.gradient, hessian - part.hessian, g, h);
    }
}
