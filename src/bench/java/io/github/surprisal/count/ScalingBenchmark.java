package io.github.surprisal.count;

import com.sun.management.OperatingSystemMXBean;
import io.github.surprisal.bench.Arguments;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * What counting costs the driver of a cluster: tables of many tiny files, a task each, counted by real executors in a JVM of their
 * own. A huge table has no more tasks than that, only longer ones, so what the driver and the shuffle do for each can be seen here.
 */
public final class ScalingBenchmark {
    private static final long MEGABYTE = 1L << 20;

    /** A file is smaller, and opening it counts as much: each is a part of its own. */
    private static final long FILE_BYTES = 1L << 20;

    /** Sums over the tasks of a count. */
    private static final class Tasks extends SparkListener {
        private final AtomicLong tasks = new AtomicLong();
        private final AtomicLong milliseconds = new AtomicLong();
        private final AtomicLong shuffled = new AtomicLong();
        private final AtomicLong collected = new AtomicLong();

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            tasks.incrementAndGet();
            milliseconds.addAndGet(end.taskMetrics().executorRunTime());
            shuffled.addAndGet(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
            collected.addAndGet(end.taskMetrics().resultSize());
        }

        void clear() {
            List.of(tasks, milliseconds, shuffled, collected).forEach(sum -> sum.set(0));
        }
    }

    private ScalingBenchmark() {}

    /** @param args see submit/benchmark */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.of(
                Map.of(
                        "--tasks",
                        "100,1000,3000,10000",
                        "--reducers",
                        "100",
                        "--columns",
                        "100",
                        "--rows",
                        "100",
                        "--data",
                        "target/benchmark"),
                args);
        int columns = Integer.parseInt(options.get("--columns"));
        long rows = Long.parseLong(options.get("--rows"));
        int reducers = Integer.parseInt(options.get("--reducers"));
        SparkSession session = SparkSession.builder()
                .master("local-cluster[1,2,2048]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                .config("spark.executor.memory", "2g")
                .config("spark.executor.extraClassPath", classPath())
                .config("spark.sql.debug.maxToStringFields", "1000")
                .config("spark.sql.files.maxPartitionBytes", FILE_BYTES)
                .config("spark.sql.files.openCostInBytes", FILE_BYTES)
                .getOrCreate();
        try {
            Tasks tasks = new Tasks();
            session.sparkContext().addSparkListener(tasks);
            System.out.printf(
                    "%7s %9s %8s %9s %10s %11s %12s %12s %12s%n",
                    "tasks",
                    "reducers",
                    "planned",
                    "counted",
                    "driver CPU",
                    "in tasks",
                    "shuffled",
                    "to driver",
                    "driver keeps");
            int[] each = Arrays.stream(options.get("--tasks").split(","))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            run(session, written(session, Path.of(options.get("--data")), each[0], columns, rows), reducers, tasks);
            for (int files : each) {
                run(session, written(session, Path.of(options.get("--data")), files, columns, rows), reducers, tasks);
            }
        } finally {
            session.stop();
        }
    }

    /** Executors run in a directory of their own. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String written(SparkSession session, Path data, int files, int columns, long rows) {
        String path = data.resolve("scaling-" + files + "-" + columns + "-" + rows)
                .toAbsolutePath()
                .toString();
        if (!Files.exists(Path.of(path, "_SUCCESS"))) {
            String[] each = new String[columns];
            Arrays.setAll(each, c -> "CAST(pmod(xxhash64(id, " + c + "), " + (2 + c) + ") AS INT) AS c" + c);
            session.range(0, files * rows, 1, files)
                    .selectExpr(each)
                    .write()
                    .mode("overwrite")
                    .parquet(path);
        }
        return path;
    }

    private static void run(SparkSession session, String path, int reducers, Tasks tasks) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        tasks.clear();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        Table table = TableReader.read(
                session,
                new TableConfig(
                        new Source.Files(path, "parquet", Map.of(), ""),
                        "",
                        "c0",
                        List.of(),
                        "",
                        List.of(),
                        List.of(),
                        Map.of()));
        double planned = (System.nanoTime() - start) / 1e9;
        Counts counts = CountScan.count(table, new CountConfig(65_536), reducers);
        double counted = (System.nanoTime() - start) / 1e9 - planned;
        double driver = (system.getProcessCpuTime() - cpu) / 1e9;
        System.gc();
        long kept = runtime.totalMemory() - runtime.freeMemory() - before;
        // What the listener is told last comes a little later.
        Thread.sleep(1000);
        System.out.printf(
                Locale.ROOT,
                "%7d %9d %7.2fs %8.2fs %9.2fs %10.1fs %9.1f MB %9.1f MB %9.1f MB  (%d columns)%n",
                tasks.tasks.get() - reducers,
                reducers,
                planned,
                counted,
                driver,
                tasks.milliseconds.get() / 1e3,
                (double) tasks.shuffled.get() / MEGABYTE,
                (double) tasks.collected.get() / MEGABYTE,
                (double) kept / MEGABYTE,
                counts.columns().size());
    }
}
