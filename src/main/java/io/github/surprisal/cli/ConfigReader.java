package io.github.surprisal.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.drift.DriftConfig;
import io.github.surprisal.drift.DriftRule;
import io.github.surprisal.job.DriftJob;
import io.github.surprisal.job.Job;
import io.github.surprisal.job.JobConfig;
import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.MeasureConfig.RankBy;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.metric.OutputConfig;
import io.github.surprisal.select.SelectConfig;
import io.github.surprisal.select.criterion.Criterion;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.SyntheticConfig;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.Engine;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a job's config: {@code --set} over the file over the defaults. Everything that can be checked without Spark is
 * checked here; every complaint is a {@link UserException}.
 */
final class ConfigReader {
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Sources that cannot be read without a path; the empty one is what the path's ending says. */
    private static final Set<String> FILE_FORMATS =
            Set.of("", "parquet", "orc", "csv", "json", "text", "xml", "avro", "libsvm", "binaryfile");

    /** Categories of a column with which pairs are still counted in tables. */
    private static final int MAX_PAIR_CATEGORIES = 1024;

    private static final int MAX_FOLDS = 100;

    private static final Map<String, Binning> BINNINGS = names(Binning.values());

    private final Map<String, String> environment;
    private final String home;
    private final Clock clock;
    private final Secrets secrets = new Secrets();
    private final List<String> warnings = new ArrayList<>();

    /**
     * Makes a reader.
     *
     * @param environment variables that substitutions may name
     * @param home what a leading {@code ~} stands for
     * @param clock tells the time for the default run id
     */
    ConfigReader(Map<String, String> environment, String home, Clock clock) {
        this.environment = environment;
        this.home = home;
        this.clock = clock;
    }

    /**
     * What is asked for.
     *
     * @param command what the job is for
     * @param input a config, or a table where there is none
     * @param sets values of {@code --set}
     * @param given keys that other options have set; they win over {@code --set}
     * @param failOn values of {@code --fail-on}
     */
    record Request(Job.Command command, Input input, List<String> sets, Config given, List<String> failOn) {}

    /** Reads a job that may be run. A config of its own has to say where to write; a bare table need not. */
    JobConfig read(Request request) {
        return read(request, !request.input().config().isEmpty());
    }

    /** Reads a job that is only talked about. */
    JobConfig readToExplain(Request request) {
        return read(request, false);
    }

    private JobConfig read(Request request, boolean mustWrite) {
        Job.Command command = request.command();
        ConfigObject user = user(request);
        Keys.check(user);
        boolean trains = command == Job.Command.TRAIN || user.containsKey("train");
        Config merged = user.toConfig().withFallback(defaults());
        if (!merged.hasPath("run.id")) {
            merged = ConfigValueFactory.fromAnyRef(newRunId()).atPath("run.id").withFallback(merged);
        }
        Values values = new Values(merged);
        if (trains && source(values) instanceof Source.None) {
            throw new UserException("Cannot train on stored counts alone: expected one of table.path, table.table and"
                    + " table.query beside count.merge");
        }
        MeasureConfig measure = measure(values);
        return new JobConfig(
                runId(values),
                table(values, command, trains && command == Job.Command.RUN),
                count(values),
                measure,
                select(values),
                train(values, command, trains, measure),
                drift(values, request.failOn()),
                output(values, mustWrite || values.flag("count.save")),
                secrets.json(
                        (trains ? merged : merged.withoutPath("train")).root().unwrapped()),
                secrets::hide);
    }

    private ConfigObject user(Request request) {
        ConfigObject user =
                new ConfigFile(environment, secrets).read(request.input().config(), request.sets());
        ConfigObject all = request.given()
                .withFallback(request.input().keys())
                .withFallback(user)
                .root();
        secrets.addFrom(all.unwrapped());
        return all;
    }

    /** What to generate, and where. */
    record Generated(SyntheticConfig table, String path) {}

