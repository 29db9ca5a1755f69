package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedBlock;

/**
 * The margins of a linear model, block by block or row by row, equal to the last bit.
 *
 * @param numbers coefficient of each column of numbers, by margin
 * @param codes coefficients of each column's codes, by margin; 0 for none
 * @param intercepts by margin
 * @param calibration what is done to the margins last
 */
public record LinearBlockScorer(double[][] numbers, double[][][] codes, double[] intercepts, Calibration calibration)
        implements BlockScorer {
    @Override
    public int margins() {
        return intercepts.length;
    }

    /** Numbers are added first, then codes, then the intercept; then the margins are calibrated. */
    @Override
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
        Calibration.apply(calibration, margins);
        return margins;
    }

    @Override
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
