package io.github.surprisal.table.csv;

import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import io.github.surprisal.table.csv.CsvText.Encoding;
import io.github.surprisal.table.files.Location;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileStatus;

/**
 * How the files of a table in CSV begin: the dialect is found from the first that has rows, and all others have to begin as it
 * does. Spark drops the first line of every file unread, and takes columns by their position: what is another header, or none,
 * has to be seen before.
 */
final class CsvBeginnings {
    /** What is read to find the dialect, and at most where that holds too few lines of a wide table. */
    private static final int SAMPLE = 1 << 18;

    private static final int MOST_SAMPLE = 1 << 24;

    /** What is read of every other file first: its header, and enough to know its encoding by. */
    private static final int HEAD = 1 << 16;

    /** Records looked at in every other file, so that lines of comment above its header are passed over. */
    private static final int HEAD_RECORDS = 32;

    /** Files looked at for one with rows. */
    private static final int MOST_TRIED = 8;

    /** Files read at a time: a store of objects answers in tens of milliseconds, whatever is asked. */
    private static final int THREADS = 16;

    private static final int MOST_SHOWN = 8;

    private final String path;
    private final Location location;
    private final CsvDialect.Given given;
    private final Charset charset;

    /**
     * @param path as the config has it, for messages
     * @param charset what the config says; null for nothing
     */
    CsvBeginnings(String path, Location location, CsvDialect.Given given, Charset charset) {
        this.path = path;
        this.location = location;
        this.given = given;
        this.charset = charset;
    }

    /**
     * What was found.
     *
     * @param file the one the dialect was found from
     * @param encoding of all files
     */
    record Found(FileStatus file, CsvDialect dialect, Encoding encoding) {}

    /**
     * Finds the dialect, from the first file with more than a header if one of the first few has.
     *
     * @throws UserException where no file holds a table
     */
    Found first(List<FileStatus> files) throws IOException {
        Found best = null;
        boolean isBlank = false;
        for (FileStatus file : files.subList(0, Math.min(MOST_TRIED, files.size()))) {
            Found found = sample(file);
            isBlank |= found != null;
            if (found != null && found.dialect().columns() > 0) {
                best = best == null || found.dialect().lines() > 2 ? found : best;
                if (found.dialect().lines() > 2) {
                    break;
                }
            }
        }
        if (best == null) {
            throw cannot(
                    isBlank
                            ? "found only blank lines and comments, it has no columns"
                            : "the file is empty, it has no columns");
        }
        List<String> titles = best.dialect().titles();
        if (!titles.isEmpty()) {
            throw cannot(titles(best, titles));
        }
        return best;
    }

    private String titles(Found best, List<String> titles) {
        boolean isOne = titles.size() == 1;
        return String.format(
                Locale.ROOT,
                "'%s' begins with %s that %s no row of the table, '%s'; expected the header, or a row, of %d fields in the"
                        + " first line; delete what is above it, or write # before each such line, which makes it a comment",
                shown(best.file()),
                isOne ? "a line" : titles.size() + " lines",
                isOne ? "is" : "are",
                titles.get(0),
                best.dialect().columns());
    }

    private Found sample(FileStatus file) throws IOException {
        for (int size = SAMPLE; ; size *= 8) {
            Location.Beginning beginning = location.beginning(file.getPath(), size);
            if (beginning.bytes().length == 0) {
                return null;
            }
            CsvText text = CsvText.of(beginning, charset);
            refuseBinary(file, text);
            CsvDialect dialect = CsvDialect.of(text.text(), text.isWhole(), given);
            if (text.isWhole() || dialect.lines() > 2 || size >= MOST_SAMPLE) {
                return new Found(file, dialect, text.encoding());
            }
        }
    }

    private void refuseBinary(FileStatus file, CsvText text) {
        if (text.encoding() == Encoding.BINARY) {
            throw cannot(
                    "'" + shown(file) + "' is no text, it holds zero bytes as workbooks and packed files do; expected"
                            + " lines of text; an ending such as .gz or .parquet, or table.format, says what a file is");
        }
    }

