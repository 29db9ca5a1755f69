package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.surprisal.SparkExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page of a run: what it says is what the Parquet says, and it asks nobody for anything. */
@ExtendWith(SparkExtension.class)
class ReportCommandTest {
    private static final String BERKELEY = "conf/examples/berkeley/job.conf";
    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    private int surprisal(String... args) {
        Outcome outcome = Outcome.of(args);
        out = outcome.out();
        err = outcome.err();
        return outcome.code();
    }

    private String output() {
        return folder.resolve("out").toString();
    }

    private String page() throws IOException {
        return Files.readString(folder.resolve("out/report.html"));
    }

    /** The page without its scripts and its style, which no reader of XML takes. */
    private static Document html(String page) throws Exception {
        String bare = DATA.matcher(
                        STYLE.matcher(SCRIPT.matcher(page).replaceAll("")).replaceAll(""))
                .replaceAll("");
        assertThat(bare).startsWith("<!DOCTYPE html>");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        bare.substring("<!DOCTYPE html>".length()).strip().getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode data(String page) throws IOException {
        Matcher matcher = DATA.matcher(page);
        assertThat(matcher.find()).isTrue();
        return new ObjectMapper().readTree(matcher.group(1));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList found = page.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static String text(Document page, String id) {
        return elements(page, "*").stream()
                .filter(element -> element.getAttribute("id").equals(id))
                .map(element -> element.getTextContent().replaceAll("\\s+", " "))
                .findFirst()
                .orElse("");
    }

    private Row figures(String dataset, String where) {
        return session.read()
                .parquet(output() + "/" + dataset)
                .where(where + " AND size(group_columns) = 0")
                .first();
    }

    @Test
    void aRunLeavesAPageThatSaysWhatTheParquetSays() throws Exception {
        assertThat(surprisal("run", BERKELEY, "--output", output(), "--set", "run.id=b1"))
                .isZero();

        assertThat(out).contains("The page to look at: file:/").contains("/out/report.html");
        String page = page();
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(600_000);
        Document html = html(page);
        JsonNode columns = data(page).get("columns");
        assertThat(columns.get(0).get(0).asText()).isEqualTo("department");
        for (JsonNode column : List.of(columns.get(0), columns.get(1))) {
            Row entropy = figures("column_entropy", "column = '" + column.get(0).asText() + "'");
            Row gain = figures("information_gain", "feature = '" + column.get(0).asText() + "'");
            assertThat(column.get(2).asLong()).isEqualTo((long) entropy.<Long>getAs("distinct"));
            assertThat(column.get(4).asDouble()).isCloseTo(entropy.<Double>getAs("entropy"), within(1e-5));
            assertThat(column.get(6).asDouble()).isCloseTo(gain.<Double>getAs("information_gain"), within(1e-5));
            assertThat(column.get(7).asDouble()).isCloseTo(gain.<Double>getAs("std_error"), within(1e-5));
            assertThat(column.get(8).asDouble())
                    .isCloseTo(gain.<Double>getAs("adjusted_information_gain"), within(1e-5));
        }
        Row loss = figures("log_loss", "dataset = 'train'");
        assertThat(text(html, "c0"))
                .startsWith("department")
                .contains("2.5595")
                .contains("0.1363")
                .contains("4.2e-166");
        assertThat(text(html, "c1")).startsWith("gender").contains("0.0149").contains("0.0147");
        assertThat(text(html, "models")).contains(String.format("%.4f", loss.<Double>getAs("log_loss")));
        assertThat(text(html, "findings")).contains("Explained by department gender:");
        assertThat(text(html, "groups")).contains("department=F");
        assertThat(text(html, "selection")).contains("taken");
        assertThat(text(html, "run")).contains("b1").contains("SELECT * FROM parquet.`");
        assertThat(text(html, "drift")).isEmpty();
        assertThat(text(html, "pairs")).isEmpty();
        assertThat(text(html, "history")).isEmpty();
    }

    @Test
    void nothingIsFetched() throws Exception {
        assertThat(surprisal("rank", BERKELEY, "--output", output(), "--set", "run.id=b1"))
                .isZero();

        String page = page();
        Document html = html(page);
        assertThat(elements(html, "*")).allSatisfy(element -> {
            assertThat(element.hasAttribute("src")).isFalse();
            assertThat(element.getTagName()).isNotIn("link", "iframe", "object", "embed", "img", "base", "form");
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                assertThat(element.getAttributes().item(i).getNodeName()).doesNotStartWith("on");
            }
        });
        assertThat(elements(html, "a")).allSatisfy(link -> assertThat(link.getAttribute("href"))
                .startsWith("#")
                .satisfies(href -> assertThat(page).contains("id=\"" + href.substring(1) + "\"")));
        String policy = elements(html, "meta").stream()
                .filter(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
                .map(meta -> meta.getAttribute("content"))
                .findFirst()
                .orElse("");
        assertThat(policy).startsWith("default-src 'none'; script-src 'sha256-");
        assertThat(STYLE.matcher(page).results().map(found -> found.group(1)).toList())
                .singleElement()
                .asString()
                .doesNotContain("url(", "@import");
        List<String> hashes = new ArrayList<>();
        for (String script :
                SCRIPT.matcher(page).results().map(found -> found.group(1)).toList()) {
            byte[] digest =
                    java.security.MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            hashes.add("'sha256-" + java.util.Base64.getEncoder().encodeToString(digest) + "'");
        }
        assertThat(hashes).hasSize(3).allSatisfy(hash -> assertThat(policy).contains(hash));
    }

    @Test
    void namesAndValuesAreText() throws Exception {
        String hostile = "</script><script>alert(1)</script>";
        List<String> names = List.of(
                hostile,
                "\"quoted\" 'and' `ticked`",
                "שלום \u202eעולם",
                "😀 & <b>bold</b>",
                "n".repeat(500),
                "${7*7} @if(true) !{x}");
        StructType schema = new StructType();
        for (String name : names) {
            schema = schema.add(name, DataTypes.StringType);
        }
        schema = schema.add("y", DataTypes.StringType);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String value = i % 2 == 0 ? hostile : "<!-- \"'& 😀 שלום " + "v".repeat(500);
            rows.add(RowFactory.create(value, value, value, value, value, value, i % 4 < 2 ? hostile : "no"));
        }
        session.createDataFrame(rows, schema)
                .coalesce(1)
                .write()
                .parquet(folder.resolve("t.parquet").toString());

        assertThat(surprisal(
                        "rank",
                        folder.resolve("t.parquet").toString(),
                        "--label",
                        "y",
                        "--set",
                        "table.groups=[\"`" + names.get(3) + "`\"]",
                        "--set",
                        "table.features=[\"*\"]",
                        "--output",
                        output()))
                .as(err)
                .isZero();

        String page = page();
        Document html = html(page);
        assertThat(elements(html, "bdi").stream().map(Element::getTextContent))
                .containsAll(names)
                .contains(hostile);
        assertThat(SCRIPT.matcher(page).results().count()).isEqualTo(3);
        JsonNode data = data(page);
        List<String> read = new ArrayList<>();
        data.get("columns").forEach(column -> read.add(column.get(0).asText()));
        assertThat(read).containsAll(names);
        assertThat(data.get("classes").get(0).asText()).isEqualTo(hostile);
        assertThat(page).doesNotContain("<script>alert", "<b>bold");
    }

    @Test
    void aProfileHasNoLabelAndNoGains() throws Exception {
        assertThat(surprisal("profile", "conf/examples/weather/weather.csv", "--output", output()))
                .isZero();

        Document html = html(page());
        assertThat(text(html, "columns"))
                .contains("outlook")
                .contains("Entropy")
                .doesNotContain("Gain");
        assertThat(text(html, "models") + text(html, "selection") + text(html, "groups"))
                .isEmpty();
    }

    @Test
    void driftHasAPageToo() throws Exception {
        String table = "conf/examples/weather/weather.csv";
        assertThat(surprisal("drift", table, "--reference", table, "--output", output()))
                .isZero();

        Document html = html(page());
        assertThat(text(html, "drift")).contains("outlook");
        assertThat(text(html, "findings")).contains("No drift The comparison");
        assertThat(data(page()).get("drift").get(0).get("b").size()).isPositive();
    }

    @Test
    void earlierRunsAreWrittenAgainAndAreTheHistoryOfLaterOnes() throws Exception {
        assertThat(surprisal(
                        "rank", BERKELEY, "--output", output(), "--set", "run.id=one", "--set", "output.report=false"))
                .isZero();
        assertThat(folder.resolve("out/report.html")).doesNotExist();
        assertThat(out).doesNotContain("The page");
        assertThat(surprisal("rank", BERKELEY, "--output", output(), "--set", "run.id=two"))
                .isZero();
        assertThat(text(html(page()), "history")).contains("two").contains("one");
        assertThat(data(page()).get("history").size()).isEqualTo(2 * (3 + 2));

        String file = folder.resolve("one.html").toString();
        assertThat(surprisal("report", output(), "--run", "one", "--output", file))
                .as(err)
                .isZero();
        assertThat(out).startsWith("Run one as a page: ").contains("one.html");
        assertThat(Files.readString(Path.of(file))).contains("run <b>one</b>");

        assertThat(surprisal("report", output())).isZero();
        assertThat(page()).contains("run <b>two</b>");
        assertThat(surprisal("report", output(), "--run", "three")).isEqualTo(2);
        assertThat(err).contains("Cannot read run 'three' in '").contains("expected one of one, two");
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("_report") || name.endsWith(".crc"));
        }
    }

    /** A page that cannot be written is said to be missing; the run is there. */
    @Test
    void aPageThatCannotBeWrittenLosesNothing() throws IOException {
        Files.createDirectories(folder.resolve("out/report.html/taken"));

        assertThat(surprisal("rank", BERKELEY, "--output", output(), "--set", "run.id=b1"))
                .isZero();

        assertThat(out)
                .contains("Note: No page was written: Cannot write the page to")
                .contains("as run b1");
        assertThat(session.read().parquet(output() + "/information_gain").count())
                .isPositive();
    }
}
