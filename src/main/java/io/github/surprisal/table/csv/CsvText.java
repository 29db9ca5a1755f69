package io.github.surprisal.table.csv;

import io.github.surprisal.table.UserException;
import io.github.surprisal.table.files.Location;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;

/**
 * The beginning of a file of text, decoded.
 *
 * @param text without a byte order mark
 * @param isWhole whether the file ends with it
 */
record CsvText(String text, boolean isWhole, Encoding encoding) {
    /** How characters are written. What is ASCII alone is every other's but UTF-16's, too. */
    enum Encoding {
        ASCII("UTF-8", StandardCharsets.UTF_8),
        UTF_8("UTF-8", StandardCharsets.UTF_8),
        /** With the characters of {@link Windows1252}. */
        LATIN_1("ISO-8859-1", StandardCharsets.ISO_8859_1),
        UTF_16("UTF-16", StandardCharsets.UTF_16),
        UTF_16LE("UTF-16LE", StandardCharsets.UTF_16LE),
        UTF_16BE("UTF-16BE", StandardCharsets.UTF_16BE),
        /** What the config says. */
        GIVEN("", StandardCharsets.UTF_8),
        /** No text at all. */
        BINARY("", StandardCharsets.ISO_8859_1);

        private final String name;
        private final Charset charset;

        Encoding(String name, Charset charset) {
            this.name = name;
            this.charset = charset;
        }

        /** As Spark and messages name it. */
        String shown() {
            return name;
        }

        /** Whether characters have two bytes at least, so that Spark cannot tell lines apart. */
        boolean isWide() {
            return this == UTF_16 || this == UTF_16LE || this == UTF_16BE;
        }
    }

    /** How many bytes are looked at for the zeros of UTF-16 without a mark. */
    private static final int PAIRS = 1 << 10;

    /** The encodings that Spark 4 reads without its setting for those of Java. */
    private static final Set<String> SPARKS_CHARSETS =
            Set.of("US-ASCII", "ISO-8859-1", "UTF-8", "UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32");

    /**
     * An encoding by its name; all that Java has can be read, though Spark's readers want to be told so.
     *
     * @param session that files are read with
     * @param path for messages
     */
    static Charset charset(SparkSession session, String path, String name) {
        try {
            Charset charset = Charset.forName(name);
            if (!SPARKS_CHARSETS.contains(name.toUpperCase(Locale.ROOT))) {
                session.conf().set(SQLConf.LEGACY_JAVA_CHARSETS().key(), true);
            }
            return charset;
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "Cannot read '" + path + "' as CSV: table.options.encoding = '" + name
                            + "' is no known encoding; expected a name such as UTF-8, ISO-8859-1, windows-1252 or"
                            + " UTF-16",
                    e);
        }
    }

    /**
     * Decodes the beginning of a file: by its mark, as UTF-16 where every other byte of most characters is zero, else as UTF-8
     * where it is that, else as {@link Windows1252}.
     *
     * @param given the encoding that the config says; null for none
     */
    static CsvText of(Location.Beginning beginning, Charset given) {
        byte[] bytes = beginning.bytes();
        if (given != null) {
            return of(new String(bytes, given), beginning, Encoding.GIVEN);
        }
        Encoding wide = wide(bytes);
        if (wide != null) {
            return of(new String(bytes, wide.charset), beginning, wide);
        }
        // A cut text may end amid a character.
        for (int cut = 0; cut < (beginning.isWhole() ? 1 : 4) && cut < bytes.length; cut++) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(bytes, 0, bytes.length - cut))
                        .toString();
                boolean isAscii = text.length() == bytes.length - cut;
                return of(text, beginning, isAscii ? Encoding.ASCII : Encoding.UTF_8);
            } catch (CharacterCodingException e) {
                // One byte fewer, or another encoding.
            }
        }
        return of(Windows1252.decode(bytes), beginning, Encoding.LATIN_1);
    }

    private static CsvText of(String text, Location.Beginning beginning, Encoding encoding) {
        boolean isBinary = encoding != Encoding.GIVEN && text.indexOf('\0') >= 0;
        return new CsvText(
                text.startsWith("\ufeff") ? text.substring(1) : text,
                beginning.isWhole(),
                isBinary ? Encoding.BINARY : encoding);
    }

    private static Encoding wide(byte[] bytes) {
        if (bytes.length > 1 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe && (bytes[0] & 0xff) >= 0xfe) {
            return Encoding.UTF_16;
        }
        int[] zeros = new int[2];
        int looked = Math.min(bytes.length, PAIRS) / 2 * 2;
        for (int i = 0; i < looked; i++) {
            zeros[i & 1] += bytes[i] == 0 ? 1 : 0;
        }
        // Four of ten bytes: letters of other scripts have no zero, but separators, digits and line ends do.
        int most = looked / 2 * 4 / 10;
        if (looked < 4 || Math.min(zeros[0], zeros[1]) > 0) {
            return null;
        }
        return zeros[1] > most ? Encoding.UTF_16LE : zeros[0] > most ? Encoding.UTF_16BE : null;
    }
}
