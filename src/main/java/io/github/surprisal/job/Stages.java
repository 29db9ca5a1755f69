package io.github.surprisal.job;

import io.github.surprisal.console.Printable;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Says what the job is doing, and keeps how long each stage took. */
final class Stages {
    private final PrintStream progress;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    Stages(PrintStream progress) {
        this.progress = progress;
    }

    <T> T run(String name, String what, Supplier<T> stage) {
        progress.println("surprisal: " + Printable.of(what));
        long start = System.nanoTime();
        T result = stage.get();
        double took = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        seconds.merge(name, took, Double::sum);
        progress.println(String.format(Locale.ROOT, "surprisal: %s took %.1f s", Printable.of(what), took));
        return result;
    }

    void run(String name, String what, Runnable stage) {
        run(name, what, () -> {
            stage.run();
            return name;
        });
    }

    Map<String, Double> seconds() {
        return seconds;
    }
}
