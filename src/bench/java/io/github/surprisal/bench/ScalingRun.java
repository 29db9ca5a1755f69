package io.github.surprisal.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.surprisal.cli.Main;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.sql.SparkSession;

/**
 * The driver of one run of {@link ScalingBenchmark}: a command on a table of which every file is a task, with one executor of two cores
 * in a process of its own. What it took is left in a file of properties.
 */
public final class ScalingRun {
    /** Opening a file is worth a whole partition, so that no two files are in one. */
    private static final String PARTITION_BYTES = Long.toString(128L << 20);

    private ScalingRun() {}

    /** @param args where the figures go, the classes of the product, and the command line to run */
    public static void main(String[] args) throws Exception {
        SparkSession session = SparkSession.builder()
                .master("local-cluster[1,2,4096]")
                .appName("scaling")
                .config("spark.ui.enabled", "false")
                .config("spark.executor.memory", "4g")
                .config("spark.executor.cores", "2")
                .config("spark.executor.extraClassPath", args[1])
                .config("spark.scheduler.minRegisteredResourcesRatio", "1")
                .config("spark.sql.files.maxPartitionBytes", PARTITION_BYTES)
                .config("spark.sql.files.openCostInBytes", PARTITION_BYTES)
                // The way that a shuffle to more than 200 partitions takes, as those of large tables are.
                .config("spark.shuffle.sort.bypassMergeThreshold", "1")
                // As a command has it.
                .config("spark.sql.dataFrameQueryContext.enabled", "false")
                .getOrCreate();
        try {
            // Waits for the executor, and loads classes.
            session.range(0, 1000, 1, 10).selectExpr("sum(id)").collect();
            Properties figures = new Properties();
            run(session, List.of(args).subList(2, args.length))
                    .forEach((name, value) -> figures.setProperty(name, value.toString()));
            try (OutputStream out = Files.newOutputStream(Path.of(args[0]))) {
                figures.store(out, null);
            }
        } finally {
            session.stop();
        }
    }

    private static Map<String, Double> run(SparkSession session, List<String> command) {
        Stages stages = new Stages();
        double liveBefore = stages.live();
        session.sparkContext().addSparkListener(stages);
        double collectedBefore = stages.collecting;
        double cpuBefore = cpuSeconds();
        long begun = System.nanoTime();
        Main.main(command.toArray(String[]::new));
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpu = cpuSeconds() - cpuBefore;
        session.sparkContext().removeSparkListener(stages);
        Map<String, Double> figures = stages.totals;
        figures.put("seconds", seconds - (stages.collecting - collectedBefore));
        figures.put("driver cpu s", cpu);
        figures.put("live MB", stages.mostLive - liveBefore);
        return figures;
    }

    private static double cpuSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    /**
     * Adds up what tasks say, and looks how much of the driver's heap is alive when nine tenths of a stage's tasks have ended: Spark
     * forgets some of what it knows of them with the last one.
     */
    private static final class Stages extends SparkListener {
        private final Map<String, Double> totals = new HashMap<>();
        private final Map<Integer, Integer> left = new HashMap<>();
        private final List<Integer> counting = new ArrayList<>();
        private double mostLive;
        private double collecting;

        /** Megabytes after a full garbage collection. */
        double live() {
            long begun = System.nanoTime();
            System.gc();
            collecting += (System.nanoTime() - begun) / 1e9;
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
        }

        private void add(String name, double value) {
            totals.merge(name, value, Double::sum);
        }

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted begin) {
            StageInfo stage = begin.stageInfo();
            left.put(stage.stageId(), stage.numTasks() * 9 / 10);
            if (begin.properties().getProperty("spark.job.description", "").startsWith("counting ")) {
                counting.add(stage.stageId());
            }
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            TaskMetrics metrics = end.taskMetrics();
            add("tasks", 1);
            add("executor s", metrics.executorRunTime() / 1e3);
            add("read MB", metrics.inputMetrics().bytesRead() / 1e6);
            add("shuffled MB", metrics.shuffleWriteMetrics().bytesWritten() / 1e6);
            add("to driver MB", metrics.resultSize() / 1e6);
            if (left.merge(end.stageId(), -1, Integer::sum) == 0) {
                mostLive = Math.max(mostLive, live());
            }
        }

        @Override
        public void onStageCompleted(SparkListenerStageCompleted end) {
            StageInfo stage = end.stageInfo();
            if (counting.contains(stage.stageId())) {
                boolean scans = stage.taskMetrics().shuffleWriteMetrics().bytesWritten() > 0;
                add(
                        scans ? "scan s" : "reduce s",
                        ((long) stage.completionTime().get()
                                        - (long) stage.submissionTime().get())
                                / 1e3);
            }
        }
    }
}
