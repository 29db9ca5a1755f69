package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.junit.jupiter.api.Test;

class ElementRowTest {
    /** A number, two elements of a vector of two, one that is asked for beyond its end, and a vector without elements. */
    private final ElementRow view = new ElementRow(new ElementRow.Layout(
            StructType.fromDDL("n int, v_1 double, v_2 double, v_3 double"),
            new int[] {0, 1, 1, 1},
            new int[] {-1, 0, 1, 2},
            new int[] {ElementRow.NO_VECTOR, 2, 0},
            new String[] {"n", "v", "empty"}));

    @SuppressWarnings("unchecked")
    private static Object stored(Vector vector) {
        return vector == null ? null : ((UserDefinedType<Vector>) SQLDataTypes.VectorType()).serialize(vector);
    }

    private static InternalRow row(Integer number, Vector vector, Vector empty) {
        return new GenericInternalRow(new Object[] {number, stored(vector), stored(empty)});
    }

    private Object[] values() {
        return view.copy().values();
    }

    @Test
    void elementsOfDenseAndSparseVectorsInAnyOrder() {
        Vector sparse = Vectors.sparse(2, new int[] {1}, new double[] {5});
        Vector none = Vectors.dense(new double[0]);

        view.of(row(7, Vectors.dense(1, 2), none));
        assertThat(values()).containsExactly(7, 1.0, 2.0, 0.0);
        view.of(row(null, sparse, none));
        assertThat(values()).containsExactly(null, 0.0, 5.0, 0.0);
        view.of(row(8, Vectors.sparse(2, new int[0], new double[0]), none));
        assertThat(values()).containsExactly(8, 0.0, 0.0, 0.0);
        view.of(row(8, Vectors.dense(3, 4), none));
        assertThat(values()).containsExactly(8, 3.0, 4.0, 0.0);
    }

    @Test
    void elementsOfNoVectorAreNullAndThoseBeyondItsEndAreNot() {
        view.of(row(7, null, null));

        assertThat(values()).containsExactly(7, null, null, 0.0);
    }

    @Test
    void vectorsOfOtherLengthsAreNamed() {
        assertThatThrownBy(() -> view.of(row(7, Vectors.dense(1, 2), Vectors.dense(1))))
                .hasMessage(
                        "Cannot read vector column 'empty': found a vector of 1 elements, expected 0 as in the first one");
    }
}
