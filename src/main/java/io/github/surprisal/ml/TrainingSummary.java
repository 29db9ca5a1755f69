package io.github.surprisal.ml;

import io.github.surprisal.table.UserException;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;

/** The account of a model's log-loss on the rows that it was trained on, which are read when it is first asked for. */
final class TrainingSummary {
    private final Dataset<?> rows;
    private ClassificationSummary summary;

    /** Of a model that was trained on these rows. */
    TrainingSummary(Dataset<?> rows) {
        this.rows = rows;
    }

    /**
     * The account.
     *
     * @param of null for a model that was not trained in this session
     * @throws UserException for such a model
     */
    static ClassificationSummary summary(
            TrainingSummary of, String uid, Function<Dataset<?>, ClassificationSummary> evaluate) {
        if (of == null) {
            throw new UserException("Cannot give a summary of model '" + uid
                    + "': expected one that was trained in this session, found one without its rows; evaluate(dataset) accounts"
                    + " for any");
        }
        return of.of(evaluate);
    }

    private synchronized ClassificationSummary of(Function<Dataset<?>, ClassificationSummary> evaluate) {
        if (summary == null) {
            summary = evaluate.apply(rows);
        }
        return summary;
    }

    /** The same for a copy of the model, whose params may become others. */
    static TrainingSummary copy(TrainingSummary of) {
        return of == null ? null : new TrainingSummary(of.rows);
    }
}
