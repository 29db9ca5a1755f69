package io.github.surprisal.bench.deequ;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.Entropy;
import com.amazon.deequ.analyzers.MutualInformation;
import com.amazon.deequ.analyzers.runners.AnalysisRunner;
import com.amazon.deequ.analyzers.runners.AnalyzerContext;
import com.amazon.deequ.metrics.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Deequ's entropy of every column and its mutual information with the label, on a table that {@code submit/benchmark count}
 * made: two threads, eight shuffle partitions, all analyzers in one run of Deequ's.
 */
public final class DeequBenchmark {
    private static final String LABEL = "y";

    private static final Map<String, String> DEFAULTS =
            Map.of("--data", "target/benchmark", "--table", "A", "--rows", "10000000", "--runs", "2");

    private DeequBenchmark() {}

    /** @param args see {@code submit/benchmark} */
    public static void main(String[] args) throws TimeoutException {
        Map<String, String> options;
        Path files;
        try {
            options = options(args);
            files = Path.of(options.get("--data"), options.get("--table") + "-" + options.get("--rows"))
                    .toAbsolutePath();
            if (!Files.exists(files.resolve("_SUCCESS"))) {
                throw new IllegalArgumentException("No table at " + files + ": submit/benchmark count makes it");
            }
        } catch (IllegalArgumentException e) {
            System.err.println("benchmark: " + e.getMessage());
            System.exit(2);
            return;
        }
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .appName("deequ")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "8")
                .getOrCreate();
        try {
            run(session, files, Integer.parseInt(options.get("--runs")));
        } finally {
            session.stop();
        }
    }

    private static Map<String, String> options(String... args) {
        Map<String, String> options = new HashMap<>(DEFAULTS);
        for (int i = 0; i < args.length; i += 2) {
            if (!DEFAULTS.containsKey(args[i])) {
                throw new IllegalArgumentException("Unknown option " + args[i]);
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("Option " + args[i] + " needs a value");
            }
            options.put(args[i], args[i + 1]);
        }
        return options;
    }

    private static void run(SparkSession session, Path files, int runs) throws TimeoutException {
        AtomicInteger jobs = new AtomicInteger();
        session.sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                jobs.incrementAndGet();
            }
        });
        System.out.printf("Deequ 2.1.0 on Spark %s, %s%n", session.version(), files.getFileName());
        for (int run = 0; run <= runs; run++) {
            jobs.set(0);
            long start = System.nanoTime();
            int metrics = analyze(session, files);
            double seconds = (System.nanoTime() - start) / 1e9;
            session.sparkContext().listenerBus().waitUntilEmpty(60_000);
            System.out.printf(
                    Locale.ROOT,
                    "%-5s %8.2f s %6d jobs %6d figures%n",
                    run == 0 ? "first" : "warm",
                    seconds,
                    jobs.get(),
                    metrics);
        }
    }

    /** How many figures there are; every one of them has to be a success. */
    private static int analyze(SparkSession session, Path files) {
        Dataset<Row> rows = session.read().parquet(files.toString());
        AnalyzerContext context = AnalysisRunner.onData(rows)
                .addAnalyzers(seq(analyzers(rows.columns())))
                .run();
        List<Metric<?>> metrics =
                new ArrayList<>(JavaConverters.mapAsJavaMap(context.metricMap()).values());
        for (Metric<?> metric : metrics) {
            if (metric.value().isFailure()) {
                throw new IllegalStateException(
                        "Deequ failed: " + metric.name() + " of " + metric.instance(),
                        metric.value().failed().get());
            }
        }
        return metrics.size();
    }

    private static List<Analyzer<?, Metric<?>>> analyzers(String... columns) {
        List<Analyzer<?, Metric<?>>> analyzers = new ArrayList<>();
        Arrays.stream(columns).filter(column -> column.matches("[cd][0-9]+")).forEach(column -> {
            analyzers.add(cast(new Entropy(column, Option.empty())));
            analyzers.add(cast(new MutualInformation(seq(List.of(column, LABEL)), Option.empty())));
        });
        return analyzers;
    }

    /** Scala's analyzers are covariant in their metric, which Java cannot say. */
    @SuppressWarnings("unchecked")
    private static Analyzer<?, Metric<?>> cast(Object analyzer) {
        return (Analyzer<?, Metric<?>>) analyzer;
    }

    private static <T> Seq<T> seq(List<T> list) {
        return JavaConverters.asScalaBuffer(list).toSeq();
    }
}
