package io.github.surprisal.count.tally;

import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.ValueIndex;
import java.util.Arrays;

/**
 * The strata of every base grouping with their totals, and the values that they are made of: mutable and mergeable, like
 * all that it numbers.
 */
public final class Stratification {
    /** More strata than this in one task or partition are refused: the grouping or the label is an identifier. */
    private static final int MAX_STRATA = 1 << 20;

    private final ScanPlan plan;
    private final ValueIndex[] keys;
    private final Strata[] strata;
    private final CellTable[] totals;
    private String complaint = "";

    /** An empty one that numbers the values of the key columns itself. */
    public Stratification(ScanPlan plan) {
        this(plan, new ValueIndex[plan.keys().length]);
        Arrays.setAll(
                keys, k -> new ValueIndex(plan.readers().get(plan.keys()[k]).type()));
    }

    /** @param keys the values of each key column, which the columns' tallies number */
    Stratification(ScanPlan plan, ValueIndex[] keys) {
        this.plan = plan;
        this.keys = keys;
        int bases = plan.bases().size();
        strata = new Strata[bases];
        Arrays.setAll(strata, b -> new Strata(plan.bases().get(b).length + 1));
        totals = new CellTable[bases];
        Arrays.setAll(totals, b -> new CellTable());
    }

    public ScanPlan plan() {
        return plan;
    }

    public ValueIndex key(int k) {
        return keys[k];
    }

    public Strata strata(int base) {
        return strata[base];
    }

    /** What is wrong with the rows, empty if nothing. */
    public String complaint() {
        return complaint;
    }

    void complain(String what) {
        if (complaint.isEmpty()) {
            complaint = what;
        }
    }

    public boolean isEmpty() {
        return totals[0].isEmpty();
    }

    public CellTable.ByValue[] totals() {
        CellTable.ByValue[] byBase = new CellTable.ByValue[totals.length];
        Arrays.setAll(byBase, b -> totals[b].byValue(0));
        return byBase;
    }

    /** An empty tally of other values by these strata. */
    public ColumnTally tally(ValueIndex values) {
        return new ColumnTally(values, b -> new CellTable(CellTable.FREE_SLOTS, strata[b].size()), strata.length);
    }

    /** About how many bytes this takes, the keys not among them. */
    long memory() {
        long memory = 0;
        for (int b = 0; b < strata.length; b++) {
            memory += strata[b].memory() + totals[b].memory();
        }
        return memory;
    }

    /** The strata of rows in one base grouping, of which {@code keyIds} holds the key ids column by column. */
    void idsOf(int base, int[][] keyIds, int[] zeros, int rows, int[] into) {
        int[] columns = plan.bases().get(base);
        int[][] tuples = new int[columns.length + 1][];
        for (int i = 0; i < columns.length; i++) {
            tuples[i] = keyIds[columns[i]];
        }
        tuples[columns.length] = plan.label() ? keyIds[plan.labelKey()] : zeros;
        strata[base].idsOf(tuples, rows, into);
        if (strata[base].size() > MAX_STRATA) {
            complainOfStrata();
        }
    }

    /** The stratum with these key ids. */
    int idOf(int base, int[] tuple) {
        int id = strata[base].idOf(tuple);
        if (strata[base].size() > MAX_STRATA) {
            complainOfStrata();
        }
        return id;
    }

    private void complainOfStrata() {
        complain("Cannot count by label and table.groups: found more than " + MAX_STRATA
                + " combinations of their values; leave out columns that identify rows");
    }

    /** For each stratum of the first base grouping, the first stratum of the same class: it stands for all groups together. */
    public int[] onlyOfClass() {
        int[] only = new int[strata[0].size()];
        int[] firstOf = new int[plan.label() ? keys[plan.labelKey()].size() + 1 : 1];
        Arrays.fill(firstOf, -1);
        for (int s = 0; s < only.length; s++) {
            int label = strata[0].key(s, strata[0].width() - 1);
            firstOf[label] = firstOf[label] < 0 ? s : firstOf[label];
            only[s] = firstOf[label];
        }
        return only;
    }

    CellTable totals(int base) {
        return totals[base];
    }

    public void write(Block.Writer writer, boolean withTotals) {
        writer.text(complaint);
        for (ValueIndex key : keys) {
            writer.number(key.size());
            for (int id = 1; id <= key.size(); id++) {
                writer.value(key, id);
            }
        }
        for (int b = 0; b < strata.length; b++) {
            writer.number(strata[b].size());
            for (int s = 0; s < strata[b].size(); s++) {
                for (int i = 0; i < strata[b].width(); i++) {
                    writer.number(strata[b].key(s, i));
                }
            }
            ColumnTally.writeCells(writer, (withTotals ? totals[b] : new CellTable()).byValue(0), 0);
        }
    }

    /**
     * What the ids in a block mean here.
     *
     * @param keys for each key column, the ids here of the block's ids
     * @param strata for each base grouping, the strata here of the block's strata
     */
    public record Mapping(int[][] keys, int[][] strata) {}

    /** Adds what {@link #write} wrote. */
    public Mapping merge(Block.Reader reader) {
        complain(reader.text());
        int[][] keyMap = new int[keys.length][];
        for (int k = 0; k < keys.length; k++) {
            keyMap[k] = new int[reader.integer() + 1];
            for (int id = 1; id < keyMap[k].length; id++) {
                keyMap[k][id] = reader.value(keys[k]);
            }
        }
        int[][] strataMap = new int[strata.length][];
        for (int b = 0; b < strata.length; b++) {
            strataMap[b] = readStrata(reader, b, keyMap);
            ColumnTally.readCells(reader, totals[b], 0, strataMap[b]);
        }
        return new Mapping(keyMap, strataMap);
    }

    private int[] readStrata(Block.Reader reader, int base, int[][] keyMap) {
        int[] map = new int[reader.integer()];
        int[] columns = plan.bases().get(base);
        int[] tuple = new int[columns.length + 1];
        for (int s = 0; s < map.length; s++) {
            for (int i = 0; i < tuple.length; i++) {
                int id = reader.integer();
                int key = i < columns.length ? columns[i] : plan.labelKey();
                tuple[i] = id == 0 ? 0 : keyMap[key][id];
            }
            map[s] = strata[base].idOf(tuple);
        }
        if (strata[base].size() > MAX_STRATA) {
            complainOfStrata();
        }
        return map;
    }
}
