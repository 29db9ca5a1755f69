package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.encode.Layout;
import java.util.Arrays;

/**
 * The margins of a linear model.
 *
 * @param terms length of the feature vectors
 * @param coefficients classes × terms, row-major; with two classes one row, that of the second class
 * @param intercepts one per row of the coefficients
 * @param calibration what is done to the margins last
 */
public record LinearScorer(int terms, double[] coefficients, double[] intercepts, Calibration calibration)
        implements Scorer {
    /** Without calibration. */
    public LinearScorer(int terms, double[] coefficients, double[] intercepts) {
        this(terms, coefficients, intercepts, Calibration.NONE);
    }

    @Override
    public LinearScorer with(Calibration other) {
        return new LinearScorer(terms, coefficients, intercepts, other);
    }

    @Override
    public int margins() {
        return intercepts.length;
    }

    @Override
    public LinearScorer among(int all, int[] known) {
        ClassesAmong classes = new ClassesAmong(all, known, margins());
        return new LinearScorer(terms, classes.rows(coefficients, terms), classes.starts(intercepts));
    }

    @Override
    public LinearBlockScorer forBlocks(Layout layout) {
        int columns = layout.codes().length;
        double[][][] ofCodes = new double[margins()][columns][];
        for (int k = 0; k < margins(); k++) {
            for (int c = 0; c < columns; c++) {
                int first = k * terms + layout.codes()[c];
                int size = layout.sizes()[c];
                ofCodes[k][c] = Arrays.copyOf(Arrays.copyOfRange(coefficients, first, first + size), size + 1);
            }
        }
        double[][] ofNumbers = new double[margins()][layout.numbers().length];
        for (int k = 0; k < margins(); k++) {
            for (int j = 0; j < ofNumbers[k].length; j++) {
                ofNumbers[k][j] = coefficients[k * terms + layout.numbers()[j]];
            }
        }
        return new LinearBlockScorer(ofNumbers, ofCodes, intercepts, calibration);
    }

    /** Writes the margins of a row into {@code margins}, w·x + b and then calibrated; terms are added in ascending order. */
    public void margins(EncodedRow row, double[] margins) {
        for (int k = 0; k < intercepts.length; k++) {
            int first = k * terms;
            double margin = 0;
            for (int i = 0; i < row.indices().length; i++) {
                margin += coefficients[first + row.indices()[i]] * row.values()[i];
            }
            margins[k] = margin + intercepts[k];
        }
        calibration.apply(margins);
    }
}
