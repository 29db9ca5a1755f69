package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.github.surprisal.cli.config.Input;
import io.github.surprisal.job.Job;
import io.github.surprisal.job.JobConfig;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.TrainConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigReaderTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T04:27:04.123Z"), ZoneOffset.UTC);
    private static final Map<String, String> ENVIRONMENT =
            Map.of("DATA", "/data", "DB_PASSWORD", "hunter22", "HEADER", "true");
    private static final String LEAST = "table { path = a.parquet, label = y }\noutput.path = out\n";

    @TempDir
    private Path directory;

    private final ConfigReader reader = new ConfigReader(ENVIRONMENT, "/home/ada", CLOCK);

    @BeforeAll
    static void makeDirectoryOfDirectories() throws IOException {
        Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Test
    void defaultsAreThoseOfTheContract() {
        JobConfig job = read(Job.Command.TRAIN, LEAST);

        assertThat(job.runId()).matches("20261123T042704123Z-[0-9a-f]{6}");
        assertThat(job.table().source()).isEqualTo(new Source.Files("a.parquet", "", Map.of(), ""));
        assertThat(job.table().label()).isEqualTo("y");
        assertThat(job.table().groups()).isEmpty();
        assertThat(job.table().features()).isEmpty();
        assertThat(job.table().weight()).isEmpty();
        assertThat(job.count().maxCategories()).isEqualTo(65536);
        assertThat(job.measure().unit()).isEqualTo(Unit.BITS);
        assertThat(job.measure().nulls()).isEqualTo(Nulls.CATEGORY);
        assertThat(job.measure().binning()).isEqualTo(Binning.AUTO);
        assertThat(job.measure().bins()).isEqualTo(32);
        assertThat(job.measure().alpha()).isEqualTo(0.05);
        assertThat(job.select().k()).isEqualTo(10);
        assertThat(job.select().minGain()).isZero();
        assertThat(job.train().models()).containsExactly("logistic");
        assertThat(job.train().testFraction()).isEqualTo(0.2);
        assertThat(job.train().seed()).isEqualTo(42);
        assertThat(job.train().regParam()).isEqualTo(TrainConfig.AUTO);
        assertThat(job.train().choosesPenalty()).isTrue();
        assertThat(job.train().maxIter()).isEqualTo(100);
        assertThat(job.train().tol()).isEqualTo(1e-8);
        assertThat(job.train().fitIntercept()).isTrue();
        assertThat(job.train().standardization()).isTrue();
        assertThat(job.output().path()).isEqualTo("out");
        assertThat(job.output().hasPage()).isTrue();
    }

    @Test
    void everyKeyIsRead() {
        JobConfig job = read(Job.Command.RUN, """
                run.id = 2026-11-23
                table {
                  path = "~/adult.csv", format = csv, schema = "age INT", where = "age > 17"
                  options { header = true, sep = ";", samplingRatio = 0.5, fs.s3a.endpoint = host, "a.b" = 1 }
                  label = income, weight = fnlwgt, features = ["*"], ignore = [id, "x_*"]
                  groups = [sex, "sex, race", ["a, b", c], "`a, b`,`c``d`"]
                  columns { age { kind = numeric, binning = mdlp }, "a.b" { expression = "a + 1" } }
                }
                count { max-categories = 1e3, save = false, merge = [] }
                measure { unit = nats, estimator = plug-in, nulls = drop, binning = equal-width, bins = 2, alpha = 1 }
                select { criterion = mim, k = 3, min-gain = 0.01, alpha = 0.1 }
                train { models = [logistic], engine = mllib, test-fraction = 0, test-path = "~/t.csv", seed = -1
                        reg-param = 0, elastic-net = 1, max-iter = 1, tol = 1e-3, fit-intercept = false
                        standardization = false }
                output { path = "~/out", report = false }
                """);

        assertThat(job.runId()).isEqualTo("2026-11-23");
        assertThat(job.table().source())
                .isEqualTo(new Source.Files(
                        "/home/ada/adult.csv",
                        "csv",
                        Map.of(
                                "header",
                                "true",
                                "sep",
                                ";",
                                "samplingRatio",
                                "0.5",
                                "fs.s3a.endpoint",
                                "host",
                                "a.b",
                                "1"),
                        "age INT"));
        assertThat(job.table().where()).isEqualTo("age > 17");
        assertThat(job.table().weight()).isEqualTo("fnlwgt");
        assertThat(job.table().features()).containsExactly("*");
        assertThat(job.table().ignore()).containsExactly("id", "x_*");
        assertThat(job.table().groups())
                .containsExactly(List.of("sex"), List.of("sex", "race"), List.of("a, b", "c"), List.of("a, b", "c`d"));
        assertThat(job.table().columns())
                .containsExactly(
                        Map.entry("a.b", new ColumnConfig("", "", "a + 1")),
                        Map.entry("age", new ColumnConfig("numeric", "mdlp", "")));
        assertThat(job.count().maxCategories()).isEqualTo(1000);
        assertThat(job.measure().binningOf()).containsExactly(Map.entry("age", Binning.MDLP));
        assertThat(job.measure().unit()).isEqualTo(Unit.NATS);
        assertThat(job.train().testPath()).isEqualTo("/home/ada/t.csv");
        assertThat(job.train().fitIntercept()).isFalse();
        assertThat(job.output().path()).isEqualTo("/home/ada/out");
        assertThat(job.output().hasPage()).isFalse();
        assertThat(reader.warnings()).isEmpty();
    }

    @Test
    void setWinsOverFileAndTheLastSetWins() {
        JobConfig job = read(
                Job.Command.RANK,
                LEAST,
                "table.label=x",
                "table.label=z",
                "select.k=3",
                "table.groups=[\"a\",\"b, c\"]");

        assertThat(job.table().label()).isEqualTo("z");
        assertThat(job.select().k()).isEqualTo(3);
        assertThat(job.table().groups()).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hdfs://host:8020/a//b",
                "a # b",
                "name = 'x' and n > 3",
                "\"a\" = \"b\"",
                "\"a\" || \"b\"",
                "x, where = y",
                "{a",
                "s3a://bucket/*.parquet"
            })
    void setTakesTextAsItStands(String text) {
        assertThat(read(Job.Command.RUN, LEAST, "table.where=" + text).table().where())
                .isEqualTo(text);
    }

    @Test
    void setReadsHocon() {
        JobConfig job = read(
                Job.Command.RUN,
                LEAST,
                "table.path=${DATA}\"/a b.csv\"",
                "table.where=\"quoted\"",
                "table.options={header=${HEADER}}",
                "table.columns.\"a.b=c\".kind=numeric",
                "measure.bins=5");

        assertThat(job.table().source()).isEqualTo(new Source.Files("/data/a b.csv", "", Map.of("header", "true"), ""));
        assertThat(job.table().where()).isEqualTo("quoted");
        assertThat(job.table().columns()).containsOnlyKeys("a.b=c");
        assertThat(job.measure().bins()).isEqualTo(5);
    }

    @Test
    void setTakesQuotedTextOverSeveralLines() {
        assertThat(read(Job.Command.RUN, LEAST, "table.where=\"a = 1\n  or b = \\\"x\\\"\"")
                        .table()
                        .where())
                .isEqualTo("a = 1\n  or b = \"x\"");
    }

    @Test
    void nullTakesAValueAway() {
        assertThat(read(Job.Command.RUN, LEAST + "select.k = 3", "table.label=null", "select.k=null"))
                .satisfies(job -> assertThat(job.table().label()).isEmpty())
                .satisfies(job -> assertThat(job.select().k()).isEqualTo(10));
    }

    @Test
    void outputOptionWinsOverEverything() {
        JobConfig job = read(Job.Command.RUN, file(LEAST), List.of("output.path=set"), "option");

        assertThat(job.output().path()).isEqualTo("option");
    }

    @Test
    void noFileIsNeeded() {
        JobConfig job = read(Job.Command.PROFILE, "", List.of("table.path=a"), "out");

        assertThat(job.table().source()).isEqualTo(new Source.Files("a", "", Map.of(), ""));
    }

    @Test
    void catalogQueryAndPathlessSources() {
        String output = "output.path = out\n";
        assertThat(read(Job.Command.RUN, output + "table.table = db.t").table().source())
                .isEqualTo(new Source.Catalog("db.t"));
        assertThat(read(Job.Command.RUN, output + "table.query = \"SELECT 1\"")
                        .table()
                        .source())
                .isEqualTo(new Source.Query("SELECT 1"));
        assertThat(read(Job.Command.RUN, output + "table { format = jdbc, options { dbtable = t } }")
                        .table()
                        .source())
                .isEqualTo(new Source.Files("", "jdbc", Map.of("dbtable", "t"), ""));
    }

    @Test
    void trainingIsAskedForByItsBlock() {
        assertThat(read(Job.Command.RUN, LEAST).train().models()).isEmpty();
        assertThat(read(Job.Command.RUN, LEAST).redacted()).doesNotContain("\"train\"");
        assertThat(read(Job.Command.RUN, LEAST + "train {}").train().models()).containsExactly("logistic");
        assertThat(read(Job.Command.RUN, LEAST, "train.seed=1").train().models())
                .containsExactly("logistic");
        assertThat(read(Job.Command.RUN, LEAST, "train.models=[]").train().models())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "table.lable = x        | Unknown key 'table.lable' at job.conf: 3, did you mean 'table.label'?",
                "tabel.label = x        | Unknown key 'tabel' at job.conf: 3, did you mean 'table'?",
                "label = x              | Unknown key 'label' at job.conf: 3, did you mean 'table.label'?",
                "measure.bin = 3        | Unknown key 'measure.bin' at job.conf: 3, did you mean 'measure.bins'?",
                "train.max_iter = 3     | Unknown key 'train.max_iter' at job.conf: 3, did you mean 'train.max-iter'?",
                "table.columns.a.knd = numeric | Unknown key 'table.columns.a.knd' at job.conf: 3, did you mean 'table.columns.a.kind'?",
                "output.zzzzzz = 3      | Unknown key 'output.zzzzzz' at job.conf: 3, known here: path, report, table, format, models",
                "zzzzzz = 3             | Unknown key 'zzzzzz' at job.conf: 3, known here: run, table, count, drift, measure, select, train, generate, output",
                "select = 3             | Key 'select' at job.conf: 3: expected a block { ... }, found 3",
                "table.options = x      | Key 'table.options' at job.conf: 3: expected a block { ... }, found 'x'",
                "table.options.a = []   | Key 'table.options.a' at job.conf: 3: expected a string, a number or a boolean, found a list",
                "table.label = [a]      | Key 'table.label' at job.conf: 3: expected a string, found a list",
                "table.features = a     | Key 'table.features' at job.conf: 3: expected a list of strings such as [\"a\", \"b\"], found 'a'",
                "table.columns.a.kind = number | Key 'table.columns.a.kind' at job.conf: 3: expected one of numeric, categorical, size, nullness, found 'number'",
                "table.columns.a.binning = mdl | Key 'table.columns.a.binning' at job.conf: 3: expected one of auto, mdlp, equal-frequency, equal-width, none, found 'mdl', did you mean 'mdlp'?",
                "count.max-categories = 0 | Key 'count.max-categories' at job.conf: 3: expected a whole number from 1 to 2147483647, found 0",
                "measure.bins = 1       | Key 'measure.bins' at job.conf: 3: expected a whole number from 2 to 2147483647, found 1",
                "measure.bins = 2.5     | Key 'measure.bins' at job.conf: 3: expected a whole number from 2 to 2147483647, found 2.5",
                "measure.bins = many    | Key 'measure.bins' at job.conf: 3: expected a whole number from 2 to 2147483647, found 'many'",
                "measure.alpha = 0      | Key 'measure.alpha' at job.conf: 3: expected a number above 0 and at most 1, found 0",
                "measure.unit = bit     | Key 'measure.unit' at job.conf: 3: expected one of bits, nats, hartleys, found 'bit', did you mean 'bits'?",
                "measure.nulls = keep   | Key 'measure.nulls' at job.conf: 3: expected one of category, drop, found 'keep'",
                "select.k = 0           | Key 'select.k' at job.conf: 3: expected a whole number from 1 to 2147483647, found 0",
                "select.min-gain = -1   | Key 'select.min-gain' at job.conf: 3: expected a number of at least 0, found -1",
                "select.alpha = 1.1     | Key 'select.alpha' at job.conf: 3: expected a number above 0 and at most 1, found 1.1",
                "train.test-fraction = 1 | Key 'train.test-fraction' at job.conf: 3: expected a number from 0 to less than 1, found 1",
                "train.reg-param = Infinity | Key 'train.reg-param' at job.conf: 3: expected auto or a number of at least 0, found 'Infinity'",
                "train.elastic-net = NaN | Key 'train.elastic-net' at job.conf: 3: expected a number from 0 to 1, found 'NaN'",
                "train.max-iter = 0     | Key 'train.max-iter' at job.conf: 3: expected a whole number from 1 to 2147483647, found 0",
                "train.tol = 0          | Key 'train.tol' at job.conf: 3: expected a number above 0, found 0",
                "train.seed = x         | Key 'train.seed' at job.conf: 3: expected a whole number, found 'x'",
                "train.fit-intercept = 1 | Key 'train.fit-intercept' at job.conf: 3: expected true or false, found 1",
                "run.id = \"a/b\"       | Key 'run.id' at job.conf: 3: expected 1 to 128 letters, digits, '.', '_' or '-', found 'a/b'",
                "measure.estimator = grasberger | Key 'measure.estimator' at job.conf: 3: expected one of plug-in, miller-madow, chao-shen, james-stein, grassberger, found 'grasberger', did you mean 'grassberger'?",
                "select.criterion = jim | Key 'select.criterion' at job.conf: 3: expected one of jmi, mim, mifs, mrmr, mrmr-quotient, jmim, njmim, disr, cmim, icap, cife, condred, cmi, fcbf, cfs, found 'jim', did you mean 'jmi'?",
                "select.stop = never    | Key 'select.stop' at job.conf: 3: expected one of test, bonferroni, k, found 'never'",
                "select.on = test-rows  | Key 'select.on' at job.conf: 3: expected one of training-rows, all, found 'test-rows'",
                "select.folds = 1       | Key 'select.folds' at job.conf: 3: expected 0, or a whole number from 2 to 100, found 1",
                "select.max-categories = 1 | Key 'select.max-categories' at job.conf: 3: expected a whole number from 2 to 1024, found 1",
                "train.engine = mlib | Key 'train.engine' at job.conf: 3: expected one of surprisal, mllib, found 'mlib', did you mean 'mllib'?",
                "train.models = [forest] | Key 'train.models' at job.conf: 3: this version has no model 'forest'; available: [logistic, tree, boosting, adaboost, network]",
                "drift.smoothing = -1   | Key 'drift.smoothing' at job.conf: 3: expected a number of at least 0, found -1",
                "drift.fail-on = [js]   | Cannot read the rule 'js' of drift.fail-on: expected a figure, '>' and a number, such as js>0.1, or schema, or groups; figures: js, excess-js, kl, psi, tv, ks, nulls, new, vanished",
                "drift.reference { table = a, options { header = true } } | Key 'drift.reference.options' goes with 'drift.reference.path', found another source",
                "drift.reference.schema = 'a int' | Key 'drift.reference.schema' goes with 'drift.reference.path', found none",
                "drift.reference { path = a, run = b } | Expected one of drift.reference.path, .table, .query and .run, found 2",
                "table.columns.a.cutpoints = [2, 1] | Key 'table.columns.a.cutpoints' at job.conf: 3: expected a list of numbers, ascending, found 1",
                "measure.rank-by = gain | Key 'measure.rank-by' at job.conf: 3: expected one of information-gain, adjusted-gain, gain-ratio, symmetric-uncertainty, cramers-v, information-value, p-value, found 'gain'",
                "table.path = \"\"      | Expected exactly one of table.path, table.table and table.query, found none: name a table, such as people.csv, or a config, job.conf",
                "table.table = t        | Expected exactly one of table.path, table.table and table.query, found table.path and table.table",
                "output.path = \"\"     | Key 'output.path' is missing: say where to write, in the config or with --output DIR",
                "table.path = ${NONE}   | Cannot resolve ${NONE} at job.conf: 3: no environment variable and no key of the config has that name",
                "table.path = ${DATA}x] | Cannot parse config: job.conf: 3: Expecting end of input or a comma, got ']'",
            })
    void mistakesInTheFile(String line, String message) {
        assertMistake(Job.Command.RUN, LEAST + line, message);
    }

    /** What the reference does not say is as for the table; options of another format are not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "reference { path = r }                                       | csv  | {header=true, sep=;}",
                "reference { path = r, options { sep = t } }                  | csv  | {header=true, sep=t}",
                "reference { path = r, format = CSV, options { quote = q } }  | CSV  | {header=true, quote=q, sep=;}",
                "reference { path = r, format = json, options { mode = m } }  | json | {mode=m}",
                "reference { path = r, format = json }                        | json | {}",
            })
    void optionsOfTheReference(String reference, String format, String options) {
        JobConfig config = read(
                Job.Command.PROFILE,
                "table { path = a, format = csv, options { header = true, sep = \";\" } }\noutput.path = out\ndrift."
                        + reference);
        Source.Files files =
                (Source.Files) config.drift().orElseThrow().reference().source();
        assertThat(files.format()).isEqualTo(format);
        assertThat(files.options()).hasToString(options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"a,,b\"]", "[\"\"]", "[[]]", "[\"`a\"]", "[\"`a`b\"]", "[\"a, a\"]", "[{}]"})
    void groupingsThatAreNone(String groups) {
        assertThatThrownBy(() -> read(Job.Command.RUN, LEAST, "table.groups=" + groups))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Key 'table.groups' at --set: expected a list of groupings such as [\"sex\",");
    }

    @Test
    void groupingTwice() {
        assertThatThrownBy(() -> read(Job.Command.RUN, LEAST, "table.groups=[\"a,b\", \"a, b\"]"))
                .hasMessage("Key 'table.groups' at --set: expected each grouping once, found 'a, b'");
    }

    @Test
    void mistakesInSet() {
        assertThatThrownBy(() -> read(Job.Command.RUN, LEAST, "table.lable=x"))
                .hasMessage("Unknown key 'table.lable' at --set, did you mean 'table.label'?");
        assertThatThrownBy(() -> read(Job.Command.RUN, LEAST, "select.k=x"))
                .hasMessage("Key 'select.k' at --set: expected a whole number from 1 to 2147483647, found 'x'");
        assertThatThrownBy(() -> read(Job.Command.RUN, LEAST, "table.label"))
                .hasMessage("Expected --set key=value, found --set table.label");
        assertThatThrownBy(() -> read(Job.Command.RUN, LEAST, "a..b=c"))
                .hasMessage("Expected --set key=value with a key such as table.label, found key 'a..b'");
    }

    @Test
    void labelIsNeededWhereSomethingIsExplained() {
        String config = "table.path = a\noutput.path = out\n";
        assertMistake(
                Job.Command.RANK,
                config,
                "Key 'table.label' is missing: rank needs the column to be explained, --label COLUMN");
        assertMistake(
                Job.Command.SELECT,
                config,
                "Key 'table.label' is missing: select needs the column to be explained, --label COLUMN");
        assertMistake(
                Job.Command.TRAIN,
                config,
                "Key 'table.label' is missing: train needs the column to be explained, --label COLUMN");
        assertMistake(
                Job.Command.RUN,
                config + "train {}",
                "Key 'table.label' is missing: training needs the column to be explained, --label COLUMN");
        assertThat(read(Job.Command.RUN, config).table().label()).isEmpty();
        assertThat(read(Job.Command.PROFILE, config).table().label()).isEmpty();
    }

    @Test
    void optionsGoWithAPath() {
        assertMistake(
                Job.Command.RUN,
                "output.path = out\ntable { table = t, options.header = true }",
                "Keys 'table.options' and 'table.schema' go with 'table.path', found 'table.table'");
    }

    @Test
    void missingFile() throws IOException {
        assertThatThrownBy(() -> read(Job.Command.RUN, "no/such.conf", List.of(), ""))
                .isInstanceOf(UserException.class)
                .hasMessage("Config file not found: no/such.conf");
        Path folder = Files.createDirectory(directory.resolve("folder.conf"));
        assertThatThrownBy(() -> read(Job.Command.RUN, folder.toString(), List.of(), ""))
                .hasMessage("Config is not a file: " + folder);
    }

    @Test
    void secretsAreTakenOut() {
        JobConfig job = read(Job.Command.RUN, """
                output.path = out
                table {
                  format = jdbc
                  options {
                    url = "jdbc:postgresql://ada:pa55@host/db?user=ada&password=letmein&ssl=true"
                    password = ${DB_PASSWORD}, dbtable = t, fetchsize = 100, note = ${DB_PASSWORD}
                    fs.s3a.access.key = AKIA1, sessionToken = abcdef
                  }
                }
                """);

        assertThat(job.redacted())
                .contains("\"url\":\"jdbc:postgresql://ada:***@host/db?user=ada&password=***&ssl=true\"")
                .contains("\"password\":\"***\"", "\"note\":\"***\"", "\"key\":\"***\"", "\"sessionToken\":\"***\"")
                .contains("\"dbtable\":\"t\"", "\"fetchsize\":100", "\"bins\":32")
                .doesNotContain("hunter22", "letmein", "pa55", "AKIA1", "abcdef", "\n");
        assertThat(((Source.Files) job.table().source()).options()).containsEntry("password", "hunter22");
        assertThat(reader.secrets().hide("Login with hunter22 failed at jdbc:x://ada:pa55@host?password=letmein"))
                .isEqualTo("Login with *** failed at jdbc:x://ada:***@host?password=***");
    }

    @Test
    void complaintsShowNoSecrets() {
        assertMistake(
                Job.Command.RUN,
                LEAST + "table.options.password = [hunter22]",
                "Key 'table.options.password' at job.conf: 3: expected a string, a number or a boolean, found a list");
        assertMistake(
                Job.Command.RUN,
                LEAST + "train { models = [tree]\n",
                "Cannot parse config: job.conf: 4: a block that is open here wants a closing brace '}', found the end of the file");
        assertMistake(
                Job.Command.RUN,
                LEAST + "table.options.password = a]hunter22",
                "Cannot parse config: job.conf: 3: Expecting end of input or a comma, got ']'");
        assertMistake(
                Job.Command.RUN,
                LEAST + "table.options { x = \"a\" } \ninclude hunter22",
                "Cannot parse config: job.conf: 4:" + " expecting include parameter to be quoted filename, file");
        assertMistake(
                Job.Command.RUN,
                LEAST + "drift.reference { path = a, options.sas = [hunter22] }",
                "Key 'drift.reference.options.sas' at job.conf: 3: expected a string, a number or a boolean, found a list");
    }

    @Test
    void theExamplesAreValid() throws IOException {
        try (var files = Files.walk(Path.of("conf", "examples"))) {
            List<Path> examples =
                    files.filter(file -> file.endsWith("job.conf")).toList();
            assertThat(examples).hasSizeGreaterThanOrEqualTo(6);
            ConfigReader examplesReader = new ConfigReader(Map.of("SURPRISAL_DATA", "/data"), "/home/ada", CLOCK);
            for (Path example : examples) {
                JobConfig job = examplesReader.read(request(Job.Command.RUN, example.toString(), List.of(), ""));
                assertThat(job.table().label()).as(example.toString()).isNotEmpty();
            }
        }
    }

    private JobConfig read(Job.Command command, String config, String... sets) {
        return read(command, file(config), List.of(sets), "");
    }

    private JobConfig read(Job.Command command, String input, List<String> sets, String output) {
        return reader.read(request(command, input, sets, output));
    }

    private static ConfigReader.Request request(Job.Command command, String input, List<String> sets, String output) {
        Config given = output.isEmpty()
                ? ConfigFactory.empty()
                : ConfigFactory.parseMap(Map.of("output.path", output), "--output");
        return new ConfigReader.Request(command, Input.of(input), sets, given, List.of());
    }

    private void assertMistake(Job.Command command, String config, String message) {
        assertThatThrownBy(() -> {
                    try {
                        read(command, config);
                    } catch (UserException e) {
                        throw new UserException(e.getMessage().replace(directory + "/", ""), e);
                    }
                })
                .isInstanceOf(UserException.class)
                .hasMessage(message);
    }

    private String file(String config) {
        try {
            return Files.writeString(directory.resolve("job.conf"), config).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
