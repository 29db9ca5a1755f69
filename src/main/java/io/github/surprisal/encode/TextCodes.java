package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.CategoryType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The codes of a feature's texts, by open addressing. A text of up to seven bytes is its own key, so that finding it touches
 * one place in memory; of longer ones the key is a hash, and the text is compared.
 */
final class TextCodes {
    private static final int MAX_SHORT = 7;

    private static final long LONG_TEXT = 1L << 63;

    private final Categories categories;
    private final long[] keys;
    private final int[] codes;

    private TextCodes(Categories categories, int size) {
        this.categories = categories;
        int slots = Integer.highestOneBit(Math.max(2, 2 * size)) << 1;
        this.keys = new long[slots];
        this.codes = new int[slots];
    }

    /** Of a feature that is no text, there are none. */
    static TextCodes of(FeatureEncoding feature) {
        if (!(feature instanceof FeatureEncoding.Categorical categorical)
                || categorical.categories().type().base() != CategoryType.Base.STRING) {
            return new TextCodes(null, 0);
        }
        TextCodes texts =
                new TextCodes(categorical.categories(), categorical.categories().size());
        for (int code = 0; code < categorical.categories().size(); code++) {
            texts.add(UTF8String.fromBytes(categorical.categories().bytes(code)), code);
        }
        return texts;
    }

    private void add(UTF8String text, int code) {
        long key = key(text);
        int slot = slot(key);
        while (codes[slot] != 0) {
            slot = (slot + 1) & (keys.length - 1);
        }
        keys[slot] = key;
        codes[slot] = code + 1;
    }

    /** The code of a text, or −1. */
    int codeOf(UTF8String text) {
        long key = key(text);
        for (int slot = slot(key); codes[slot] != 0; slot = (slot + 1) & (keys.length - 1)) {
            if (keys[slot] == key) {
                int code = codes[slot] - 1;
                if (key >= 0 || UTF8String.fromBytes(categories.bytes(code)).binaryEquals(text)) {
                    return code;
                }
            }
        }
        return -1;
    }

    /** The bytes and how many there are; or a hash, below 0. */
    private static long key(UTF8String text) {
        int size = text.numBytes();
        if (size > MAX_SHORT) {
            return Mix.mix(text.hashCode() + ((long) size << 32)) | LONG_TEXT;
        }
        long key = size;
        for (int i = 0; i < size; i++) {
            key = (key << 8) | (text.getByte(i) & 0xff);
        }
        return key;
    }

    private int slot(long key) {
        return (int) Mix.mix(key) & (keys.length - 1);
    }
}
