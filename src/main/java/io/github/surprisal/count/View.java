package io.github.surprisal.count;

import io.github.surprisal.scan.CategoryType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Complete counts seen by groups and classes in their canonical order: classes ascending, groups grouping by grouping
 * and ascending by value, null first.
 */
final class View {
    private final Stratification strata;
    private final Rollup rollup;
    private final int[] classOfLabel;
    private final int[] order;
    private final int[] rank;

    View(Stratification strata) {
        this.strata = strata;
        this.classOfLabel = sortedClasses(strata);
        this.rollup = new Rollup(strata, classOfLabel);
        Integer[] sorted = new Integer[rollup.groups()];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, this::compareGroups);
        order = Arrays.stream(sorted).mapToInt(Integer::intValue).toArray();
        rank = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            rank[order[i]] = i;
        }
    }

    private static int[] sortedClasses(Stratification strata) {
        if (!strata.plan().label()) {
            return new int[1];
        }
        int[] ascending = strata.key(strata.plan().labelKey()).ascending();
        int[] classes = new int[ascending.length + 1];
        for (int i = 0; i < ascending.length; i++) {
            classes[ascending[i]] = i;
        }
        classes[0] = ascending.length;
        return classes;
    }

    private int compareGroups(int a, int b) {
        int grouping = rollup.groupingOf(a);
        int byGrouping = Integer.compare(grouping, rollup.groupingOf(b));
        if (byGrouping != 0) {
            return byGrouping;
        }
        int[] columns = strata.plan().groupings().get(grouping).columns();
        int[] mine = rollup.tupleOf(a);
        int[] other = rollup.tupleOf(b);
        for (int i = 0; i < columns.length; i++) {
            int order = strata.key(columns[i]).compare(mine[i], other[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    Rollup rollup() {
        return rollup;
    }

    /** The canonical position of a group of the rollup. */
    int rank(int group) {
        return rank[group];
    }

    int classOf(int labelId) {
        return classOfLabel[labelId];
    }

    /** Number of classes of the label, the unlabelled not among them. */
    int classes() {
        return rollup.classes() - 1;
    }

    Categories classCategories() {
        if (!strata.plan().label()) {
            return Categories.empty(CategoryType.of(CategoryType.Base.STRING));
        }
        Values label = strata.key(strata.plan().labelKey());
        return label.categories(label.ascending());
    }

    /** The groups with their totals. */
    List<Group> groups() {
        ScanPlan plan = strata.plan();
        Rollup rollup = this.rollup.copy();
        rollup.load(strata.totals(), 0);
        List<Group> groups = new ArrayList<>();
        for (int group : order) {
            int[] columns = plan.groupings().get(rollup.groupingOf(group)).columns();
            int[] tuple = rollup.tupleOf(group);
            List<String> names = new ArrayList<>();
            List<String> values = new ArrayList<>();
            for (int i = 0; i < columns.length; i++) {
                names.add(plan.names().get(plan.keys()[columns[i]]));
                values.add(tuple[i] == 0 ? null : strata.key(columns[i]).text(tuple[i]));
            }
            groups.add(new Group(names, values, rollup.total(group, 0, rollup.classes()), rollup.counts(group)));
        }
        return groups;
    }

    /** Whether the column is split by class. */
    private boolean byClass(int column) {
        return column < strata.plan().features();
    }

    /** The nulls of a column by group and class. */
    double[][] nulls(int column, ColumnTally tally) {
        Rollup rollup = this.rollup.copy();
        int classes = byClass(column) ? rollup.classes() : 1;
        double[][] nulls = new double[order.length][classes];
        rollup.load(tally.nulls(), 0);
        for (int i = 0; i < rollup.touched(); i++) {
            int group = rollup.touchedGroup(i);
            for (int k = 0; k < classes; k++) {
                nulls[rank[group]][k] = cell(rollup, group, k, classes);
            }
        }
        return nulls;
    }

    /**
     * The tables of a column by group, of the first {@code groups} ones.
     *
     * @param codes the code of each of the ids
     */
    ContingencyTable[] tables(int column, ColumnTally tally, int[] ids, int[] codes, int groups) {
        Rollup rollup = this.rollup.copy();
        int classes = byClass(column) ? rollup.classes() : 1;
        int[][] categories = new int[groups][4];
        double[][] counts = new double[groups][4 * classes];
        int[] sizes = new int[groups];
        CellTable.ByValue[] byBase = tally.byValueRepeating();
        for (int position = 0; position < ids.length; position++) {
            rollup.load(byBase, ids[position]);
            for (int i = 0; i < rollup.touched(); i++) {
                int group = rollup.touchedGroup(i);
                int at = rank[group];
                if (at >= groups) {
                    continue;
                }
                if (sizes[at] == categories[at].length) {
                    categories[at] = Arrays.copyOf(categories[at], 2 * sizes[at]);
                    counts[at] = Arrays.copyOf(counts[at], 2 * sizes[at] * classes);
                }
                categories[at][sizes[at]] = codes[position];
                for (int k = 0; k < classes; k++) {
                    counts[at][sizes[at] * classes + k] = cell(rollup, group, k, classes);
                }
                sizes[at]++;
            }
        }
        ContingencyTable[] tables = new ContingencyTable[groups];
        Arrays.setAll(
                tables,
                g -> new ContingencyTable(
                        Arrays.copyOf(categories[g], sizes[g]), classes, Arrays.copyOf(counts[g], sizes[g] * classes)));
        return tables;
    }

    private static double cell(Rollup rollup, int group, int labelClass, int classes) {
        return classes == rollup.classes() ? rollup.count(group, labelClass) : rollup.total(group, 0, rollup.classes());
    }
}
