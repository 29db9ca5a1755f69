package io.github.surprisal.bench;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where Spark's tasks, and what the driver does in parallel, spend their time: looks at their stacks every ten milliseconds. A JVM shows a stack only where it
 * can stop the thread, so that a method stands for itself and what was inlined around it.
 */
public final class StackSampler {
    private static final long INTERVAL_MILLIS = 10;

    private static final int SHOWN = 15;

    private final Map<String, Integer> methods = new HashMap<>();
    private final Map<String, Integer> packages = new HashMap<>();
    private final Thread thread = new Thread(this::sample, "stack-sampler");
    private volatile boolean stopped;
    private int samples;

    /** Looks from now on. */
    public StackSampler() {
        thread.setDaemon(true);
        thread.start();
    }

    private void sample() {
        while (!stopped) {
            Thread.getAllStackTraces().forEach((task, stack) -> {
                if (task.getName().matches("(Executor task launch worker|ForkJoinPool.commonPool|main).*")
                        && task.getState() == Thread.State.RUNNABLE
                        && stack.length > 0
                        && !stack[0].getMethodName().equals("park")) {
                    add(stack);
                }
            });
            try {
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void add(StackTraceElement... stack) {
        samples++;
        String type = stack[0].getClassName();
        String name = type.substring(type.lastIndexOf('.') + 1);
        methods.merge(name + "." + stack[0].getMethodName(), 1, Integer::sum);
        packages.merge(packageOf(stack), 1, Integer::sum);
    }

    /** The package on whose behalf Java's own code runs. */
    private static String packageOf(StackTraceElement... stack) {
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (!type.matches("(java|jdk|sun|scala)\\..*")) {
                return type.contains(".") ? type.substring(0, type.lastIndexOf('.')) : type;
            }
        }
        return "java";
    }

    /** Stops looking and says what was seen, the most frequent first. */
    public String finish() throws InterruptedException {
        stopped = true;
        thread.join();
        StringBuilder report = new StringBuilder();
        append(report, "package, innermost that is not Java's or Scala's", packages);
        append(report, "method, innermost", methods);
        return report.toString();
    }

    private void append(StringBuilder report, String title, Map<String, Integer> seen) {
        report.append(String.format(Locale.ROOT, "  %% of %d samples by %s%n", samples, title));
        seen.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .forEach(entry -> report.append(String.format(
                        Locale.ROOT, "  %5.1f  %s%n", 100.0 * entry.getValue() / samples, entry.getKey())));
    }
}