    /** Reads the config of {@code generate}. */
    Generated readGenerated(Request request) {
        if (!request.input().table().isEmpty()) {
            throw new UserException("Cannot generate from '" + request.input().table()
                    + "': expected a config, JOB.conf, or none; --output DIR says where the table goes");
        }
        ConfigObject user = user(request);
        Keys.check(user);
        Values values = new Values(user.toConfig().withFallback(defaults()));
        return new Generated(
                new SyntheticConfig(
                        rows(values),
                        values.whole("generate.seed"),
                        values.text("generate.format"),
                        values.count("generate.partitions", 0),
                        values.number("generate.label-share", "a number between 0 and 1", x -> x > 0 && x < 1),
                        values.flag("generate.planted"),
                        sizes(values, "generate.categories"),
                        values.number("generate.nulls", "a number from 0 to below 1", x -> x >= 0 && x < 1),
                        sizes(values, "generate.groups"),
                        sizes(values, "generate.distinct")),
                output(values, true).path());
    }

    private static long rows(Values values) {
        long rows = values.whole("generate.rows");
        if (rows < 1) {
            throw values.wrong("generate.rows", "a whole number of at least 1");
        }
        return rows;
    }

    private static List<Integer> sizes(Values values, String key) {
        String expected = "a list of whole numbers of at least 1";
        List<Integer> sizes = new ArrayList<>();
        for (ConfigValue entry : values.list(key, expected)) {
            String text = Values.isScalar(entry) ? Values.text(entry) : "";
            if (!text.matches("[1-9][0-9]{0,8}")) {
                throw Values.wrong(key, entry, expected);
            }
            sizes.add(Integer.parseInt(text));
        }
        return List.copyOf(sizes);
    }

    /** What the last config read must not show. */
    Secrets secrets() {
        return secrets;
    }

    /** What the user should know, though nothing is wrong. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private static Config defaults() {
        return ConfigFactory.parseResources(ConfigReader.class, "defaults.conf");
    }

    private String newRunId() {
        return RUN_TIME.format(clock.instant()) + "-"
                + UUID.randomUUID().toString().substring(0, 6);
    }

    private static String runId(Values values) {
        String id = values.text("run.id");
        if (!RUN_ID.matcher(id).matches()) {
            throw values.wrong("run.id", "1 to 128 letters, digits, '.', '_' or '-'");
        }
        return id;
    }

    private TableConfig table(Values values, Job.Command command, boolean runTrains) {
        String label = values.text("table.label");
        if (label.isEmpty() && (runTrains || (command != Job.Command.RUN && command != Job.Command.PROFILE))) {
            throw new UserException("Key 'table.label' is missing: %s needs the column to be explained, --label COLUMN"
                    .formatted(runTrains ? "training" : command.name().toLowerCase(Locale.ROOT)));
        }
        return new TableConfig(
                source(values),
                values.text("table.where"),
                label,
                groups(values),
                values.text("table.weight"),
                values.text("table.offset"),
                values.texts("table.features"),
                values.texts("table.ignore"),
                withBins(label, columns(values), cutpoints(values).get(label)),
                values.texts("table.null-values"));
    }

    /** The columns with the label as its bins, if it is to be cut. */
    private static Map<String, ColumnConfig> withBins(
            String label, Map<String, ColumnConfig> columns, List<BigDecimal> cutpoints) {
        if (cutpoints == null) {
            return columns;
        }
        Map<String, ColumnConfig> binned = new TreeMap<>(columns);
        binned.put(label, LabelBins.of(label, columns.get(label), cutpoints));
        return Collections.unmodifiableMap(binned);
    }

