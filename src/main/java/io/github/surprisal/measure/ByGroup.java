package io.github.surprisal.measure;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Figures of a dataset, group after group, the whole table first. They are measured once where they are few. Of many only those of
 * the whole table are kept, and those of a group are measured, with the same bits, whenever they are asked for; whoever goes
 * through all of them has some thousand in memory at a time, two groups at least, and the next are measured on the other cores meanwhile.
 *
 * @param <T> a row of the dataset
 */
public final class ByGroup<T> implements Iterable<T> {
    /** So many rows are kept: of {@code information_gain} they take 14 MB, of {@code best_split} mostly some 60, its texts of many categories more. */
    private static final int KEPT = 1 << 16;
    /** Rows that are measured ahead: long enough, at some microseconds each, for a thread to start and all cores to be busy. */
    private static final int AHEAD = 1 << 12;

    private final int groups;
    private final List<List<T>> kept;
    private final IntFunction<List<T>> measure;

    private ByGroup(int groups, List<List<T>> kept, IntFunction<List<T>> measure) {
        this.groups = groups;
        this.kept = kept;
        this.measure = measure;
    }

    /** Figures that are there, all of them of the whole table or none. */
    public static <T> ByGroup<T> of(List<T> rows) {
        return new ByGroup<>(1, List.of(rows), group -> rows);
    }

    /**
     * Figures that are measured.
     *
     * @param groups how many groups there are, the whole table among them
     * @param rows about how many rows each has
     * @param measure the rows of a group, by its place; it is asked by several threads, and not always once
     */
    static <T> ByGroup<T> measured(int groups, int rows, IntFunction<List<T>> measure) {
        List<List<T>> kept = (long) groups * rows <= KEPT
                ? IntStream.range(0, groups).parallel().mapToObj(measure).toList()
                : List.of(measure.apply(0));
        return new ByGroup<>(groups, kept, measure);
    }

    /** Those of the whole table. */
    public List<T> overall() {
        return kept.get(0);
    }

    /** Those of a group, by its place among the groups that were counted. */
    public List<T> of(int group) {
        return group < kept.size() ? kept.get(group) : measure.apply(group);
    }

    @Override
    public Iterator<T> iterator() {
        return new Following();
    }

    /** All of them in their order. */
    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    private final class Following implements Iterator<T> {
        private final int groupsAhead =
                Math.max(1, AHEAD / Math.max(1, overall().size()));
        private Iterator<T> rows = kept.stream().flatMap(List::stream).iterator();
        private int next = kept.size();
        private CompletableFuture<List<T>> ahead = measureAhead();

        @Override
        public boolean hasNext() {
            while (!rows.hasNext() && ahead != null) {
                rows = measured().iterator();
                ahead = measureAhead();
            }
            return rows.hasNext();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return rows.next();
        }

        private List<T> measured() {
            try {
                return ahead.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException failed) {
                    throw failed;
                }
                if (e.getCause() instanceof Error failed) {
                    throw failed;
                }
                throw e;
            }
        }

        private CompletableFuture<List<T>> measureAhead() {
            int from = next;
            next = Math.min(groups, from + groupsAhead);
            int until = next;
            return from == until ? null : CompletableFuture.supplyAsync(() -> measure(from, until));
        }

        private List<T> measure(int from, int until) {
            List<T> all = new ArrayList<>();
            IntStream.range(from, until).parallel().mapToObj(measure).toList().forEach(all::addAll);
            return all;
        }
    }
}
