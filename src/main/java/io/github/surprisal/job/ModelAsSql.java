package io.github.surprisal.job;

import io.github.surprisal.console.Printable;
import io.github.surprisal.metric.DatasetRows;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.ml.Pipelines;
import io.github.surprisal.ml.SavedModel;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.ModelSql;
import io.github.surprisal.train.Trainer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** Prints a model of an earlier run as SQL over the columns of the table that it was trained on. */
public final class ModelAsSql {
    /** What a model says of a row. */
    public enum Form {
        /** The margin of the second of two classes, or one margin for each class. */
        MARGIN,
        /** The probability of the second of two classes, or of each class. */
        PROBABILITY
    }

    /**
     * Which model; empty texts where nothing is asked for.
     *
     * @param path an output directory
     * @param run a run's id; empty for the latest
     * @param model its name; empty for the only one
     */
    public record Request(String path, String run, String model, Form form) {}

    private final String what;
    private final SavedModel model;
    private final Form form;

    private ModelAsSql(String what, SavedModel model, Form form) {
        this.what = what;
        this.model = model;
        this.form = form;
    }

    /**
     * Prints it: of two classes one expression, of more a list of columns.
     *
     * @throws UserException if there is no such run or model, or SQL cannot say it
     */
    public static void run(SparkSession session, Request request, PrintStream out) {
        MetricReader metrics = MetricReader.open(session, request.path());
        String run = request.run().isEmpty() ? metrics.latest() : request.run();
        DatasetRows fits = metrics.run(run).rows("model_fit", "model");
        List<String> names = IntStream.range(0, fits.size())
                .mapToObj(row -> fits.text(row, "model"))
                .distinct()
                .toList();
        String where = "run '" + run + "' in '" + request.path() + "'";
        if (names.isEmpty()) {
            throw new UserException("Cannot print a model of " + where
                    + " as SQL: expected a run that trained, found no model; surprisal train writes one");
        }
        if (!request.model().isEmpty() && !names.contains(request.model())) {
            throw new UserException("Cannot print model '" + request.model() + "' of " + where + ": expected one of "
                    + String.join(", ", names) + Names.hint(request.model(), names));
        }
        if (request.model().isEmpty() && names.size() > 1) {
            throw new UserException("Cannot print the models of " + where + " at once: expected --model with one of "
                    + names.stream().filter(one -> !one.equals(Trainer.NETWORK)).collect(Collectors.joining(", ")));
        }
        String name = request.model().isEmpty() ? names.get(0) : request.model();
        String folder = metrics.model(run) + (names.size() == 1 ? "" : "/" + name);
        SavedModel model = JobDescription.during(
                session.sparkContext(), "reading model " + name, () -> Pipelines.saved(session, folder));
        out.println(new ModelAsSql("model '" + name + "' of " + where, model, request.form()).text());
    }

    private String text() {
        ModelSql sql = new ModelSql(
                model.encoding(),
                model.scorer(),
                model.encoding().features().stream()
                        .map(feature -> column(feature.feature()))
                        .toList());
        List<String> margins = IntStream.range(0, model.scorer().margins())
                .mapToObj(k -> margin(sql, k))
                .toList();
        String text = margins.size() == 1 ? two(margins.get(0)) : many(margins);
        Optional<String> unshown =
                text.lines().filter(line -> !Printable.of(line).equals(line)).findFirst();
        if (unshown.isPresent()) {
            throw refusal("a column or an expression with characters that no terminal shows, such as "
                    + Printable.cut(Printable.of(unshown.get()), 60));
        }
        return text;
    }

    private String two(String margin) {
        return form == Form.MARGIN ? margin : "1.0E0 / (1.0E0 + EXP(-(" + margin + ")))";
    }

    /** A list of columns, of which the later ones refer to the earlier ones. */
    private String many(List<String> margins) {
        List<String> columns = new ArrayList<>();
        for (int k = 0; k < margins.size(); k++) {
            columns.add(margins.get(k) + "\n  AS " + alias("margin", k));
        }
        for (int k = 0; k < margins.size() && form == Form.PROBABILITY; k++) {
            String own = alias("margin", k);
            columns.add(IntStream.range(0, margins.size())
                            .mapToObj(j -> "EXP(" + alias("margin", j) + " - " + own + ")")
                            .collect(Collectors.joining(" + ", "1.0E0 / (", ")"))
                    + "\n  AS " + alias("probability", k));
        }
        return String.join(",\n", columns);
    }

    private String alias(String of, int k) {
        return Names.quoted(of + "_" + model.classes().get(k));
    }

    private String margin(ModelSql sql, int k) {
        try {
            return sql.margin(k);
        } catch (IllegalArgumentException e) {
            throw refusal(e.getMessage());
        }
    }

    private String column(String feature) {
        if (model.elements().containsKey(feature)) {
            throw refusal("feature '" + feature + "', an element of a vector, which SQL does not reach into");
        }
        return PipelineSources.sql(feature, model.expressions());
    }

    private UserException refusal(String found) {
        return new UserException("Cannot print " + what + " as SQL: found " + found
                + "; its saved pipeline scores rows all the same (PipelineModel.load)");
    }
}
