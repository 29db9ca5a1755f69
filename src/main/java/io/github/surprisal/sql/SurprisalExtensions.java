package io.github.surprisal.sql;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.unsafe.Platform;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Gives a session the SQL functions. Spark finds it by itself where the jar is on the class path, whatever {@code
 * spark.sql.extensions} says; it may be named there as well.
 */
public final class SurprisalExtensions implements SparkSessionExtensionsProvider {
    /** For Spark. */
    public SurprisalExtensions() {}

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        for (SqlFunction function : SqlFunction.values()) {
            FunctionPage page = FunctionPage.of(function);
            for (String name : function.names()) {
                extensions.injectFunction(
                        new Tuple3<>(new FunctionIdentifier(name), page.info(function, name), builder(function, name)));
            }
        }
        extensions.injectColumnar(session -> new ColumnarCounting());
        return BoxedUnit.UNIT;
    }

    private static Function1<Seq<Expression>, Expression> builder(SqlFunction function, String name) {
        return arguments -> {
            if (!function.takes(arguments.size())) {
                // An analysis exception is a checked one to Java, and a function of Scala declares none.
                Platform.throwException(QueryCompilationErrors.wrongNumArgsError(
                        name, validNumbers(function), arguments.size(), "", "", ""));
            }
            if (arguments.exists(argument -> argument instanceof NamedArgumentExpression)) {
                Platform.throwException(QueryCompilationErrors.namedArgumentsNotSupported(name));
            }
            Expression expression = function.of(arguments);
            expression.setTagValue(FunctionRegistry$.MODULE$.FUNC_ALIAS(), name);
            return expression;
        };
    }

    /** Numbers of arguments as Spark's message has them: one, or a text. */
    private static Seq<Object> validNumbers(SqlFunction function) {
        Object valid = function.takes(function.arguments() + 1)
                ? "at least " + function.arguments()
                : (Object) function.arguments();
        return CollectionConverters.asScala(java.util.List.of(valid)).toSeq();
    }
}
