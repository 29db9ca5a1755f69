package io.github.surprisal.count.reduce;

import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.ValueIndex;

/** What number a value in a block gets: that of the value, or of the bin that it is in. */
final class Numbering {
    private final ValueIndex values;
    private final BinIndex bins;
    private final int[] idOfBin;

    private Numbering(ValueIndex values, BinIndex bins) {
        this.values = values;
        this.bins = bins;
        this.idOfBin = new int[bins == null ? 0 : bins.count()];
    }

    /** By these values, new ones among them. */
    static Numbering of(ValueIndex values) {
        return new Numbering(values, null);
    }

    /** By these whole numbers, which say in what bins values are. */
    static Numbering ofBins(ValueIndex numbers, BinIndex bins) {
        return new Numbering(numbers, bins);
    }

    /** Whether the values are byte strings; keys otherwise. */
    boolean isOfBytes() {
        return bins == null ? values.type().isBytes() : bins.isOfBytes();
    }

    /** The ids of many values that are keys. */
    void ids(long[] keys, int size, int[] into) {
        if (bins == null) {
            for (int i = 0; i < size; i++) {
                into[i] = values.idOf(keys[i]);
            }
            return;
        }
        bins.binsOf(keys, size, into);
        for (int i = 0; i < size; i++) {
            into[i] = idOf(into[i]);
        }
    }

    private int idOf(int bin) {
        if (idOfBin[bin] == 0) {
            idOfBin[bin] = values.idOf(bin);
        }
        return idOfBin[bin];
    }

    /** The id of the value that the reader stands before. */
    int next(Block.Reader reader) {
        if (bins == null) {
            return reader.value(values);
        }
        return idOf(bins.next(reader));
    }
}
