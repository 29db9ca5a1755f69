package io.github.surprisal.job;

import io.github.surprisal.console.View;
import io.github.surprisal.select.Selection;
import io.github.surprisal.table.Names;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What the console says of a selection: what was taken, and of what was not the reason.
 *
 * @param alpha above which a q-value has kept a feature from being selected
 */
record SelectionSummary(Selection selection, String label, double alpha) {
    /** Of features that a q-value alone has kept out so many are told. */
    private static final int NEAREST = 3;

    /** The steps of the whole table. */
    private List<Selection.Step> steps() {
        return selection.steps().stream()
                .filter(step -> step.groupColumns().isEmpty())
                .toList();
    }

    String title(View view) {
        List<String> selected = selection.selected();
        int shown = Math.min(view.top(), selected.size());
        return "Selected " + selected.size() + " of " + steps().size() + " features" + (shown == 0 ? "" : ": ")
                + Names.some(selected, shown);
    }

    String text(View view) {
        StringBuilder text = new StringBuilder(selection.selected().isEmpty() ? nearest(view) : "");
        List<Selection.Step> refused = steps().stream()
                .filter(step -> step.refused() || step.flags().contains("constant"))
                .toList();
        refused.stream()
                .limit(view.top())
                .forEach(step -> text.append(view.wrap("  ", "    ", step.feature() + ": " + reason(step))));
        if (refused.size() > view.top()) {
            text.append(String.format(Locale.ROOT, "  (%,d more: --all shows them)%n", refused.size() - view.top()));
        }
        return text.toString();
    }

    /** Where none is selected, those that came nearest: alone they would have passed, among so many candidates chance gives as much. */
    private String nearest(View view) {
        StringBuilder text = new StringBuilder();
        List<Selection.Step> candidates = steps();
        candidates.stream()
                .filter(step -> !step.refused() && step.figures().qValue() > alpha)
                .sorted(Comparator.comparingDouble(step -> step.figures().pValue()))
                .limit(NEAREST)
                .forEach(step -> text.append(view.wrap(
                        "  ",
                        "    ",
                        String.format(
                                Locale.ROOT,
                                "%s: p = %.2g, but among %,d candidates q = %.2g, the share of chance in what is as unlikely",
                                step.feature(),
                                step.figures().pValue(),
                                candidates.size(),
                                step.figures().qValue()))));
        return text.toString();
    }

    /** Why a feature was refused. */
    private String reason(Selection.Step step) {
        if (step.flags().contains("constant")) {
            return "constant";
        }
        String p = Double.isNaN(step.figures().pValue()) || step.figures().pValue() == 1
                ? ""
                : String.format(Locale.ROOT, " (p = %.2g)", step.figures().pValue());
        return step.redundantWith().isEmpty()
                ? "nothing about " + label + " that chance would not give" + p
                : "nothing beyond " + step.redundantWith() + p;
    }
}
