package io.github.surprisal.count;

/** What number a value in a block gets: that of the value, or of the bin that it is in. */
final class Numbering {
    private final Values values;
    private final FineBins.Index bins;
    private final int[] idOfBin;

    private Numbering(Values values, FineBins.Index bins) {
        this.values = values;
        this.bins = bins;
        this.idOfBin = new int[bins == null ? 0 : bins.count()];
    }

    /** By these values, new ones among them. */
    static Numbering of(Values values) {
        return new Numbering(values, null);
    }

    /** By these whole numbers, which say in what bins values are. */
    static Numbering ofBins(Values numbers, FineBins.Index bins) {
        return new Numbering(numbers, bins);
    }

    /** The id of the value that the reader stands before. */
    int next(Block.Reader reader) {
        if (bins == null) {
            return reader.value(values);
        }
        int bin = bins.next(reader);
        if (idOfBin[bin] == 0) {
            idOfBin[bin] = values.idOf(bin);
        }
        return idOfBin[bin];
    }
}
