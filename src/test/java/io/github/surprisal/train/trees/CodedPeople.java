package io.github.surprisal.train.trees;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.util.Arrays;
import java.util.List;

/** Made-up people as codes, and what is asked of models of them. */
public final class CodedPeople {
    /** So many have several blocks of training rows. */
    static final int SEVERAL_BLOCKS = 18_000;

    /** The ways to pass over rows. */
    static final List<TreePasses.Way> WAYS = List.of(
            TreePasses.Way.JOBS,
            new TreePasses.Way(false, 1),
            new TreePasses.Way(false, 2),
            new TreePasses.Way(false, 8));

    private CodedPeople() {}

    public interface Use {
        void with(EncodedTable table, Encoding encoding, List<String> classes);
    }

    /** People as codes, one part in five for testing. */
    public static void people(int rows, int classes, boolean weighted, Use use) {
        SmallTable counted =
                Samples.counted(Samples.table(SparkExtension.session(), Samples.people(rows, classes, 9), 3), weighted);
        Encoding encoding = Encoding.of(
                counted.table(),
                counted.counts(),
                counted.features(),
                new Encoding.Rules(253, 1, Measurer.cutpoints(counted.counts(), 254)));
        List<String> names = counted.counts().classes().texts();
        try (EncodedTable table = Encoder.encode(
                counted.table(), encoding, counted.counts(), new io.github.surprisal.encode.Split(0.2, 42))) {
            use.with(table, encoding, names);
        }
    }

    /** The same rows in so many partitions. */
    static EncodedTable parted(EncodedTable table, int partitions) {
        return new EncodedTable(
                table.session(),
                table.blocks().repartition(partitions),
                table.label(),
                table.layout(),
                table.groups(),
                table.weighted(),
                List.of());
    }

    /** Everything that a model is, to the last bit, but for the seconds. */
    static String bits(Model model) {
        StringBuilder text = new StringBuilder(model.convergence() + " " + model.trees());
        for (Model.Iteration i : model.history()) {
            text.append(String.format("%n%d %a %a", i.iteration(), i.trainLogLoss(), i.validationLogLoss()));
        }
        for (Tree tree : ((TreesScorer) model.scorer()).trees()) {
            text.append(String.format(
                    "%n%s %s %s %s %s",
                    Arrays.toString(tree.features()),
                    Arrays.toString(tree.rightCodes()),
                    Arrays.toString(tree.values()),
                    Arrays.toString(tree.gains()),
                    Arrays.toString(tree.counts())));
        }
        return text.toString();
    }

    /** The mean log-loss of the training rows; each row alone has the margins that it has in its block. */
    static double meanLoss(EncodedTable table, TreesScorer scorer) {
        double[] sums = new double[2];
        for (EncodedBlock block : table.blocks().collect()) {
            double[][] margins = scorer.forBlocks(table.layout()).margins(block);
            for (int i = 0; i < block.rows() && !block.test(); i++) {
                int row = i;
                double[] of = Arrays.stream(margins).mapToDouble(m -> m[row]).toArray();
                sums[0] += block.weight(i) * Loss.logLoss(of, block.labels().at(i));
                sums[1] += block.weight(i);
                double[] alone = new double[of.length];
                int[] codes =
                        Arrays.stream(block.codes()).mapToInt(c -> c.at(row)).toArray();
                scorer.forBlocks(table.layout()).margins(new double[0], codes, alone);
                assertThat(alone).containsExactly(of);
            }
        }
        return sums[0] / sums[1];
    }
}
