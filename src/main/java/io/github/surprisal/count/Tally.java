package io.github.surprisal.count;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntFunction;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/**
 * Partial counts of every column by stratum: mutable and mergeable. Tasks add rows, reducers and the driver merge blocks;
 * whatever the order, the same rows end in the same counts.
 */
final class Tally {
    /** More strata than this in one place are refused: the grouping or the label is an identifier. */
    private static final int MAX_STRATA = 1 << 20;

    private final ScanPlan plan;
    private final Values[] keys;
    private final Strata[] strata;
    private final CellTable[] totals;
    private final Values[] values;
    private final CellTable[][] cells;
    private final int[] keyIds;
    private final int[][] tuples;
    private final int[] stratumIds;
    private String complaint = "";

    /** For the values of every column. */
    Tally(ScanPlan plan) {
        this(plan, c -> plan.readers().get(plan.counted()[c]).type());
    }

    /** For bin numbers in place of values. */
    static Tally ofBins(ScanPlan plan) {
        return new Tally(plan, c -> CategoryType.of(CategoryType.Base.INTEGER));
    }

    private Tally(ScanPlan plan, IntFunction<CategoryType> typeOf) {
        this.plan = plan;
        int bases = plan.bases().size();
        keys = new Values[plan.keys().length];
        Arrays.setAll(keys, k -> new Values(plan.readers().get(plan.keys()[k]).type()));
        strata = new Strata[bases];
        Arrays.setAll(strata, b -> new Strata(plan.bases().get(b).length + 1));
        totals = new CellTable[bases];
        Arrays.setAll(totals, b -> new CellTable());
        values = new Values[plan.counted().length];
        Arrays.setAll(values, c -> new Values(typeOf.apply(c)));
        cells = new CellTable[values.length][bases];
        for (CellTable[] column : cells) {
            Arrays.setAll(column, b -> new CellTable());
        }
        keyIds = new int[keys.length];
        tuples = new int[bases][];
        Arrays.setAll(tuples, b -> new int[plan.bases().get(b).length + 1]);
        stratumIds = new int[bases];
    }

    ScanPlan plan() {
        return plan;
    }

    Values key(int k) {
        return keys[k];
    }

    Strata strata(int base) {
        return strata[base];
    }

    CellTable totals(int base) {
        return totals[base];
    }

    Values values(int column) {
        return values[column];
    }

    CellTable cells(int column, int base) {
        return cells[column][base];
    }

    /** The cells of a column's values 0 to {@code last}, by base grouping. */
    CellTable.ByValue[] byValue(int column, int last) {
        CellTable.ByValue[] byBase = new CellTable.ByValue[strata.length];
        Arrays.setAll(byBase, b -> cells[column][b].byValue(last));
        return byBase;
    }

    /** What is wrong with the rows, empty if nothing. */
    String complaint() {
        return complaint;
    }

    /** About how many bytes this takes. */
    long memory() {
        long memory = 0;
        for (Values key : keys) {
            memory += key.memory();
        }
        for (int b = 0; b < strata.length; b++) {
            memory += strata[b].memory() + totals[b].memory();
        }
        for (int c = 0; c < values.length; c++) {
            memory += values[c].memory();
            for (CellTable table : cells[c]) {
                memory += table.memory();
            }
        }
        return memory;
    }

    /** Counts one row. */
    void add(SpecializedGetters row) {
        long whole = 1;
        long fraction = 0;
        if (plan.weight() >= 0) {
            double weight = row.isNullAt(plan.weight()) ? Double.NaN : plan.weightOf(row);
            if (!(weight >= 0) || weight >= 0x1p53) {
                complain("Cannot use column '" + plan.names().get(plan.weight())
                        + "' as table.weight: weights must be finite and at least 0, found "
                        + (row.isNullAt(plan.weight()) ? "null" : weight));
                return;
            }
            whole = (long) weight;
            fraction = CellTable.fractionOf(weight);
            if (whole == 0 && fraction == 0) {
                return;
            }
        }
        stratify(row);
        for (int b = 0; b < strata.length; b++) {
            totals[b].add(0, stratumIds[b], whole, fraction);
        }
        int[] counted = plan.counted();
        for (int c = 0; c < counted.length; c++) {
            int value = values[c].idOf(plan.readers().get(counted[c]), row, counted[c]);
            for (int b = 0; b < stratumIds.length; b++) {
                cells[c][b].add(value, stratumIds[b], whole, fraction);
            }
        }
    }

    private void stratify(SpecializedGetters row) {
        for (int k = 0; k < keyIds.length; k++) {
            int ordinal = plan.keys()[k];
            keyIds[k] = keys[k].idOf(plan.readers().get(ordinal), row, ordinal);
        }
        for (int b = 0; b < strata.length; b++) {
            int[] base = plan.bases().get(b);
            for (int i = 0; i < base.length; i++) {
                tuples[b][i] = keyIds[base[i]];
            }
            tuples[b][base.length] = plan.label() ? keyIds[plan.labelKey()] : 0;
            stratumIds[b] = strata[b].idOf(tuples[b]);
            if (strata[b].size() > MAX_STRATA) {
                complain("Cannot count by label and table.groups: found more than " + MAX_STRATA
                        + " combinations of their values; leave out columns that identify rows");
            }
        }
    }

