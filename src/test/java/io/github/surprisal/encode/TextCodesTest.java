package io.github.surprisal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.count.Categories;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.CategoryType.Base;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class TextCodesTest {
    /** Texts of every short length, among them some that differ in zero bytes, high bytes and the last byte alone. */
    @Test
    void everyTextHasItsCodeAndNoOtherHasOne() {
        CategoryType strings = CategoryType.of(Base.STRING);
        TreeSet<byte[]> all = new TreeSet<>(strings::compare);
        Random random = new Random(5);
        for (int size = 0; size < 20; size++) {
            for (int i = 0; i < 300; i++) {
                byte[] text = new byte[size];
                random.nextBytes(text);
                if (i % 3 == 0 && size > 0) {
                    Arrays.fill(text, (byte) (i % 2 == 0 ? 0 : 0xff));
                    text[size - 1] = (byte) i;
                }
                all.add(text);
            }
        }
        byte[][] texts = all.toArray(byte[][]::new);
        byte[][] known = new byte[texts.length / 2][];
        for (int i = 0; i < known.length; i++) {
            known[i] = texts[2 * i];
        }
        TextCodes codes = TextCodes.of(new FeatureEncoding.Categorical(
                "x", DataTypes.StringType, Categories.ofBytes(strings, known), false, false));
        for (int i = 0; i < texts.length; i++) {
            int expected = i % 2 == 0 && i / 2 < known.length ? i / 2 : -1;
            byte[] padded = new byte[texts[i].length + 11];
            random.nextBytes(padded);
            System.arraycopy(texts[i], 0, padded, 3, texts[i].length);
            assertThat(codes.codeOf(UTF8String.fromBytes(texts[i]))).isEqualTo(expected);
            assertThat(codes.codeOf(UTF8String.fromBytes(padded, 3, texts[i].length)))
                    .as("within a longer array")
                    .isEqualTo(expected);
        }
    }

    @Test
    void aFeatureThatIsNoTextHasNone() {
        TextCodes codes = TextCodes.of(new FeatureEncoding.Numeric("x", DataTypes.DoubleType, 0, false));
        assertThat(codes.codeOf(UTF8String.fromString("1"))).isEqualTo(-1);
    }
}
