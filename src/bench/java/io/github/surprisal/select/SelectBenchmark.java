package io.github.surprisal.select;

import io.github.surprisal.bench.Arguments;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.SelectConfig.Extras;
import io.github.surprisal.select.SelectConfig.Stop;
import io.github.surprisal.select.criterion.Criterion;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Selection on cached encoded rows beside a plain loop over byte columns in memory ({@link PlainLoop}), in one run on the same
 * table: 2 to 32 categories a column, two classes, two columns of five tell something. Same features in the same order, or it says so.
 * Medians of warm runs.
 */
public final class SelectBenchmark {
    private final int rows;
    private final int columns;
    private final int k;
    private final int runs;

    private SelectBenchmark(Map<String, String> options) {
        rows = Integer.parseInt(options.get("--rows"));
        columns = Integer.parseInt(options.get("--columns"));
        k = Integer.parseInt(options.get("--k"));
        runs = Integer.parseInt(options.get("--runs"));
    }

    /** @param args see submit/benchmark */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.of(
                Map.of(
                        "--rows",
                        "1000000",
                        "--columns",
                        "100",
                        "--k",
                        "20",
                        "--runs",
                        "5",
                        "--data",
                        "target/benchmark"),
                args);
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.debug.maxToStringFields", "2000")
                .getOrCreate();
        try {
            new SelectBenchmark(options).run(session, Path.of(options.get("--data")));
        } finally {
            session.stop();
        }
    }

    private String path(SparkSession session, Path data) {
        Path folder = data.resolve("select-" + rows + "x" + columns);
        if (!Files.exists(folder.resolve("_SUCCESS"))) {
            int[] sizes = {2, 3, 4, 5, 8, 10, 16, 24, 32};
            List<String> expressions = new ArrayList<>();
            expressions.add("int(pmod(hash(id, 'y'), 100) < 40) as y");
            for (int c = 0; c < columns; c++) {
                String noise = "pmod(hash(id, " + c + "), " + sizes[c % sizes.length] + ")";
                String told =
                        "pmod(" + noise + " + int(pmod(hash(id, 'y'), 100) < 40), " + sizes[c % sizes.length] + ")";
                expressions.add((c % 5 < 2
                                ? "if(pmod(hash(id, 'm" + c + "'), 100) < " + (4 + c % 7) + ", " + told + ", " + noise
                                        + ")"
                                : noise)
                        + " as c" + c);
            }
            session.range(0, rows, 1, 4)
                    .selectExpr(expressions.toArray(String[]::new))
                    .write()
                    .mode("overwrite")
                    .parquet(folder.toString());
        }
        return folder.toString();
    }

    private void run(SparkSession session, Path data) {
        TableConfig config = new TableConfig(
                new Source.Files(path(session, data), "parquet", Map.of(), ""),
                "",
                "y",
                List.of(),
                "",
                List.of(),
                List.of(),
                Map.of());
        MeasureConfig measure = new MeasureConfig(
                Unit.BITS,
                Estimator.PLUG_IN,
                MeasureConfig.Nulls.CATEGORY,
                MeasureConfig.Binning.AUTO,
                32,
                0.05,
                MeasureConfig.RankBy.ADJUSTED_GAIN,
                Map.of(),
                Map.of());
        Table table = TableReader.read(session, config);
        Counts counts = CountScan.count(table, new CountConfig(65_536));
        Candidates candidates =
                Candidates.of(table, counts, Measurer.measure(counts, measure), measure, Candidates.Rows.ALONE);
        EncodedTable encoded = Encoder.encodeUnordered(table, candidates.encoding(), counts);
        encoded.blocks().persist(StorageLevel.MEMORY_ONLY());
        Codes codes = candidates.codes(SelectConfig.MAX_CATEGORIES);
        PlainLoop plain = loop(encoded.blocks().collect(), codes);
        List<Candidate.Alone> alone = plain.alone();

        List<String> right = new ArrayList<>();
        double loop = median("plain loop, jmi", () -> {
            Search search = search(alone, Criterion.JMI, Stop.K, false);
            Selector.run(List.of(search), plain, 1);
            return names(search, right);
        });
        double ours = selection(encoded, codes, alone, "jmi", Criterion.JMI, Stop.K, false);
        print("jmi, ours / plain loop", ours / loop);
        selection(encoded, codes, alone, "cmim", Criterion.CMIM, Stop.K, false);
        double standard = selection(encoded, codes, alone, "default", Criterion.JMI, Stop.TEST, true);
        print("default / jmi, both ours", standard / ours);
        if (!names(searched(encoded, codes, alone), new ArrayList<>()).equals(right.toString())) {
            System.out.println("  not the same features in the same order");
        }
    }

    private void print(String what, double ratio) {
        System.out.printf(Locale.ROOT, "  %-32s %8.2f%n", what, ratio);
    }

    private Search search(List<Candidate.Alone> alone, Criterion criterion, Stop stop, boolean adjusted) {
        return new Search(
                0,
                new SelectConfig(criterion, k, stop, 0, 0.05, List.of(), adjusted, Extras.NONE),
                Unit.BITS,
                true,
                1,
                alone);
    }

    private Search searched(EncodedTable encoded, Codes codes, List<Candidate.Alone> alone) {
        Search search = search(alone, Criterion.JMI, Stop.K, false);
        try (BlockPairs pairs = pairs(encoded, codes, false)) {
            Selector.run(List.of(search), pairs, lookAhead());
        }
        return search;
    }

    private int lookAhead() {
        return 1 + (int) Math.min(3, 0.02 / (0.3e-9 * rows * columns / 2));
    }

    private static BlockPairs pairs(EncodedTable encoded, Codes codes, boolean byChance) {
        return new BlockPairs(
                encoded.blocks(),
                new BlockPairs.Setup(
                        codes,
                        new PairCounts.Rules(byChance, false, Estimator.PLUG_IN),
                        true,
                        false,
                        false,
                        new PackedBlock.Parts(0, new int[0], 0),
                        new int[][] {{Layer.WHOLE, 0}},
                        new int[0],
                        0,
                        Packing.MOST));
    }

    /** On packed blocks: what packing takes is told by the first run. */
    private double selection(
            EncodedTable encoded,
            Codes codes,
            List<Candidate.Alone> alone,
            String name,
            Criterion criterion,
            Stop stop,
            boolean adjusted) {
        try (BlockPairs pairs = pairs(encoded, codes, adjusted)) {
            return median("ours, " + name, () -> {
                Search search = search(alone, criterion, stop, adjusted);
                Selector.run(List.of(search), pairs, lookAhead());
                return names(search, new ArrayList<>());
            });
        }
    }

    private static String names(Search search, List<String> into) {
        into.clear();
        search.outcome().stream()
                .filter(x -> x.fate() == Candidate.Fate.SELECTED)
                .forEach(x -> into.add(x.alone().feature()));
        return into.toString();
    }

    private double median(String what, Supplier<String> work) {
        double[] seconds = new double[runs];
        double first = 0;
        String found = "";
        for (int run = -1; run < runs; run++) {
            long start = System.nanoTime();
            found = work.get();
            double took = (System.nanoTime() - start) / 1e9;
            if (run < 0) {
                first = took;
            } else {
                seconds[run] = took;
            }
        }
        Arrays.sort(seconds);
        double median = seconds[runs / 2];
        long pairs = (long) (k - 1) * columns - (long) k * (k - 1) / 2;
        System.out.printf(
                Locale.ROOT,
                "  %-32s %8.3f s (first %.3f), %.2f ns of a core for each row and pair of %d steps; %s%n",
                what,
                median,
                first,
                2 * median * 1e9 / rows / pairs,
                k,
                found.length() > 60 ? found.substring(0, 60) + ".." : found);
        return median;
    }

    private PlainLoop loop(List<EncodedBlock> blocks, Codes codes) {
        byte[][] all = new byte[codes.size()][rows];
        byte[] labels = new byte[rows];
        int at = 0;
        for (EncodedBlock block : blocks) {
            for (int x = 0; x < all.length; x++) {
                CodeColumn column = block.codes()[codes.columns()[x]];
                for (int row = 0; row < block.rows(); row++) {
                    all[x][at + row] = (byte) codes.categoryOf()[x][column.at(row)];
                }
            }
            for (int row = 0; row < block.rows(); row++) {
                labels[at + row] = (byte) block.labels().at(row);
            }
            at += block.rows();
        }
        return new PlainLoop(all, codes.sizes(), labels, codes.classes());
    }
}
