package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedRow;
import java.io.Serializable;

/**
 * The margins of a linear model.
 *
 * @param terms length of the feature vectors
 * @param coefficients classes × terms, row-major; with two classes one row, that of the second class
 * @param intercepts one per row of the coefficients
 */
public record Scorer(int terms, double[] coefficients, double[] intercepts) implements Serializable {
    /** The number of margins of a row: 1 with two classes, else one per class. */
    public int margins() {
        return intercepts.length;
    }

    /** Writes the margins w·x + b of a row into {@code margins}; terms are added in ascending order. */
    public void margins(EncodedRow row, double[] margins) {
        for (int k = 0; k < intercepts.length; k++) {
            int first = k * terms;
            double margin = 0;
            for (int i = 0; i < row.indices().length; i++) {
                margin += coefficients[first + row.indices()[i]] * row.values()[i];
            }
            margins[k] = margin + intercepts[k];
        }
    }
}
