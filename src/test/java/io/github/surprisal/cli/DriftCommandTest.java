package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.surprisal.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code drift} as a user runs it, on CSV files. */
@ExtendWith(SparkExtension.class)
class DriftCommandTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private Outcome drift(Path table, Path reference, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "drift",
                "--set",
                "table.path=" + table,
                "--set",
                "table.format=csv",
                "--set",
                "table.options={header=true,inferSchema=true}",
                "--set",
                "drift.reference.path=" + reference,
                "--output",
                folder.resolve("out").toString()));
        all.addAll(List.of(more));
        return surprisal(all);
    }

    /** As {@link #drift}, but how the files are to be read is found out. */
    private Outcome driftOfPaths(Path table, Path reference, String... more) {
        List<String> all = new ArrayList<>(List.of("drift", table.toString(), "--reference", reference.toString()));
        all.addAll(List.of(more));
        return surprisal(all);
    }

    private static Outcome surprisal(List<String> all) {
        return Outcome.of(all.toArray(String[]::new));
    }

    private Path csv(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private Row row(String column) {
        return session.read()
                .parquet(folder.resolve("out/drift").toString())
                .where("column = '" + column + "'")
                .first();
    }

    private static Path field(String name) {
        String data = System.getenv("SURPRISAL_DATA");
        if (data == null) {
            String message = "Skipped: SURPRISAL_DATA does not name the directory of the real data sets";
            System.err.println("DriftCommandTest: " + message);
            assumeTrue(false, message);
        }
        return Path.of(data, "field", name);
    }

    @Test
    void groupsThatOneSideAloneHasAreTold() throws IOException {
        Path now = csv("now.csv", "x,g", "1,a", "2,a", "1,new");
        Path then = csv("then.csv", "x,g", "1,a", "2,a", "2,old", "1,older");
        Outcome found = drift(now, then, "--set", "table.groups=[g]");
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out())
                .contains(
                        "1 group with no rows in the reference: g=new",
                        "2 groups with no rows in the table: g=old, g=older");
    }

    /** What was the label when the counts were saved is a column like any other where the table has none. */
    @Test
    void theLabelOfStoredCountsIsAColumn() throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,y"));
        for (int i = 0; i < 200; i++) {
            lines.add((i % 7) + "," + (i % 3 == 0 ? "a" : "b"));
        }
        Path table = Files.write(folder.resolve("t.csv"), lines);
        String out = folder.resolve("out").toString();
        String[] save = {"rank", table.toString(), "--label", "y", "--output", out, "--set", "run.id=r1"};
        List<String> saving = new ArrayList<>(List.of(save));
        saving.addAll(List.of("--set", "count.save=true"));
        assertThat(surprisal(saving).code()).isZero();
        for (List<String> label : List.of(List.<String>of(), List.of("--label", "y"))) {
            List<String> all = new ArrayList<>(List.of("drift", table.toString(), "--set", "drift.reference.run=r1"));
            all.addAll(List.of("--output", out, "--set", "run.id=r2", "--fail-on", "schema"));
            all.addAll(label);
            Outcome outcome = surprisal(all);
            assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
            assertThat(row("y").<Double>getAs("js_divergence")).isZero();
        }
    }

    /** Four fifths of the rows move from 0 to −5: 0.8 of the mass is elsewhere, and 0.8 bits tell which side a row is from. */
    @Test
    void aMassPointThatMoved() {
        Outcome outcome = drift(field("a03_cur.csv"), field("a03_ref.csv"), "--fail-on", "js>0.5");
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(3);
        Row amount = row("amount");
        assertThat(amount.<Double>getAs("js_divergence")).isEqualTo(0.8, within(0.001));
        assertThat(amount.<Double>getAs("total_variation")).isEqualTo(0.8, within(0.001));
        assertThat(amount.<Double>getAs("p_value")).isZero();
        assertThat(amount.<Double>getAs("ks_statistic")).isEqualTo(0.8, within(1e-12));
        assertThat(amount.<String>getList(amount.fieldIndex("new_values"))).contains("-5.0");
        assertThat(amount.<String>getList(amount.fieldIndex("vanished_values"))).contains("0.0");
    }

    /** SciPy 1.17.1: ks_2samp(ref, cur, method='exact') of the two files. */
    @Test
    void aHundredRowsFiveSigmaApart() {
        Outcome outcome = drift(field("a38_cur.csv"), field("a38_ref.csv"), "--fail-on", "ks>0.9");
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(3);
        Row x = row("x");
        assertThat(x.<Double>getAs("ks_statistic")).isEqualTo(0.98, within(1e-12));
        assertThat(x.<Double>getAs("ks_p_value") / 4.395433779467016e-55).isEqualTo(1, within(1e-9));
        assertThat(x.<Double>getAs("p_value")).isLessThan(1e-30);
        assertThat(x.<Double>getAs("js_divergence")).isGreaterThan(0.9);
        assertThat(x.<Double>getAs("differential_cross_entropy")).isGreaterThan(8);
        assertThat(outcome.out()).contains("ks p").contains("4.4e-55");
    }

    @Test
    void theKindsOfTheTableHoldForTheReferenceAsFarAsTheyCan() throws IOException {
        Path table = csv("zips.csv", "zip,v,is_new", "01186,NA,1", "74433,0.6", "00501,0.5");
        Path reference = csv("before.csv", "zip,v", "50370,0.25", "44501,0.5", "10001,0.75");
        Outcome apart = driftOfPaths(table, reference);
        assertThat(apart.code()).isEqualTo(2);
        assertThat(apart.err().strip())
                .isEqualTo("surprisal: Cannot compare with drift.reference: expected columns of the same name and type,"
                        + " found none: 'zip' type changed: int to string, 'v' type changed: double to string, 'is_new' only"
                        + " in the table; text that is meant as numbers: table.columns.\"zip\".kind = numeric where its"
                        + " numbers have leading zeros, table.null-values = [NA] where a word stands for a missing one, or"
                        + " table.columns.\"zip\".expression = \"try_cast(`zip` AS DOUBLE)\" hold for both tables");
        Outcome numbers = driftOfPaths(
                table,
                reference,
                "--set",
                "table.columns.zip.kind=numeric",
                "--set",
                "table.columns.is_new.kind=categorical",
                "--set",
                "table.null-values=[NA]");
        assertThat(numbers.code()).as(numbers.err()).isZero();
        assertThat(numbers.out())
                .contains("Drift of 2 columns, 3 rows against 3")
                .contains("Column is_new: only in the table");
        Outcome swapped = driftOfPaths(reference, table, "--set", "table.columns.zip.kind=numeric");
        assertThat(swapped.code()).as(swapped.err()).isZero();
        assertThat(swapped.out().replaceAll("\\s+", " "))
                .contains("Column v: type changed: string to double; if its text is meant as numbers,"
                        + " table.columns.\"v\".kind = numeric where");
        assertThat(driftOfPaths(
                                reference,
                                table,
                                "--set",
                                "table.columns.v.kind=numeric",
                                "--set",
                                "table.columns.zip.kind=numeric")
                        .code())
                .isZero();
    }

    @Test
    void columnsThatCameAndWent() {
        Outcome outcome = drift(field("a25_cur.csv"), field("a25_ref.csv"), "--fail-on", "schema");
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(3);
        assertThat(outcome.out())
                .contains("Failed on schema: column 'extra': only in the table")
                .contains("Failed on schema: column 'city': only in the reference")
                .doesNotContain("Failed on schema: column 'age'");
        Outcome retyped = drift(
                field("a25_ref.csv"),
                field("a25_ref.csv"),
                "--set",
                "drift.reference.schema=\"age double, city string, amount string\"",
                "--fail-on",
                "schema>0");
        assertThat(retyped.code()).as(retyped.err()).isEqualTo(3);
        assertThat(retyped.out())
                .contains("Failed on schema>0: column 'age': compared, type changed: double to int")
                .contains("Failed on schema>0: column 'amount': type changed: string to int")
                .doesNotContain("column 'city'");
    }

    /** The reference's columns play the parts that the table's do. */
    @Test
    void rolesOfBothSides() throws IOException {
        Path table = csv("t.csv", "aa,ab,b,c,y", "1,1,1,1,0", "2,2,2,2,1");
        Path reference = csv("r.csv", "aa,ab,b,c,d,y", "1,1,1,1,1,0", "2,2,2,2,2,1");
        Outcome named = drift(
                table,
                reference,
                "--set",
                "table.features=[\"a*\", B]",
                "--set",
                "table.ignore=[ab]",
                "--fail-on",
                "schema");
        assertThat(named.code()).as(named.err()).isZero();
        assertThat(named.out()).contains("Drift of 2 columns").doesNotContain("only in");
        Outcome all = drift(table, reference, "--fail-on", "schema");
        assertThat(all.code()).isEqualTo(3);
        assertThat(all.out()).contains("Column d: only in the reference");
    }

    /** Told once a group, and kept with the run: in its config and in the rows of the groups. */
    @Test
    void groupsThatOneSideLacksMayFail() throws IOException {
        Path table = csv("t.csv", "g,a,b", "x,1,1", "x,2,2", "z,1,2");
        Path reference = csv("r.csv", "g,a,b", "x,1,1", "x,2,2", "y,2,1");
        String out = folder.resolve("out").toString();
        Outcome fine = drift(table, reference, "--set", "table.groups=[g]", "--fail-on", "schema");
        assertThat(fine.code()).as(fine.err()).isZero();
        Outcome failed = drift(
                table,
                reference,
                "--set",
                "table.groups=[g]",
                "--set",
                "drift.fail-on=[schema]",
                "--fail-on",
                "groups");
        assertThat(failed.code()).as(failed.err()).isEqualTo(3);
        assertThat(failed.out())
                .containsOnlyOnce("Failed on groups: group g=y: no rows in the table")
                .containsOnlyOnce("Failed on groups: group g=z: no rows in the reference");
        assertThat(surprisal(List.of("show", out, "drift", "--where", "size(failed_rules) > 0"))
                        .out())
                .contains("g=y", "g=z")
                .doesNotContain("g=x", "all rows");
        assertThat(SparkExtension.session()
                        .read()
                        .parquet(out + "/runs")
                        .where("config like '%\"fail-on\":[\"schema\",\"groups\"]%'")
                        .count())
                .isEqualTo(1);
    }

    /** A feature by name or glob that only the reference has was dropped; one that neither has is a mistake. */
    @Test
    void namedFeaturesThatWereDropped() throws IOException {
        Path table = csv("t.csv", "a,b,y", "1,1,0", "2,2,1");
        Path reference = csv("r.csv", "a,b,lost,gone1,y", "1,1,1,1,0", "2,2,2,2,1");
        Outcome dropped =
                drift(table, reference, "--set", "table.features=[a, LOST, \"gone*\"]", "--fail-on", "schema");
        assertThat(dropped.code()).as(dropped.err()).isEqualTo(3);
        assertThat(dropped.out())
                .contains("Drift of 1 column")
                .contains("Failed on schema: column 'lost': only in the reference")
                .contains("Failed on schema: column 'gone1': only in the reference");
        Outcome mistaken = drift(table, reference, "--set", "table.features=[a, losst]", "--fail-on", "schema");
        assertThat(mistaken.code()).isEqualTo(2);
        assertThat(mistaken.err()).contains("No column 'losst' for table.features");
    }

    /** The reference is read with options of its own over those of the table. */
    @Test
    void optionsOfTheReference() throws IOException {
        Path table = csv("t.csv", "a,b", "1,x", "2,y", "3,x");
        Path reference = csv("r.csv", "a;b", "1;x", "2;y", "3;x");
        Outcome outcome = drift(table, reference, "--set", "drift.reference.options.sep=\";\"", "--fail-on", "schema");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("Drift of 2 columns, 3 rows against 3 in the reference");
    }
}
