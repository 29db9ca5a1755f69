package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.CategoryType.Base;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The term of a number that is encoded as its bin. Values of the type that the cutpoints have are compared exactly, those of
 * another type as doubles.
 */
final class Bins {
    private final CategoryType type;
    private final Categories cutpoints;
    private final int missing;

    /** The cutpoints' keys, where these order as the values do. */
    private final long[] keys;

    private final double[] numbers;

    /** @param type of the values to come */
    Bins(FeatureEncoding.Binned feature, CategoryType type) {
        this.type = type;
        this.cutpoints = feature.cutpoints();
        this.missing = feature.nulls() ? feature.bins() : feature.size();
        boolean floating = type.base() == Base.FLOAT || type.base() == Base.DOUBLE;
        IntStream codes = IntStream.range(0, cutpoints.size());
        keys = cutpoints.type().equals(type) && !floating && !type.isBytes()
                ? codes.mapToLong(cutpoints::key).toArray()
                : null;
        numbers = keys == null
                ? IntStream.range(0, cutpoints.size())
                        .mapToDouble(cutpoints::number)
                        .toArray()
                : new double[0];
    }

    /** The term of null and NaN; where they have none, the number of terms. */
    int missing() {
        return missing;
    }

    int of(long key) {
        if (keys == null) {
            return of(type.number(key));
        }
        int at = Arrays.binarySearch(keys, key);
        return at < 0 ? -at - 1 : at;
    }

    int of(byte[] bytes) {
        return cutpoints.type().equals(type) ? cutpoints.atLeast(bytes) : of(type.number(bytes));
    }

    private int of(double number) {
        if (Double.isNaN(number)) {
            return missing;
        }
        int at = Arrays.binarySearch(numbers, number + 0.0);
        return at < 0 ? -at - 1 : at;
    }
}
