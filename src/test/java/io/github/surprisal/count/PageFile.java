package io.github.surprisal.count;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopCodecs;

/**
 * A Parquet file of flat columns taken apart into its pages, so that one of them can be changed and the file put together again
 * with sizes, offsets and checksums that are right.
 */
@SuppressWarnings("deprecation")
final class PageFile {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private static final CompressionCodecFactory CODECS = HadoopCodecs.newFactory(new Configuration(), 0);

    private final FileMetaData footer;
    private final List<Chunk> chunks = new ArrayList<>();

    /** A page: its header, the levels of one of the second version, and what is compressed in the file. */
    static final class Page {
        final PageHeader header;
        byte[] levels;

        /** What is written, not compressed; null where it is still what was read. */
        byte[] values;

        private final byte[] packed;

        /** Has the last word about the header. */
        Consumer<PageHeader> tweak = given -> {};

        Page(PageHeader header, byte[] levels, byte[] packed) {
            this.header = header;
            this.levels = levels;
            this.packed = packed;
        }

        /**
         * Puts bytes behind levels and behind values.
         *
         * @param sections how many parts that begin with their lengths stand before the values, or are the values
         */
        void pad(int size, byte filler, int sections) {
            byte[] padding = new byte[size];
            Arrays.fill(padding, filler);
            values = values.clone();
            levels = levels.length == 0 ? levels : joined(levels, padding);
            int at = 0;
            for (int i = 0; i < sections && at + 4 <= values.length; i++) {
                ByteBuffer buffer = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
                int length = buffer.getInt(at);
                if (length < 0 || length > values.length - at - 4) {
                    break;
                }
                buffer.putInt(at, length + size);
                int end = at + 4 + length;
                values = joined(
                        joined(Arrays.copyOf(values, end), padding), Arrays.copyOfRange(values, end, values.length));
                at = end + size;
            }
            values = joined(values, padding);
        }

        private static byte[] joined(byte[] first, byte[] second) {
            byte[] joined = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, joined, first.length, second.length);
            return joined;
        }

        /** How many parts of the values begin with their lengths. */
        int sections(boolean isOptional) {
            boolean isFirst = header.isSetData_page_header();
            Encoding encoding = isFirst
                    ? header.getData_page_header().getEncoding()
                    : header.isSetData_page_header_v2()
                            ? header.getData_page_header_v2().getEncoding()
                            : Encoding.PLAIN;
            return (isFirst && isOptional ? 1 : 0) + (encoding == Encoding.RLE ? 1 : 0);
        }

