package io.github.surprisal.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.SelectConfig.Stop;
import io.github.surprisal.select.criterion.Criterion;
import io.github.surprisal.select.criterion.PairTerms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Selections on real tables against an independent implementation (numpy, brute force over pair tables). At a tie both take the
 * first column, so orders agree throughout.
 */
class GoldenSelectionTest {
    private static final String DATA = System.getenv("SURPRISAL_DATA");

    @BeforeAll
    static void needsData() {
        if (DATA == null) {
            String message = "Skipped: SURPRISAL_DATA does not name the directory of the real data sets";
            System.err.println("GoldenSelectionTest: " + message);
            assumeTrue(false, message);
        }
    }

    private static JsonNode golden(String name) throws IOException {
        return new ObjectMapper().readTree(Path.of(DATA, "selection", name).toFile());
    }

    private static List<String> features(JsonNode golden) {
        List<String> names = new ArrayList<>();
        golden.get("relevance").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static CodedTable table(String name, JsonNode golden) {
        return switch (name) {
            case "weather" -> CodedTable.read(Path.of(DATA, "weka/weather.nominal.arff"), ",", "play", List.of());
            case "vote" -> CodedTable.read(Path.of(DATA, "weka/vote.arff"), ",", "Class", List.of());
            case "soybean" -> CodedTable.read(Path.of(DATA, "weka/soybean.arff"), ",", "class", List.of());
            case "letter" ->
                CodedTable.read(
                        Path.of(DATA, "letter/letter.arff"),
                        ",",
                        golden.get("label").asText(),
                        List.of());
            case "connect-4" -> CodedTable.read(Path.of(DATA, "connect-4/connect_4.tsv.gz"), "\t", "target", List.of());
            case "lung" -> CodedTable.read(Path.of(DATA, "mrmr-microarray/test_lung_s3.csv"), ",", "class", List.of());
            case "colon" ->
                CodedTable.read(Path.of(DATA, "mrmr-microarray/test_colon_s3.csv"), ",", "class", List.of());
            case "mushroom" -> {
                List<String> names = new ArrayList<>(List.of("class"));
                names.addAll(features(golden));
                yield CodedTable.read(Path.of(DATA, "mushroom/agaricus-lepiota.data"), ",", names, "class", List.of());
            }
            case "adult" ->
                CodedTable.read(
                        Path.of(DATA, "adult/adult.data"),
                        ",",
                        List.of(("age,workclass,fnlwgt,education,education-num,marital-status,occupation,relationship,"
                                        + "race,sex,capital-gain,capital-loss,hours-per-week,native-country,income")
                                .split(",")),
                        "income",
                        features(golden));
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** A selection on a table in memory, in bits. */
    static Search search(CodedTable table, SelectConfig config) {
        PairSource source = table.source(
                config.adjusted() || config.tests(), config.criterion().needsRedundancy());
        PairTerms[][] alone = new PairTerms[table.names().size()][];
        Arrays.setAll(alone, x -> source.terms(List.of(new PairSource.Ask(0, List.of(List.of()), List.of(x))))
                .get(0)[0]);
        List<Candidate.Alone> features = IntStream.range(0, alone.length)
                .mapToObj(x -> Selector.alone(table.names().get(x), alone[x][0].in(Unit.BITS), table.sizes()[x] == 1))
                .toList();
        PairTerms any = alone[0][0].in(Unit.BITS);
        Search search = new Search(
                0, config, Unit.BITS, true, any.jointEntropy() - any.featureEntropy() + any.gain(), features);
        Selector.run(List.of(search), source, 3);
        return search;
    }

    private static Criterion criterion(String golden) {
        String label = golden.equals("cfs_forward") ? "cfs" : golden.replace('_', '-');
        return Arrays.stream(Criterion.values())
                .filter(c -> c.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(List<Candidate> candidates) {
        return candidates.stream()
                .filter(x -> x.fate() == Candidate.Fate.SELECTED)
                .map(x -> x.alone().feature())
                .toList();
    }

    private static List<String> names(JsonNode steps) {
        List<String> names = new ArrayList<>();
        steps.forEach(step -> names.add(step.get("feature").asText()));
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"weather", "vote", "soybean", "mushroom", "adult", "connect-4", "letter", "lung", "colon"})
    void publishedScoresAndOrders(String name) throws IOException {
        JsonNode golden = golden(name + ".oracle.json");
        CodedTable table = table(name, golden);
        SoftAssertions softly = new SoftAssertions();
        golden.get("criteria").fieldNames().forEachRemaining(of -> {
            if (of.endsWith("_stop") || of.equals("mifs_0.5")) {
                return;
            }
            JsonNode steps = golden.get("criteria").get(of);
            JsonNode expected = of.equals("fcbf") ? steps.get("kept") : steps;
            boolean stops = List.of("cmi", "fcbf", "cfs_forward").contains(of);
            int k = stops && expected.size() < 20 ? table.names().size() : expected.size();
            Search search = search(table, SelectConfig.of(criterion(of), k, Stop.K, false));
            List<Candidate> outcome = search.outcome();
            softly.assertThat(names(outcome)).as(name + ' ' + of).isEqualTo(names(expected));
            for (int step = 0; step < expected.size(); step++) {
                Selection.Figures figures = search.figures(outcome.get(step), Double.NaN);
                softly.assertThat(figures.score())
                        .as(name + ' ' + of + " step " + (step + 1))
                        .isEqualTo(expected.get(step).get("score").asDouble(), within(1e-9));
                softly.assertThat(figures.relevance())
                        .isEqualTo(expected.get(step).path("relevance").asDouble(figures.relevance()), within(1e-12));
            }
            if (of.equals("fcbf")) {
                steps.get("removed").forEach(removed -> {
                    Candidate candidate = outcome.stream()
                            .filter(x -> x.alone()
                                    .feature()
                                    .equals(removed.get("feature").asText()))
                            .findFirst()
                            .orElseThrow();
                    softly.assertThat(candidate.redundantWith())
                            .as(name + " removed " + candidate.alone().feature())
                            .isEqualTo(removed.get("by").asText());
                });
            }
        });
        softly.assertAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"weather", "vote", "soybean", "mushroom", "adult", "connect-4", "letter"})
    void pairTerms(String name) throws IOException {
        JsonNode golden = golden(name + ".oracle.json");
        CodedTable table = table(name, golden);
        PairCounts.Rules rules = new PairCounts.Rules(false, PairCounts.Redundancy.PLAIN, Estimator.PLUG_IN);
        SoftAssertions softly = new SoftAssertions();
        for (JsonNode pair : golden.get("pairs")) {
            int x = table.names().indexOf(pair.get("x").asText());
            int z = table.names().indexOf(pair.get("z").asText());
            PairTerms terms = table.counts(x, List.of(z)).terms(rules).in(Unit.BITS);
            assertTerm(softly, pair, "I_xz", terms.information());
            assertTerm(softly, pair, "I_xz_given_y", terms.conditionalInformation());
            assertTerm(softly, pair, "I_xy_given_z", terms.conditionalGain());
            assertTerm(softly, pair, "I_joint", terms.jointGain());
            assertTerm(softly, pair, "H_joint3", terms.jointEntropy());
            assertTerm(softly, pair, "su_xz", terms.symmetricUncertainty());
        }
        softly.assertAll();
    }

    private static void assertTerm(SoftAssertions softly, JsonNode pair, String term, double value) {
        softly.assertThat(value)
                .as(pair.get("x").asText() + ", " + pair.get("z").asText() + ": " + term)
                .isEqualTo(pair.get(term).asDouble(), within(1e-12));
    }

    private static void assertStop(String name, CodedTable table, JsonNode golden, Criterion criterion, int k) {
        JsonNode steps = golden.get("steps");
        Search search = search(table, SelectConfig.of(criterion, k, Stop.TEST, true));
        List<Candidate> outcome = search.outcome();
        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(names(outcome)).as(name).isEqualTo(names(steps));
        for (int step = 0; step < Math.min(steps.size(), outcome.size()); step++) {
            JsonNode expected = steps.get(step);
            Selection.Figures figures = search.figures(outcome.get(step), Double.NaN);
            String at = name + " step " + (step + 1);
            softly.assertThat(figures.score())
                    .as(at)
                    .isEqualTo(expected.get("score").asDouble(), within(1e-9));
            softly.assertThat(figures.adjustedScore()).isEqualTo(figures.score());
            double p = expected.get("p_value").asDouble();
            softly.assertThat(figures.pValue()).as(at + " p").isEqualTo(p, within(1e-6 * p + 1e-300));
            double q = expected.get("q_value").asDouble();
            softly.assertThat(figures.qValue()).as(at + " q").isEqualTo(q, within(1e-6 * q + 1e-300));
        }
        softly.assertAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"weather", "vote", "soybean", "mushroom", "adult", "connect-4", "lung", "colon"})
    void whatTheStopPicks(String name) throws IOException {
        JsonNode golden = golden(name + ".oracle.json");
        CodedTable table = table(name, golden);
        int k = List.of("connect-4", "soybean").contains(name)
                ? 20
                : table.names().size();
        JsonNode criteria = golden.get("criteria");
        assertStop(name + " jmi", table, criteria.get("jmi_adjusted_stop"), Criterion.JMI, k);
        assertStop(name + " cmim", table, criteria.get("cmim_adjusted_stop"), Criterion.CMIM, k);
    }

    /** Causes alone, no copy, no noise, and no word of how many. */
    @Test
    void plantedCauses() throws IOException {
        JsonNode golden = golden("planted.json");
        CodedTable table = CodedTable.read(Path.of(DATA, "selection/planted.csv.gz"), ",", "y", List.of());
        assertStop("planted jmi", table, golden.get("jmi_adjusted_stop"), Criterion.JMI, 47);
        assertStop("planted cmim", table, golden.get("cmim_adjusted_stop"), Criterion.CMIM, 47);
        List<String> taken = names(search(table, SelectConfig.of(Criterion.JMI, 47, Stop.TEST, true))
                .outcome());
        assertThat(taken).isNotEmpty().allSatisfy(feature -> assertThat(
                        golden.get("kinds").get(feature).asText())
                .startsWith("cause"));
        for (String criterion : List.of("jmi", "cmim", "mrmr")) {
            JsonNode steps = golden.get(criterion + "_plugin");
            assertThat(names(search(table, SelectConfig.of(criterion(criterion), steps.size(), Stop.K, false))
                            .outcome()))
                    .as(criterion)
                    .isEqualTo(names(steps));
        }
    }
}
