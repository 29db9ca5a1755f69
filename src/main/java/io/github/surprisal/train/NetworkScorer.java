package io.github.surprisal.train;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.math.Elementary;

/**
 * The margins of a network with one hidden layer: m = d + B·a, a = σ(z) or max(0, z), z = b + Σ x(t)·W(t).
 *
 * @param activation what makes a of z
 * @param weights W, terms × units; of numbers as they are centred and scaled
 * @param hidden b, by unit
 * @param output B, margins × units
 * @param intercepts d, by margin
 * @param means what is taken off each column of numbers
 * @param scales what it is then multiplied by
 * @param offset the column of numbers that is added to the margin as it is, and to nothing else; −1 for none
 * @param calibration what is done to the margins last
 */
public record NetworkScorer(
        Activation activation,
        double[] weights,
        double[] hidden,
        double[] output,
        double[] intercepts,
        double[] means,
        double[] scales,
        int offset,
        Calibration calibration)
        implements Scorer {
    /** What a hidden unit makes of its sum. */
    public enum Activation {
        /** max(0, z). */
        RELU,
        /** 1/(1 + e⁻ᶻ). */
        SIGMOID;

        /** What a unit makes of a sum. */
        public double value(double sum) {
            return this == RELU ? Math.max(0, sum) : 1 / (1 + Elementary.exp(-sum));
        }
    }

    @Override
    public int margins() {
        return intercepts.length;
    }

    @Override
    public NetworkScorer with(Calibration other) {
        return new NetworkScorer(activation, weights, hidden, output, intercepts, means, scales, offset, other);
    }

    @Override
    public NetworkScorer among(int all, int[] known) {
        ClassesAmong classes = new ClassesAmong(all, known, margins());
        return new NetworkScorer(
                activation,
                weights,
                hidden,
                classes.rows(output, hidden.length),
                classes.starts(intercepts),
                means,
                scales,
                offset,
                Calibration.NONE);
    }

    @Override
    public BlockScorer forBlocks(Layout layout) {
        return new OnBlocks(this, layout);
    }

    /** The same for blocks of one layout. */
    private record OnBlocks(NetworkScorer scorer, Layout layout) implements BlockScorer {
        @Override
        public int margins() {
            return scorer.margins();
        }

        @Override
        public double[][] margins(EncodedBlock block) {
            double[][] margins = new double[margins()][block.rows()];
            double[] numbers = new double[block.numbers().length];
            int[] codes = new int[block.codes().length];
            CodeColumn[] columns = block.codes();
            double[] units = new double[scorer.hidden.length];
            double[] own = new double[margins.length];
            for (int row = 0; row < block.rows(); row++) {
                for (int j = 0; j < numbers.length; j++) {
                    numbers[j] = block.numbers()[j][row];
                }
                for (int c = 0; c < codes.length; c++) {
                    codes[c] = columns[c].at(row);
                }
                margins(numbers, codes, own, units);
                for (int k = 0; k < own.length; k++) {
                    margins[k][row] = own[k];
                }
            }
            return margins;
        }

        @Override
        public void margins(double[] numbers, int[] codes, double[] margins) {
            margins(numbers, codes, margins, new double[scorer.hidden.length]);
        }

        private void margins(double[] numbers, int[] codes, double[] margins, double[] room) {
            int units = scorer.hidden.length;
            System.arraycopy(scorer.hidden, 0, room, 0, units);
            for (int j = 0; j < numbers.length; j++) {
                if (j != scorer.offset) {
                    int from = layout.numbers()[j] * units;
                    double x = (numbers[j] - scorer.means[j]) * scorer.scales[j];
                    for (int u = 0; u < units; u++) {
                        room[u] += x * scorer.weights[from + u];
                    }
                }
            }
            for (int c = 0; c < codes.length; c++) {
                if (codes[c] < layout.sizes()[c]) {
                    int from = (layout.codes()[c] + codes[c]) * units;
                    for (int u = 0; u < units; u++) {
                        room[u] += scorer.weights[from + u];
                    }
                }
            }
            for (int u = 0; u < units; u++) {
                room[u] = scorer.activation.value(room[u]);
            }
            for (int k = 0; k < margins.length; k++) {
                double margin = scorer.intercepts[k] + (scorer.offset < 0 ? 0 : numbers[scorer.offset]);
                for (int u = 0; u < units; u++) {
                    margin += scorer.output[k * units + u] * room[u];
                }
                margins[k] = margin;
            }
            scorer.calibration.apply(margins);
        }
    }
}
