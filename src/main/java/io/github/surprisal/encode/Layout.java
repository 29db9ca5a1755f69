package io.github.surprisal.encode;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the terms of an {@link Encoding} lie in the columns of a block. A numeric feature is a column of numbers, and a column
 * of codes if null has a term; a categorical one is a column of codes. A code is the number of a term within its column, or
 * the number of terms where a row has none of them.
 *
 * @param numbers the term of each column of numbers
 * @param codes the first term of each column of codes
 * @param sizes how many terms each column of codes has
 * @param features by column of numbers, then by column of codes: which feature of the encoding it belongs to
 * @param terms how many terms there are
 */
public record Layout(int[] numbers, int[] codes, int[] sizes, int[] features, int terms) implements Serializable {
    /** The layout of an encoding's terms. */
    public static Layout of(Encoding encoding) {
        List<Integer> numbers = new ArrayList<>();
        List<Integer> codes = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        List<Integer> ofNumbers = new ArrayList<>();
        List<Integer> ofCodes = new ArrayList<>();
        int term = 0;
        for (int f = 0; f < encoding.features().size(); f++) {
            FeatureEncoding feature = encoding.features().get(f);
            int indicators = feature.size();
            if (feature instanceof FeatureEncoding.Numeric) {
                numbers.add(term);
                ofNumbers.add(f);
                indicators--;
            }
            if (indicators > 0) {
                codes.add(term + feature.size() - indicators);
                sizes.add(indicators);
                ofCodes.add(f);
            }
            term += feature.size();
        }
        ofNumbers.addAll(ofCodes);
        return new Layout(ints(numbers), ints(codes), ints(sizes), ints(ofNumbers), term);
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The columns of numbers, or of codes, that belong to these features, feature by feature. */
    int[] columns(int[] of, boolean areNumbers) {
        int first = areNumbers ? 0 : numbers.length;
        int size = areNumbers ? numbers.length : codes.length;
        return Arrays.stream(of)
                .flatMap(feature -> IntStream.range(0, size).filter(column -> features[first + column] == feature))
                .toArray();
    }

    /** The column of numbers that is the offset of the encoding that this is the layout of, or −1 where it has none. */
    public int offset(Encoding encoding) {
        int feature = encoding.offset().map(encoding.features()::indexOf).orElse(-1);
        return IntStream.range(0, numbers.length)
                .filter(column -> features[column] == feature)
                .findFirst()
                .orElse(-1);
    }

    /** The column of codes of a feature, or -1 where it has none. */
    public int codesOf(int feature) {
        int[] columns = columns(new int[] {feature}, false);
        return columns.length == 0 ? -1 : columns[0];
    }

    /** How many rows a block of this layout should have: so many that a pass over it stays in a cache, and few objects. */
    int rowsPerBlock() {
        int rows = 4096;
        while (rows > 256 && (long) rows * (8 * numbers.length + 2 * codes.length) > 1 << 19) {
            rows /= 2;
        }
        return rows;
    }
}
