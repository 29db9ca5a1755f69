package io.github.surprisal.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.encode.Blocks;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.train.Lbfgs;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.StandardErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogLossTest {
    /** Two numbers, a flag of one of them, three and three hundred categories. */
    private static final Layout LAYOUT =
            new Layout(new int[] {0, 2}, new int[] {1, 3, 6}, new int[] {1, 3, 300}, new int[] {0, 1, 0, 2, 3}, 306);

    private static final ParameterLayout PARAMETERS =
            ParameterLayout.of(LAYOUT, new double[] {0.5, -1}, new double[] {2, 0.1});

    private static List<EncodedRow> rows(Random random, int count, int classes) {
        return rows(random, count, classes, 0.25, true);
    }

    /** @param missing how often a row has nothing of a column */
    private static List<EncodedRow> rows(Random random, int count, int classes, double missing, boolean weighted) {
        List<EncodedRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] indices = new int[5];
            double[] values = {random.nextGaussian(), 1, 10 * random.nextGaussian(), 1, 1};
            int size = 0;
            int[] wanted = {0, 1, 2, 3 + random.nextInt(3), 6 + random.nextInt(300)};
            double[] kept = new double[5];
            for (int t = 0; t < 5; t++) {
                if (random.nextDouble() >= missing) {
                    indices[size] = wanted[t];
                    kept[size++] = values[t];
                }
            }
            rows.add(new EncodedRow(
                    i % 10 == 9,
                    random.nextInt(classes),
                    !weighted || i % 3 == 0 ? 1 : 0.5 + random.nextDouble(),
                    new int[0],
                    Arrays.copyOf(indices, size),
                    Arrays.copyOf(kept, size)));
        }
        return rows;
    }

    private static List<EncodedBlock> blocks(List<EncodedRow> rows) {
        return blocks(rows, 256);
    }

    private static List<EncodedBlock> blocks(List<EncodedRow> rows, int size) {
        return Blocks.of(rows.stream().filter(row -> !row.test()).toList(), LAYOUT, size);
    }

    private static double[] sums(LogLoss loss, List<EncodedBlock> blocks, double[] at) {
        double[] sums = new double[loss.sums()];
        LogLoss.Pass pass = loss.pass(at);
        blocks.forEach(block -> pass.addTo(sums, block));
        return sums;
    }

    private static double[] parameters(Random random, LogLoss loss, double scale) {
        double[] at = new double[loss.size()];
        int[] terms = PARAMETERS.termOf();
        for (int j = 0; j < at.length; j++) {
            int slot = j % PARAMETERS.width();
            at[j] = terms[slot] >= 0 || slot == PARAMETERS.intercept() ? scale * random.nextGaussian() : 0;
        }
        return at;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void diagonalOfTheSecondDerivative(int classes) {
        Random random = new Random(9);
        LogLoss loss = new LogLoss(PARAMETERS, classes);
        List<EncodedBlock> blocks = blocks(rows(random, 700, classes));
        LogLoss.Pass pass = loss.pass(parameters(random, loss, 1));
        int size = loss.size();
        double[] whole = new double[size * size];
        double[] diagonal = new double[size];
        for (EncodedBlock block : blocks) {
            pass.addHessian(whole, block);
            pass.addDiagonal(diagonal, block);
        }
        for (int j = 0; j < size; j++) {
            assertThat(diagonal[j]).isEqualTo(whole[j * size + j], within(1e-9 * (1 + diagonal[j])));
        }
    }

    /** Where parameters do not touch each other, it makes no difference whether the others are known. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3})
    void errorsOfADiagonalMatrix(double ridge) {
        Random random = new Random(10);
        LogLoss loss = new LogLoss(PARAMETERS, 2);
        int size = loss.size();
        double[] l2 = new double[size];
        boolean[] free = new boolean[size];
        double[] diagonal = new double[size];
        double[] whole = new double[size * size];
        int[] terms = PARAMETERS.termOf();
        for (int j = 0; j < size; j++) {
            l2[j] = terms[j] >= 0 ? ridge : 0;
            free[j] = terms[j] >= 0 || j == PARAMETERS.intercept();
            diagonal[j] = 1 + 20 * random.nextDouble();
            whole[j * size + j] = diagonal[j];
        }
        Fisher fisher = new Fisher(PARAMETERS, loss, l2, free, 100);
        StandardErrors one = fisher.ofDiagonal(diagonal);
        StandardErrors other = fisher.stdErrors(whole).errors();
        assertThat(one.kind()).isEqualTo(StandardErrors.Kind.DIAGONAL);
        assertThat(other.kind()).isEqualTo(ridge > 0 ? StandardErrors.Kind.SANDWICH : StandardErrors.Kind.FISHER);
        assertThat(one.coefficients()).hasSize(306).containsExactly(other.coefficients(), within(1e-12));
        assertThat(one.intercepts()).containsExactly(other.intercepts(), within(1e-12));
        assertThat(one.coefficients()[2])
                .isEqualTo(0.1 * Math.sqrt(diagonal[1]) / (diagonal[1] + 100 * ridge), within(1e-12));
    }

    /** −log p row by row, from the terms. */
    @ParameterizedTest
    @CsvSource({"2, 100", "2, 5000", "3, 100", "5, 9000"})
    void lossOfEachRow(int classes, int count) {
        Random random = new Random(3);
        LogLoss loss = new LogLoss(PARAMETERS, classes);
        List<EncodedRow> rows = rows(random, count, classes);
        double[] at = parameters(random, loss, 1);
        int[] terms = PARAMETERS.termOf();
        double expected = 0;
        for (EncodedRow row : rows) {
            if (row.test()) {
                continue;
            }
            double[] margins = new double[loss.margins()];
            for (int k = 0; k < margins.length; k++) {
                margins[k] = at[k * PARAMETERS.width() + PARAMETERS.intercept()];
                for (int slot = 0; slot < terms.length; slot++) {
                    double value = 0;
                    for (int i = 0; i < row.indices().length; i++) {
                        value += row.indices()[i] == terms[slot] ? row.values()[i] : 0;
                    }
                    if (slot < 2) {
                        value = (value - PARAMETERS.means()[slot]) * PARAMETERS.scales()[slot];
                    }
                    margins[k] += terms[slot] < 0 ? 0 : at[k * PARAMETERS.width() + slot] * value;
                }
            }
            double[] all = classes == 2 ? new double[] {0, margins[0]} : margins;
            double sum = Arrays.stream(all).map(Math::exp).sum();
            expected += row.weight() * (Math.log(sum) - all[row.label()]);
        }
        assertThat(sums(loss, blocks(rows), at)[0]).isEqualTo(expected, within(1e-9 * expected));
    }

    /** However rows are cut into blocks and partitions, and in whatever order these are added, the sums are the same. */
    @ParameterizedTest
    @CsvSource({"2, false", "2, true", "4, true"})
    void theOrderOfPartialSumsDoesNotMatter(int classes, boolean weighted) {
        Random random = new Random(12);
        LogLoss loss = new LogLoss(PARAMETERS, classes);
        List<EncodedRow> rows = rows(random, 3000, classes, 0.25, weighted);
        double[] at = parameters(random, loss, 0.5);
        double[] expected = sums(loss, blocks(rows), at);
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int size : new int[] {1, 7, 256, 5000}) {
            List<EncodedBlock> blocks = new ArrayList<>(blocks(rows, size));
            Collections.shuffle(blocks, random);
            int partitions = Math.min(blocks.size(), 9);
            List<double[]> parts = new ArrayList<>();
            for (int p = 0; p < partitions; p++) {
                int from = p * blocks.size() / partitions;
                int end = (p + 1) * blocks.size() / partitions;
                parts.add(sums(loss, blocks.subList(from, end), at));
            }
            Collections.shuffle(parts, random);
            double[] sum = new double[loss.sums()];
            for (double[] part : parts) {
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += part[j];
                }
            }
            assertThat(sum).as("blocks of " + size).containsExactly(expected, within(1e-12 * scale));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 200, 0.25, true, 256",
        "4, 200, 0.25, true, 256",
        "2, 200, 0, false, 256",
        "2, 150, 0.9, true, 1",
        "3, 150, 0.9, false, 7",
        "3, 150, 0, true, 4096",
        "2, 150, 1, true, 64"
    })
    void derivativesAreThoseOfDifferences(int classes, int count, double missing, boolean weighted, int blockSize) {
        Random random = new Random(4);
        LogLoss loss = new LogLoss(PARAMETERS, classes);
        List<EncodedBlock> blocks = blocks(rows(random, count, classes, missing, weighted), blockSize);
        double[] at = parameters(random, loss, 0.5);
        double[] gradient = sums(loss, blocks, at);
        double[] hessian = new double[loss.size() * loss.size()];
        blocks.forEach(block -> loss.pass(at).addHessian(hessian, block));
        LogLoss.fill(hessian, loss.size(), PARAMETERS.width());
        int[] terms = PARAMETERS.termOf();
        double h = 1e-5;
        for (int j = 0; j < loss.size(); j += 7) {
            if (terms[j % PARAMETERS.width()] < 0) {
                continue;
            }
            double[] up = at.clone();
            double[] down = at.clone();
            up[j] += h;
            down[j] -= h;
            double[] above = sums(loss, blocks, up);
            double[] below = sums(loss, blocks, down);
            assertThat(gradient[LogLoss.HEAD + j]).isEqualTo((above[0] - below[0]) / (2 * h), within(1e-6));
            for (int m = 0; m < loss.size(); m++) {
                assertThat(hessian[j * loss.size() + m])
                        .isEqualTo((above[LogLoss.HEAD + m] - below[LogLoss.HEAD + m]) / (2 * h), within(1e-5));
                assertThat(hessian[j * loss.size() + m]).isEqualTo(hessian[m * loss.size() + j], within(1e-9));
            }
        }
        for (int trial = 0; trial < 20; trial++) {
            double[] v = parameters(random, loss, 1);
            double curvature = 0;
            for (int j = 0; j < v.length; j++) {
                for (int m = 0; m < v.length; m++) {
                    curvature += v[j] * hessian[j * v.length + m] * v[m];
                }
            }
            assertThat(curvature).as("positive semi-definite").isGreaterThanOrEqualTo(-1e-9);
            double[] middle = at.clone();
            double[] end = at.clone();
            for (int j = 0; j < v.length; j++) {
                middle[j] += v[j];
                end[j] += 2 * v[j];
            }
            assertThat(2 * sums(loss, blocks, middle)[0])
                    .as("convex along any line")
                    .isLessThanOrEqualTo(gradient[0] + sums(loss, blocks, end)[0] + 1e-9);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void greatMarginsAreFinite(int classes) {
        Random random = new Random(5);
        LogLoss loss = new LogLoss(PARAMETERS, classes);
        double[] sums = sums(loss, blocks(rows(random, 100, classes)), parameters(random, loss, 1e4));
        assertThat(Arrays.stream(sums).allMatch(Double::isFinite)).isTrue();
        assertThat(sums[0]).isGreaterThan(1e5);
    }

    @Test
    void theMinimumOfAQuadraticWithKinks() {
        double[] centre = {3, -2, 0.1, 5};
        double[] steep = {1, 100, 1e-2, 7};
        double[] l1 = {0.5, 0, 0.5, 0.1};
        Lbfgs.Function function = x -> {
            double value = 0;
            double[] gradient = new double[4];
            for (int j = 0; j < 4; j++) {
                value += steep[j] / 2 * (x[j] - centre[j]) * (x[j] - centre[j]);
                gradient[j] = steep[j] * (x[j] - centre[j]);
            }
            return new Lbfgs.Point(x, value, gradient);
        };
        for (double[] penalty : List.of(new double[4], l1)) {
            Lbfgs.Minimum found =
                    new Lbfgs(function, penalty, open -> q -> q.clone()).minimise(new double[4], 200, 1e-10);
            for (int j = 0; j < 4; j++) {
                double shrunk = Math.max(0, Math.abs(centre[j]) - penalty[j] / steep[j]) * Math.signum(centre[j]);
                assertThat(found.x()[j]).isEqualTo(shrunk, within(1e-6));
            }
            for (int i = 1; i < found.history().size(); i++) {
                assertThat(found.history().get(i).objective())
                        .isLessThanOrEqualTo(found.history().get(i - 1).objective());
            }
        }
    }

    /** Found on Linux, x86-64, OpenJDK 17: any other machine has to give the same bits. */
    @ParameterizedTest
    @CsvSource({"2, false, -46995566721", "2, true, 19742613405", "3, true, 19008309330"})
    void bitsAreTheSameEverywhere(int classes, boolean weighted, long expected) {
        Random random = new Random(17);
        List<EncodedBlock> blocks = blocks(rows(random, 5_000, classes, 0.25, weighted), 2_000);
        LogLoss loss = new LogLoss(PARAMETERS, classes);
        double[] at = parameters(random, loss, 0.5);
        long hash = Arrays.hashCode(sums(loss, blocks, at));
        double[] diagonal = new double[loss.size()];
        LogLoss.Pass pass = loss.pass(at);
        blocks.forEach(block -> pass.addDiagonal(diagonal, block));
        assertThat(31 * hash + Arrays.hashCode(diagonal)).isEqualTo(expected);
    }
}