    /** What the table is compared with: what its block does not say is as for the table. */
    private Optional<DriftJob.Config> drift(Values values, List<String> failOn) {
        List<DriftRule> rules = new ArrayList<>();
        for (String rule : Stream.concat(values.texts("drift.fail-on").stream(), failOn.stream())
                .toList()) {
            rules.add(DriftRule.parse(rule)
                    .orElseThrow(() -> new UserException("Cannot read the rule '" + rule + "' of "
                            + (failOn.contains(rule) ? "--fail-on" : "drift.fail-on") + ": expected "
                            + DriftRule.form())));
        }
        String run = values.text("drift.reference.run");
        Source source = reference(values, run);
        DriftConfig config = new DriftConfig(
                folder(values, "counts", run),
                values.number("drift.smoothing", "a number of at least 0", x -> x >= 0),
                values.count("drift.bins", 2),
                alpha(values, "measure.alpha"),
                List.copyOf(rules));
        if (source instanceof Source.None && run.isEmpty()) {
            return Optional.empty();
        }
        TableConfig table = table(values, Job.Command.PROFILE, false);
        Map<String, ColumnConfig> expressions = new TreeMap<>();
        table.columns().forEach((name, column) -> {
            if (!column.expression().isEmpty() || Set.of("size", "nullness").contains(column.kind())) {
                expressions.put(name, column);
            }
        });
        TableConfig reference = new TableConfig(
                        source,
                        values.has("drift.reference.where") ? values.text("drift.reference.where") : table.where(),
                        "",
                        table.groups(),
                        table.weight(),
                        List.of(),
                        List.of(),
                        Collections.unmodifiableMap(expressions))
                .withNullValues(table.nullValues());
        return Optional.of(new DriftJob.Config(reference, config));
    }

    private Source reference(Values values, String run) {
        String path = path(values, "drift.reference.path");
        String table = values.text("drift.reference.table");
        String query = values.text("drift.reference.query");
        long given =
                Stream.of(path, table, query, run).filter(s -> !s.isBlank()).count();
        if (given > 1) {
            throw new UserException("Expected one of drift.reference.path, .table, .query and .run, found " + given);
        }
        boolean files = !path.isBlank();
        Stream.of("drift.reference.format", "drift.reference.options", "drift.reference.schema")
                .filter(key -> !files && values.has(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new UserException("Key '%s' goes with 'drift.reference.path', found %s"
                            .formatted(key, given == 0 ? "none" : "another source"));
                });
        if (!table.isBlank()) {
            return new Source.Catalog(table);
        }
        if (!query.isBlank()) {
            return new Source.Query(query);
        }
        return files ? referenceFiles(values, path) : new Source.None();
    }

    /** The table's options hold for the reference too, unless that is of another format. */
    private Source referenceFiles(Values values, String path) {
        String tables = values.text("table.format");
        String format = values.has("drift.reference.format") ? values.text("drift.reference.format") : tables;
        Map<String, String> options = new TreeMap<>();
        if (format.equalsIgnoreCase(tables)) {
            options.putAll(options(values, "table.options"));
        }
        options.putAll(options(values, "drift.reference.options"));
        return new Source.Files(
                path,
                format,
                Collections.unmodifiableMap(options),
                values.text(values.has("drift.reference.schema") ? "drift.reference.schema" : "table.schema"));
    }

    private Source source(Values values) {
        Map<String, String> options = options(values, "table.options");
        List<String> given = Stream.of("table.path", "table.table", "table.query")
                .filter(key -> !values.text(key).isBlank())
                .toList();
        String format = values.text("table.format");
        boolean needsNoPath = !FILE_FORMATS.contains(format.toLowerCase(Locale.ROOT)) || options.containsKey("path");
        if (given.isEmpty()
                && !values.texts("count.merge").isEmpty()
                && FILE_FORMATS.contains(format.toLowerCase(Locale.ROOT))) {
            return new Source.None();
        }
        if (given.size() > 1 || (given.isEmpty() && !needsNoPath)) {
            throw new UserException("Expected exactly one of table.path, table.table and table.query, found "
                    + (given.isEmpty()
                            ? "none: name a table, such as people.csv, or a config, job.conf"
                            : String.join(" and ", given)));
        }
        if (given.isEmpty() || given.get(0).equals("table.path")) {
            return new Source.Files(path(values, "table.path"), format, options, values.text("table.schema"));
        }
        if (!options.isEmpty() || values.has("table.schema")) {
            throw new UserException(
                    "Keys 'table.options' and 'table.schema' go with 'table.path', found '%s'".formatted(given.get(0)));
        }
        return given.get(0).equals("table.table")
                ? new Source.Catalog(values.text("table.table"))
                : new Source.Query(values.text("table.query"));
    }

    /** The options with dotted names, as sources expect them. */
    private static Map<String, String> options(Values values, String key) {
        Map<String, String> options = new TreeMap<>();
        if (values.has(key)) {
            flatten(key, List.of(), values.block(key), options);
        }
        return Collections.unmodifiableMap(options);
    }

