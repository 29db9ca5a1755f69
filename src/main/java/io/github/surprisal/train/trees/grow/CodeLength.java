package io.github.surprisal.train.trees.grow;

import io.github.surprisal.math.Elementary;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.commons.math3.special.Gamma;

/**
 * How many bits a tree and the classes of its rows take: of two trees the one of fewer bits is the better (J. R. Quinlan and R. L.
 * Rivest 1989, doi:10.1016/0890-5401(89)90010-2; M. Mehta, J. Rissanen and R. Agrawal 1995). A node takes a bit that says whether it
 * is a leaf; a leaf the code of its classes; a split log₂ of the number of columns, and what tells its way to part the column.
 *
 * @param columns how many there are
 */
public record CodeLength(int columns) implements Serializable {
    private static final double LN2 = Elementary.log(2);

    /**
     * log₂[Γ(n + K/2)·Γ(½)ᴷ / (Γ(K/2)·∏Γ(n<sub>k</sub> + ½))]: the code length of n labels in turn where class k has the
     * probability (n<sub>k</sub> + ½)/(n + K/2) after n (R. E. Krichevsky and V. K. Trofimov 1981, doi:10.1109/TIT.1981.1056331).
     */
    static double ofClasses(double[] counts) {
        double half = counts.length / 2.0;
        double nats = Gamma.logGamma(Arrays.stream(counts).sum() + half) - Gamma.logGamma(half);
        for (double count : counts) {
            nats += Gamma.logGamma(0.5) - Gamma.logGamma(count + 0.5);
        }
        return Math.max(0, nats) / LN2;
    }

    double ofLeaf(double[] counts) {
        return 1 + ofClasses(counts);
    }

    /** @param bits of the way to part its column */
    double ofSplit(double bits) {
        return 1 + Elementary.log(columns) / LN2 + bits;
    }

    /** The least code length of a split node, in bits: of the split itself and of two leaves of one class and this weight each. */
    public double ofLeastSplit(int classes, double leastWeight) {
        double[] pure = new double[classes];
        pure[0] = leastWeight;
        return ofSplit(0) + 2 * ofLeaf(pure);
    }
}
