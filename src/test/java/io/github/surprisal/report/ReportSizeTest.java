package io.github.surprisal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.Group;
import io.github.surprisal.measure.ByGroup;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Measures.Bin;
import io.github.surprisal.measure.Measures.ColumnEntropy;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.metric.MetricWriter;
import io.github.surprisal.metric.Output;
import io.github.surprisal.metric.Run;
import io.github.surprisal.table.Table;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However wide a table is, its page is one that a browser opens at once. */
@ExtendWith(SparkExtension.class)
class ReportSizeTest {
    private static final Group OVERALL = new Group(List.of(), List.of(), 10_000, new double[] {6_000, 4_000, 0});

    private final SparkSession session = SparkExtension.session();
    private final Random random = new Random(7);

    @TempDir
    private Path folder;

    /** Time is the processor's, as other tests run beside; warm 0.3 s for 1,000 columns, 0.5 s for 5,000 were measured. */
    @ParameterizedTest
    @CsvSource({"1000, 50, 32, 1.5, 1.5", "5000, 10, 8, 3, 2.5", "12000, 0, 4, 3, 2.5"})
    void staysSmall(int columns, int groups, int bins, double megabytes, double seconds) {
        write(columns, groups, bins);
        MetricReader metrics = MetricReader.open(session, folder.toString());
        Report.of(metrics, "wide");

        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        String page = Report.of(metrics, "wide");
        Duration took = Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);

        assertThat(page.getBytes(StandardCharsets.UTF_8).length / 1e6).isLessThanOrEqualTo(megabytes);
        assertThat(took.toMillis() / 1e3).isLessThanOrEqualTo(seconds);
        assertThat(page).contains("<b>" + Figures.figure(columns) + "</b> columns");
        assertThat(page.split("<tr id=\"c").length - 1).isEqualTo(200);
    }

    private void write(int columns, int groups, int binsOfEach) {
        List<Group> all = new ArrayList<>(List.of(OVERALL));
        for (int g = 0; g < groups; g++) {
            all.add(new Group(List.of("region"), List.of("r" + g), 200 - g, new double[] {120, 80 - g, 0}));
        }
        List<ColumnEntropy> entropies = new ArrayList<>();
        List<InformationGain> gains = new ArrayList<>();
        List<Bin> bins = new ArrayList<>();
        for (Group group : all) {
            for (int c = 0; c < columns; c++) {
                entropies.add(entropy(group, "column_" + c));
                gains.add(gain(group, "column_" + c, c + 1));
            }
        }
        for (int c = 0; c < columns; c++) {
            for (int bin = 0; bin < binsOfEach; bin++) {
                double[] classes = {random.nextInt(300), random.nextInt(200)};
                bins.add(new Bin(
                        "column_" + c,
                        bin,
                        bin == 0 ? Double.NEGATIVE_INFINITY : random.nextDouble(),
                        bin == binsOfEach - 1 ? Double.POSITIVE_INFINITY : random.nextDouble(),
                        "",
                        "",
                        classes[0] + classes[1],
                        classes,
                        random.nextGaussian()));
            }
        }
        Measures measures =
                new Measures(ByGroup.of(entropies), ByGroup.of(gains), ByGroup.of(List.of()), bins, List.of());
        try (MetricWriter writer =
                MetricWriter.open(session, new Output.Folder(folder.toString(), true), "wide", false)) {
            writer.write(measures, true);
            writer.commit(new Run(
                    "rank",
                    Instant.EPOCH,
                    Instant.EPOCH.plusSeconds(9),
                    new Run.Versions("1", "4"),
                    "{}",
                    new Table.Input(List.of("wide.parquet"), 1, 1),
                    Run.Counted.NOTHING,
                    Map.of("count", 1.5)));
        }
    }

    private ColumnEntropy entropy(Group group, String name) {
        double entropy = 3 * random.nextDouble();
        return new ColumnEntropy(
                group,
                name,
                "numeric",
                group.rows(),
                random.nextInt(90),
                random.nextInt(500),
                entropy,
                entropy / 3,
                2,
                random.nextDouble() / 100,
                Unit.BITS,
                "plug-in",
                "0.5",
                random.nextDouble(),
                Double.NaN);
    }

    private InformationGain gain(Group group, String name, int rank) {
        double gain = random.nextDouble();
        return new InformationGain(
                group,
                name,
                "y",
                group.rows(),
                0.97,
                0.97 - gain,
                gain,
                gain * 0.9,
                0.1,
                0.1,
                9,
                31,
                9,
                random.nextDouble() / 1e4,
                -9,
                random.nextDouble(),
                random.nextDouble() / 50,
                0.1,
                0.1,
                0.1,
                0.001,
                List.of(),
                Unit.BITS,
                "plug-in",
                rank);
    }
}
