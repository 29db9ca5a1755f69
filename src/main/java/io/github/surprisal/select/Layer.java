package io.github.surprisal.select;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What rows are told apart by in one pass, beside the candidate: in each part of the rows the category of a column Z of its own, and
 * the class of the label. Cell numbers z·classes + y of all parts follow each other; the last cell takes what is not counted.
 *
 * @param part which way to part the rows; {@link #WHOLE} for all of them
 * @param given by part: its Z, or null where that part is not counted
 * @param bases by part: its first cell
 * @param width how many cells there are
 * @param classes of the label; 1 where it is not counted
 */
record Layer(int part, Given[] given, int[] bases, int width, int classes) implements Serializable {
    static final int WHOLE = -1;

    /** Rows of a part that are fewer on average are counted with those of the other parts, into cells of all of them. */
    private static final int SHORT = 256;

    /**
     * A column Z, or several taken as one.
     *
     * @param columns the candidates that they are
     * @param next by column after the first: the category of each pair of a category so far and one of the column; negative
     *     where the label is determined
     * @param size how many categories there are
     */
    record Given(int[] columns, int[][] next, int size) implements Serializable {
        /** More categories than can be counted. */
        static final int TOO_FINE = -1;

        boolean isComposite() {
            return next.length > 0;
        }
    }

    static Layer of(int part, Given[] given, int classes) {
        int[] bases = new int[given.length];
        int width = 0;
        for (int g = 0; g < given.length; g++) {
            bases[g] = width;
            if (given[g] != null) {
                width += size(given[g], classes);
            }
        }
        return new Layer(part, given, bases, width + 1, classes);
    }

    /** How many cells a part has. */
    private static int size(Given given, int classes) {
        return given.size() * classes + (given.isComposite() ? 1 : 0);
    }

    private int size(Given one) {
        return size(one, classes);
    }

    /**
     * Rows of a block that stand together and are of one part, or of any.
     *
     * @param cells of all rows of the block: the number of a row's cell, less {@code base}
     * @param base the first cell of the part; 0 for rows of any
     * @param size how many cells the part has; all of them for rows of any
     */
    record Run(PackedBlock block, int[] cells, int from, int to, int base, int size) {
        int rows() {
            return to - from;
        }
    }

    /** The cell of each row of a block. */
    final class Reader {
        private final Packing packing;
        private final int[][] categories;

        Reader(Packing packing) {
            this.packing = packing;
            this.categories = new int[packing.packedOf().length][];
            for (Given one : given) {
                if (one != null) {
                    Arrays.stream(one.columns()).forEach(z -> categories[z] = packing.unpacked(z));
                }
            }
        }

        /** The rows that are counted. */
        List<Run> runs(PackedBlock block) {
            int[] cells = new int[block.rows()];
            if (part == WHOLE) {
                ofPart(block, given[0], cells, 0, block.rows());
                return List.of(new Run(block, cells, 0, block.rows(), 0, width));
            }
            int[] parts = block.parts()[part];
            List<Run> runs = new ArrayList<>();
            for (int from = 0; from < parts.length; ) {
                int to = from + 1;
                while (to < parts.length && parts[to] == parts[from]) {
                    to++;
                }
                Given one = given[parts[from]];
                if (one != null) {
                    ofPart(block, one, cells, from, to);
                    runs.add(new Run(block, cells, from, to, bases[parts[from]], size(one)));
                }
                from = to;
            }
            return runs.stream().mapToInt(Run::rows).sum() >= (long) runs.size() * SHORT ? runs : together(block, runs);
        }

        /** Short runs as one. */
        private List<Run> together(PackedBlock block, List<Run> runs) {
            int[] cells = new int[block.rows()];
            Arrays.fill(cells, width - 1);
            for (Run run : runs) {
                for (int row = run.from(); row < run.to(); row++) {
                    cells[row] = run.base() + run.cells()[row];
                }
            }
            return List.of(new Run(block, cells, 0, block.rows(), 0, width));
        }

        private void ofPart(PackedBlock block, Given one, int[] into, int from, int to) {
            if (one.columns().length == 1) {
                ofColumn(block, one.columns()[0], into, from, to);
                return;
            }
            int[] labels = block.labels();
            for (int row = from; row < to; row++) {
                int z = category(block, one, row);
                into[row] = z < 0 ? one.size() * classes : z * classes + (classes == 1 ? 0 : labels[row]);
            }
        }

        private void ofColumn(PackedBlock block, int z, int[] into, int from, int to) {
            int[] first = Arrays.stream(categories[z]).map(c -> c * classes).toArray();
            byte[] bytes = block.bytes()[packing.packedOf()[z]];
            char[] chars = block.chars()[packing.packedOf()[z]];
            int[] labels = block.labels();
            boolean labelled = classes > 1;
            for (int row = from; row < to; row++) {
                into[row] = first[bytes == null ? chars[row] : bytes[row] & 0xFF] + (labelled ? labels[row] : 0);
            }
        }

        private int category(PackedBlock block, Given one, int row) {
            int category = 0;
            for (int i = 0; i < one.columns().length; i++) {
                int z = one.columns()[i];
                byte[] bytes = block.bytes()[packing.packedOf()[z]];
                int code = bytes == null ? block.chars()[packing.packedOf()[z]][row] : bytes[row] & 0xFF;
                int value = categories[z][code];
                category = i == 0 ? value : one.next()[i - 1][category * packing.sizes()[z] + value];
                if (category < 0) {
                    return category;
                }
            }
            return category;
        }
    }
}