    private void complain(String what) {
        if (complaint.isEmpty()) {
            complaint = what;
        }
    }

    /**
     * The counts as blocks: block p holds the values whose hash belongs to partition p of {@code partitions}, with the keys
     * and strata to read them by; block 0 holds the strata's totals too.
     *
     * @param columns which columns to put in with all their values; of the others, only the nulls
     */
    byte[][] blocks(int partitions, BitSet columns) {
        Block.Writer[] writers = new Block.Writer[partitions];
        byte[] header = header(false);
        writers[0] = new Block.Writer(header(true));
        for (int p = 1; p < partitions; p++) {
            writers[p] = new Block.Writer(header);
        }
        for (int c = 0; c < values.length; c++) {
            writeColumn(c, columns.get(c) ? values[c].size() : 0, writers);
        }
        byte[][] blocks = new byte[partitions][];
        for (int p = 0; p < partitions; p++) {
            blocks[p] = p > 0 && writers[p].size() == header.length ? new byte[0] : writers[p].toBytes();
        }
        return blocks;
    }

    private byte[] header(boolean withTotals) {
        Block.Writer writer = new Block.Writer(new byte[0]);
        writer.text(complaint);
        for (Values key : keys) {
            writer.number(key.size());
            for (int id = 1; id <= key.size(); id++) {
                writer.value(key, id);
            }
        }
        for (int b = 0; b < strata.length; b++) {
            writer.number(strata[b].size());
            for (int s = 0; s < strata[b].size(); s++) {
                for (int i = 0; i < tuples[b].length; i++) {
                    writer.number(strata[b].key(s, i));
                }
            }
            CellTable.ByValue all = (withTotals ? totals[b] : new CellTable()).byValue(0);
            writeCells(writer, all, 0);
        }
        return writer.toBytes();
    }

    private void writeColumn(int column, int last, Block.Writer[] writers) {
        Values mine = values[column];
        CellTable.ByValue[] byValue = byValue(column, last);
        int[] home = new int[last + 1];
        int[] sizes = new int[writers.length];
        for (int id = 0; id <= last; id++) {
            if (byValue[0].starts()[id] == byValue[0].starts()[id + 1]) {
                home[id] = -1;
                continue;
            }
            home[id] = id == 0 ? 0 : Hashing.partition(mine.hash(id, Hashing.PARTITION_SEED), writers.length);
            sizes[home[id]]++;
        }
        for (int p = 0; p < writers.length; p++) {
            if (sizes[p] > 0) {
                writers[p].number(column);
                writers[p].number(sizes[p]);
            }
        }
        for (int id = 0; id <= last; id++) {
            if (home[id] >= 0) {
                Block.Writer writer = writers[home[id]];
                writer.number(id == 0 ? 0 : 1);
                if (id > 0) {
                    writer.value(mine, id);
                }
                for (CellTable.ByValue base : byValue) {
                    writeCells(writer, base, id);
                }
            }
        }
    }

    private static void writeCells(Block.Writer writer, CellTable.ByValue cells, int value) {
        int start = cells.starts()[value];
        int end = cells.starts()[value + 1];
        boolean fractional = cells.fractions().length > 0;
        writer.number(2L * (end - start) + (fractional ? 1 : 0));
        for (int at = start; at < end; at++) {
            writer.number(cells.strata()[at]);
            writer.number(cells.wholes()[at]);
            if (fractional) {
                writer.bits(cells.fraction(at));
            }
        }
    }

    /**
     * Adds the counts of a block.
     *
     * @return for each key column, the ids here of the block's key ids
     */
    int[][] merge(byte[] block) {
        Block.Reader reader = new Block.Reader(block);
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
            readCells(reader, totals[b], 0, strataMap[b]);
        }
        while (!reader.atEnd()) {
            int column = reader.integer();
            for (int left = reader.integer(); left > 0; left--) {
                int id = reader.number() == 0 ? 0 : reader.value(values[column]);
                for (int b = 0; b < strata.length; b++) {
                    readCells(reader, cells[column][b], id, strataMap[b]);
                }
            }
        }
        return keyMap;
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
        return map;
    }

    private static void readCells(Block.Reader reader, CellTable into, int value, int[] strataMap) {
        long header = reader.number();
        for (long left = header >>> 1; left > 0; left--) {
            int stratum = strataMap[reader.integer()];
            long whole = reader.number();
            into.add(value, stratum, whole, (header & 1) == 1 ? reader.bits() : 0);
        }
    }
}
