package io.github.surprisal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.Findings;
import io.github.surprisal.Samples;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.Surprisal;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class KeptFindingsTest {
    private final SparkSession spark = SparkExtension.session();

    @TempDir
    private Path folder;

    private static boolean hasRun;

    /** What runs code when it is read. */
    private static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused") // Java's serialisation calls it
        private void readObject(ObjectInputStream in) {
            hasRun = true;
        }
    }

    @Test
    void findingsThatWerePutAsideAreTheSame() throws IOException {
        Dataset<Row> people = Samples.table(spark, Samples.people(200, 2, 8), 2);
        Findings found = Surprisal.on(spark)
                .options(Map.of("train.models", List.of("tree", "network"), "train.max-iter", 3, "select.stop", "k"))
                .train(people, "label-1");
        KeptFindings kept = KeptFindings.of(found);
        kept.write(folder.toString());
        KeptFindings back = KeptFindings.read(folder.toString());
        assertThat(found.datasets()).hasSizeGreaterThan(5);
        for (String name : found.datasets()) {
            Dataset<Row> expected = found.dataset(name);
            assertThat(back.schema(name)).as(name).isEqualTo(expected.schema());
            assertThat(back.frame(spark, name).collectAsList()).as(name).isEqualTo(expected.collectAsList());
        }
        assertThat(back.frame(spark, "summary").first().getString(0)).isEqualTo(found.summary());
        assertThat(back.models()).containsOnlyKeys("tree", "network");
        back.models()
                .forEach((name, model) -> assertThat(model.transform(people).collectAsList())
                        .as(name)
                        .isEqualTo(found.models().get(name).transform(people).collectAsList()));
    }

    /** Of every type that a dataset may have. */
    @Test
    void rowsOfAnyTypeArePutAside() throws IOException {
        Dataset<Row> rows =
                spark.sql("select * from values (1L, 'a', date'2024-02-29', timestamp'2024-02-29 12:30:00.000001',"
                        + " 1.5bd, x'00ff', array('x', null), map('k', 1.0d), named_struct('a', 1, 'b', array(named_struct('c', 2)))),"
                        + " (null, null, null, null, null, null, null, null, null)");
        LinkedHashMap<String, KeptFindings.Table> tables = new LinkedHashMap<>();
        tables.put("some", KeptFindings.Table.of(rows));
        tables.put("models", KeptFindings.Table.of("models", List.of()));
        new KeptFindings(tables, Map.of()).write(folder.toString());
        Dataset<Row> back = KeptFindings.read(folder.toString()).frame(spark, "some");
        assertThat(back.schema()).isEqualTo(rows.schema());
        assertThat(back.selectExpr("to_json(struct(*))").collectAsList())
                .isEqualTo(rows.selectExpr("to_json(struct(*))").collectAsList());
    }

    @Test
    void nothingButValuesIsTakenBack() throws IOException {
        ArrayList<Object[]> rows = new ArrayList<>();
        rows.add(new Object[] {new Gadget()});
        LinkedHashMap<String, KeptFindings.Table> tables = new LinkedHashMap<>();
        tables.put("some", new KeptFindings.Table("{}", rows));
        for (Serializable bad : List.of(tables, new Gadget())) {
            try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(folder.resolve("tables")))) {
                out.writeObject(bad);
            }
            assertThatThrownBy(() -> KeptFindings.read(folder.toString()))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessage("filter status: REJECTED");
            assertThat(hasRun).isFalse();
        }
    }

    @Test
    void noClassButThoseOfModelsIsCalled() throws IOException {
        LinkedHashMap<String, KeptFindings.Table> tables = new LinkedHashMap<>();
        tables.put("models", KeptFindings.Table.of("models", List.of("tree")));
        new KeptFindings(tables, Map.of()).write(folder.toString());
        Path own = Files.createDirectories(folder.resolve("models/tree"));
        for (String type : List.of("org.apache.spark.ml.PipelineModel", "io.github.surprisal.ml.Pipelines")) {
            Files.writeString(own.resolve("class"), type);
            assertThatThrownBy(() -> KeptFindings.read(folder.toString()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Cannot take back the model in " + own
                            + ": expected a model of io.github.surprisal.ml, found " + type);
        }
    }
}
