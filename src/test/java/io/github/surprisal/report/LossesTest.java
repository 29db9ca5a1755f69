package io.github.surprisal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.metric.DatasetRows;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossesTest {
    private static Losses losses(double logLoss) {
        Losses.Loss group = new Losses.Loss("test", "g=1", 400, logLoss, 0.01, 1, 0.25, 0.5, 0.5, 0);
        return new Losses("tree", List.of(), List.of(group), 0);
    }

    private static GroupGains gains(double gain, double stdError, double adjusted) {
        GroupGains.GroupRow group = new GroupGains.GroupRow(new DatasetRows.Group(List.of("g"), List.of("1")), 400, 1);
        return new GroupGains(List.of(group), 0, Map.of("x", new double[][] {{gain}, {stdError}, {adjusted}}));
    }

    /** A feature surely tells more than the model uses; where none tells anything, nothing is left, however bad the model is. */
    @ParameterizedTest
    @CsvSource({
        "0.9, 0.5, 0.01, 0.45, true",
        "1.2, 0.1, 0.05, -0.02, false",
        "1.2, 0.5, 0.01, 0.45, true",
        "0.6, 0.5, 0.01, 0.45, false"
    })
    void whatAModelLeavesIsWhatAFeatureTells(
            double logLoss, double gain, double stdError, double adjusted, boolean isLeft) {
        assertThat(losses(logLoss).unusedGroups(gains(gain, stdError, adjusted)).isPresent())
                .isEqualTo(isLeft);
    }

    @Test
    void linksLeadToTheTableOfTheModel() {
        assertThat(losses(0.9)
                        .unusedGroups(gains(0.5, 0.01, 0.45))
                        .orElseThrow()
                        .toString())
                .contains("#model-groups-tree");
    }
}