        boolean isDictionary() {
            return header.getType() == PageType.DICTIONARY_PAGE;
        }
    }

    /** The pages of a column in a row group. */
    record Chunk(ColumnChunk column, List<Page> pages) {
        String name() {
            return column.getMeta_data().getPath_in_schema().get(0);
        }
    }

    PageFile(byte[] file) throws IOException {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        footer = Util.readFileMetaData(new ByteArrayInputStream(file, file.length - 8 - length, length));
        for (RowGroup group : footer.getRow_groups()) {
            for (ColumnChunk column : group.getColumns()) {
                chunks.add(new Chunk(column, pages(file, column)));
            }
        }
    }

    List<Chunk> chunks() {
        return chunks;
    }

    private CompressionCodecName codec(ColumnChunk column) {
        return CompressionCodecName.valueOf(column.getMeta_data().getCodec().name());
    }

    private List<Page> pages(byte[] file, ColumnChunk column) throws IOException {
        var meta = column.getMeta_data();
        long start = meta.isSetDictionary_page_offset() && meta.getDictionary_page_offset() > 0
                ? meta.getDictionary_page_offset()
                : meta.getData_page_offset();
        ByteArrayInputStream in = new ByteArrayInputStream(file, (int) start, (int) meta.getTotal_compressed_size());
        List<Page> pages = new ArrayList<>();
        long left = meta.getNum_values();
        while (left > 0) {
            PageHeader header = Util.readPageHeader(in);
            left -= header.isSetData_page_header()
                    ? header.getData_page_header().getNum_values()
                    : header.isSetData_page_header_v2()
                            ? header.getData_page_header_v2().getNum_values()
                            : 0;
            byte[] body = in.readNBytes(header.getCompressed_page_size());
            int levels = header.isSetData_page_header_v2()
                    ? header.getData_page_header_v2().getDefinition_levels_byte_length()
                            + header.getData_page_header_v2().getRepetition_levels_byte_length()
                    : 0;
            pages.add(new Page(header, Arrays.copyOf(body, levels), Arrays.copyOfRange(body, levels, body.length)));
        }
        return pages;
    }

    boolean isOptional(String column) {
        return footer.getSchema().stream()
                .anyMatch(field ->
                        field.getName().equals(column) && field.getRepetition_type() == FieldRepetitionType.OPTIONAL);
    }

    /** Decompresses a page, so that its values can be changed. */
    Page opened(Chunk chunk, Page page) throws IOException {
        if (page.values == null) {
            int size = page.header.getUncompressed_page_size() - page.levels.length;
            page.values = size == 0
                    ? new byte[0]
                    : CODECS.getDecompressor(codec(chunk.column()))
                            .decompress(BytesInput.from(page.packed), size)
                            .toByteArray();
        }
        return page;
    }

    /** Makes pages of the second version of those of the first. */
    PageFile ofSecondVersion() throws IOException {
        for (Chunk chunk : chunks) {
            boolean isOptional = isOptional(chunk.name());
            for (Page page : chunk.pages()) {
                if (page.header.getType() == PageType.DATA_PAGE) {
                    opened(chunk, page);
                    DataPageHeader first = page.header.getData_page_header();
                    if (isOptional) {
                        int length = ByteBuffer.wrap(page.values)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getInt();
                        page.levels = Arrays.copyOfRange(page.values, 4, 4 + length);
                        page.values = Arrays.copyOfRange(page.values, 4 + length, page.values.length);
                    }
                    Encoding encoding = first.getEncoding() == Encoding.PLAIN_DICTIONARY
                            ? Encoding.RLE_DICTIONARY
                            : first.getEncoding();
                    page.header.setType(PageType.DATA_PAGE_V2);
                    page.header.unsetData_page_header();
                    page.header.setData_page_header_v2(new DataPageHeaderV2(
                            first.getNum_values(), 0, first.getNum_values(), encoding, page.levels.length, 0));
                }
            }
        }
        return this;
    }

    /** The file. */
    byte[] bytes(boolean checksums) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(MAGIC);
        for (Chunk chunk : chunks) {
            var meta = chunk.column().getMeta_data();
            long start = out.size();
            long uncompressed = 0;
            meta.unsetDictionary_page_offset();
            meta.setData_page_offset(0);
            for (Page page : chunk.pages()) {
                if (page.isDictionary()) {
                    meta.setDictionary_page_offset(out.size());
                } else if (meta.getData_page_offset() == 0) {
                    meta.setData_page_offset(out.size());
                }
                byte[] packed = page.packed;
                if (page.values != null) {
                    packed = page.values.length == 0
                            ? new byte[0]
                            : CODECS.getCompressor(codec(chunk.column()))
                                    .compress(BytesInput.from(page.values))
                                    .toByteArray();
                    page.header.setUncompressed_page_size(page.levels.length + page.values.length);
                }
                uncompressed += page.header.getUncompressed_page_size();
                page.header.setCompressed_page_size(page.levels.length + packed.length);
                page.header.unsetCrc();
                if (checksums) {
                    CRC32 crc = new CRC32();
                    crc.update(page.levels);
                    crc.update(packed);
                    page.header.setCrc((int) crc.getValue());
                }
                if (page.header.isSetData_page_header_v2()) {
                    page.header.getData_page_header_v2().setDefinition_levels_byte_length(page.levels.length);
                }
                PageHeader header = page.header.deepCopy();
                page.tweak.accept(header);
                Util.writePageHeader(header, out);
                out.write(page.levels);
                out.write(packed);
            }
            meta.setTotal_compressed_size(out.size() - start);
            meta.setTotal_uncompressed_size(uncompressed);
            chunk.column().setFile_offset(start);
            chunk.column().unsetColumn_index_offset();
            chunk.column().unsetOffset_index_offset();
        }
        footer.getRow_groups().forEach(RowGroup::unsetFile_offset);
        int start = out.size();
        Util.writeFileMetaData(footer, out);
        byte[] length = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(out.size() - start)
                .array();
        out.write(length);
        out.write(MAGIC);
        return out.toByteArray();
    }
}
