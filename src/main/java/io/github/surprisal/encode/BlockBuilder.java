package io.github.surprisal.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Lays rows out in blocks, a column at a time. In: the order of the rows, then each column. Out: the blocks. */
final class BlockBuilder {
    /** A block that is being made, of the rows {@code order[from]} to {@code order[to - 1]}. */
    private record Open(boolean test, int[] order, int from, int to, CodeColumn[] codes, double[][] numbers) {}

    private final RowBuffer.Shape shape;
    private final int rowsPerBlock;
    private final List<Open> blocks = new ArrayList<>();

    BlockBuilder(RowBuffer.Shape shape, int rowsPerBlock) {
        this.shape = shape;
        this.rowsPerBlock = rowsPerBlock;
    }

    /** Which rows come next, those of {@code order} up to a size. */
    void rows(int[] order, int size, boolean test) {
        for (int from = 0; from < size; from += rowsPerBlock) {
            blocks.add(new Open(
                    test,
                    order,
                    from,
                    Math.min(size, from + rowsPerBlock),
                    new CodeColumn[shape.greatest().length],
                    new double[shape.numbers()][]));
        }
    }

    /** Takes a column of whole numbers, row by row as they came. */
    void wholes(int column, int[] values) {
        for (Open block : blocks) {
            block.codes[column] = CodeColumn.of(values, block.order, block.from, block.to, shape.greatest()[column]);
        }
    }

    /** Takes a column of numbers, row by row as they came. */
    void numbers(int column, double[] values) {
        for (Open block : blocks) {
            int from = block.from;
            int[] order = block.order;
            double[] taken = new double[block.to - from];
            for (int i = 0; i < taken.length; i++) {
                taken[i] = values[order[from + i]];
            }
            block.numbers[column] = taken;
        }
    }

    /** The blocks, all of whose columns were taken. */
    Iterator<EncodedBlock> build() {
        return blocks.stream().map(this::build).iterator();
    }

    private EncodedBlock build(Open block) {
        int groupings = shape.groupings();
        CodeColumn[] codes = block.codes;
        double[][] numbers = block.numbers;
        return new EncodedBlock(
                block.test,
                block.from,
                block.to - block.from,
                codes[0],
                shape.weighted() ? numbers[0] : new double[0],
                Arrays.copyOfRange(codes, 1, 1 + groupings),
                Arrays.copyOfRange(numbers, shape.weighted() ? 1 : 0, numbers.length),
                Arrays.copyOfRange(codes, 1 + groupings, codes.length));
    }
}
