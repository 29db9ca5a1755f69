package io.github.surprisal.encode;

import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a test table holds that was never counted. */
final class Unseen implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * A group that was not counted.
     *
     * @param grouping index of its grouping
     */
    record UnseenGroup(int grouping, List<String> values) implements Serializable {}

    /** As many as there may be strata of what was counted. */
    private static final int MAX_GROUPS = 1 << 20;

    /** So many features are named. */
    private static final int SHOWN = 5;

    private final Set<UnseenGroup> groups = new HashSet<>();
    private final Map<String, Long> values = new TreeMap<>();
    private long rows;

    void add(int grouping, List<String> values) {
        groups.add(new UnseenGroup(grouping, values));
        check();
    }

    private void check() {
        if (groups.size() > MAX_GROUPS) {
            throw new UserException(
                    "Cannot evaluate by table.groups: found more than " + MAX_GROUPS
                            + " groups in the test table that the training table does not have; leave out what nearly every row has of its own");
        }
    }

    /** Notes that so many rows have a value of a feature that was not counted. */
    void addValues(String feature, long times) {
        if (times > 0) {
            values.merge(feature, times, Long::sum);
        }
    }

    void addUnknownClass() {
        rows++;
    }

    Unseen merge(Unseen other) {
        groups.addAll(other.groups);
        other.values.forEach(this::addValues);
        rows += other.rows;
        check();
        return this;
    }

    /** The groups in an order of their own, that of their texts. */
    List<UnseenGroup> groups() {
        List<UnseenGroup> sorted = new ArrayList<>(groups);
        sorted.sort(Comparator.comparingInt(UnseenGroup::grouping)
                .thenComparing(group -> String.join(
                        "\u0000",
                        group.values().stream()
                                .map(value -> value == null ? "\u0001" : "\u0002" + value)
                                .toList())));
        return sorted;
    }

    List<String> warnings(String label) {
        List<String> warnings = new ArrayList<>();
        if (rows > 0) {
            warnings.add("Test table: " + Names.counted(rows, "row") + " left out, their class of '" + label
                    + "' does not occur in the training table");
        }
        if (!values.isEmpty()) {
            warnings.add("Test table: what is not among the training table's values adds nothing to a margin: "
                    + values.entrySet().stream()
                            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                            .limit(SHOWN)
                            .map(entry -> "'" + entry.getKey() + "' in " + Names.counted(entry.getValue(), "row"))
                            .collect(Collectors.joining(", "))
                    + (values.size() > SHOWN ? ", and " + (values.size() - SHOWN) + " more features" : ""));
        }
        return warnings;
    }
}
