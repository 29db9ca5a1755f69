package io.github.surprisal.train.trees.sums;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds rows to the histograms of a step. The rows of several blocks are gathered, and added four columns at a time: of 16 nodes
 * these are 128 KB, which stay in a core's second cache for all rows, and the codes of a block, 16 KB, in the first one. Derivatives
 * are packed while their sums cannot overflow.
 */
final class HistogramCounter {
    /** So many rows are gathered at least; of 2¹³ to 2¹⁵ more were never slower. */
    private static final int MOST_GATHERED = 1 << 15;

    private final Step step;
    private final RowStates.Setting setting;
    private final Sums into;

    /** How many histograms a slot has: one for each class that is counted apart. */
    private final int apart;

    private final boolean packs;
    private final long[] cells;

    /** By histogram: how many rows its packed cells hold. */
    private final int[] packed;

    private final int[] starts;
    private final int width;

    /** What was gathered: rows, what they count for, and block by block which histogram they go to. */
    private final char[] rows;

    private final long[] values;
    private final List<Segment> segments = new ArrayList<>();
    private int gathered;

    /** Rows of a block that go to one histogram. */
    private record Segment(byte[][] codes, int histogram, int from, int to) {
        int size() {
            return to - from;
        }
    }

    /**
     * @param most rows of a block
     * @param into to which {@link #end} has added all of them
     */
    HistogramCounter(Step step, RowStates.Setting setting, int most, Sums into) {
        this.step = step;
        this.setting = setting;
        this.into = into;
        this.packs = setting.target() instanceof Gradients;
        this.apart = packs ? 1 : setting.target().parts();
        this.starts = setting.shape().starts();
        this.width = setting.shape().width();
        int histograms = step.isOfHeldOut() ? 0 : step.slotCount() * apart;
        this.packed = new int[histograms];
        this.cells = packs ? new long[histograms * width] : into.cells();
        this.rows = new char[Math.max(most, MOST_GATHERED)];
        this.values = new long[rows.length];
    }

    /** The rows of a block that are to be counted. */
    void add(BlockState block, byte[][] codes) {
        for (int k = 0; k < setting.trees(); k++) {
            if (step.isOfHeldOut()) {
                block.countHeldOut(k, step, setting.target().parts(), into.cells());
                continue;
            }
            int[] slots = step.slots()[k];
            NodeRows of = block.trained(k);
            for (int node = 0; node < slots.length; node++) {
                int size = slots[node] < 0 ? 0 : of.end(node) - of.begin(node);
                if (size > 0) {
                    if (gathered + size > rows.length) {
                        flush();
                    }
                    gather(block, k, of.rows(), of.begin(node), size, slots[node], codes);
                }
            }
        }
    }

    private void gather(BlockState block, int k, char[] from, int begin, int size, int slot, byte[][] codes) {
        if (apart == 1) {
            System.arraycopy(from, begin, rows, gathered, size);
            segments.add(new Segment(codes, slot, gathered, gathered + size));
        } else {
            int[] next = new int[apart + 1];
            for (int i = begin; i < begin + size; i++) {
                next[block.classOf(from[i]) + 1]++;
            }
            next[0] = gathered;
            for (int y = 0; y < apart; y++) {
                int to = next[y] + next[y + 1];
                if (next[y + 1] > 0) {
                    segments.add(new Segment(codes, slot * apart + y, next[y], to));
                }
                next[y + 1] = to;
            }
            for (int i = begin; i < begin + size; i++) {
                rows[next[block.classOf(from[i])]++] = from[i];
            }
        }
        long[] all = block.values[k];
        for (int i = gathered; i < gathered + size; i++) {
            values[i] = all[rows[i]];
        }
        gathered += size;
    }

    private void flush() {
        int columns = starts.length - 1;
        for (int i = 0; i < segments.size() && packs; i++) {
            Segment segment = segments.get(i);
            int h = segment.histogram();
            if (packed[h] + segment.size() > Gradients.MOST_ROWS) {
                add(columns, i);
                unpack(h);
                segments.subList(0, i).clear();
                i = 0;
            }
            packed[h] += segment.size();
        }
        add(columns, segments.size());
        segments.clear();
        gathered = 0;
    }

    private void add(int columns, int some) {
        for (int c = 0; c < columns; c += 4) {
            for (int i = 0; i < some; i++) {
                Segment segment = segments.get(i);
                if (c + 4 <= columns) {
                    addFour(segment, segment.histogram() * width, c);
                } else {
                    for (int one = c; one < columns; one++) {
                        addOne(segment, segment.histogram() * width, one);
                    }
                }
            }
        }
    }

    /** Rows and their values are read once for four additions. */
    private void addFour(Segment segment, int base, int c) {
        byte[] c0 = segment.codes()[c];
        byte[] c1 = segment.codes()[c + 1];
        byte[] c2 = segment.codes()[c + 2];
        byte[] c3 = segment.codes()[c + 3];
        int s0 = base + starts[c];
        int s1 = base + starts[c + 1];
        int s2 = base + starts[c + 2];
        int s3 = base + starts[c + 3];
        char[] of = rows;
        long[] what = values;
        long[] to = cells;
        int end = segment.to();
        for (int i = segment.from(); i < end; i++) {
            int row = of[i];
            long value = what[i];
            to[s0 + (c0[row] & 0xFF)] += value;
            to[s1 + (c1[row] & 0xFF)] += value;
            to[s2 + (c2[row] & 0xFF)] += value;
            to[s3 + (c3[row] & 0xFF)] += value;
        }
    }

    private void addOne(Segment segment, int base, int c) {
        byte[] c0 = segment.codes()[c];
        int s0 = base + starts[c];
        for (int i = segment.from(); i < segment.to(); i++) {
            cells[s0 + (c0[rows[i]] & 0xFF)] += values[i];
        }
    }

    /** All that was added is in the sums then. */
    void end() {
        flush();
        for (int h = 0; h < packed.length && packs; h++) {
            unpack(h);
        }
    }

    private void unpack(int slot) {
        if (packed[slot] == 0) {
            return;
        }
        int from = slot * width;
        int gradients = (slot * Gradients.PARTS + Gradients.GRADIENT) * width;
        int hessians = (slot * Gradients.PARTS + Gradients.HESSIAN) * width;
        long[] to = into.cells();
        for (int i = 0; i < width; i++) {
            long both = cells[from + i];
            to[gradients + i] += Gradients.gradient(both);
            to[hessians + i] += Gradients.hessian(both);
        }
        Arrays.fill(cells, from, from + width, 0);
        packed[slot] = 0;
    }
}
