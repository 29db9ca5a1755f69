package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import io.github.surprisal.report.Finding.Level;
import io.github.surprisal.report.Finding.Link;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model makes of the label's entropy.
 *
 * @param overall over all rows, one for each of {@code train} and {@code test} that there is
 * @param groups of the rows held out, or of those trained on where none were; the largest groups first
 * @param moreGroups how many there are beyond
 */
record Losses(String model, List<Loss> overall, List<Loss> groups, int moreGroups) {
    /** The most groups that are shown. */
    private static final int MOST = 50;

    /** Figures that are so many standard errors apart are. */
    private static final double SURE = 3;

    /** Of the label's entropy in a group: what less is not worth a line. */
    private static final double LITTLE = 0.005;

    /** The loss of some rows. */
    record Loss(
            String dataset,
            String group,
            double rows,
            double logLoss,
            double stdError,
            double labelEntropy,
            double brier,
            double accuracy,
            double areaUnderRoc,
            double calibrationError) {
        double used() {
            return labelEntropy - logLoss;
        }

        double usedShare() {
            return used() / labelEntropy;
        }
    }

    static List<Losses> all(RunRows run) {
        DatasetRows rows = run.all("log_loss");
        Set<String> models = new LinkedHashSet<>();
        for (int row = 0; row < rows.size(); row++) {
            models.add(rows.text(row, "model"));
        }
        return models.stream().map(model -> of(model, rows)).toList();
    }

    private static Losses of(String model, DatasetRows rows) {
        List<Loss> overall = new ArrayList<>();
        List<Loss> groups = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            if (rows.text(row, "model").equals(model)) {
                (rows.isOverall(row) ? overall : groups).add(loss(rows, row));
            }
        }
        boolean isTested = groups.stream().anyMatch(loss -> loss.dataset().equals("test"));
        List<Loss> shown = groups.stream()
                .filter(loss -> loss.dataset().equals("test") == isTested)
                .sorted(Comparator.comparingDouble((Loss loss) -> -loss.rows()))
                .toList();
        int most = Math.min(MOST, shown.size());
        return new Losses(model, overall, shown.subList(0, most), shown.size() - most);
    }

    private static Loss loss(DatasetRows rows, int row) {
        return new Loss(
                rows.text(row, "dataset"),
                rows.group(row).name(),
                rows.number(row, "rows"),
                rows.number(row, "log_loss"),
                rows.number(row, "log_loss_std_error"),
                rows.number(row, "label_entropy"),
                rows.number(row, "brier"),
                rows.number(row, "accuracy"),
                rows.number(row, "area_under_roc"),
                rows.number(row, "calibration_error"));
    }

    private Optional<Loss> overall(String dataset) {
        return overall.stream().filter(loss -> loss.dataset().equals(dataset)).findFirst();
    }

    /** The greatest entropy of a group, by which bars are drawn. */
    double mostEntropy() {
        return groups.stream().mapToDouble(Loss::labelEntropy).max().orElse(0);
    }

    /** The rows that count: those held out where there are any. */
    Optional<Loss> best() {
        return overall("test").or(() -> overall("train"));
    }

    /**
     * Groups in which one feature alone tells more than the model uses, beyond chance and by more than a little.
     *
     * @param gains within the groups
     */
    Optional<Finding> unusedGroups(GroupGains gains) {
        List<Link> left = groups.stream()
                .filter(loss -> {
                    // The rows that the gain is of are those that the model was trained on; others differ by chance.
                    double chance = loss.dataset().equals("test") ? SURE * loss.stdError() : 0;
                    double told = gains.surelyTold(loss.group(), SURE);
                    return told > 0 && told - loss.used() > LITTLE * loss.labelEntropy() + chance;
                })
                .sorted(Comparator.comparingDouble(loss -> loss.usedShare()))
                .map(loss -> new Link(loss.group(), "#model-groups-" + model))
                .toList();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.of(
                        Level.WARNING,
                        "Left unused",
                        left,
                        "has a feature that alone tells more there than all that the model " + model
                                + " uses: see the map of groups"));
    }

    /** A model that does worse on rows that it has not seen. */
    Optional<Finding> overfit() {
        Optional<Loss> train = overall("train");
        Optional<Loss> test = overall("test");
        if (train.isEmpty() || test.isEmpty()) {
            return Optional.empty();
        }
        double worse = test.get().logLoss()
                - test.get().labelEntropy()
                - train.get().logLoss()
                + train.get().labelEntropy();
        return worse > SURE * (test.get().stdError() + train.get().stdError())
                ? Optional.of(Finding.of(
                        Level.WARNING,
                        "Overfit",
                        List.of(new Link(model, "#models")),
                        "does worse on rows held out than on those it was trained on, by more than chance"))
                : Optional.empty();
    }
}
