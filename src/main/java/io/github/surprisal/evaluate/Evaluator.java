package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.EncodedTable.GroupName;
import io.github.surprisal.evaluate.Evaluation.CalibrationBin;
import io.github.surprisal.evaluate.Evaluation.ClassLoss;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.train.BlockScorer;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Scorer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Accounts for the log-loss of a model. */
public final class Evaluator {
    private Evaluator() {}

    /** The information gains of a model's features added up, in the unit of the gains, by group. */
    public static Map<GroupName, Double> held(Stream<InformationGain> gains, Set<String> features) {
        Map<GroupName, Double> held = new HashMap<>();
        gains.filter(gain -> features.contains(gain.feature()))
                .forEach(gain -> held.merge(
                        new GroupName(gain.group().columns(), gain.group().values()),
                        gain.informationGain(),
                        Double::sum));
        return held;
    }

    /** As below, where nothing is known of the features' gains. */
    public static Evaluation evaluate(Model model, List<EncodedTable> tables, Unit unit) {
        return evaluate(model, tables, unit, Map.of());
    }

    /** As below, of a model that was trained. */
    public static Evaluation evaluate(Model model, List<EncodedTable> tables, Unit unit, Map<GroupName, Double> held) {
        return evaluate(Scored.of(model), tables, unit, held);
    }

    /**
     * Evaluates a model on the training and on the test rows of these tables, overall and for every group. Each table is read
     * twice, and with two classes sorted by margin once.
     *
     * @param tables encoded by the model's encoding; training rows in one of them at most, and so for test rows
     * @param unit of log-losses and entropies
     * @param held what the features tell of the label, by group, see {@link #held}
     */
    public static Evaluation evaluate(Scored model, List<EncodedTable> tables, Unit unit, Map<GroupName, Double> held) {
        List<LogLoss> logLosses = new ArrayList<>();
        List<ClassLoss> classLosses = new ArrayList<>();
        List<CalibrationBin> calibrations = new ArrayList<>();
        Scorer scorer = model.scorer();
        int classes = model.classes().size();
        List<Accounts> accounts = tables.stream()
                .map(table -> JobDescription.during(
                        table.blocks().context(),
                        "evaluating " + model.name() + " on " + table.groups().size() + " groups",
                        () -> accounts(table, scorer, classes)))
                .toList();
        for (boolean test : new boolean[] {false, true}) {
            for (Accounts account : accounts) {
                for (int group = 0; group < account.groups().size(); group++) {
                    int cell = LossTallies.cell(test, group);
                    LossTally tally = account.tallies().get(cell);
                    if (tally != null) {
                        GroupName name = account.groups().get(group);
                        Subset subset = new Subset(model, test, name, unit);
                        logLosses.add(subset.logLoss(
                                tally,
                                account.areas().getOrDefault(cell, new RocArea.Areas(Double.NaN, Double.NaN)),
                                held.getOrDefault(name, Double.NaN),
                                account.joint().getOrDefault(cell, Double.NaN)));
                        classLosses.addAll(subset.classLosses(tally));
                        calibrations.addAll(subset.calibration(tally));
                    }
                }
            }
        }
        return new Evaluation(logLosses, classLosses, calibrations);
    }

    /** Everything that one table tells, by cell. */
    private record Accounts(
            List<GroupName> groups,
            Map<Integer, LossTally> tallies,
            Map<Integer, RocArea.Areas> areas,
            Map<Integer, Double> joint) {}

    private static Accounts accounts(EncodedTable table, Scorer scorer, int classes) {
        BlockScorer onBlocks = scorer.forBlocks(table.layout());
        LossTallies tallies = table.blocks()
                .treeAggregate(
                        new LossTallies(classes), (sums, block) -> sums.add(block, onBlocks), LossTallies::merge);
        Map<Integer, LossTally> byCell = tallies.byCell();
        return new Accounts(
                table.groups(),
                byCell,
                classes == 2 ? RocArea.areas(table, onBlocks, tallies, byCell) : Map.of(),
                JointInformation.of(table, classes));
    }

    /** The rows of one group in one dataset. */
    private record Subset(Scored model, boolean test, GroupName group, Unit unit) {
        String dataset() {
            return test ? Evaluation.TEST : Evaluation.TRAIN;
        }

        LogLoss logLoss(LossTally tally, RocArea.Areas areas, double held, double joint) {
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
                    areas.roc(),
                    tally.calibrationError(),
                    unit.fromNats(tally.logLossStdError()),
                    unit,
                    DoubleStream.of(tally.brierParts()).boxed().toList(),
                    areas.precision(),
                    held,
                    unit.fromNats(joint));
        }

        List<ClassLoss> classLosses(LossTally tally) {
            List<ClassLoss> rows = new ArrayList<>();
            for (int k = 0; k < model.classes().size(); k++) {
                rows.add(new ClassLoss(
                        model.name(),
                        dataset(),
                        group,
                        model.classes().get(k),
                        tally.classRows(k),
                        unit.fromNats(tally.classLogLoss(k)),
                        unit.fromNats(tally.classLogLossStdError(k)),
                        tally.classRows(k) / tally.rows(),
                        tally.classMeanPredicted(k),
                        tally.precision(k),
                        tally.recall(k),
                        unit));
            }
            return rows;
        }

        List<CalibrationBin> calibration(LossTally tally) {
            List<CalibrationBin> rows = new ArrayList<>();
            int classes = model.classes().size();
            int first = classes == 2 ? 1 : 0;
            for (int k = first; k < classes; k++) {
                for (int bin = 0; bin < LossTally.BINS; bin++) {
                    if (tally.binRows(k - first, bin) > 0) {
                        rows.add(new CalibrationBin(
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
