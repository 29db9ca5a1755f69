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
public record Side(Table table, Optional<CountStore> stored) {
    public static Side of(Table table) {
        return new Side(table, Optional.empty());
    }

    public static Side of(Table table, CountStore stored) {
        return new Side(table, Optional.of(stored));
    }
}
