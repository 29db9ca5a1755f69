package io.github.surprisal.bench;

import java.util.Map;
import java.util.TreeMap;

/** The options of a benchmark's command line, each with a value. */
public final class Arguments {
    private Arguments() {}

    /**
     * The defaults with what was given instead; what is no option ends the program with exit code 2.
     *
     * @param defaults by option
     */
    public static Map<String, String> of(Map<String, String> defaults, String... args) {
        Map<String, String> options = new TreeMap<>(defaults);
        for (int i = 0; i + 1 < args.length; i += 2) {
            if (!options.containsKey(args[i])) {
                System.err.println("benchmark: unknown option '" + args[i] + "', expected one of " + options.keySet());
                System.exit(2);
            }
            options.put(args[i], args[i + 1]);
        }
        return options;
    }
}
