package io.github.surprisal.spark;

import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * What Spark's web interface and its event log say of a job, instead of the line of code that ran it: "counting 16 columns of
 * t.parquet".
 */
public final class JobDescription {
    private static final String PROPERTY = "spark.job.description";

    private JobDescription() {}

    /** Does some work; the jobs that this thread runs meanwhile have the description, later ones again that of before. */
    public static <T> T during(SparkContext context, String description, Supplier<T> work) {
        String before = context.getLocalProperty(PROPERTY);
        context.setJobDescription(description);
        try {
            return work.get();
        } finally {
            context.setJobDescription(before);
        }
    }

    /** The same for work without a result. */
    public static void run(SparkContext context, String description, Runnable work) {
        during(context, description, () -> {
            work.run();
            return null;
        });
    }
}
