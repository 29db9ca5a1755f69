package io.github.surprisal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.evaluate.Coefficient;
import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.MeasureConfig.RankBy;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same rows give the same bits on every machine: {@code golden/bits.txt} was printed on Linux, x86-64, OpenJDK 17 with
 * {@code -XX:TieredStopAtLevel=1}, and is the same with the default compilers, with {@code -Xint}, and without AVX and FMA.
 * On a change of the bits the message has the new lines.
 */
@ExtendWith(SparkExtension.class)
class GoldenBitsTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void coefficients(int classes) throws IOException {
        SmallTable counted =
                Samples.counted(Samples.table(SparkExtension.session(), Samples.people(300, classes, 9), 3), false);
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
        List<String> names = counted.counts().classes().texts();
        TrainConfig config = new TrainConfig(
                TrainConfig.Engine.SURPRISAL,
                List.of("logistic"),
                0.2,
                "",
                42,
                TrainConfig.AUTO,
                0,
                100,
                1e-8,
                true,
                true);
        try (EncodedTable encoded = Encoder.encode(counted.table(), encoding, counted.counts(), new Split(0.2, 42))) {
            Model model = Trainer.train(encoded, encoding, names, config);
            List<String> lines = new ArrayList<>();
            for (Coefficient c : Coefficient.of(model, 0.05)) {
                String name = String.join(" ", c.labelClass(), c.feature(), c.category());
                lines.add(line(classes + " classes", name, c.coefficient(), c.stdError(), c.pValue(), c.oddsRatio()));
            }
            for (LinearFit.PathPoint p : model.linear().orElseThrow().path()) {
                lines.add(line(classes + " classes", "lambda " + p.regParam(), p.logLoss(), p.stdError()));
            }
            assertThat(lines).isEqualTo(golden(classes + " classes"));
        }
    }

    @Test
    void measures() throws IOException {
        SmallTable counted =
                Samples.counted(Samples.table(SparkExtension.session(), Samples.people(300, 3, 9), 3), true);
        List<String> lines = new ArrayList<>();
        for (Estimator estimator : List.of(Estimator.PLUG_IN, Estimator.JAMES_STEIN)) {
            MeasureConfig config = new MeasureConfig(
                    Unit.BITS,
                    estimator,
                    Nulls.CATEGORY,
                    Binning.AUTO,
                    32,
                    0.05,
                    RankBy.ADJUSTED_GAIN,
                    Map.of(),
                    Map.of());
            Measures found = Measurer.measure(counted.counts(), config);
            found.entropies().stream()
                    .filter(e -> e.group().columns().isEmpty())
                    .forEach(e -> lines.add(
                            line("measures", estimator + " " + e.column(), e.entropy(), e.perplexity(), e.stdError())));
            found.gains().stream()
                    .filter(g -> g.group().columns().size() < 2)
                    .forEach(g -> lines.add(line(
                            "measures",
                            estimator + " " + g.feature() + " " + g.group().values(),
                            g.informationGain(),
                            g.adjustedInformationGain(),
                            g.logPValue(),
                            g.pValue(),
                            g.stdError(),
                            g.informationValue())));
        }
        assertThat(lines).isEqualTo(golden("measures"));
    }

    private static String line(String part, String name, double... figures) {
        StringBuilder line = new StringBuilder(part + " | " + name);
        for (double figure : figures) {
            line.append(" | ").append(String.format("%016x", Double.doubleToLongBits(figure)));
        }
        return line.toString();
    }

    private static List<String> golden(String part) throws IOException {
        try (InputStream in = GoldenBitsTest.class.getResourceAsStream("/golden/bits.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(part + " |"))
                    .toList();
        }
    }
}
