package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedBlock;
import java.io.Serializable;

/**
 * The margins of a linear model, block by block or row by row, equal to the last bit.
 *
 * @param numbers coefficient of each column of numbers, by margin
 * @param codes coefficients of each column's codes, by margin; 0 for none
 * @param intercepts by margin
 * @param calibration what is done to the margins last
 */
public record BlockScorer(double[][] numbers, double[][][] codes, double[] intercepts, Calibration calibration)
        implements Serializable {
    /** The margins of a block's rows, an array per margin: numbers are added first, then codes, then the intercept; then they are calibrated. */
    public double[][] margins(EncodedBlock block) {
        double[][] margins = new double[intercepts.length][block.rows()];
        for (int k = 0; k < margins.length; k++) {
            double[] margin = margins[k];
            for (int j = 0; j < numbers[k].length; j++) {
                double coefficient = numbers[k][j];
                double[] column = block.numbers()[j];
                for (int i = 0; i < margin.length; i++) {
                    margin[i] += coefficient * column[i];
                }
            }
            for (int c = 0; c < codes[k].length; c++) {
                block.codes()[c].addTo(margin, margin.length, codes[k][c], 0);
            }
            for (int i = 0; i < margin.length; i++) {
                margin[i] += intercepts[k];
            }
        }
        if (!calibration.equals(Calibration.NONE)) {
            double[] row = new double[margins.length];
            for (int i = 0; i < block.rows(); i++) {
                for (int k = 0; k < row.length; k++) {
                    row[k] = margins[k][i];
                }
                calibration.apply(row);
                for (int k = 0; k < row.length; k++) {
                    margins[k][i] = row[k];
                }
            }
        }
        return margins;
    }

    /** Writes the margins of one row of a block's columns into {@code margins}. */
    public void margins(double[] ofNumbers, int[] ofCodes, double[] margins) {
        for (int k = 0; k < margins.length; k++) {
            double margin = 0;
            for (int j = 0; j < ofNumbers.length; j++) {
                margin += numbers[k][j] * ofNumbers[j];
            }
            for (int c = 0; c < ofCodes.length; c++) {
                margin += codes[k][c][ofCodes[c]];
            }
            margins[k] = margin + intercepts[k];
        }
        calibration.apply(margins);
    }
}
