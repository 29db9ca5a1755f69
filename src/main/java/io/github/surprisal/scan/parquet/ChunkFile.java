package io.github.surprisal.scan.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A file on a disk whose column chunks are read in pieces of a few megabytes that are let go of one by one, not in one piece
 * for a whole row group as Parquet's vectored reads do: of row groups of 160 MB those kept three a task (Parquet 1.16), more
 * than a heap of 2 GB has room for.
 *
 * <p>Parquet reads all chunks of a row group, then looks at their pages. If a page says to have more bytes than are left of its
 * chunk, Parquet takes the next ones of the file, as some old writers' chunks were longer than they said. Those are bytes of
 * something else if the page's header is damaged, so they are refused here, as vectored reads do.
 */
final class ChunkFile implements InputFile {
    private final InputFile file;
    private long left = Long.MAX_VALUE;

    ChunkFile(InputFile file) {
        this.file = file;
    }

    /** The chunks that are read next have so many bytes together. */
    void expect(long bytes) {
        left = bytes;
    }

    @Override
    public long getLength() throws IOException {
        return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        return new Chunks(file.newStream());
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private final class Chunks extends DelegatingSeekableInputStream {
        private final SeekableInputStream in;

        Chunks(SeekableInputStream in) {
            super(in);
            this.in = in;
        }

        @Override
        public long getPos() throws IOException {
            return in.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
            in.seek(position);
        }

        @Override
        public void readFully(ByteBuffer into) throws IOException {
            if (into.remaining() > left) {
                throw new EOFException("A page ends " + (into.remaining() - left) + " bytes behind its column chunk");
            }
            left -= into.remaining();
            in.readFully(into);
        }
    }
}
