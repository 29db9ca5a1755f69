package io.github.surprisal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.Surprisal;
import io.github.surprisal.metric.MetricReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What stands out in tables that were made to have it, and nothing in one that has nothing. */
@ExtendWith(SparkExtension.class)
class FindingsTest {
    private static final SparkSession SESSION = SparkExtension.session();

    @TempDir
    private Path folder;

    private final Random random = new Random(11);

    /** The findings of the last run, by their titles, each with the columns that it names. */
    private Map<String, List<String>> found() {
        MetricReader metrics = MetricReader.open(SESSION, folder.toString());
        RunRows run = new RunRows(metrics, metrics.latest());
        List<ColumnRow> columns = ColumnRow.all(run);
        GroupGains groups = GroupGains.of(run, true);
        List<Finding> findings = new Findings(
                        run,
                        columns,
                        groups,
                        DriftRow.all(run),
                        DriftGroups.of(run),
                        Models.of(run).losses())
                .all();
        assertThat(findings).hasSizeLessThanOrEqualTo(10).isSortedAccordingTo((one, other) -> one.level()
                .compareTo(other.level()));
        return findings.stream().collect(Collectors.toMap(Finding::title, finding -> finding.links().stream()
                .map(link -> link.text().replaceFirst(" \\(.*", ""))
                .toList()));
    }

    private Surprisal surprisal() {
        return Surprisal.on(SESSION).option("output.path", folder.toString()).option("output.report", false);
    }

    private static Dataset<Row> table(String schema, List<Row> rows) {
        return SESSION.createDataFrame(rows, StructType.fromDDL(schema));
    }

    private boolean chance(double p) {
        return random.nextDouble() < p;
    }

