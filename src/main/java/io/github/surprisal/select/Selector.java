package io.github.surprisal.select;

import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Measures.InformationGain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The select room's one door. */
public final class Selector {
    private Selector() {}

    /**
     * Selects features by what they tell about the label over the whole table.
     *
     * <p>MIM takes features by their rank (by adjusted gain, unless the measures were ranked otherwise) until there are k; a feature
     * counts only if its gain is at least {@code minGain} and its p-value at most {@code alpha}. A constant never does.
     *
     * <p>Source: G. Brown et al., Conditional likelihood maximisation, JMLR 13 (2012), 27–66.
     */
    public static Selection select(Measures measures, SelectConfig config) {
        List<InformationGain> candidates = measures.gains().stream()
                .filter(gain -> gain.group().columns().isEmpty())
                .sorted(Comparator.comparingInt(InformationGain::rank))
                .toList();
        List<Selection.Step> steps = new ArrayList<>();
        int selected = 0;
        for (InformationGain gain : candidates) {
            boolean passes = selected < config.k()
                    && gain.informationGain() >= config.minGain()
                    && gain.pValue() <= config.alpha();
            selected += passes ? 1 : 0;
            steps.add(new Selection.Step(
                    steps.size() + 1,
                    gain.feature(),
                    config.criterion().name().toLowerCase(Locale.ROOT),
                    gain.informationGain(),
                    gain.informationGain(),
                    0,
                    gain.pValue(),
                    passes));
        }
        return new Selection(steps);
    }
}
