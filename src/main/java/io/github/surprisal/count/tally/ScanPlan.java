package io.github.surprisal.count.tally;

import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.NumericType;

/**
 * What one scan has to do, worked out once on the driver.
 *
 * <p>Strata are counted for the <em>base</em> groupings only: those whose columns are not a subset of another's. The
 * others, the whole table among them, are sums over the strata of a base grouping.
 *
 * @param counted table ordinals of the columns to count: features, then the label, then grouping columns
 * @param features how many of {@code counted} are features
 * @param keys table ordinals of the columns that make strata: grouping columns and, as the last one, the label if any
 * @param label whether there is a label
 * @param weight table ordinal of the weight, or −1
 * @param bases the base groupings, as positions in {@code keys}, the label not among them
 * @param groupings every grouping, the whole table first
 * @param readers by table ordinal
 * @param names by table ordinal
 * @param types by table ordinal, as Spark writes them
 * @param numeric by table ordinal
 */
public record ScanPlan(
        int[] counted,
        int features,
        int[] keys,
        boolean label,
        int weight,
        List<int[]> bases,
        List<Roll> groupings,
        List<ValueReader> readers,
        List<String> names,
        List<String> types,
        boolean[] numeric)
        implements Serializable {

    /**
     * A grouping as a sum over the strata of a base grouping.
     *
     * @param base position in {@code bases}
     * @param columns which positions in {@code keys} it keeps
     */
    public record Roll(int base, int[] columns) implements Serializable {}

    /** Position of the label in {@code keys}. */
    public int labelKey() {
        return keys.length - 1;
    }

    public static ScanPlan of(Table table) {
        List<ValueReader> readers = TableBatches.readers(table);
        boolean[] numeric = new boolean[table.columns().size()];
        for (int i = 0; i < numeric.length; i++) {
            numeric[i] = table.columns().get(i).kind() == Kind.NUMERIC;
        }
        checkWeight(table);
        Set<Integer> groupColumns = new LinkedHashSet<>();
        table.groupings().forEach(groupColumns::addAll);
        List<Integer> keys = new ArrayList<>(groupColumns);
        if (table.hasLabel()) {
            keys.remove((Integer) table.label());
            keys.add(table.label());
        }
        Set<Integer> counted = new LinkedHashSet<>(table.features());
        if (table.hasLabel()) {
            counted.add(table.label());
        }
        counted.addAll(groupColumns);
        List<int[]> bases = bases(table.groupings(), keys);
        List<Roll> rolls = new ArrayList<>();
        rolls.add(new Roll(0, new int[0]));
        for (List<Integer> grouping : table.groupings()) {
            int[] columns = positions(grouping, keys);
            rolls.add(new Roll(baseOf(columns, bases), columns));
        }
        return new ScanPlan(
                ints(counted),
                table.features().size(),
                ints(keys),
                table.hasLabel(),
                table.weight(),
                bases,
                rolls,
                readers,
                table.columns().stream().map(Column::name).toList(),
                table.columns().stream().map(c -> c.type().catalogString()).toList(),
                numeric);
    }

    private static void checkWeight(Table table) {
        if (table.hasWeight()) {
            Column weight = table.columns().get(table.weight());
            if (!(weight.type() instanceof NumericType)) {
                throw new UserException(
                        "Cannot use column '" + weight.name() + "' as table.weight: type must be numeric, found "
                                + weight.type().catalogString());
            }
        }
    }

    private static List<int[]> bases(List<List<Integer>> groupings, List<Integer> keys) {
        List<int[]> bases = new ArrayList<>();
        for (int i = 0; i < groupings.size(); i++) {
            Set<Integer> mine = new HashSet<>(groupings.get(i));
            boolean covered = false;
            for (int j = 0; j < groupings.size() && !covered; j++) {
                Set<Integer> other = new HashSet<>(groupings.get(j));
                covered = i != j && other.containsAll(mine) && (other.size() > mine.size() || j < i);
            }
            if (!covered) {
                bases.add(positions(groupings.get(i), keys));
            }
        }
        if (bases.isEmpty()) {
            bases.add(new int[0]);
        }
        return bases;
    }

    private static int baseOf(int[] columns, List<int[]> bases) {
        for (int b = 0; b < bases.size(); b++) {
            Set<Integer> base = new HashSet<>();
            for (int column : bases.get(b)) {
                base.add(column);
            }
            boolean all = true;
            for (int column : columns) {
                all &= base.contains(column);
            }
            if (all) {
                return b;
            }
        }
        throw new IllegalStateException("No base grouping covers a grouping");
    }

    private static int[] positions(List<Integer> ordinals, List<Integer> keys) {
        return ordinals.stream().mapToInt(keys::indexOf).toArray();
    }

    private static int[] ints(java.util.Collection<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Which of the counted columns a key is. */
    int countedKey(int key) {
        return indexOf(counted, keys[key]);
    }

    /** Which of the keys a counted column is, or −1. */
    public int keyOfCounted(int column) {
        return indexOf(keys, counted[column]);
    }

    private static int indexOf(int[] array, int value) {
        for (int i = 0; i < array.length; i++) {
            if (array[i] == value) {
                return i;
            }
        }
        return -1;
    }

    /** The weight as a double; any numeric type. */
    double weightOf(SpecializedGetters row) {
        ValueReader reader = readers.get(weight);
        return reader.type().isBytes()
                ? reader.type().number(reader.bytes(row, weight))
                : reader.type().number(reader.key(row, weight));
    }
}
