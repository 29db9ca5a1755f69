package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/** How the values of one feature become terms: positions of a vector, each with a coefficient of its own. */
public sealed interface FeatureEncoding extends Serializable {
    /** The category text of the term that stands for null (and, for a number, for what is not finite). */
    String NULL = "(null)";

    /** The category text of the term that categories without a term of their own share. */
    String OTHER = "(other)";

    /** The user's name of the feature. */
    String feature();

    /** The Spark type that it was counted with. */
    DataType type();

    /** The number of its terms. */
    int size();

    /** The category that term {@code term} of this feature stands for; empty for a numeric value. */
    String category(int term);

    /**
     * One 0/1 term per category; then, where there is one, the term of all other values; then, where there is one, the term
     * of null. A value with none of these has no term at all.
     *
     * @param categories the categories with a term of their own
     * @param other whether values beyond them, unseen ones included, have a term
     * @param nulls whether null has a term
     */
    record Categorical(String feature, DataType type, Categories categories, boolean other, boolean nulls)
            implements FeatureEncoding {
        @Override
        public int size() {
            return categories.size() + (other ? 1 : 0) + (nulls ? 1 : 0);
        }

        @Override
        public String category(int term) {
            if (term < categories.size()) {
                return categories.text(term);
            }
            return other && term == categories.size() ? OTHER : NULL;
        }
    }

    /**
     * A number as the bin that it falls in: one 0/1 term per bin, and, where there is one, the term of null and NaN.
     *
     * @param cutpoints the bins' inner edges, values of the column's own type: bin i holds cutpoints[i − 1] &lt; x ≤ cutpoints[i]
     * @param nulls whether null and NaN have a term
     */
    record Binned(String feature, DataType type, Categories cutpoints, boolean nulls) implements FeatureEncoding {
        /** The number of bins. */
        public int bins() {
            return cutpoints.size() + 1;
        }

        @Override
        public int size() {
            return bins() + (nulls ? 1 : 0);
        }

        @Override
        public String category(int term) {
            if (term == bins()) {
                return NULL;
            }
            return (term == 0 ? "(-inf" : "(" + cutpoints.text(term - 1))
                    + (term == bins() - 1 ? ", inf)" : ", " + cutpoints.text(term) + "]");
        }
    }

    /**
     * One term with the value itself, and, where there is one, a 0/1 term of null. What is null or not finite takes the mean.
     *
     * @param mean the mean of the finite values
     * @param nulls whether null and non-finite values have a term
     * @param offset whether its coefficient is not to be fitted but 1, in a model of two classes
     */
    record Numeric(String feature, DataType type, double mean, boolean nulls, boolean offset)
            implements FeatureEncoding {
        Numeric(String feature, DataType type, double mean, boolean nulls) {
            this(feature, type, mean, nulls, false);
        }

        @Override
        public int size() {
            return nulls ? 2 : 1;
        }

        @Override
        public String category(int term) {
            return term == 0 ? "" : NULL;
        }
    }
}
