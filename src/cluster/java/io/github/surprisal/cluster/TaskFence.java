package io.github.surprisal.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A Spark plugin that the executors of a test run have: it notes each task in a folder, and holds tasks of a job back there until
 * a file says that they may go on, so that a fault can be made at a known moment. Jobs are known by their descriptions.
 */
public final class TaskFence implements SparkPlugin {
    /** The folder. */
    static final String FOLDER = "spark.surprisal.test.folder";

    /** What is done to tasks: a {@link Mode}. */
    static final String MODE = "spark.surprisal.test.mode";

    /** The phases of a run, by how the descriptions of their jobs begin. */
    enum Phase {
        COUNT("counting "),
        SELECT("selecting: counting "),
        TRAIN("training logistic, pass 2"),
        TREES("training boosting, round 2, level 2");

        private final String description;

        Phase(String description) {
            this.description = description;
        }

        /** The file that lets its tasks go on. */
        String open() {
            return "open." + name();
        }

        /** How the names of files begin that tell of a task held back: a process id follows. */
        String held() {
            return "held." + name() + ".";
        }
    }

    /** What is done to tasks. */
    enum Mode {
        /** All tasks of a phase but the first wait until it is opened. */
        HOLD,
        /** The first attempt at the second task of each phase waits until another attempt has done its work. */
        STALL,
        /** The first attempt at every other task does its work and then fails. */
        FAIL,
        /** Nothing. */
        PASS
    }

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new Fence();
    }

    private static final class Fence implements ExecutorPlugin {
        private static final TaskCompletionListener FAILING = task -> {
            throw new UncheckedIOException(new IOException("the disk fails, for the test"));
        };

        private Path folder;
        private Mode mode;

        @Override
        public void init(PluginContext context, Map<String, String> extra) {
            folder = Path.of(context.conf().get(FOLDER));
            mode = Mode.valueOf(context.conf().get(MODE));
        }

        @Override
        public void onTaskStart() {
            TaskContext task = TaskContext.get();
            note("task." + task.stageId() + "." + task.partitionId() + "." + task.attemptNumber() + "."
                    + SparkEnv.get().executorId());
            String description = String.valueOf(task.getLocalProperty("spark.job.description"));
            List<Phase> phases = List.of(Phase.values()).stream()
                    .filter(phase -> description.startsWith(phase.description))
                    .toList();
            switch (mode) {
                case HOLD -> phases.forEach(phase -> hold(task, phase));
                case STALL -> phases.forEach(phase -> stall(task, phase));
                case FAIL -> {
                    if (task.attemptNumber() == 0 && task.partitionId() % 2 == 1) {
                        note("failed." + task.stageId() + "." + task.partitionId());
                        task.addTaskCompletionListener(FAILING);
                    }
                }
                case PASS -> {}
            }
        }

        private void hold(TaskContext task, Phase phase) {
            if (task.partitionId() > 0 && !Files.exists(folder.resolve(phase.open()))) {
                note(phase.held() + ProcessHandle.current().pid() + "."
                        + SparkEnv.get().executorId() + "." + task.stageId() + "." + task.partitionId());
                await(folder.resolve(phase.open()));
            }
        }

        private void stall(TaskContext task, Phase phase) {
            if (task.partitionId() == 1
                    && task.attemptNumber() == 0
                    && !Files.exists(folder.resolve("stalled." + phase.name()))) {
                note("stalled." + phase.name());
                await(folder.resolve("never"));
            }
        }

        private static void await(Path file) {
            try {
                while (!Files.exists(file)) {
                    Thread.sleep(20);
                }
            } catch (InterruptedException e) {
                // The task is told to end, which it does when it looks.
                Thread.currentThread().interrupt();
            }
        }

        private void note(String name) {
            try {
                Files.writeString(folder.resolve(name), "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
