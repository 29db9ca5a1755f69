package io.github.surprisal.select;

import io.github.surprisal.spark.PartitionJob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

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
            Arrays.setAll(readers, l -> layers[l].new Reader(packing));
        }

        void count(List<PackedBlock> all) {
            int from = 0;
            for (int l = 0; l < layers.length; l++) {
                List<PackedBlock> blocks = new ArrayList<>();
                List<int[]> cells = new ArrayList<>();
                for (PackedBlock block : all) {
                    int[] some = new int[block.rows()];
                    if (readers[l].cells(block, some)) {
                        blocks.add(block);
                        cells.add(some);
                    }
                }
                int width = layers[l].width();
                int[] offsets = offsets(packing, candidates, width);
                for (int p = 0; p < packing.members().length; p++) {
                    count(blocks, cells, p, width, from, offsets);
                }
                from += offsets[candidates.length];
            }
        }

        private void count(List<PackedBlock> blocks, List<int[]> cells, int p, int width, int from, int[] offsets) {
            int[] asked = Arrays.stream(packing.members()[p])
                    .filter(x -> placeOf[x] >= 0)
                    .toArray();
            long size = (long) packing.packedSizes()[p] * width;
            if (asked.length > 0 && !weighted && size <= FAST_CELLS) {
                together(blocks, cells, p, width, (int) size);
                for (int x : asked) {
                    takeApart(x, width, from + offsets[placeOf[x]]);
                }
                return;
            }
            for (int x : asked) {
                for (int b = 0; b < cells.size(); b++) {
                    one(blocks.get(b), p, x, cells.get(b), width, from + offsets[placeOf[x]]);
                }
            }
        }

        private void together(List<PackedBlock> blocks, List<int[]> cells, int p, int width, int size) {
            if (table.length < size) {
                table = new int[size];
            }
            Arrays.fill(table, 0, size, 0);
            for (int b = 0; b < cells.size(); b++) {
                PackedBlock block = blocks.get(b);
                if (block.bytes()[p] != null) {
                    count(block.bytes()[p], cells.get(b), width, table);
                } else {
                    count(block.chars()[p], cells.get(b), width, table);
                }
            }
        }

        private static void count(byte[] codes, int[] cells, int width, int[] table) {
            for (int row = 0; row < codes.length; row++) {
                table[(codes[row] & 0xFF) * width + cells[row]]++;
            }
        }

        private static void count(char[] codes, int[] cells, int width, int[] table) {
            for (int row = 0; row < codes.length; row++) {
                table[codes[row] * width + cells[row]]++;
            }
        }

        /** The sums over a packed table that are a candidate's. */
        private void takeApart(int x, int width, int first) {
            for (int code = 0; code < unpacked[x].length; code++) {
                add(table, code * width, counts, first + unpacked[x][code] * width, width);
            }
        }

        private static void add(int[] what, int at, int[] sums, int to, int size) {
            for (int i = 0; i < size; i++) {
                sums[to + i] += what[at + i];
            }
        }

        /** One candidate by itself. */
        private void one(PackedBlock block, int p, int x, int[] cells, int width, int first) {
            int[] values = unpacked[x];
            byte[] bytes = block.bytes()[p];
            char[] chars = block.chars()[p];
            for (int row = 0; row < block.rows(); row++) {
                int value = values[bytes == null ? chars[row] : bytes[row] & 0xFF];
                int cell = first + value * width + cells[row];
                if (weighted) {
                    weights[cell] += block.weights()[row];
                } else {
                    counts[cell]++;
                }
            }
        }
    }
}
