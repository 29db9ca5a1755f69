package io.github.surprisal;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.count.JointSpectrum;
import io.github.surprisal.count.SavedCounts;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Nearest;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the picture in the root package's documentation. */
class ArchitectureTest {
    private static final String ROOT = "io.github.surprisal.";

    /** From below and left to right. Drift takes counts and measures; metric and report see everything before them. */
    private static final List<String> ROOMS = List.of(
            "math",
            "spark",
            "table",
            "scan",
            "ids",
            "count",
            "measure",
            "drift",
            "encode",
            "select",
            "train",
            "evaluate",
            "metric",
            "report");

    private static final List<String> DOORS = List.of("job", "cli", "ml", "sql", "connect");

    /** Rooms within rooms, of each room around from below and left to right. */
    private static final List<List<String>> WITHIN = List.of(
            List.of("table.files", "table.csv"),
            List.of("scan.parquet"),
            List.of("count.wire", "count.tally", "count.reduce", "count.store"),
            List.of("train.trees.sums", "train.trees.grow"),
            List.of("metric.store"),
            List.of("job.texts"),
            List.of("cli.config", "cli.keys"));

    /** What counting gives, and what is asked of it: all that those within count who make it may know of the room around. */
    private static final DescribedPredicate<JavaClass> COUNTED =
            describe("are counts or their config, or arrays of these", one -> belongToAnyOf(
                            Counts.class,
                            ColumnCounts.class,
                            ColumnGroup.class,
                            Categories.class,
                            ContingencyTable.class,
                            Spectrum.class,
                            JointSpectrum.class,
                            Group.class,
                            CountConfig.class,
                            SavedCounts.class)
                    .test(one.getBaseComponentType()));

    /** What is asked of a table, how names are written, and the mistakes that users are told. */
    private static final DescribedPredicate<JavaClass> ASKED =
            describe("are what is asked of a table, names or mistakes", one -> belongToAnyOf(
                            TableConfig.class,
                            TableConfig.ColumnConfig.class,
                            Source.class,
                            Source.Files.class,
                            Names.class,
                            Nearest.class,
                            UserException.class)
                    .test(one.getBaseComponentType()));

    /** What those inside may know of the room around: of the others that is nothing. */
    private static final Map<String, DescribedPredicate<JavaClass>> KNOWN =
            Map.of("table.files", ASKED, "table.csv", ASKED, "count.reduce", COUNTED);

    private static final JavaClasses CLASSES = new ClassFileImporter()
            // Also a profile's, in a folder of its own, which ArchUnit's own option does not know.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.github.surprisal");

    @Test
    void roomsImportToTheLeftOnly() {
        for (int i = 0; i < ROOMS.size(); i++) {
            String[] right = ROOMS.subList(i + 1, ROOMS.size()).stream()
                    .map(room -> ROOT + room + "..")
                    .toArray(String[]::new);
            if (right.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ROOMS.get(i) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(right)
                        .allowEmptyShould(true)
                        .check(CLASSES);
            }
        }
    }

