package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.ExactSums;
import io.github.surprisal.train.LinearBlockScorer;
import java.io.Serializable;
import java.util.List;

/** What the training rows have on average: of each column of numbers, each code and each class. Mergeable in any order. */
final class TrainingMeans implements Serializable {
    private static final long serialVersionUID = 1L;

    /** {@link ExactSums} take no term of 2⁹⁵ or more: such numbers are scaled into bands of as many binary exponents, each with sums of its own. */
    private static final int BAND = 95;

    private static final int BANDS = Double.MAX_EXPONENT / BAND;

    private final Layout layout;
    private final int classes;
    private final int[] firstCodes;
    private final ExactSums positive;
    private final ExactSums negative;

    /** By column, sign and band; null while there are none. */
    private ExactSums great;

    private final Masses masses;
    private final int size;

    TrainingMeans(Layout layout, int classes, boolean whole) {
        this.layout = layout;
        this.classes = classes;
        this.firstCodes = new int[layout.codes().length + 1];
        firstCodes[0] = classes;
        for (int c = 0; c < layout.codes().length; c++) {
            firstCodes[c + 1] = firstCodes[c] + layout.sizes()[c] + 1;
        }
        this.positive = new ExactSums(layout.numbers().length);
        this.negative = new ExactSums(layout.numbers().length);
        this.size = firstCodes[layout.codes().length];
        this.masses = new Masses(size, whole);
    }

    /** Of the training rows of some tables, each read once. */
    static TrainingMeans of(List<EncodedTable> tables, int classes) {
        return tables.stream()
                .map(table -> table.blocks()
                        .treeAggregate(
                                new TrainingMeans(table.layout(), classes, !table.weighted()),
                                TrainingMeans::add,
                                TrainingMeans::merge))
                .reduce(TrainingMeans::merge)
                .orElseThrow();
    }

    TrainingMeans add(EncodedBlock block) {
        if (block.test()) {
            return this;
        }
        for (int i = 0; i < block.rows(); i++) {
            double weight = block.weight(i);
            masses.add(block.labels().at(i), weight);
            for (int c = 0; c + 1 < firstCodes.length; c++) {
                masses.add(firstCodes[c] + block.codes()[c].at(i), weight);
            }
            for (int j = 0; j < layout.numbers().length; j++) {
                double value = block.numbers()[j][i];
                double term = weight * Math.abs(value);
                if (Math.getExponent(term) >= BAND) {
                    addGreat(2 * j + (value > 0 ? 0 : 1), term);
                } else {
                    (value > 0 ? positive : negative).add(j, term);
                }
            }
        }
        return this;
    }

    private void addGreat(int columnAndSign, double term) {
        if (great == null) {
            great = new ExactSums(2 * layout.numbers().length * BANDS);
        }
        int band = Math.min(BANDS, Math.getExponent(term) / BAND);
        great.add(columnAndSign * BANDS + band - 1, Math.scalb(term, -band * BAND));
    }

    TrainingMeans merge(TrainingMeans other) {
        positive.merge(other.positive);
        negative.merge(other.negative);
        if (great == null) {
            great = other.great;
        } else if (other.great != null) {
            great.merge(other.great);
        }
        masses.addAll(other.masses, size);
        return this;
    }

    /** The margins that know the classes' shares alone; a class without rows has half of one. */
    double[] ofClasses() {
        double all = rows();
        double[] logs = new double[classes];
        for (int k = 0; k < classes; k++) {
            logs[k] = Elementary.log(Math.max(masses.value(k), 0.5) / all);
        }
        return classes == 2 ? new double[] {logs[1] - logs[0]} : logs;
    }

    private double rows() {
        double all = 0;
        for (int k = 0; k < classes; k++) {
            all += masses.value(k);
        }
        return all;
    }

    /** The mean of a column of numbers. */
    double number(int column) {
        double mean = (positive.value(column) - negative.value(column)) / rows();
        for (int band = 1; band <= BANDS && great != null; band++) {
            int at = 2 * column * BANDS + band - 1;
            mean += Math.scalb((great.value(at) - great.value(at + BANDS)) / rows(), band * BAND);
        }
        return mean;
    }

    /** The share of the rows that have a code of a column of codes. */
    double share(int column, int code) {
        return masses.value(firstCodes[column] + code) / rows();
    }

    /** By margin and feature: what the feature adds to the margin on average. */
    double[][] ofFeatures(LinearBlockScorer scorer, int features) {
        double[][] means = new double[scorer.margins()][features];
        for (int k = 0; k < means.length; k++) {
            for (int j = 0; j < layout.numbers().length; j++) {
                means[k][layout.features()[j]] += scorer.numbers()[k][j] * number(j);
            }
            for (int c = 0; c + 1 < firstCodes.length; c++) {
                int feature = layout.features()[layout.numbers().length + c];
                for (int code = 0; code < scorer.codes()[k][c].length; code++) {
                    means[k][feature] += scorer.codes()[k][c][code] * share(c, code);
                }
            }
        }
        return means;
    }
}
