package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.ValueReader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;

/** Encodes rows one by one, which hold the features alone: the numbers and codes that a block would have. */
public final class RowEncoder implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Encoding encoding;
    private final List<ValueReader> readers;
    private transient volatile List<TextCodes> codesOfText;
    private transient volatile List<Optional<Bins>> bins;

    /**
     * For rows whose column i holds feature i of the encoding.
     *
     * @param types the columns' types: for a categorical feature the one that it was counted with, for a numeric feature
     *     any type that {@link ValueReader} reads
     */
    public RowEncoder(Encoding encoding, List<DataType> types) {
        this.encoding = encoding;
        this.readers = types.stream()
                .map(type -> ValueReader.of(type)
                        .orElseThrow(() -> new IllegalStateException("Not a type that can be counted: " + type)))
                .toList();
    }

    /** Encodes a row into the columns of the encoding's {@link Layout}. */
    public void encode(SpecializedGetters row, double[] numbers, int[] codes) {
        List<TextCodes> texts = codesOfText();
        int number = 0;
        int code = 0;
        for (int i = 0; i < readers.size(); i++) {
            FeatureEncoding feature = encoding.features().get(i);
            if (feature instanceof FeatureEncoding.Binned) {
                codes[code++] = bin(bins().get(i).orElseThrow(), readers.get(i), row, i);
            } else if (feature instanceof FeatureEncoding.Numeric numeric) {
                double value = number(readers.get(i), row, i);
                boolean finite = Math.abs(value) <= Double.MAX_VALUE;
                numbers[number++] = finite ? value : numeric.mean();
                if (numeric.nulls()) {
                    codes[code++] = finite ? 1 : 0;
                }
            } else if (feature instanceof FeatureEncoding.Categorical categorical && categorical.size() > 0) {
                codes[code++] = code(categorical, readers.get(i), texts.get(i), row, i);
            }
        }
    }

    private static int bin(Bins bins, ValueReader reader, SpecializedGetters row, int column) {
        if (row.isNullAt(column)) {
            return bins.missing();
        }
        return reader.type().isBytes() ? bins.of(reader.bytes(row, column)) : bins.of(reader.key(row, column));
    }

    private static double number(ValueReader reader, SpecializedGetters row, int column) {
        if (row.isNullAt(column)) {
            return Double.NaN;
        }
        CategoryType type = reader.type();
        return type.isBytes() ? type.number(reader.bytes(row, column)) : type.number(reader.key(row, column));
    }

    private static int code(
            FeatureEncoding.Categorical feature,
            ValueReader reader,
            TextCodes texts,
            SpecializedGetters row,
            int column) {
        int none = feature.size();
        if (row.isNullAt(column)) {
            return feature.nulls() ? none - 1 : none;
        }
        Categories categories = feature.categories();
        int code;
        if (reader.type().base() == CategoryType.Base.STRING) {
            code = texts.codeOf(reader.text(row, column));
        } else {
            code = reader.type().isBytes()
                    ? categories.codeOf(reader.bytes(row, column))
                    : categories.codeOf(reader.key(row, column));
        }
        return code >= 0 ? code : feature.other() ? categories.size() : none;
    }

    private List<Optional<Bins>> bins() {
        List<Optional<Bins>> found = bins;
        if (found == null) {
            List<Optional<Bins>> made = new ArrayList<>();
            for (int i = 0; i < readers.size(); i++) {
                CategoryType type = readers.get(i).type();
                made.add(
                        encoding.features().get(i) instanceof FeatureEncoding.Binned binned
                                ? Optional.of(new Bins(binned, type))
                                : Optional.empty());
            }
            found = List.copyOf(made);
            bins = found;
        }
        return found;
    }

    private List<TextCodes> codesOfText() {
        List<TextCodes> found = codesOfText;
        if (found == null) {
            found = encoding.features().stream().map(TextCodes::of).toList();
            codesOfText = found;
        }
        return found;
    }
}
