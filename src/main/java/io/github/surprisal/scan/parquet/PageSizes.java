package io.github.surprisal.scan.parquet;

import io.github.surprisal.table.ReadFailure;
import java.io.IOException;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** The sizes that a column's pages say to have in the file. */
final class PageSizes {
    private PageSizes() {}

    /**
     * Expects that each page lies within its column.
     *
     * @throws ReadFailure.InColumn for a page that says to be longer
     */
    static void expectWithin(InputFile file, ColumnChunkMetaData chunk, String column) throws IOException {
        long end = chunk.getStartingPos() + chunk.getTotalSize();
        try (SeekableInputStream in = file.newStream()) {
            in.seek(chunk.getStartingPos());
            long values = 0;
            while (in.getPos() < end && values < chunk.getValueCount()) {
                PageHeader header = Util.readPageHeader(in);
                long left = end - in.getPos();
                long size = header.getCompressed_page_size();
                long levels = levels(header);
                if (size < 0 || size > left || levels < 0 || levels > size) {
                    throw new ReadFailure.InColumn(
                            column,
                            "A page of " + size + " bytes, " + levels + " of them levels, where " + left
                                    + " are left of the column");
                }
                values += values(header);
                in.seek(in.getPos() + size);
            }
        }
    }

    private static long values(PageHeader header) {
        if (header.isSetData_page_header_v2()) {
            return header.getData_page_header_v2().getNum_values();
        }
        return header.isSetData_page_header() ? header.getData_page_header().getNum_values() : 0;
    }

    /** How many bytes the levels of a page of the second version have; −1 if that is nonsense. */
    private static long levels(PageHeader header) {
        if (!header.isSetData_page_header_v2()) {
            return 0;
        }
        long definitions = header.getData_page_header_v2().getDefinition_levels_byte_length();
        long repetitions = header.getData_page_header_v2().getRepetition_levels_byte_length();
        return definitions < 0 || repetitions < 0 ? -1 : definitions + repetitions;
    }
}
