package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.EncodedTable.GroupName;
import io.github.surprisal.evaluate.Evaluation.Calibration;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.train.BlockScorer;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Scorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Accounts for the log-loss of a model. */
public final class Evaluator {
    private Evaluator() {}

    /**
     * Evaluates a model on the training and on the test rows of these tables, overall and for every group. Each table is read
     * once, and with two classes sorted by margin once.
     *
     * @param tables encoded by the model's encoding; training rows in one of them at most, and so for test rows
     * @param unit of log-losses and entropies
     */
    public static Evaluation evaluate(Model model, List<EncodedTable> tables, Unit unit) {
        List<LogLoss> logLosses = new ArrayList<>();
        List<Calibration> calibrations = new ArrayList<>();
        Scorer scorer = model.scorer();
        int classes = model.classes().size();
        List<Accounts> accounts =
                tables.stream().map(table -> accounts(table, scorer, classes)).toList();
        for (boolean test : new boolean[] {false, true}) {
            for (Accounts account : accounts) {
                for (int group = 0; group < account.groups().size(); group++) {
                    int cell = Tallies.cell(test, group);
                    Tally tally = account.tallies().get(cell);
                    if (tally != null) {
                        Subset subset = new Subset(model, test, account.groups().get(group), unit);
                        double area = account.areas().getOrDefault(cell, Double.NaN);
                        logLosses.add(subset.logLoss(tally, area));
                        calibrations.addAll(subset.calibration(tally));
                    }
                }
            }
        }
        return new Evaluation(logLosses, calibrations);
    }

    /** Everything that one table tells, by cell. */
    private record Accounts(List<GroupName> groups, Map<Integer, Tally> tallies, Map<Integer, Double> areas) {}

    private static Accounts accounts(EncodedTable table, Scorer scorer, int classes) {
        BlockScorer onBlocks = scorer.forBlocks(table.layout());
        Tallies tallies = table.blocks()
                .treeAggregate(new Tallies(classes), (sums, block) -> sums.add(block, onBlocks), Tallies::merge);
        return new Accounts(table.groups(), tallies.byCell(), classes == 2 ? RocArea.areas(table, onBlocks) : Map.of());
    }

    /** The rows of one group in one dataset. */
    private record Subset(Model model, boolean test, GroupName group, Unit unit) {
        String dataset() {
            return test ? Evaluation.TEST : Evaluation.TRAIN;
        }

        LogLoss logLoss(Tally tally, double areaUnderRoc) {
            double logLoss = tally.logLoss();
            double entropy = tally.labelEntropy();
            return new LogLoss(
                    model.name(),
                    dataset(),
                    group,
                    tally.rows(),
                    unit.fromNats(logLoss),
                    unit.fromNats(entropy),
                    entropy > 0 ? 1 - logLoss / entropy : Double.NaN,
                    unit.fromNats(entropy - logLoss),
                    tally.brier(),
                    tally.accuracy(),
                    areaUnderRoc,
                    tally.calibrationError(),
                    unit.fromNats(tally.logLossStdError()),
                    unit);
        }

        List<Calibration> calibration(Tally tally) {
            List<Calibration> rows = new ArrayList<>();
            int classes = model.classes().size();
            int first = classes == 2 ? 1 : 0;
            for (int k = first; k < classes; k++) {
                for (int bin = 0; bin < Tally.BINS; bin++) {
                    if (tally.binRows(k - first, bin) > 0) {
                        rows.add(new Calibration(
                                model.name(),
                                dataset(),
                                group,
                                model.classes().get(k),
                                bin,
                                tally.binRows(k - first, bin),
                                tally.binMeanPredicted(k - first, bin),
                                tally.binObservedShare(k - first, bin)));
                    }
                }
            }
            return rows;
        }
    }
}
