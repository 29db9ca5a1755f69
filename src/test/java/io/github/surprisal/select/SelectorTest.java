package io.github.surprisal.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.count.Group;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.measure.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final Group ALL = new Group(List.of(), List.of(), 10, new double[] {5, 5, 0});
    private static final Group SOME = new Group(List.of("g"), List.of("a"), 10, new double[] {5, 5, 0});

    private static InformationGain gain(Group group, String feature, double gain, double p, int rank) {
        double x = Double.NaN;
        return new InformationGain(
                group,
                feature,
                "y",
                10,
                1,
                1 - gain,
                gain,
                gain,
                x,
                x,
                x,
                1,
                x,
                p,
                Math.log(p),
                p,
                x,
                x,
                x,
                x,
                0,
                List.of(),
                Unit.BITS,
                "plug-in",
                rank);
    }

    private static final Measures MEASURES = new Measures(
            List.of(),
            List.of(
                    gain(ALL, "weak", 0.01, 0.2, 3),
                    gain(ALL, "strong", 0.5, 0, 1),
                    gain(ALL, "middling", 0.1, 0.01, 2),
                    gain(ALL, "constant", 0, Double.NaN, 4),
                    gain(SOME, "weak", 0.9, 0, 1)),
            List.of(),
            List.of());

    private static List<String> selected(int k, double minGain, double alpha) {
        return Selector.select(MEASURES, new SelectConfig(SelectConfig.Criterion.MIM, k, minGain, alpha))
                .selected();
    }

    @Test
    void eachBarHolds() {
        assertThat(selected(10, 0, 1)).containsExactly("strong", "middling", "weak");
        assertThat(selected(10, 0, 0.05)).containsExactly("strong", "middling");
        assertThat(selected(1, 0, 1)).containsExactly("strong");
        assertThat(selected(10, 0.2, 1)).containsExactly("strong");
        assertThat(selected(10, 2, 1)).isEmpty();
    }

    @Test
    void theBarsThemselvesPass() {
        assertThat(selected(10, 0.1, 1)).containsExactly("strong", "middling");
        assertThat(selected(10, 0, 0.01)).containsExactly("strong", "middling");
        assertThat(selected(0, 0, 1)).isEmpty();
    }

    /** What a barred feature leaves free goes to the next one. */
    @Test
    void aBarredFeatureTakesNoPlace() {
        Measures measures = new Measures(
                List.of(),
                List.of(gain(ALL, "chance", 0.6, 0.3, 1), gain(ALL, "b", 0.5, 0, 2), gain(ALL, "a", 0.5, 0, 3)),
                List.of(),
                List.of());
        Selection selection = Selector.select(measures, new SelectConfig(SelectConfig.Criterion.MIM, 1, 0, 0.05));
        assertThat(selection.selected()).containsExactly("b");
        assertThat(selection.steps()).extracting(Selection.Step::selected).containsExactly(false, true, false);
    }

    @Test
    void everyFeatureGetsAStep() {
        Selection selection = Selector.select(MEASURES, new SelectConfig(SelectConfig.Criterion.MIM, 1, 0, 1));
        assertThat(selection.steps())
                .extracting(Selection.Step::feature)
                .containsExactly("strong", "middling", "weak", "constant");
        assertThat(selection.steps()).extracting(Selection.Step::step).containsExactly(1, 2, 3, 4);
        assertThat(selection.steps()).extracting(Selection.Step::criterion).containsOnly("mim");
    }
}
