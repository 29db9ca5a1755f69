package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import io.github.surprisal.metric.Synergy;
import io.github.surprisal.report.Finding.Level;
import io.github.surprisal.report.Finding.Link;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What stands out in a run: the rules by which the first screen is written. */
final class Findings {
    /** Of the label's entropy: less than a hundredth of it that nulls tell is of no use, however sure it is. */
    private static final double TELLING_NULLS = 0.01;

    /** A feature that tells less than this share of its gain within groups tells mostly which group a row is of, or the reverse. */
    private static final double EXPLAINED = 0.25;

    /** Gains within groups of a feature that tells much more there than it does overall. */
    private static final double HIDDEN = 2;

    /** Of the label's entropy: what less is not worth a line. */
    private static final double WORTH_A_LINE = 0.005;

    private static final double SURE = 0.001;

    /** Standard errors by which means over groups differ surely, also among a thousand features. */
    private static final double ERRORS = 4;

    /** Two features whose symmetric uncertainty is above are the same but for names. */
    private static final double SAME = 0.95;

    /** The most that the first screen holds. */
    private static final int MOST = 10;

    private final RunRows run;
    private final List<ColumnRow> columns;
    private final Map<String, ColumnRow> byName = new HashMap<>();
    private final GroupGains groups;
    private final List<DriftRow> drift;
    private final DriftGroups driftGroups;
    private final List<Losses> losses;
    private final List<Finding> findings = new ArrayList<>();

    Findings(
            RunRows run,
            List<ColumnRow> columns,
            GroupGains groups,
            List<DriftRow> drift,
            DriftGroups driftGroups,
            List<Losses> losses) {
        this.run = run;
        this.columns = columns;
        this.groups = groups;
        this.drift = drift;
        this.driftGroups = driftGroups;
        this.losses = losses;
        columns.forEach(column -> byName.putIfAbsent(column.name(), column));
    }

    /** Those of the run, warnings first; ten at most. */
    List<Finding> all() {
        rules();
        best();
        synergy();
        flags();
        nulls();
        drift();
        models();
        withinGroups();
        redundancy();
        return findings.stream()
                .sorted(Comparator.comparing(Finding::level))
                .limit(MOST)
                .toList();
    }

    private void flags() {
        about(
                Level.WARNING,
                "Leak",
                column -> column.has("leak"),
                "tells the label itself, as it does where it is made of it or known only afterwards");
        about(
                Level.WARNING,
                "Identifier",
                column -> column.has("id-like"),
                "has a value of its own in nearly every row, so its gain says nothing");
        about(Level.NOTE, "Constant", column -> column.has("constant"), "has one value");
        about(
                Level.NOTE,
                "Sparse",
                column -> column.has("sparse-cells") && !column.has("id-like"),
                "has fewer than five rows per value and class, so that much of its gain may be chance: look at what it is"
                        + " beyond chance");
    }

    private void nulls() {
        about(
                Level.WARNING,
                "Telling nulls",
                column -> column.gain().ofMissing()
                        >= TELLING_NULLS * column.gain().labelEntropy(),
                "tells of the label by being null: ask how values come to be missing");
    }

    private void about(Level level, String title, Predicate<ColumnRow> rule, String text) {
        List<Link> links = columns.stream().filter(rule).map(Link::to).toList();
        if (!links.isEmpty()) {
            findings.add(Finding.of(level, title, links, text));
        }
    }

    /** What a rule forbids comes before what is only worth a look. */
    private void rules() {
        Map<String, String> places = new HashMap<>();
        drift.stream().limit(Page.MOST_DRIFT).forEach(row -> places.put(row.column(), "#d" + row.id()));
        driftGroups
                .fired()
                .forEach((rule, where) -> findings.add(Finding.ofAll(
                        Level.WARNING,
                        "Failed on " + rule,
                        where.stream()
                                .map(one -> new Link(one.text(), places.getOrDefault(one.column(), "#drift")))
                                .toList(),
                        "not allowed by drift.fail-on")));
        List<Link> groups = new ArrayList<>();
        driftGroups
                .ofOneSide()
                .forEach((group, status) -> groups.add(new Link(group.name() + " (" + status + ")", "#drift")));
        if (!groups.isEmpty()) {
            findings.add(Finding.of(Level.WARNING, "Group", groups, "could not be compared"));
        }
    }

