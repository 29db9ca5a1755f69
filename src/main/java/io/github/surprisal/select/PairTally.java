package io.github.surprisal.select;

import io.github.surprisal.spark.PartitionJob;
import java.util.Arrays;
import java.util.Iterator;

/**
 * Counts a partition: candidate × cell of a layer, for some candidates and some layers. Packed columns are counted as they are and
 * taken apart at the end, unless their tables would not stay in a core's second cache.
 *
 * @param weighted whether rows have weights
 */
record PairTally(Packing packing, Layer[] layers, int[] candidates, boolean weighted)
        implements PartitionJob.Function<PackedBlock, long[]> {
    /** Cells of a table that stay in a second cache of half a megabyte. */
    private static final int FAST_CELLS = 1 << 17;

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
    public long[] of(Iterator<PackedBlock> blocks) {
        long[] all = new long[Math.toIntExact(cells(packing, candidates, layers))];
        Counted[] counted = new Counted[layers.length];
        Layer.Reader[] readers = new Layer.Reader[layers.length];
        int from = 0;
        for (int l = 0; l < layers.length; l++) {
            counted[l] = new Counted(layers[l], from, all);
            readers[l] = layers[l].new Reader(packing);
            from += counted[l].offsets[candidates.length];
        }
        int[] cells = new int[0];
        while (blocks.hasNext()) {
            PackedBlock block = blocks.next();
            cells = cells.length < block.rows() ? new int[block.rows()] : cells;
            for (int l = 0; l < layers.length; l++) {
                readers[l].cells(block, cells);
                counted[l].count(block, cells);
            }
        }
        for (Counted one : counted) {
            one.finish();
        }
        return all;
    }

    /** The tables of one layer. */
    private final class Counted {
        private final int width;
        private final int from;
        private final long[] all;
        private final int[] offsets;
        private final int[][] packedTables;
        private final int[] placeOf;
        private final int[][] unpacked;

        Counted(Layer layer, int from, long[] all) {
            this.width = layer.width();
            this.from = from;
            this.all = all;
            this.offsets = offsets(packing, candidates, width);
            this.packedTables = new int[packing.members().length][];
            this.placeOf = new int[packing.packedOf().length];
            this.unpacked = new int[packing.packedOf().length][];
            Arrays.fill(placeOf, -1);
            for (int i = 0; i < candidates.length; i++) {
                placeOf[candidates[i]] = i;
            }
            for (int p = 0; p < packedTables.length; p++) {
                long size = (long) packing.packedSizes()[p] * width;
                boolean asked = false;
                for (int x : packing.members()[p]) {
                    asked |= placeOf[x] >= 0;
                    unpacked[x] = placeOf[x] >= 0 ? packing.unpacked(x) : null;
                }
                if (asked && !weighted && size <= FAST_CELLS) {
                    packedTables[p] = new int[(int) size];
                }
            }
        }

        void count(PackedBlock block, int[] cells) {
            for (int p = 0; p < packedTables.length; p++) {
                if (packedTables[p] != null) {
                    if (block.bytes()[p] != null) {
                        count(block.bytes()[p], cells, block.rows(), width, packedTables[p]);
                    } else {
                        count(block.chars()[p], cells, block.rows(), width, packedTables[p]);
                    }
                    continue;
                }
                for (int x : packing.members()[p]) {
                    if (placeOf[x] >= 0) {
                        one(block, p, x, cells);
                    }
                }
            }
        }

        private static void count(byte[] codes, int[] cells, int rows, int width, int[] table) {
            for (int row = 0; row < rows; row++) {
                table[(codes[row] & 0xFF) * width + cells[row]]++;
            }
        }

        private static void count(char[] codes, int[] cells, int rows, int width, int[] table) {
            for (int row = 0; row < rows; row++) {
                table[codes[row] * width + cells[row]]++;
            }
        }

        /** One candidate by itself. */
        private void one(PackedBlock block, int p, int x, int[] cells) {
            int[] values = unpacked[x];
            int first = from + offsets[placeOf[x]];
            byte[] bytes = block.bytes()[p];
            char[] chars = block.chars()[p];
            for (int row = 0; row < block.rows(); row++) {
                int value = values[bytes == null ? chars[row] : bytes[row] & 0xFF];
                all[first + value * width + cells[row]] += weighted ? block.weights()[row] : 1;
            }
        }

        /** Takes packed tables apart. */
        void finish() {
            for (int p = 0; p < packedTables.length; p++) {
                for (int x : packing.members()[p]) {
                    if (packedTables[p] != null && placeOf[x] >= 0) {
                        for (int code = 0; code < unpacked[x].length; code++) {
                            int to = from + offsets[placeOf[x]] + unpacked[x][code] * width;
                            int at = code * width;
                            for (int cell = 0; cell < width; cell++) {
                                all[to + cell] += packedTables[p][at + cell];
                            }
                        }
                    }
                }
            }
        }
    }
}
