package io.github.surprisal.cli;

import io.github.surprisal.job.ModelAsSql;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code surprisal sql DIR}: a model of an earlier run as SQL. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description =
                "Prints a model of the latest run, or of another, as SQL over the columns of its table, which Spark and"
                        + " DuckDB read.",
        footer = {"", "Example:", "  surprisal sql out/people --run monday --model boosting > score.sql"})
final class SqlCommand extends OutputCommand {
    static final String NAME = "sql";

    @Option(
            names = "--run",
            order = 1,
            paramLabel = "ID",
            defaultValue = "",
            description = "Prints a model of this run.")
    private String run = "";

    @Option(
            names = "--model",
            order = 2,
            paramLabel = "NAME",
            defaultValue = "",
            description = "Such as boosting, where the run has several.")
    private String model = "";

    @Option(
            names = "--as",
            order = 3,
            paramLabel = "FORM",
            defaultValue = "margin",
            description =
                    "margin or probability: of the second of two classes, or a column for each class. Default: margin.")
    private String form = "";

    SqlCommand(Terminal terminal) {
        super(NAME, terminal);
    }

    @Override
    void run(SparkSession session, PrintStream out) {
        List<String> forms =
                Arrays.stream(ModelAsSql.Form.values()).map(Names::of).toList();
        ModelAsSql.Form chosen = Names.constant(ModelAsSql.Form.values(), form)
                .orElseThrow(() -> new UserException("Option --as: expected one of " + String.join(", ", forms)
                        + ", found '" + form + "'" + Names.hint(form, forms)));
        ModelAsSql.run(session, new ModelAsSql.Request(path(), run, model, chosen), out);
    }
}
