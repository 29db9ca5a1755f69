package io.github.surprisal.drift;

import io.github.surprisal.count.CountStore;
import io.github.surprisal.table.Table;
import java.util.Optional;

/**
 * One of the two that are compared.
 *
 * @param table its columns, and its rows unless they are counted already
 * @param stored its counts if there are some
 */
public record DriftInput(Table table, Optional<CountStore> stored) {
    public static DriftInput of(Table table) {
        return new DriftInput(table, Optional.empty());
    }

    public static DriftInput of(Table table, CountStore stored) {
        return new DriftInput(table, Optional.of(stored));
    }
}
