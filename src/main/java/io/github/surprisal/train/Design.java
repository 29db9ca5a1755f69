package io.github.surprisal.train;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How the terms of an encoding lie in a trainer's parameters. Per margin: a slot per number, centred and scaled; per column of
 * codes a slot for each of its terms and one for rows that have none of them, which is always 0; and the intercept.
 *
 * @param numbers the term of each number
 * @param means what is taken off each number
 * @param scales what it is then multiplied by
 * @param codes the first term of each column of codes
 * @param sizes how many terms each has
 * @param offsets its first slot
 */
record Design(int[] numbers, double[] means, double[] scales, int[] codes, int[] sizes, int[] offsets)
        implements Serializable {
    /**
     * Makes a design.
     *
     * @param means by term; only those of numbers are used
     * @param scales by term, too
     */
    static Design of(Encoding encoding, double[] means, double[] scales) {
        List<Integer> numbers = new ArrayList<>();
        List<Integer> codes = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        int term = 0;
        for (FeatureEncoding feature : encoding.features()) {
            int indicators = feature.size();
            if (feature instanceof FeatureEncoding.Numeric) {
                numbers.add(term);
                indicators--;
            }
            if (indicators > 0) {
                codes.add(term + feature.size() - indicators);
                sizes.add(indicators);
            }
            term += feature.size();
        }
        int[] offsets = new int[codes.size()];
        int next = numbers.size();
        for (int c = 0; c < offsets.length; c++) {
            offsets[c] = next;
            next += sizes.get(c) + 1;
        }
        return new Design(
                ints(numbers),
                numbers.stream().mapToDouble(j -> means[j]).toArray(),
                numbers.stream().mapToDouble(j -> scales[j]).toArray(),
                ints(codes),
                ints(sizes),
                offsets);
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Slots of one margin. */
    int width() {
        int last = offsets.length - 1;
        return (last < 0 ? numbers.length : offsets[last] + sizes[last] + 1) + 1;
    }

    int intercept() {
        return width() - 1;
    }

    /** The term of each slot; −1 of those that stand for none and of the intercept. */
    int[] termOf() {
        int[] terms = new int[width()];
        java.util.Arrays.fill(terms, -1);
        System.arraycopy(numbers, 0, terms, 0, numbers.length);
        for (int c = 0; c < codes.length; c++) {
            for (int i = 0; i < sizes[c]; i++) {
                terms[offsets[c] + i] = codes[c] + i;
            }
        }
        return terms;
    }
}
