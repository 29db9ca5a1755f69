package io.github.surprisal;

import io.github.surprisal.cli.ProgramOptions;
import io.github.surprisal.job.DriftJob;
import io.github.surprisal.job.Job;
import io.github.surprisal.job.JobConfig;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.UserException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs for programs and notebooks: entropies, information gains, a selection, drift and models of any {@code Dataset<Row>}, as
 * data frames with the columns and bits that the commands write.
 *
 * <pre>{@code
 * Findings found = Surprisal.on(spark).option("table.groups", List.of("sex")).rank(people, "income");
 * found.informationGain().orderBy("rank").show();
 * }</pre>
 *
 * <p>Options are the keys of the config, with the same defaults, checks and messages; those that say where the table is, such as
 * {@code table.path}, are refused. Nothing is written unless {@code output.path} says where, or {@link Findings#writeTo}; nothing
 * is printed: what goes on is logged, notes as warnings. Settings of the session stay as they are.
 *
 * <p>The rows are computed once to be counted, and once more to select by pairs of features or to train: a dataset that is dear
 * to compute is to be cached, and one that gives other rows each time, as with {@code rand()}, has to be. Immutable.
 */
public final class Surprisal {
    private static final Logger LOG = LoggerFactory.getLogger(Surprisal.class);

    private final SparkSession session;
    private final Map<String, Object> options;

    private Surprisal(SparkSession session, Map<String, Object> options) {
        this.session = session;
        this.options = Collections.unmodifiableMap(options);
    }

    /** With every option at its default. */
    public static Surprisal on(SparkSession session) {
        return new Surprisal(session, new LinkedHashMap<>());
    }

    /**
     * The same with an option.
     *
     * @param key of the config, such as {@code measure.unit}; checked when a job begins
     * @param value a text, read as after {@code --set}: {@code ["sex", "sex, race"]} is a list; a number, a boolean, or a list or map
     *     of these; null for the default
     */
    public Surprisal option(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(options);
        more.remove(key);
        if (value != null) {
            more.put(key, value);
        }
        return new Surprisal(session, more);
    }

    /** The same with several options. */
    public Surprisal options(Map<String, ?> values) {
        Surprisal more = this;
        for (Map.Entry<String, ?> value : values.entrySet()) {
            more = more.option(value.getKey(), value.getValue());
        }
        return more;
    }

    /**
     * The entropy of every column: {@code column_entropy}, {@code bins} and {@code frequent_values}.
     *
     * @throws UserException for what the user can mend, before the rows are read if it can be told then
     */
    public Findings profile(Dataset<Row> dataset) {
        return run(Job.Command.PROFILE, dataset, "");
    }

    /**
     * What every feature tells about a label: {@code information_gain} and {@code best_split} beside what {@link #profile} gives.
     *
     * @param label a column of classes
     * @throws UserException for what the user can mend, before the rows are read if it can be told then
     */
    public Findings rank(Dataset<Row> dataset, String label) {
        return run(Job.Command.RANK, dataset, needed(label, "rank"));
    }

    /**
     * A selection of features: {@code selection}, if asked for {@code pairs}, beside what {@link #rank} gives.
     *
     * @param label a column of classes
     * @throws UserException for what the user can mend, before the rows are read if it can be told then
     */
    public Findings select(Dataset<Row> dataset, String label) {
        return run(Job.Command.SELECT, dataset, needed(label, "select"));
    }

    /**
     * Models trained on the selected features, and the account of their log-loss: {@link Findings#model}, {@code log_loss}, {@code
     * coefficients} and others beside what {@link #select} gives.
     *
     * @param label a column of classes
     * @throws UserException for what the user can mend, before the rows are read if it can be told then
     */
    public Findings train(Dataset<Row> dataset, String label) {
        return run(Job.Command.TRAIN, dataset, needed(label, "train"));
    }

    /**
     * How the columns of a dataset differ from those of a reference: {@code drift} and {@code drift_bins}.
     *
     * @throws UserException for what the user can mend, before the rows are read if it can be told then
     */
    public Findings drift(Dataset<Row> reference, Dataset<Row> dataset) {
        return compare(dataset, Optional.of(new Source.Rows(reference)));
    }

    /**
     * The same against what {@code drift.reference} says, such as the counts of a run ({@code drift.reference.run}) or a path.
     *
     * @throws UserException for what the user can mend, before the rows are read if it can be told then
     */
    public Findings drift(Dataset<Row> dataset) {
        return compare(dataset, Optional.empty());
    }

    private static String needed(String label, String command) {
        if (label == null || label.isEmpty()) {
            throw new UserException("Cannot " + command + " without a label: expected the name of a column");
        }
        return label;
    }

    private Findings run(Job.Command command, Dataset<Row> dataset, String label) {
        ProgramOptions.Rows rows = new ProgramOptions.Rows(new Source.Rows(dataset), Optional.empty());
        JobConfig config = ProgramOptions.read(command, options, label, rows);
        return Findings.of(session, command.label(), Job.find(session, config, command, LOG::info));
    }

    private Findings compare(Dataset<Row> dataset, Optional<Source> reference) {
        ProgramOptions.Rows rows = new ProgramOptions.Rows(new Source.Rows(dataset), reference);
        JobConfig config = ProgramOptions.read(Job.Command.PROFILE, options, "", rows);
        return Findings.of(session, "drift", DriftJob.find(session, config, LOG::info));
    }
}
