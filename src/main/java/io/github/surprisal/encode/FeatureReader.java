package io.github.surprisal.encode;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;

/** Turns rows that hold the features alone into vectors: the same terms that training saw. Safe for many threads. */
public final class FeatureReader implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Encoding encoding;
    private final List<DataType> types;
    private final int size;

    /**
     * Reads rows whose column i holds feature i of the encoding.
     *
     * @param types the columns' types: for a categorical feature the one that it was counted with, for a numeric feature
     *     any type that {@link io.github.surprisal.count.ValueReader} reads
     */
    public FeatureReader(Encoding encoding, List<DataType> types) {
        this.encoding = encoding;
        this.types = List.copyOf(types);
        this.size = encoding.size();
    }

    /** The terms of one row, as a sparse vector. */
    public Vector read(SpecializedGetters row) {
        Cells cells = new Cells(types);
        cells.read(row);
        Terms terms = new Terms();
        int offset = 0;
        for (int i = 0; i < types.size(); i++) {
            FeatureEncoding feature = encoding.features().get(i);
            terms.add(feature, offset, cells, i);
            offset += feature.size();
        }
        return Vectors.sparse(size, terms.indices(), terms.values());
    }
}
