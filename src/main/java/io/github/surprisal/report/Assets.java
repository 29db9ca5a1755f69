package io.github.surprisal.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What every page holds: its style and its scripts.
 *
 * @param scripts in the order in which they run
 */
record Assets(String style, List<String> scripts) {
    /** Of the charts: d3 before Plot, which draws with it. */
    private static final List<String> SCRIPTS = List.of("d3.min.js", "plot.umd.min.js", "report.js");

    static Assets load() {
        return new Assets(text("report.css"), SCRIPTS.stream().map(Assets::text).toList());
    }

    /** What the page may do: run these scripts and no others, and fetch nothing from anywhere. */
    String policy() {
        List<String> hashes = new ArrayList<>();
        for (String script : scripts) {
            hashes.add("'sha256-" + Base64.getEncoder().encodeToString(sha256(script)) + "'");
        }
        return "default-src 'none'; script-src " + String.join(" ", hashes)
                + "; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static String text(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The jar holds no " + name + " for the report");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + " in the jar", e);
        }
    }
}