    /**
     * Compares the beginnings of all files with that of the first.
     *
     * @param byPosition whether other headers are fine, and encodings alone are looked at
     * @return the encoding of all
     * @throws UserException where one differs
     */
    Encoding compared(Found first, List<FileStatus> files, boolean byPosition) throws IOException {
        List<FileStatus> others =
                files.stream().filter(file -> !file.equals(first.file())).toList();
        Encoding encoding = first.encoding();
        FileStatus encoded = first.file();
        List<Look> looks = looks(others, new Comparison(first, byPosition));
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i);
            if (look.encoding() != Encoding.ASCII || encoding.isWide()) {
                if (encoding == Encoding.ASCII && !look.encoding().isWide()) {
                    encoding = look.encoding();
                    encoded = others.get(i);
                } else if (encoding != look.encoding()) {
                    throw cannot(String.format(
                            Locale.ROOT,
                            "'%s' is in %s, '%s' in %s; expected one encoding; write the files in one, or read those of"
                                    + " each by themselves with a pattern in table.path",
                            shown(others.get(i)),
                            look.encoding().shown(),
                            shown(encoded),
                            encoding.shown()));
                }
            }
            if (!look.complaint().isEmpty()) {
                throw cannot(look.complaint());
            }
        }
        return encoding;
    }

    /** What was seen of a file; the complaint is empty where it begins as the first. */
    private record Look(Encoding encoding, String complaint) {}

    private List<Look> looks(List<FileStatus> files, Comparison comparison) throws IOException {
        if (files.size() < THREADS) {
            List<Look> looks = new ArrayList<>();
            for (FileStatus file : files) {
                looks.add(look(file, comparison));
            }
            return looks;
        }
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Look>> futures = new ArrayList<>();
            files.forEach(file -> futures.add(pool.submit(() -> look(file, comparison))));
            List<Look> looks = new ArrayList<>();
            for (Future<Look> future : futures) {
                looks.add(future.get());
            }
            return looks;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e.getCause() instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            pool.shutdownNow();
        }
    }

    private Look look(FileStatus file, Comparison comparison) throws IOException {
        int most = HEAD_RECORDS;
        for (int size = HEAD; ; size *= 8, most *= 8) {
            CsvText text = CsvText.of(location.beginning(file.getPath(), size), charset);
            refuseBinary(file, text);
            List<List<String>> records = comparison.dialect.records(text.text(), text.isWhole(), given, most);
            if (!records.isEmpty() || text.isWhole() || size >= MOST_SAMPLE) {
                String complaint = records.isEmpty() ? "" : comparison.complaint(file, records, text);
                return new Look(text.text().isEmpty() ? comparison.encoding : text.encoding(), complaint);
            }
        }
    }

    private UserException cannot(String why) {
        return new UserException("Cannot read '" + path + "' as CSV: " + why);
    }

    private String shown(FileStatus file) {
        return CsvFiles.shown(file.getPath(), location);
    }

    /** What others are compared with. */
    private final class Comparison {
        private static final String APART =
                "; read files that differ by themselves, with a pattern in table.path, or take columns by position with"
                        + " table.options.enforceSchema = true";

        private final CsvDialect dialect;
        private final Encoding encoding;
        private final String first;
        private final boolean byPosition;

        Comparison(Found first, boolean byPosition) {
            this.dialect = first.dialect();
            this.encoding = first.encoding();
            this.first = shown(first.file());
            this.byPosition = byPosition;
        }

        String complaint(FileStatus file, List<List<String>> records, CsvText text) {
            if (byPosition) {
                return "";
            }
            List<String> record = records.get(0);
            String name = shown(file);
            if (dialect.hasHeader()) {
                return header(name, record);
            }
            int columns = dialect.columns();
            if (dialect.dropsFirst()) {
                return record.size() != columns
                        ? ""
                        : "'" + name + "' begins with a row where the first line of '" + first + "' has "
                                + dialect.first().size() + " fields and would be left out of each file; expected such a"
                                + " line in every file; write one above it, or delete those of the others";
            }
            if (records.stream().noneMatch(fields -> fields.size() == columns)) {
                return String.format(
                        Locale.ROOT,
                        "'%s' has %d fields a line, '%s' has %d; expected the same columns in every file%s",
                        name,
                        CsvLayout.usual(records),
                        first,
                        columns,
                        APART);
            }
            if (given.header() == null
                    && CsvDialect.of(text.text(), text.isWhole(), given).isPlainHeader()) {
                return "'" + name + "' begins with a header, '" + Names.some(record, MOST_SHOWN) + "', and '" + first
                        + "' does not; expected one in every file or in none; write it above the others, or delete it"
                        + " (table.options.header = false takes it as a row)";
            }
            return "";
        }

        private String header(String name, List<String> record) {
            List<String> expected = plain(dialect.first());
            List<String> found = plain(record);
            if (expected.equals(found)) {
                return "";
            }
            List<String> lacking = without(dialect.first(), found);
            List<String> added = without(record, expected);
            if (lacking.size() == expected.size()) {
                return "'" + name + "' begins with '" + Names.some(record, MOST_SHOWN)
                        + "' and not with the header of '" + first
                        + "'; expected '" + Names.some(dialect.first(), MOST_SHOWN)
                        + "'; write the header above its rows, or leave the file out with a pattern in table.path";
            }
            if (lacking.isEmpty() && added.isEmpty() && expected.size() == found.size()) {
                int at = 0;
                while (expected.get(at).equals(found.get(at))) {
                    at++;
                }
                return String.format(
                        Locale.ROOT,
                        "'%s' has the columns of '%s' in another order: expected '%s' as column %d, found '%s'%s",
                        name,
                        first,
                        dialect.first().get(at),
                        at + 1,
                        record.get(at),
                        APART);
            }
            String lacks = lacking.isEmpty() ? "" : "it lacks '" + Names.some(lacking, MOST_SHOWN) + "'";
            String adds = added.isEmpty() ? "" : "it has '" + Names.some(added, MOST_SHOWN) + "'";
            String both = lacks + (lacks.isEmpty() || adds.isEmpty() ? "" : ", ") + adds;
            return "'" + name + "' has other columns than '" + first + "': expected " + expected.size() + ", found "
                    + found.size() + (both.isEmpty() ? "" : ", " + both) + APART;
        }

        /** Names as they are compared: without the empty ones that separators at the end of a line make. */
        private List<String> plain(List<String> record) {
            int size = record.size();
            while (size > 0 && record.get(size - 1).isEmpty()) {
                size--;
            }
            return record.subList(0, size).stream()
                    .map(field -> field.toLowerCase(Locale.ROOT))
                    .toList();
        }

        private static List<String> without(List<String> record, List<String> plain) {
            return record.stream()
                    .filter(field -> !field.isEmpty() && !plain.contains(field.toLowerCase(Locale.ROOT)))
                    .toList();
        }
    }
}
