package io.github.surprisal.count;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;

/** What may happen to the bytes of a file and to the headers of its pages. */
final class Damage {
    private static final List<Encoding> ENCODINGS = List.of(Encoding.values());

    private Damage() {}

    /** A copy with a few bytes changed, and sometimes cut. */
    static byte[] bytes(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int times = 1 + random.nextInt(3); times > 0 && damaged.length > 0; times--) {
            int at = random.nextInt(damaged.length);
            damaged[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) random.nextInt();
                case 1 -> -1;
                case 2 -> (byte) (damaged[at] + 1);
                default -> (byte) (damaged[at] ^ (1 << random.nextInt(8)));
            };
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length + 1)) : damaged;
    }

    /** Makes a size, a number of values or an encoding of a header another. */
    static void header(PageHeader header, Random random) {
        // Seldom gigabytes: Parquet makes room for what a page says to have, and that takes its time.
        int great = random.nextInt(8) == 0 ? Integer.MAX_VALUE - random.nextInt(2) * random.nextInt(1 << 30) : 70_000;
        int number =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(300);
                    case 1 -> great;
                    case 2 -> random.nextInt(1 << 20);
                    default -> random.nextBoolean() ? -1 : Integer.MIN_VALUE + random.nextInt(1 << 30);
                };
        Encoding encoding = ENCODINGS.get(random.nextInt(ENCODINGS.size()));
        switch (random.nextInt(5)) {
            case 0 -> header.setUncompressed_page_size(number);
            case 1 -> header.setCompressed_page_size(number);
            case 2 -> {
                if (header.isSetData_page_header()) {
                    header.getData_page_header().setEncoding(encoding);
                } else if (header.isSetData_page_header_v2()) {
                    header.getData_page_header_v2().setEncoding(encoding);
                } else {
                    header.getDictionary_page_header().setEncoding(encoding);
                }
            }
            case 3 -> {
                if (header.isSetData_page_header_v2()) {
                    header.getData_page_header_v2().setDefinition_levels_byte_length(number);
                } else if (header.isSetData_page_header()) {
                    header.getData_page_header().setDefinition_level_encoding(encoding);
                } else {
                    header.getDictionary_page_header().setNum_values(number);
                }
            }
            default -> {
                if (header.isSetData_page_header()) {
                    header.getData_page_header().setNum_values(number);
                } else if (header.isSetData_page_header_v2()) {
                    header.getData_page_header_v2().setNum_values(number);
                } else {
                    header.getDictionary_page_header().setNum_values(number);
                }
            }
        }
    }
}
