package io.github.surprisal.train;

import io.github.surprisal.encode.Layout;
import java.io.Serializable;
import java.util.Arrays;

/**
 * How the columns of a block lie in a trainer's parameters. Per margin: a slot per number, centred and scaled; per column of
 * codes a slot for each of its terms and one for rows that have none of them, which is always 0; and the intercept.
 *
 * @param layout the blocks' columns
 * @param means what is taken off each column of numbers
 * @param scales what it is then multiplied by
 * @param offsets the first slot of each column of codes
 */
public record ParameterLayout(Layout layout, double[] means, double[] scales, int[] offsets) implements Serializable {
    /** Of these columns. */
    public static ParameterLayout of(Layout layout, double[] means, double[] scales) {
        int[] offsets = new int[layout.codes().length];
        int next = layout.numbers().length;
        for (int c = 0; c < offsets.length; c++) {
            offsets[c] = next;
            next += layout.sizes()[c] + 1;
        }
        return new ParameterLayout(layout, means, scales, offsets);
    }

    /** How many columns of numbers there are. */
    public int numbers() {
        return means.length;
    }

    /** Slots of one margin. */
    public int width() {
        int last = offsets.length - 1;
        return (last < 0 ? means.length : offsets[last] + layout.sizes()[last] + 1) + 1;
    }

    /** The slot of the intercept, the last one. */
    public int intercept() {
        return width() - 1;
    }

    /** The term of each slot; −1 of those that stand for none and of the intercept. */
    public int[] termOf() {
        int[] terms = new int[width()];
        Arrays.fill(terms, -1);
        System.arraycopy(layout.numbers(), 0, terms, 0, means.length);
        for (int c = 0; c < offsets.length; c++) {
            for (int i = 0; i < layout.sizes()[c]; i++) {
                terms[offsets[c] + i] = layout.codes()[c] + i;
            }
        }
        return terms;
    }
}