    @Test
    void columnsThatNeedALook() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int y = i % 2;
            rows.add(RowFactory.create(
                    y,
                    y == 1 ? "yes" : "no",
                    "row-" + i,
                    "same",
                    chance(y == 1 ? 0.5 : 0.1) ? null : random.nextInt(3),
                    y + (chance(0.3) ? 1 : 0),
                    random.nextInt(4)));
        }

        surprisal()
                .rank(table("y INT, outcome STRING, id STRING, one STRING, age INT, told INT, noise INT", rows), "y");

        Map<String, List<String>> found = found();
        assertThat(found)
                .containsEntry("Leak", List.of("outcome"))
                .containsEntry("Identifier", List.of("id"))
                .containsEntry("Constant", List.of("one"))
                .containsEntry("Telling nulls", List.of("age"))
                .containsEntry("Tells most", List.of("told", "age"));
        assertThat(found.values()).noneMatch(names -> names.contains("noise"));
    }

    @Test
    void nothingTells() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(RowFactory.create(i % 2, random.nextInt(4), random.nextDouble() < 0.3 ? "a" : "b"));
        }

        surprisal().rank(table("y INT, a INT, b STRING", rows), "y");

        assertThat(found()).containsOnlyKeys("Nothing tells");
    }

    /** As in Berkeley, the department explains what the sex seems to tell; and within a group x tells, overall it does not. */
    @Test
    void groupsExplainAndHide() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 8_000; i++) {
            boolean first = chance(0.5);
            int y = chance(first ? 0.8 : 0.2) ? 1 : 0;
            int x = chance(0.9) ? (first ? y : 1 - y) : random.nextInt(2);
            rows.add(RowFactory.create(y, first ? "A" : "B", chance(first ? 0.9 : 0.1) ? "m" : "f", x));
        }

        surprisal()
                .option("table.groups", List.of("department"))
                .rank(table("y INT, department STRING, sex STRING, x INT", rows), "y");

        assertThat(found())
                .containsEntry("Explained by department", List.of("sex"))
                .containsEntry("Hidden by department", List.of("x"));
    }

    /** Of two copies the one that was not selected is named, whichever the table has first; of an XOR pair both. */
    @Test
    void pairsOfFeatures() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            int a = random.nextInt(2);
            int b = random.nextInt(2);
            int code = random.nextInt(4);
            int y = chance(0.3) ? random.nextInt(2) : chance(0.5) ? a ^ b : code / 2;
            rows.add(RowFactory.create(y, code, a, "name of " + code, b, code / 2));
        }

        surprisal()
                .option("select.pairs", true)
                .select(table("y INT, code INT, a INT, name STRING, b INT, half INT", rows), "y");

        Map<String, List<String>> found = found();
        assertThat(found).containsEntry("Together", List.of("a", "b"));
        List<String> selected =
                SESSION
                        .read()
                        .parquet(folder.resolve("selection").toString())
                        .where("selected")
                        .collectAsList()
                        .stream()
                        .map(row -> row.<String>getAs("feature"))
                        .toList();
        assertThat(found.get("Redundant"))
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(selected)
                .contains("name");
    }

    @Test
    void redundantFeatures() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int y = i % 2;
            int code = y + random.nextInt(3);
            rows.add(RowFactory.create(y, code, "name of " + code, y + (chance(0.4) ? 1 : 0)));
        }

        surprisal().select(table("y INT, code INT, name STRING, other INT", rows), "y");

        assertThat(found().get("Redundant")).singleElement().isIn("code", "name");
    }

    @Test
    void drift() {
        List<Row> before = new ArrayList<>();
        List<Row> after = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            before.add(RowFactory.create(random.nextInt(5), random.nextInt(5), random.nextInt(5), 1));
            after.add(RowFactory.create(
                    random.nextInt(5), random.nextInt(3) + 2, chance(0.2) ? null : random.nextInt(5), 1.5));
        }

        surprisal()
                .drift(
                        table("same INT, moved INT, holes INT, old INT", before),
                        table("same INT, moved INT, holes INT, fresh DOUBLE", after));

        Map<String, List<String>> found = found();
        assertThat(found.get("Drift")).contains("moved").doesNotContain("same");
        assertThat(found.get("Schema")).containsExactlyInAnyOrder("old", "fresh");
        assertThat(found.get("Nulls changed")).containsExactly("holes");
    }

    /** What the rules of the run forbid comes first, and groups that one side lacks are named. */
    @Test
    void rulesAndGroups() {
        List<Row> before = new ArrayList<>();
        List<Row> after = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            before.add(RowFactory.create(i % 2 == 0 ? "south" : "north", random.nextInt(5), random.nextInt(5)));
            String place = i % 2 == 0 ? "south" : "west";
            after.add(RowFactory.create(place, random.nextInt(i % 2 == 0 ? 5 : 3), random.nextInt(5)));
        }

        surprisal()
                .option("table.groups", List.of("place"))
                .option("drift.fail-on", List.of("js>0.01", "psi>50", "groups"))
                .drift(
                        table("place STRING, moved INT, same INT", after),
                        table("place STRING, moved INT, same INT", before));

        Map<String, List<String>> found = found();
        assertThat(found).containsKeys("Failed on js>0.01", "Group", "Drift").doesNotContainKey("Failed on psi>50");
        assertThat(found.get("Failed on js>0.01")).containsExactly("moved");
        assertThat(found.get("Failed on groups")).containsExactlyInAnyOrder("place=north", "place=west");
        assertThat(found.get("Group")).containsExactlyInAnyOrder("place=north", "place=west");
        GroupMap map = map();
        assertThat(map.groups()).extracting(GroupMap.Head::name).containsExactly("place=south");
        assertThat(map.lines()).extracting(GroupMap.Line::name).containsExactlyInAnyOrder("moved", "same");
        assertThat(map.sums()).extracting(sum -> sum.figures()[0]).containsExactly(2000.0, 2000.0);
    }

    private GroupMap map() {
        MetricReader metrics = MetricReader.open(SESSION, folder.toString());
        RunRows run = new RunRows(metrics, metrics.latest());
        return GroupMap.of(DriftRow.all(run), DriftGroups.of(run));
    }

    @Test
    void noDrift() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            rows.add(RowFactory.create(random.nextInt(5)));
        }

        surprisal().drift(table("x INT", rows), table("x INT", rows));

        assertThat(found()).containsOnlyKeys("No drift");
    }
}
