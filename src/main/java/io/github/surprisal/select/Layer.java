package io.github.surprisal.select;

import java.io.Serializable;
import java.util.Arrays;

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
                width += given[g].size() * classes + (given[g].isComposite() ? 1 : 0);
            }
        }
        return new Layer(part, given, bases, width + 1, classes);
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

        /** Whether any of them is counted. */
        boolean cells(PackedBlock block, int[] into) {
            if (part == WHOLE && given[0].columns().length == 1) {
                ofColumn(block, given[0].columns()[0], into);
                return true;
            }
            boolean any = false;
            int[] labels = block.labels();
            for (int row = 0; row < block.rows(); row++) {
                int g = part == WHOLE ? 0 : block.parts()[part][row];
                Given one = given[g];
                if (one == null) {
                    into[row] = width - 1;
                    continue;
                }
                any = true;
                int z = category(block, one, row);
                into[row] = bases[g] + (z < 0 ? one.size() * classes : z * classes + (classes == 1 ? 0 : labels[row]));
            }
            return any;
        }

        private void ofColumn(PackedBlock block, int z, int[] into) {
            int[] first = Arrays.stream(categories[z]).map(c -> c * classes).toArray();
            byte[] bytes = block.bytes()[packing.packedOf()[z]];
            char[] chars = block.chars()[packing.packedOf()[z]];
            int[] labels = block.labels();
            boolean labelled = classes > 1;
            for (int row = 0; row < block.rows(); row++) {
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
