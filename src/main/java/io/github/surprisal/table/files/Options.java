package io.github.surprisal.table.files;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Options of a source, whose names are the same in upper and lower case. */
public final class Options {
    private final TreeMap<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    public Options(Map<String, String> given) {
        values.putAll(given);
    }

    /** The value under the first of several names that has one; null for none. */
    public String first(String... names) {
        for (String name : names) {
            if (values.containsKey(name)) {
                return values.get(name);
            }
        }
        return null;
    }

    public boolean has(String... names) {
        return first(names) != null;
    }

    /** Sets what is not set under any of the names; the first is the one to use. */
    public void putIfAbsent(String value, String... names) {
        if (!has(names)) {
            values.put(names[0], value);
        }
    }

    public void put(String name, String value) {
        values.put(name, value);
    }

    public void remove(String name) {
        values.remove(name);
    }

    public Map<String, String> toMap() {
        return new HashMap<>(values);
    }
}
