package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.math.SplitMix;
import io.github.surprisal.scan.CategoryType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The codes of a feature's texts, by open addressing. A text of up to seven bytes is its own key, so that finding it touches
 * one place in memory; of longer ones the key is a hash, and the text is compared.
 */
final class TextCodes {
    private static final int MAX_SHORT = 7;

    private static final long LONG_TEXT = 1L << 63;

    /** A text's key, and beside it its code + 1, or 0 where the place is free. */
    private final long[] places;

    private final UTF8String[] texts;
    private final int mask;

    private TextCodes(UTF8String[] texts) {
        int slots = Integer.highestOneBit(Math.max(2, 2 * texts.length)) << 1;
        this.places = new long[2 * slots];
        this.texts = texts;
        this.mask = slots - 1;
        for (int code = 0; code < texts.length; code++) {
            long key = key(texts[code]);
            int slot = slot(key);
            while (places[2 * slot + 1] != 0) {
                slot = (slot + 1) & mask;
            }
            places[2 * slot] = key;
            places[2 * slot + 1] = code + 1L;
        }
    }

    /** Of a feature that is no text, there are none. */
    static TextCodes of(FeatureEncoding feature) {
        if (!(feature instanceof FeatureEncoding.Categorical categorical)
                || categorical.categories().type().base() != CategoryType.Base.STRING) {
            return new TextCodes(new UTF8String[0]);
        }
        Categories categories = categorical.categories();
        UTF8String[] texts = new UTF8String[categories.size()];
        for (int code = 0; code < texts.length; code++) {
            texts[code] = UTF8String.fromBytes(categories.bytes(code));
        }
        return new TextCodes(texts);
    }

    /** The code of a text, or −1. */
    int codeOf(UTF8String text) {
        long key = key(text);
        for (int slot = slot(key); places[2 * slot + 1] != 0; slot = (slot + 1) & mask) {
            if (places[2 * slot] == key) {
                int code = (int) places[2 * slot + 1] - 1;
                if (key >= 0 || texts[code].binaryEquals(text)) {
                    return code;
                }
            }
        }
        return -1;
    }

    /** How many bytes and which; or a hash, below 0. */
    private static long key(UTF8String text) {
        int size = text.numBytes();
        return size > MAX_SHORT
                ? SplitMix.mix(text.hashCode() + ((long) size << 32)) | LONG_TEXT
                : (long) size << 56 | text.getPrefix() >>> 8;
    }

    private int slot(long key) {
        return (int) SplitMix.mix(key) & mask;
    }
}
