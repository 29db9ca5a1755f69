package io.github.surprisal.train.trees.grow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.trees.CodedPeople;
import io.github.surprisal.train.trees.sums.Gradients;
import io.github.surprisal.train.trees.sums.RowStates;
import io.github.surprisal.train.trees.sums.Shape;
import io.github.surprisal.train.trees.sums.Step;
import io.github.surprisal.train.trees.sums.Sums;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class SplitSearchTest {
    /** Against every cut of every number with missing values on either side, and every set of up to four categories. */
    @ParameterizedTest
    @ValueSource(ints = {80, 300})
    void noSplitIsBetter(int size) {
        CodedPeople.people(size, 2, false, (table, encoding, names) -> {
            Shape shape = Shape.of(table.layout());
            SplitSearch search = new SplitSearch(shape, encoding, table.layout(), new Newton(0, 0.25, 1, 1, 1));
            RowStates.Setting setting = new RowStates.Setting(
                    shape, new Gradients(new double[] {1, 1}), new double[1], false, HeldOut.NONE);
            Sums sums = TreePasses.run("split", table, TreePasses.Way.JOBS, rows -> {
                try (TreePasses passes = rows.of(setting)) {
                    return passes.take(Step.roots(0, 0, 1));
                }
            });
            Histogram root = Histogram.of(sums, 0, 2, shape);
            Optional<NodeSplit> found = search.best(root);
            double best = 0;
            for (int c = 0; c + 1 < shape.starts().length; c++) {
                int first = shape.starts()[c];
                List<Integer> present = new ArrayList<>();
                for (int code = 0; code < shape.size(c); code++) {
                    if (root.at(Gradients.HESSIAN, first + code) > 0) {
                        present.add(first + code);
                    }
                }
                boolean isNumber =
                        encoding.features().get(table.layout().features()[c]) instanceof FeatureEncoding.Binned;
                if (isNumber) {
                    int bins = ((FeatureEncoding.Binned)
                                    encoding.features().get(table.layout().features()[c]))
                            .bins();
                    for (int cut = 1; cut <= bins; cut++) {
                        for (int missing = 0; missing < 2; missing++) {
                            int at = cut;
                            int with = missing;
                            best = Math.max(
                                    best,
                                    gain(
                                            root,
                                            present.stream()
                                                    .filter(cell ->
                                                            cell - first < at || (with == 1 && cell - first >= bins))
                                                    .toList()));
                        }
                    }
                } else if (present.size() <= 4) {
                    for (int set = 1; set < 1 << present.size(); set++) {
                        int in = set;
                        best = Math.max(
                                best,
                                gain(
                                        root,
                                        present.stream()
                                                .filter(cell -> (in >> present.indexOf(cell) & 1) == 1)
                                                .toList()));
                    }
                }
            }
            assertThat(found.orElseThrow().gain())
                    .isGreaterThanOrEqualTo(best - 1e-12)
                    .isPositive();
        });
    }

    private static double gain(Histogram root, List<Integer> left) {
        long g = left.stream()
                .mapToLong(cell -> root.at(Gradients.GRADIENT, cell))
                .sum();
        long h = left.stream()
                .mapToLong(cell -> root.at(Gradients.HESSIAN, cell))
                .sum();
        double leftHessian = Gradients.ofHessianQuanta(h);
        double rightHessian = Gradients.ofHessianQuanta(root.totals()[Gradients.HESSIAN] - h);
        if (leftHessian < 0.25 || rightHessian < 0.25) {
            return 0;
        }
        double a = Gradients.ofGradientQuanta(g);
        double b = Gradients.ofGradientQuanta(root.totals()[Gradients.GRADIENT] - g);
        double all = Gradients.ofGradientQuanta(root.totals()[Gradients.GRADIENT]);
        return (a * a / leftHessian
                        + b * b / rightHessian
                        - all * all / Gradients.ofHessianQuanta(root.totals()[Gradients.HESSIAN]))
                / 2;
    }
}