    /** What is inside is for the room around it alone, and does not know it. */
    @Test
    void insideIsForTheRoomAroundAlone() {
        for (String inside : WITHIN.stream().flatMap(List::stream).toList()) {
            String around = inside.substring(0, inside.lastIndexOf('.'));
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + around + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + inside + "..")
                    .check(CLASSES);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + inside + "..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT + around).and(not(KNOWN.getOrDefault(inside, alwaysFalse()))))
                    .check(CLASSES);
        }
    }

    /** Partial counts, say, go from the tables of a task as bytes to the reducers; what is saved is what these have. */
    @Test
    void roomsWithinRoomsImportToTheLeftOnly() {
        for (List<String> within : WITHIN) {
            for (int i = 0; i + 1 < within.size(); i++) {
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + within.get(i))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(within.subList(i + 1, within.size()).stream()
                                .map(room -> ROOT + room)
                                .toArray(String[]::new))
                        .check(CLASSES);
            }
        }
    }

    /** What reducers make is known to them, and knows nothing of how it is made: so there is no circle between the two. */
    @Test
    void countsKnowNothingOfCounting() {
        noClasses()
                .that(COUNTED)
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT + "count..").and(not(COUNTED)))
                .check(CLASSES);
    }

    /** What is asked is known to them, and knows nothing of how it is done. */
    @Test
    void whatIsAskedKnowsNothingOfReading() {
        noClasses()
                .that(ASKED)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "table..").and(not(ASKED)))
                .check(CLASSES);
    }

    @Test
    void noFilesOfCountKnowEachOther() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass one) {
                        String file = one.getName().replaceFirst("\\$.*", "");
                        return file.startsWith(ROOT + "count.") ? SliceIdentifier.of(file) : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "files of count";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** Learners share what the room around them holds, and know nothing of each other. */
    @Test
    void learnersAreForTheTrainRoomAlone() {
        for (String learner : List.of("train.linear", "train.network", "train.trees")) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + learner + "..")
                    .and()
                    .resideOutsideOfPackage(ROOT + "train")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + learner + "..")
                    .check(CLASSES);
        }
    }

    @Test
    void noRoomImportsADoor() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOMS.stream().map(room -> ROOT + room + "..").toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        DOORS.stream().map(door -> ROOT + door + "..").toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void doorsOpenInward() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy(ROOT + "cli..")
                .layer("job")
                .definedBy(ROOT + "job..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("job")
                .mayOnlyBeAccessedByLayers("cli")
                .check(CLASSES);
    }

    /** What programs start from stands before all doors: nothing starts from it but the stage that clients without a JVM use. */
    @Test
    void nothingImportsTheFront() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "*..")
                .and()
                .resideOutsideOfPackage(ROOT + "connect")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.surprisal", ROOT + "connect")
                .check(CLASSES);
    }

    @Test
    void theConsoleKnowsNothingAndIsTheDoors() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "console..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", ROOT + "console..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOMS.stream().map(room -> ROOT + room + "..").toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "console..")
                .check(CLASSES);
    }

    @Test
    void mathematicsImportsNoEngine() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "math..", ROOT + "measure..", ROOT + "select.criterion..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .check(CLASSES);
    }

    /**
     * What the Java language lets differ by an ulp from machine to machine, and from interpreter to compiler, would end the
     * promise that the same rows give the same bits. {@code math.Elementary} has what is needed in + − × ÷ alone.
     */
    @Test
    void transcendentalFunctionsAreOurOwn() {
        noClasses()
                .should()
                .accessTargetWhere(target(owner(assignableTo(Math.class)))
                        .and(target(nameMatching(
                                "exp|expm1|log|log10|log1p|pow|cbrt|hypot|a?sin|a?cos|a?tan|atan2|sinh|cosh|tanh"))))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(StrictMath.class)
                .because("the same rows give the same bits on every machine: use math.Elementary")
                .check(CLASSES);
    }

    @Test
    void librariesStayBehindOneDoor() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "com.typesafe.config..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "ml..", ROOT + "connect")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.spark.ml.param.Params")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cli..")
                .should()
                .callMethod(org.apache.spark.sql.SparkSession.Builder.class, "getOrCreate")
                .check(CLASSES);
    }

    /** The next Spark that moves its classes breaks one file. */
    @Test
    void sparksClassicSessionsHaveOneHome() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "spark.Classic")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark.sql.classic..")
                .check(CLASSES);
    }

    /** What is on the page can be read from the datasets by anybody. */
    @Test
    void theReportReadsDatasetsAlone() {
        String[] others = ROOMS.stream()
                .filter(room -> !List.of("metric", "report").contains(room))
                .map(room -> ROOT + room + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    @Test
    void everyPackageIsDescribed() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java/io/github/surprisal"))) {
            assertThat(folders.filter(Files::isDirectory))
                    .allSatisfy(folder ->
                            assertThat(folder.resolve("package-info.java")).exists());
        }
    }

    /** What is longer does more than one thing; no room is over a quarter of the code. */
    @Test
    void filesAndRoomsStaySmall() throws IOException {
        Map<String, Long> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/github/surprisal"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                long length = Files.readAllLines(file).size();
                assertThat(length).as(file.toString()).isLessThanOrEqualTo(400);
                Path room = file.subpath(6, file.getNameCount());
                lines.merge(room.getName(0).toString(), length, Long::sum);
            }
        }
        long all = lines.values().stream().mapToLong(Long::longValue).sum();
        assertThat(lines)
                .allSatisfy((room, length) -> assertThat(length).as(room).isLessThanOrEqualTo(all / 4));
    }
}
