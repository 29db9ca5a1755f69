package io.github.surprisal.count;

/** What number a value in a block gets: that of the value, or of the bin that it is in. */
final class Numbering {
    private final Values values;
    private final FineBins.Index bins;
    private final CategoryType type;
    private final int[] idOfBin;

    private Numbering(Values values, FineBins.Index bins, CategoryType type) {
        this.values = values;
        this.bins = bins;
        this.type = type;
        this.idOfBin = new int[bins == null ? 0 : bins.count()];
    }

    /** By these values, new ones among them. */
    static Numbering of(Values values) {
        return new Numbering(values, null, values.type());
    }

    /**
     * By these whole numbers, which say in what bins values are.
     *
     * @param type the values' type, one of numbers
     */
    static Numbering ofBins(Values numbers, FineBins.Index bins, CategoryType type) {
        return new Numbering(numbers, bins, type);
    }

    /** The id of the value that the reader stands before. */
    int next(Block.Reader reader) {
        if (bins == null) {
            return reader.value(values);
        }
        int bin = bins.binOf(reader.number(type));
        if (idOfBin[bin] == 0) {
            idOfBin[bin] = values.idOf(bin);
        }
        return idOfBin[bin];
    }
}
