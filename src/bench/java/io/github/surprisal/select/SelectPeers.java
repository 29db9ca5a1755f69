package io.github.surprisal.select;

import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.SelectConfig.Stop;
import io.github.surprisal.select.criterion.Criterion;
import io.github.surprisal.select.criterion.PairTerms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.fs.JMI;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Others who select by information, on the same columns. */
final class SelectPeers {
    /** As many as the largest column has categories: then bins of equal width are the categories. */
    private static final int BINS = 32;

    private SelectPeers() {}

    /** A table in Tribuo's memory. */
    static final class Tribuo {
        private final MutableDataset<Label> examples;

        Tribuo(PlainLoop table) {
            // It tells of every step.
            Logger.getLogger(JMI.class.getName()).setLevel(Level.WARNING);
            LabelFactory labels = new LabelFactory();
            examples = new MutableDataset<>(new SimpleDataSourceProvenance("benchmark", labels), labels);
            String[] names = IntStream.range(0, table.columns().length)
                    .mapToObj(c -> "c" + c)
                    .toArray(String[]::new);
            Label[] classes = {new Label("0"), new Label("1")};
            for (int row = 0; row < table.label().length; row++) {
                double[] values = new double[names.length];
                for (int c = 0; c < names.length; c++) {
                    values[c] = table.columns()[c][row];
                }
                examples.add(new ArrayExample<>(classes[table.label()[row]], names, values));
            }
        }

        /** JMI, in two threads. */
        List<String> select(int k) {
            return new JMI(k, BINS, 2).select(examples).featureNames();
        }
    }

    /** What one writes with nothing but Spark: a {@code groupBy(x, z, y)} for every pair of a step. */
    record Naive(Dataset<Row> rows, int[] sizes, int classes) implements PairSource {
        static Naive of(SparkSession session, SelectTable table, PlainLoop plain) {
            return new Naive(session.read().parquet(table.path()).cache(), plain.sizes(), plain.classes());
        }

        List<String> select(List<Candidate.Alone> alone, int k) {
            Search search = new Search(0, SelectConfig.of(Criterion.JMI, k, Stop.K, false), Unit.BITS, true, 1, alone);
            Selector.run(List.of(search), this, 1);
            return SelectBenchmark.names(search);
        }

        @Override
        public List<PairTerms[][]> terms(List<Ask> asks) {
            return asks.stream()
                    .map(ask -> ask.others().stream()
                            .map(z -> ask.candidates().stream()
                                    .map(x -> terms(x, z.get(0)))
                                    .toArray(PairTerms[]::new))
                            .toArray(PairTerms[][]::new))
                    .toList();
        }

        private PairTerms terms(int x, int z) {
            long[] cells = new long[sizes[x] * sizes[z] * classes];
            for (Row row : rows.groupBy("c" + x, "c" + z, "y").count().collectAsList()) {
                int value = ((Number) row.get(0)).intValue();
                int other = ((Number) row.get(1)).intValue();
                cells[(value * sizes[z] + other) * classes + row.getInt(2)] = row.getLong(3);
            }
            return new PairCounts(cells, sizes[x], sizes[z], classes, 1)
                    .terms(new PairCounts.Rules(false, PairCounts.Redundancy.NONE, Estimator.PLUG_IN));
        }
    }

    /**
     * mrmr-selection.
     *
     * @param how pandas or spark
     * @return seconds of each run, empty where it is missing
     */
    static double[] mrmr(String how, SelectTable table, int k, int runs) throws IOException, InterruptedException {
        String python = System.getenv("BENCHMARK_PYTHON");
        if (python == null) {
            System.out.println(
                    "  # mrmr is skipped: the variable BENCHMARK_PYTHON, a Python that has mrmr-selection, is not set");
            return new double[0];
        }
        Process process = new ProcessBuilder(
                        python,
                        "src/bench/python/selection_peers.py",
                        how,
                        table.path(),
                        Integer.toString(k),
                        Integer.toString(runs + 1))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        double[] seconds = new double[runs + 1];
        int found = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split("\t");
                if (cells.length < 2) {
                    System.out.println("  " + line);
                } else {
                    seconds[found++] = Double.parseDouble(cells[0]);
                    if (found == 1) {
                        System.out.println("  mrmr takes " + cells[1]);
                    }
                }
            }
        }
        process.waitFor();
        return Arrays.copyOf(seconds, found);
    }
}
