package io.github.surprisal.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.SelectConfig.Stop;
import io.github.surprisal.select.criterion.Criterion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What single features are refused for; nothing is counted. */
class SelectorTest {
    private static Candidate.Alone feature(String name, double gain, double p) {
        return new Candidate.Alone(name, gain, gain, gain, p, Double.isNaN(p));
    }

    private static final List<Candidate.Alone> FEATURES = List.of(
            feature("weak", 0.01, 0.2),
            feature("strong", 0.5, 0),
            feature("middling", 0.1, 0.01),
            feature("constant", 0, Double.NaN));

    private static SelectConfig mim(int k, Stop stop, double minGain, double alpha, String... keep) {
        return new SelectConfig(Criterion.MIM, k, stop, minGain, alpha, List.of(keep), true, SelectConfig.Extras.NONE);
    }

    private static Search search(List<Candidate.Alone> features, SelectConfig config) {
        Search search = new Search(0, config, Unit.BITS, true, 1, features);
        assertThat(search.next(3)).as("questions about pairs").isEmpty();
        return search;
    }

    private static List<String> selected(SelectConfig config) {
        return search(FEATURES, config).outcome().stream()
                .filter(x -> x.fate() == Candidate.Fate.SELECTED)
                .map(x -> x.alone().feature())
                .toList();
    }

    @Test
    void eachBarHolds() {
        assertThat(selected(mim(10, Stop.TEST, 0, 1))).containsExactly("strong", "middling", "weak");
        assertThat(selected(mim(10, Stop.TEST, 0, 0.05))).containsExactly("strong", "middling");
        assertThat(selected(mim(1, Stop.TEST, 0, 1))).containsExactly("strong");
        assertThat(selected(mim(10, Stop.TEST, 0.2, 1))).containsExactly("strong");
        assertThat(selected(mim(10, Stop.TEST, 2, 1))).isEmpty();
        assertThat(selected(mim(10, Stop.K, 0, 0.05))).containsExactly("strong", "middling", "weak");
    }

    /** 0.01 is the least of what is left after the strongest: by Benjamini and Hochberg 0.01·3/2, by Bonferroni 0.01·2. */
    @Test
    void theTestCountsTheCandidatesOfTheStep() {
        assertThat(selected(mim(10, Stop.TEST, 0, 0.015))).containsExactly("strong");
        assertThat(selected(mim(10, Stop.TEST, 0, 0.02))).containsExactly("strong", "middling");
        assertThat(selected(mim(10, Stop.BONFERRONI, 0, 0.019))).containsExactly("strong");
        assertThat(selected(mim(10, Stop.BONFERRONI, 0, 0.02))).containsExactly("strong", "middling");
    }

    @Test
    void keptFeaturesComeFirstWhateverTheyTell() {
        assertThat(selected(mim(2, Stop.TEST, 0, 0.05, "weak"))).containsExactly("weak", "strong");
        assertThat(selected(mim(1, Stop.TEST, 0, 0.05, "middling", "constant")))
                .containsExactly("middling", "constant");
    }

    /** What a barred feature leaves free goes to the next one; of equals the first in the table is taken. */
    @Test
    void aBarredFeatureTakesNoPlace() {
        Search search = search(
                List.of(feature("chance", 0.6, 0.3), feature("b", 0.5, 0), feature("a", 0.5 + 1e-13, 0)),
                mim(1, Stop.TEST, 0, 0.05));
        assertThat(search.outcome()).extracting(x -> x.alone().feature()).containsExactly("b", "chance", "a");
        assertThat(search.outcome())
                .extracting(Candidate::fate)
                .containsExactly(Candidate.Fate.SELECTED, Candidate.Fate.REFUSED, Candidate.Fate.OPEN);
    }

    @Test
    void everyFeatureIsInTheOutcome() {
        Search search = search(FEATURES, mim(1, Stop.K, 0, 1));
        assertThat(search.outcome())
                .extracting(x -> x.alone().feature())
                .containsExactly("strong", "middling", "weak", "constant");
    }

    @Test
    void aLabelOfOneClassSelectsNothing() {
        Search search = new Search(0, mim(5, Stop.K, 0, 1), Unit.BITS, true, 0, FEATURES);
        assertThat(search.next(3)).isEmpty();
        assertThat(search.outcome()).extracting(Candidate::fate).containsOnly(Candidate.Fate.OPEN);
    }
}