    private void drift() {
        List<Link> drifted = drift.stream()
                .filter(DriftRow::isDrifted)
                .map(row -> new Link(row.column(), "#d" + row.id()))
                .toList();
        if (!drifted.isEmpty()) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "Drift",
                    drifted,
                    "differs from the reference by more than chance and by more than little"));
        }
        List<Link> schema = drift.stream()
                .filter(row -> !row.isCompared())
                .map(row -> new Link(row.column() + " (" + row.status() + ")", "#d" + row.id()))
                .toList();
        if (!schema.isEmpty()) {
            findings.add(Finding.of(Level.WARNING, "Schema", schema, "could not be compared with the reference"));
        }
        List<Link> nulls = drift.stream()
                .filter(row -> Math.abs(row.nullShareChange()) >= DriftRow.LITTLE && row.pValue() <= SURE)
                .map(row ->
                        new Link(row.column() + " (" + Figures.percent(row.nullShareChange()) + ")", "#d" + row.id()))
                .toList();
        if (!nulls.isEmpty()) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "Nulls changed",
                    nulls,
                    "has another share of missing values than in the reference"));
        }
        List<Link> most = drift.stream()
                .filter(row -> row.isCompared() && !row.isDrifted() && row.pValue() <= SURE)
                .map(row ->
                        new Link(row.column() + " (" + Figures.figure(row.js().divergence()) + ")", "#d" + row.id()))
                .toList();
        if (drift.stream().anyMatch(DriftRow::isCompared) && drifted.isEmpty()) {
            findings.add(
                    most.isEmpty()
                            ? Finding.of(
                                    Level.NOTE,
                                    "No drift",
                                    List.of(new Link("The comparison", "#drift")),
                                    "finds no column that differs by more than chance")
                            : Finding.of(
                                    Level.NOTE,
                                    "Little drift",
                                    most,
                                    "differs by more than chance, but by less than " + DriftRow.LITTLE + " bits"));
        }
    }

    private void models() {
        for (Losses ofModel : losses) {
            ofModel.unusedGroups(groups).ifPresent(findings::add);
            ofModel.overfit().ifPresent(findings::add);
        }
    }

    /** What a feature tells overall and within groups need not be alike: the groups may say it all, or hide it. */
    private void withinGroups() {
        for (List<String> grouping : groups.groupings()) {
            String by = String.join(", ", grouping);
            List<Link> explained = new ArrayList<>();
            List<Link> hidden = new ArrayList<>();
            for (ColumnRow column : columns) {
                double overall = column.gain().adjusted();
                GroupGains.Mean mean = groups.mean(column.name(), grouping);
                double within = mean.value();
                if (!column.gain().isKnown() || Double.isNaN(within) || grouping.contains(column.name())) {
                    continue;
                }
                double least = WORTH_A_LINE * column.gain().labelEntropy();
                boolean isLess = within < EXPLAINED * overall && within + ERRORS * mean.stdError() < overall;
                if (overall >= least && column.gain().qValue() <= SURE && isLess) {
                    explained.add(Link.to(column));
                } else if (within - ERRORS * mean.stdError() > HIDDEN * Math.max(overall, least)) {
                    hidden.add(Link.to(column));
                }
            }
            if (!explained.isEmpty()) {
                findings.add(Finding.of(
                        Level.NOTE,
                        "Explained by " + by,
                        explained,
                        "tells of the label over the whole table, but little or nothing within a group of the same "
                                + by));
            }
            if (!hidden.isEmpty()) {
                findings.add(Finding.of(
                        Level.NOTE,
                        "Hidden by " + by,
                        hidden,
                        "tells much more within groups of the same " + by + " than over the whole table"));
            }
        }
    }

    private void redundancy() {
        DatasetRows selection = run.overall("selection");
        Map<String, Link> refused = new LinkedHashMap<>();
        for (int row = 0; row < selection.size(); row++) {
            ColumnRow column = byName.get(selection.text(row, "feature"));
            String with = selection.text(row, "redundant_with");
            boolean told = column != null && column.gain().qValue() <= SURE;
            boolean isLittle = selection.number(row, "conditional_gain")
                    < EXPLAINED * selection.number(row, "relevance") * EXPLAINED;
            if (told && !selection.isTrue(row, "selected") && !with.isEmpty() && isLittle) {
                refused.put(column.name(), new Link(column.name() + " (" + with + ")", "#c" + column.id()));
            }
        }
        sameButForNames(selection, refused);
        if (!refused.isEmpty()) {
            findings.add(Finding.of(
                    Level.NOTE,
                    "Redundant",
                    List.copyOf(refused.values()),
                    "tells next to nothing that the feature in brackets does not tell"));
        }
    }

    /** Of two that are the same but for names the one that the selection took later, or refused, if nothing is said of it yet. */
    private void sameButForNames(DatasetRows selection, Map<String, Link> refused) {
        Map<String, Double> steps = new HashMap<>();
        for (int row = 0; row < selection.size(); row++) {
            steps.putIfAbsent(selection.text(row, "feature"), selection.number(row, "step"));
        }
        DatasetRows pairs = run.all("pairs");
        for (int row = 0; row < pairs.size(); row++) {
            String feature = pairs.text(row, "feature");
            String other = pairs.text(row, "other");
            boolean isOtherLater = steps.getOrDefault(other, 0.0) > steps.getOrDefault(feature, 0.0);
            String later = isOtherLater ? other : feature;
            if (pairs.number(row, "symmetric_uncertainty") >= SAME && byName.containsKey(later)) {
                refused.putIfAbsent(later, new Link(later + " (" + (isOtherLater ? feature : other) + ")", "#pairs"));
            }
        }
    }

    private void synergy() {
        DatasetRows rows = run.all("pairs");
        List<Synergy> pairs = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            ColumnRow feature = byName.get(rows.text(row, "feature"));
            ColumnRow other = byName.get(rows.text(row, "other"));
            if (feature != null && other != null) {
                pairs.add(new Synergy(
                        feature.name(),
                        other.name(),
                        feature.gain().adjusted(),
                        other.gain().adjusted(),
                        rows.number(row, "synergy"),
                        rows.number(row, "p_value")));
            }
        }
        if (!pairs.isEmpty()) {
            String unit = rows.text(0, "unit");
            Synergy.greatest(pairs, byName.get(pairs.get(0).feature()).gain().labelEntropy())
                    .ifPresent(pair -> findings.add(Finding.ofAll(
                            Level.NOTE,
                            "Together",
                            List.of(Link.to(byName.get(pair.other())), Link.to(byName.get(pair.feature()))),
                            pair.text(unit))));
        }
    }

    private void best() {
        List<Link> best = columns.stream()
                .filter(column -> column.gain().isKnown()
                        && column.gain().qValue() <= SURE
                        && column.gain().adjusted()
                                >= WORTH_A_LINE * column.gain().labelEntropy()
                        && !column.has("leak")
                        && !column.has("id-like"))
                .map(column -> new Link(
                        column.name() + " (" + Figures.figure(column.gain().gain()) + ")", "#c" + column.id()))
                .toList();
        if (!best.isEmpty()) {
            String text = best.size() == 1 ? "alone tells of the label" : "tell of the label, the first one most";
            findings.add(Finding.ofAll(Level.NOTE, "Tells most", best, text));
        } else if (columns.stream().anyMatch(column -> column.gain().isKnown())) {
            findings.add(Finding.ofAll(
                    Level.WARNING,
                    "Nothing tells",
                    List.of(new Link("The features", "#columns")),
                    "tell no more of the label than chance does, or a two-hundredth of its entropy"));
        }
    }
}
