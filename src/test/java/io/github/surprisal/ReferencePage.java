package io.github.surprisal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A page of {@code src/site/markdown} of which a part is made from the code. With {@code -Dsurprisal.pages=write} that part is
 * written; without it, it must be there already.
 */
public final class ReferencePage {
    private static final boolean WRITES = "write".equals(System.getProperty("surprisal.pages"));

    private final Path path;

    /** The page of this name, without its ending. */
    public ReferencePage(String name) {
        path = Path.of("src/site/markdown", name + ".md");
    }

    /** Holds, or writes, what stands between {@code <!-- PART: .. -->} and {@code <!-- end of PART -->}. */
    public void holds(String part, List<String> lines) {
        try {
            String page = Files.readString(path);
            String begin = "<!-- " + part + ": made from the code; -Dsurprisal.pages=write writes them -->\n";
            int from = page.indexOf(begin);
            int to = page.indexOf("<!-- end of " + part + " -->");
            assertThat(from)
                    .as("'%s' in %s", begin.strip(), path)
                    .isNotNegative()
                    .isLessThan(to);
            String right = page.substring(0, from) + begin + String.join("\n", lines) + "\n" + page.substring(to);
            if (WRITES) {
                Files.writeString(path, right);
            }
            assertThat(Files.readString(path))
                    .as("%s is made from the code: run this test with -Dsurprisal.pages=write", path)
                    .isEqualTo(right);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A row of a table. */
    public static String row(String... cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(cell.isEmpty() ? "" : " " + cell.replace("|", "\\|")).append(" |");
        }
        return row.toString();
    }
}