    private static void flatten(String key, List<String> above, ConfigObject block, Map<String, String> options) {
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            List<String> path =
                    Stream.concat(above.stream(), Stream.of(entry.getKey())).toList();
            if (entry.getValue() instanceof ConfigObject inner) {
                flatten(key, path, inner, options);
            } else if (Values.isScalar(entry.getValue())) {
                options.put(String.join(".", path), Values.text(entry.getValue()));
            } else {
                throw Values.wrong(
                        key + "." + ConfigUtil.joinPath(path), entry.getValue(), "a string, a number or a boolean");
            }
        }
    }

    private static List<List<String>> groups(Values values) {
        String expected = "a list of groupings such as [\"sex\", \"sex, race\"], each with distinct names of columns";
        List<List<String>> groups = new ArrayList<>();
        for (ConfigValue entry : values.list("table.groups", expected)) {
            List<String> names = grouping(entry);
            if (names.isEmpty() || names.contains("") || new HashSet<>(names).size() < names.size()) {
                throw Values.wrong("table.groups", entry, expected);
            }
            if (groups.contains(names)) {
                throw Values.wrong("table.groups", entry, "each grouping once");
            }
            groups.add(names);
        }
        return List.copyOf(groups);
    }

    private static List<String> grouping(ConfigValue entry) {
        if (Values.isScalar(entry)) {
            return List.copyOf(Names.split(Values.text(entry)));
        }
        return entry instanceof ConfigList list && list.stream().allMatch(Values::isScalar)
                ? list.stream().map(Values::text).toList()
                : List.of();
    }

    private static Map<String, ColumnConfig> columns(Values values) {
        Map<String, ColumnConfig> columns = new TreeMap<>();
        for (String name : values.block("table.columns").keySet()) {
            String key = "table.columns." + ConfigUtil.joinPath(name);
            if (values.has(key + ".kind")) {
                values.oneOf(key + ".kind", choices("numeric", "categorical", "size", "nullness"));
            }
            if (values.has(key + ".binning")) {
                values.oneOf(key + ".binning", BINNINGS);
            }
            columns.put(
                    name,
                    new ColumnConfig(
                            values.text(key + ".kind"),
                            values.text(key + ".binning"),
                            values.text(key + ".expression")));
        }
        return Collections.unmodifiableMap(columns);
    }

    private CountConfig count(Values values) {
        List<String> merge = values.texts("count.merge").stream()
                .map(run -> folder(values, "counts", run))
                .toList();
        return new CountConfig(
                values.count("count.max-categories", 1),
                values.count("count.max-group-cells", 1),
                values.flag("count.save"),
                merge);
    }

    /** Where a run left a dataset: under the output if it is a run's id, else the folder itself. */
    private String folder(Values values, String dataset, String run) {
        if (!RUN_ID.matcher(run).matches()) {
            return run;
        }
        String output = path(values, "output.path");
        if (output.isEmpty()) {
            throw new UserException("Key 'output.path' is missing: run '" + run
                    + "' is looked for under it; --output DIR" + " names it");
        }
        return output + "/" + dataset + "/run_id=" + run;
    }

    private static MeasureConfig measure(Values values) {
        Map<String, Binning> binningOf = new TreeMap<>();
        columns(values).forEach((name, column) -> {
            if (!column.binning().isEmpty()) {
                binningOf.put(name, BINNINGS.get(column.binning()));
            }
        });
        return new MeasureConfig(
                values.oneOf("measure.unit", names(Unit.values())),
                values.oneOf("measure.estimator", names(Estimator.values())),
                values.oneOf("measure.nulls", names(Nulls.values())),
                values.oneOf("measure.binning", BINNINGS),
                values.count("measure.bins", 2),
                alpha(values, "measure.alpha"),
                values.oneOf("measure.rank-by", names(RankBy.values())),
                Collections.unmodifiableMap(binningOf),
                Collections.unmodifiableMap(cutpoints(values)));
    }

    /** The user's own edges by column. */
    private static Map<String, List<BigDecimal>> cutpoints(Values values) {
        Map<String, List<BigDecimal>> cutpointsOf = new TreeMap<>();
        columns(values).keySet().forEach(name -> {
            String key = "table.columns." + ConfigUtil.joinPath(name) + ".cutpoints";
            if (values.has(key)) {
                cutpointsOf.put(name, cutpoints(values, key));
            }
        });
        return cutpointsOf;
    }

    private static List<BigDecimal> cutpoints(Values values, String key) {
        String expected = "a list of numbers, ascending";
        List<ConfigValue> entries = values.list(key, expected);
        List<BigDecimal> cutpoints = new ArrayList<>();
        for (ConfigValue entry : entries) {
            // The shortest digits of a fraction are those that the user wrote.
            BigDecimal cutpoint = entry.unwrapped() instanceof Number number ? new BigDecimal(number.toString()) : null;
            if (cutpoint == null
                    || (!cutpoints.isEmpty() && cutpoint.compareTo(cutpoints.get(cutpoints.size() - 1)) <= 0)) {
                throw Values.wrong(key, entry, expected);
            }
            cutpoints.add(cutpoint);
        }
        return List.copyOf(cutpoints);
    }

    private static SelectConfig select(Values values) {
        return new SelectConfig(
                values.oneOf("select.criterion", labels(Criterion.values(), Criterion::label)),
                values.count("select.k", 1),
                values.oneOf("select.stop", names(SelectConfig.Stop.values())),
                values.number("select.min-gain", "a number of at least 0", x -> x >= 0),
                alpha(values, "select.alpha"),
                values.texts("select.keep"),
                values.flag("select.adjusted"),
                new SelectConfig.Extras(
                        (int) values.number(
                                "select.max-categories",
                                "a whole number from 2 to " + MAX_PAIR_CATEGORIES,
                                x -> x >= 2 && x <= MAX_PAIR_CATEGORIES && x == Math.rint(x)),
                        values.flag("select.by-group"),
                        (int) values.number(
                                "select.folds",
                                "0, or a whole number from 2 to " + MAX_FOLDS,
                                x -> x == 0 || (x >= 2 && x <= MAX_FOLDS && x == Math.rint(x))),
                        values.flag("select.pairs"),
                        values.oneOf("select.on", names(SelectConfig.On.values()))));
    }

    /** What cannot be had together; of MLlib's trainer what it cannot do. */
    private static void checkTraining(TrainConfig config, MeasureConfig measure, Values values) {
        TrainConfig.Options options = config.options();
        Map<String, Boolean> own = new LinkedHashMap<>();
        own.put("train.class-weights", !options.classWeights().isEmpty());
        own.put("train.balance-classes", options.balanced());
        own.put("train.reg-params", !options.regParams().isEmpty());
        own.put("train.likelihood-ratio", options.tests());
        own.put("train.warm-start", !options.warmStart().isEmpty());
        own.put("train.calibration", options.calibration() != Calibration.Method.NONE);
        String asked = own.keySet().stream().filter(own::get).findFirst().orElse("");
        if (config.engine() == Engine.MLLIB && !asked.isEmpty()) {
            throw values.wrong("train.engine", "surprisal, as " + asked + " is set");
        }
        boolean cuts = measure.binning() != Binning.NONE
                || measure.binningOf().values().stream().anyMatch(binning -> binning != Binning.NONE)
                || !measure.cutpointsOf().isEmpty();
        if (options.numeric() == TrainConfig.Numeric.BINS && !cuts) {
            throw values.wrong("train.numeric", "value, as measure.binning is none");
        }
        if (options.balanced() && !options.classWeights().isEmpty()) {
            throw values.wrong("train.balance-classes", "false, as train.class-weights is set");
        }
    }

    private static Map<String, Double> classWeights(Values values) {
        Map<String, Double> weights = new TreeMap<>();
        for (String name : values.block("train.class-weights").keySet()) {
            String key = "train.class-weights." + Values.quoted(List.of(name));
            weights.put(name, values.number(key, "a number above 0", x -> x > 0));
        }
        return weights;
    }

    private static double regParam(Values values) {
        return values.text("train.reg-param").equals("auto")
                ? TrainConfig.AUTO
                : values.number("train.reg-param", "auto or a number of at least 0", x -> x >= 0);
    }

    private static List<Double> regParams(Values values) {
        String expected = "a list of numbers above 0 such as [1e-2, 1e-3]";
        List<Double> params = new ArrayList<>();
        for (ConfigValue value : values.list("train.reg-params", expected)) {
            try {
                double param = Double.parseDouble(Values.isScalar(value) ? Values.text(value) : "");
                if (param > 0 && Double.isFinite(param)) {
                    params.add(param);
                    continue;
                }
            } catch (NumberFormatException e) {
                // Told below, with where it was set.
            }
            throw Values.wrong("train.reg-params", value, expected);
        }
        return List.copyOf(params);
    }

    private TrainConfig train(Values values, Job.Command command, boolean trains, MeasureConfig measure) {
        List<String> models = values.texts("train.models");
        for (String model : models) {
            if (!model.equals("logistic")) {
                throw unavailable(values, "train.models", "no model '" + model + "'", "[logistic]");
            }
        }
        if (models.size() > 1 || (models.isEmpty() && command == Job.Command.TRAIN)) {
            throw values.wrong("train.models", "each model once, and at least one");
        }
        TrainConfig config = new TrainConfig(
                values.oneOf("train.engine", names(Engine.values())),
                trains ? models : List.of(),
                values.number("train.test-fraction", "a number from 0 to less than 1", x -> x >= 0 && x < 1),
                path(values, "train.test-path"),
                values.whole("train.seed"),
                regParam(values),
                values.number("train.elastic-net", "a number from 0 to 1", x -> x >= 0 && x <= 1),
                values.count("train.max-iter", 1),
                values.number("train.tol", "a number above 0", x -> x > 0),
                values.flag("train.fit-intercept"),
                values.flag("train.standardization"),
                new TrainConfig.Options(
                        values.oneOf("train.standard-errors", names(TrainConfig.Errors.values())),
                        values.count("train.max-categories", 1),
                        values.count("train.min-category-rows", 1),
                        values.oneOf("train.numeric", names(TrainConfig.Numeric.values())),
                        classWeights(values),
                        values.flag("train.balance-classes"),
                        regParams(values),
                        values.count("train.folds", 2),
                        values.flag("train.likelihood-ratio"),
                        values.oneOf("train.calibration", names(Calibration.Method.values())),
                        folder(values, "model", path(values, "train.warm-start"))));
        checkTraining(config, measure, values);
        return config;
    }

    private OutputConfig output(Values values, boolean isNeeded) {
        String path = path(values, "output.path");
        if (path.isEmpty() && isNeeded) {
            throw new UserException(
                    "Key 'output.path' is missing: say where to write, in the config or with --output DIR");
        }
        boolean report = values.flag("output.report");
        if (report) {
            warnings.add("Key 'output.report': this version writes no HTML report");
        }
        return new OutputConfig(path, report);
    }

    private static double alpha(Values values, String key) {
        return values.number(key, "a number above 0 and at most 1", x -> x > 0 && x <= 1);
    }

    /** A path with a leading {@code ~} replaced by the user's home. */
    private String path(Values values, String key) {
        String path = values.text(key);
        return path.equals("~") || path.startsWith("~/") ? home + path.substring(1) : path;
    }

    /** Checks a key of which this version has only the first of the names that exist. */
    private static UserException unavailable(Values values, String key, String missing, String available) {
        return new UserException("Key '%s' at %s: this version has %s; available: %s"
                .formatted(key, Values.where(values.config().getValue(key).origin()), missing, available));
    }

    private static Map<String, String> choices(String... names) {
        return Arrays.stream(names)
                .collect(Collectors.toMap(name -> name, name -> name, (a, b) -> a, LinkedHashMap::new));
    }

    private static <E extends Enum<E>> Map<String, E> labels(E[] constants, Function<E, String> label) {
        return Arrays.stream(constants)
                .collect(Collectors.toMap(label, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    }

    /** The constants by the names that users write: {@code equal-frequency}. */
    private static <E extends Enum<E>> Map<String, E> names(E[] constants) {
        Map<String, E> names = new LinkedHashMap<>();
        for (E constant : constants) {
            names.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return names;
    }
}
