package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedRow;
import java.io.Serializable;

/** The number of training rows of each class. */
final class ClassRows implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] rows;

    ClassRows(int classes) {
        this.rows = new long[classes];
    }

    ClassRows add(EncodedRow row) {
        if (!row.test()) {
            rows[row.label()]++;
        }
        return this;
    }

    ClassRows merge(ClassRows other) {
        for (int k = 0; k < rows.length; k++) {
            rows[k] += other.rows[k];
        }
        return this;
    }

    long of(int labelClass) {
        return rows[labelClass];
    }
}
