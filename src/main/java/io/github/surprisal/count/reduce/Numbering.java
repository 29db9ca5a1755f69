package io.github.surprisal.count.reduce;

import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.ValueIndex;

/** Which id a value in a block gets: its own, or that of the bin that it falls into. */
final class Numbering {
    private final ValueIndex values;
    private final BinIndex bins;
    private final int[] idOfBin;

    private Numbering(ValueIndex values, BinIndex bins) {
        this.values = values;
        this.bins = bins;
        this.idOfBin = new int[bins == null ? 0 : bins.count()];
    }

    /** Values get their ids among these; new ones are added. */
    static Numbering of(ValueIndex values) {
        return new Numbering(values, null);
    }

    /** Values get the id of the number of their bin among these. */
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
