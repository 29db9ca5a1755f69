package io.github.surprisal.job;

import io.github.surprisal.console.Printable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Says what the job is doing, and keeps how long each stage took. */
final class Stages {
    private final Consumer<String> progress;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    /** @param progress where each stage says what it does and how long it took */
    Stages(Consumer<String> progress) {
        this.progress = progress;
    }

    <T> T run(String name, String what, Supplier<T> stage) {
        progress.accept("surprisal: " + Printable.of(what));
        long start = System.nanoTime();
        T result = stage.get();
        double took = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        seconds.merge(name, took, Double::sum);
        progress.accept(String.format(Locale.ROOT, "surprisal: %s took %.1f s", Printable.of(what), took));
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
