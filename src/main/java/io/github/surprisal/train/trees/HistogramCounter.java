package io.github.surprisal.train.trees;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds rows to the histograms of a step. The rows of several blocks are gathered, and added histogram by histogram: four columns of
 * one are 8 KB and stay in the nearest cache while all their rows are added. Derivatives are packed while their sums cannot
 * overflow.
 */
final class HistogramCounter {
    /** So many rows are gathered, which have room in a core's cache beside four columns of their codes. */
    private static final int MOST_GATHERED = 1 << 14;

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

    /** What was gathered: rows and what they count for, and by histogram where its rows are. */
    private final char[] rows;

    private final long[] values;
    private final List<List<Segment>> segments;
    private int gathered;

    /** Rows of a histogram that are of one block. */
    private record Segment(byte[][] codes, int from, int to) {}

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
        this.segments = new ArrayList<>();
        for (int h = 0; h < histograms; h++) {
            segments.add(new ArrayList<>());
        }
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
            segments.get(slot).add(new Segment(codes, gathered, gathered + size));
        } else {
            int[] next = new int[apart + 1];
            for (int i = begin; i < begin + size; i++) {
                next[block.classOf(from[i]) + 1]++;
            }
            next[0] = gathered;
            for (int y = 0; y < apart; y++) {
                int to = next[y] + next[y + 1];
                if (next[y + 1] > 0) {
                    segments.get(slot * apart + y).add(new Segment(codes, next[y], to));
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
        for (int h = 0; h < packed.length && packs; h++) {
            int more = 0;
            for (Segment segment : segments.get(h)) {
                more += segment.to() - segment.from();
            }
            if (packed[h] + more > Gradients.MOST_ROWS) {
                unpack(h);
            }
            packed[h] += more;
        }
        for (int c = 0; c < columns; c += 4) {
            for (int h = 0; h < packed.length; h++) {
                for (Segment segment : segments.get(h)) {
                    if (c + 4 <= columns) {
                        addFour(segment, h * width, c);
                    } else {
                        for (int one = c; one < columns; one++) {
                            addOne(segment, h * width, one);
                        }
                    }
                }
            }
        }
        segments.forEach(List::clear);
        gathered = 0;
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
