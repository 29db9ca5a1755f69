package io.github.surprisal.train.trees.sums;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.train.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Passes over rows that one task has all of, by some threads. */
final class TaskPasses implements TreePasses {
    private final RowStates.Setting setting;

    /** By thread: its rows, and where they are. */
    private final List<List<EncodedBlock>> rows = new ArrayList<>();

    private final List<RowStates> states = new ArrayList<>();
    private final List<List<Tree>> finished = new ArrayList<>();
    private final ExecutorService others;

    /** @param threads of which the task's own is one */
    TaskPasses(RowStates.Setting setting, List<EncodedBlock> blocks, int threads) {
        this.setting = setting;
        List<EncodedBlock> trained =
                blocks.stream().filter(block -> !block.test()).toList();
        int shares = Math.max(1, Math.min(threads, trained.size()));
        for (int t = 0; t < shares; t++) {
            int from = (int) ((long) t * trained.size() / shares);
            int to = (int) ((t + 1L) * trained.size() / shares);
            rows.add(trained.subList(from, to));
            states.add(new RowStates(setting, rows.get(t).iterator()));
        }
        this.others = Executors.newFixedThreadPool(Math.max(1, shares - 1), work -> {
            Thread thread = new Thread(work, "surprisal-training");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Sums take(Step step) {
        List<Sums> parts = each(IntStream.range(0, rows.size()).boxed().toList(), t -> states.get(t)
                .take(step, setting, rows.get(t), finished::get));
        Sums all = parts.get(0);
        parts.subList(1, parts.size()).forEach(all::merge);
        return all;
    }

    @Override
    public <A, B> List<B> each(List<A> all, Function<A, B> work) {
        int threads = rows.size();
        List<Future<List<B>>> shares = new ArrayList<>();
        for (int t = 1; t < threads; t++) {
            shares.add(others.submit(share(all, work, t, threads)));
        }
        try {
            List<B> done = new ArrayList<>(share(all, work, 0, threads).call());
            for (Future<List<B>> share : shares) {
                done.addAll(share.get());
            }
            return done;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Training was interrupted", e);
        } catch (Exception e) {
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }

    private static <A, B> Callable<List<B>> share(List<A> all, Function<A, B> work, int t, int threads) {
        int from = (int) ((long) t * all.size() / threads);
        int to = (int) ((t + 1L) * all.size() / threads);
        return () -> all.subList(from, to).stream().map(work).toList();
    }

    @Override
    public void finish(List<Tree> round) {
        finished.add(round);
    }

    @Override
    public void close() {
        others.shutdownNow();
    }
}
