package io.github.surprisal.select;

import io.github.surprisal.select.Layer.Run;
import io.github.surprisal.spark.PartitionJob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts a partition: candidate × cell of a layer, for some candidates and some layers. Packed columns are counted as they are and
 * taken apart then, unless their tables would not stay in a core's second cache.
 *
 * @param weighted whether rows have weights
 */
record PairTally(Packing packing, Layer[] layers, int[] candidates, boolean weighted)
        implements PartitionJob.Function<PackedBlock, Cells> {
    /** Cells of a table that stay in a second cache of half a megabyte. */
    private static final int FAST_CELLS = 1 << 17;

    /** Cells that are added up in the time of a row that is counted: they follow each other. */
    private static final int SUMS_PER_COUNT = 16;

    /**
     * Blocks that a table is counted over before the next one: half a million rows. Block by block, 420 tables of a thousand columns had to
     * come from memory each time, which took four times as long as counting.
     */
    private static final int BATCH = 32;

    /** Where the cells of a candidate begin in one layer's: candidates follow each other. */
    static int[] offsets(Packing packing, int[] candidates, int width) {
        int[] offsets = new int[candidates.length + 1];
        for (int i = 0; i < candidates.length; i++) {
            offsets[i + 1] = Math.addExact(offsets[i], Math.multiplyExact(packing.sizes()[candidates[i]], width));
        }
        return offsets;
    }

    /** How many cells there are in all. */
    static long cells(Packing packing, int[] candidates, Layer[] layers) {
        long cells = 0;
        for (Layer layer : layers) {
            for (int x : candidates) {
                cells += (long) packing.sizes()[x] * layer.width();
            }
        }
        return cells;
    }

    /** All layers' cells, layer by layer. */
    @Override
    public Cells of(Iterator<PackedBlock> blocks) {
        int size = Math.toIntExact(cells(packing, candidates, layers));
        Counting counting = new Counting(size);
        List<PackedBlock> some = new ArrayList<>();
        while (blocks.hasNext()) {
            some.add(blocks.next());
            if (some.size() == BATCH || !blocks.hasNext()) {
                counting.count(some);
                some.clear();
            }
        }
        return weighted ? Cells.of(counting.weights) : Cells.of(counting.counts);
    }

    /** Counts into the cells, column by column of some blocks, so that one table is at work at a time. */
    private final class Counting {
        private final int[] counts;
        private final long[] weights;
        private final int[] placeOf = new int[packing.packedOf().length];
        private final int[][] unpacked = new int[packing.packedOf().length][];
        private final int[][] askedOf = new int[packing.members().length][];
        private final Layer.Reader[] readers = new Layer.Reader[layers.length];
        private int[] table = new int[0];

        Counting(int size) {
            counts = new int[weighted ? 0 : size];
            weights = new long[weighted ? size : 0];
            Arrays.fill(placeOf, -1);
            for (int i = 0; i < candidates.length; i++) {
                placeOf[candidates[i]] = i;
                unpacked[candidates[i]] = packing.unpacked(candidates[i]);
            }
            Arrays.setAll(askedOf, p -> Arrays.stream(packing.members()[p])
                    .filter(x -> placeOf[x] >= 0)
                    .toArray());
            Arrays.setAll(readers, l -> layers[l].new Reader(packing));
        }

        void count(List<PackedBlock> all) {
            int from = 0;
            for (int l = 0; l < layers.length; l++) {
                Layer layer = layers[l];
                Map<Integer, List<Run>> byPart = new LinkedHashMap<>();
                for (PackedBlock block : all) {
                    readers[l].runs(block).forEach(run -> byPart.computeIfAbsent(
                                    run.size() == layer.width() ? Layer.WHOLE : run.base(), any -> new ArrayList<>())
                            .add(run));
                }
                int width = layer.width();
                int[] offsets = offsets(packing, candidates, width);
                for (List<Run> runs : byPart.values()) {
                    for (int p = 0; p < packing.members().length; p++) {
                        count(runs, p, width, from, offsets);
                    }
                }
                from += offsets[candidates.length];
            }
        }

        /** Counts a packed column in some rows of one part. */
        private void count(List<Run> runs, int p, int width, int from, int[] offsets) {
            int[] asked = askedOf[p];
            int base = runs.get(0).base();
            int size = runs.get(0).size();
            if (asked.length > 0
                    && !weighted
                    && isWorthPacking(runs, (long) packing.packedSizes()[p] * size, asked.length)) {
                together(runs, p, size);
                for (int x : asked) {
                    takeApart(x, size, from + offsets[placeOf[x]] + base, width);
                }
                return;
            }
            for (int x : asked) {
                for (Run run : runs) {
                    one(run, p, x, width, from + offsets[placeOf[x]] + base);
                }
            }
        }

        /** Whether one count of a packed column and sums over its table are less work than a count of each candidate. */
        private static boolean isWorthPacking(List<Run> runs, long cells, int asked) {
            if (cells > FAST_CELLS) {
                return false;
            }
            long rows = 0;
            for (Run run : runs) {
                rows += run.rows();
            }
            return cells * (asked + 1) < SUMS_PER_COUNT * rows * Math.max(1, asked - 1);
        }

        private void together(List<Run> runs, int p, int size) {
            int cells = packing.packedSizes()[p] * size;
            if (table.length < cells) {
                table = new int[cells];
            }
            Arrays.fill(table, 0, cells, 0);
            for (Run run : runs) {
                if (run.block().bytes()[p] != null) {
                    count(run.block().bytes()[p], run, size, table);
                } else {
                    count(run.block().chars()[p], run, size, table);
                }
            }
        }

        private static void count(byte[] codes, Run run, int size, int[] table) {
            int[] cells = run.cells();
            for (int row = run.from(); row < run.to(); row++) {
                table[(codes[row] & 0xFF) * size + cells[row]]++;
            }
        }

        private static void count(char[] codes, Run run, int size, int[] table) {
            int[] cells = run.cells();
            for (int row = run.from(); row < run.to(); row++) {
                table[codes[row] * size + cells[row]]++;
            }
        }

        /** The sums over a packed table that are a candidate's. */
        private void takeApart(int x, int size, int first, int width) {
            for (int code = 0; code < unpacked[x].length; code++) {
                add(table, code * size, counts, first + unpacked[x][code] * width, size);
            }
        }

        private static void add(int[] what, int at, int[] sums, int to, int size) {
            for (int i = 0; i < size; i++) {
                sums[to + i] += what[at + i];
            }
        }

        /** One candidate by itself. */
        private void one(Run run, int p, int x, int width, int first) {
            int[] values = unpacked[x];
            byte[] bytes = run.block().bytes()[p];
            char[] chars = run.block().chars()[p];
            long[] weightOf = run.block().weights();
            int[] cells = run.cells();
            for (int row = run.from(); row < run.to(); row++) {
                int value = values[bytes == null ? chars[row] : bytes[row] & 0xFF];
                int cell = first + value * width + cells[row];
                if (weighted) {
                    weights[cell] += weightOf[row];
                } else {
                    counts[cell]++;
                }
            }
        }
    }
}
