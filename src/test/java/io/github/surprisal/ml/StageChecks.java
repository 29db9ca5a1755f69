package io.github.surprisal.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What Spark's own suites ask of every stage, and what Python needs of it. */
final class StageChecks {
    private final Dataset<Row> table;
    private final Path folder;

    StageChecks(Dataset<Row> table, Path folder) {
        this.table = table;
        this.folder = folder;
    }

    /**
     * Holds an estimator and its model to all of them.
     *
     * @param values by the name of the param: what Python sends, lists for arrays
     * @return the model
     */
    <M extends Model<M>> M hold(Estimator<M> estimator, Map<String, ?> values) throws Exception {
        paramsAreSetByName(estimator, values);
        paramsHaveGettersAndSetters(estimator);
        copiesKeepParamsAndUid(estimator);
        Estimator<M> loaded = saved(estimator);
        M model = estimator.fit(table);
        modelCarriesParams(estimator, model);
        copiesKeepParamsAndUid(model);
        schemaIsKnownBefore(estimator, model);
        M read = saved(model);
        sameRows(model, read);
        sameRows(model, putAside(model));
        sameRows(model, loaded.fit(table));
        inPipelines(estimator, model);
        return model;
    }

    /** As PySpark's wrappers do it: {@code set(getParam(name).w(value))}. */
    private static void paramsAreSetByName(Params stage, Map<String, ?> values) throws Exception {
        for (Map.Entry<String, ?> value : values.entrySet()) {
            Param<?> param = stage.getParam(value.getKey());
            Object sent = value.getValue();
            List<Method> ways = Arrays.stream(param.getClass().getMethods())
                    .filter(method -> method.getName().equals("w") && takes(method.getParameterTypes()[0], sent))
                    .toList();
            assertThat(ways).as(value.getKey()).isNotEmpty();
            Method set = Arrays.stream(stage.getClass().getMethods())
                    .filter(method -> method.getName().equals("set")
                            && Arrays.equals(method.getParameterTypes(), new Class<?>[] {ParamPair.class}))
                    .findFirst()
                    .orElseThrow();
            set.invoke(stage, ways.get(0).invoke(param, sent));
            assertThat(stage.isSet(param)).isTrue();
        }
    }

    private static boolean takes(Class<?> type, Object value) {
        return value instanceof List
                ? type == List.class
                : type == Object.class
                        || type.isInstance(value)
                        || (value instanceof Double && type == double.class)
                        || (value instanceof Integer && type == int.class)
                        || (value instanceof Long && type == long.class)
                        || (value instanceof Boolean && type == boolean.class);
    }

    private static void paramsHaveGettersAndSetters(Params stage) {
        List<String> methods = Arrays.stream(stage.getClass().getMethods())
                .map(Method::getName)
                .toList();
        for (Param<?> param : stage.params()) {
            String name = param.name().substring(0, 1).toUpperCase(Locale.ROOT)
                    + param.name().substring(1);
            assertThat(methods).as(stage.getClass().getSimpleName()).contains("get" + name, "set" + name);
            assertThat(stage.explainParam(param)).startsWith(param.name() + ": ");
        }
    }

    private static void copiesKeepParamsAndUid(PipelineStage stage) {
        Params copy = stage.copy(ParamMap.empty());
        assertThat(copy.uid()).isEqualTo(stage.uid());
        assertThat(params(copy)).isEqualTo(params(stage));
        assertThat(copy).isNotSameAs(stage);
    }

    /** Every param with its value, be it the default. */
    private static Map<String, String> params(Params stage) {
        Map<String, String> params = new TreeMap<>();
        for (Param<?> param : stage.params()) {
            if (stage.isDefined(param)) {
                params.put(param.name(), json(stage, param));
            }
        }
        return params;
    }

    private static <T> String json(Params stage, Param<T> param) {
        return param.jsonEncode(stage.getOrDefault(param));
    }

    /** Saved and loaded, with the same params. */
    @SuppressWarnings("unchecked")
    private <S extends PipelineStage> S saved(S stage) throws Exception {
        String path =
                folder.resolve("saved-" + stage.getClass().getSimpleName()).toString();
        ((MLWritable) stage).write().overwrite().save(path);
        S loaded = (S) stage.getClass().getMethod("load", String.class).invoke(null, path);
        assertThat(loaded.uid()).isEqualTo(stage.uid());
        assertThat(params(loaded)).isEqualTo(params(stage));
        return loaded;
    }

    /** As a Spark Connect server does it from 4.1 on. */
    @SuppressWarnings("unchecked")
    private <M extends Model<M>> M putAside(M model) throws Exception {
        String path = folder.resolve("aside-" + model.uid()).toString();
        call(((MLWritable) model).write(), "saveToLocal", path);
        M back = (M) call(model.getClass().getMethod("read").invoke(null), "loadFromLocal", path);
        assertThat(back.uid()).isEqualTo(model.uid());
        assertThat(params(back)).isEqualTo(params(model));
        for (Param<?> param : model.params()) {
            assertThat(back.isSet(param)).as(param.name()).isEqualTo(model.isSet(param));
        }
        return back;
    }

    private static Object call(Object on, String name, String path) throws Exception {
        Method method = on.getClass().getMethod(name, String.class);
        method.setAccessible(true);
        return method.invoke(on, path);
    }

    private static void modelCarriesParams(Params estimator, Model<?> model) {
        assertThat(model.uid()).isEqualTo(estimator.uid());
        assertThat(model.parent()).isSameAs(estimator);
        assertThat(params(model)).containsAllEntriesOf(params(estimator));
    }

    private void schemaIsKnownBefore(PipelineStage estimator, Model<?> model) {
        // Metadata and all; what Spark's own stages compute is never NULL, and they do not say so.
        StructType schema = model.transform(table).schema().asNullable();
        assertThat(model.transformSchema(table.schema()).asNullable()).isEqualTo(schema);
        if (!model.getClass().getSimpleName().startsWith("InformationGainSelector")) {
            assertThat(types(estimator.transformSchema(table.schema()))).isEqualTo(types(schema));
        }
        String[] added = Stream.of(schema.fieldNames())
                .filter(name -> !List.of(table.columns()).contains(name))
                .toArray(String[]::new);
        for (String name : added) {
            StructType taken = table.schema().add(name.toUpperCase(Locale.ROOT), "string");
            for (PipelineStage stage : List.of(estimator, model)) {
                assertThatThrownBy(() -> stage.transformSchema(taken))
                        .as(name)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(name);
            }
        }
        for (String name : table.columns()) {
            StructType without = new StructType(Arrays.stream(table.schema().fields())
                    .filter(field -> !field.name().equals(name))
                    .toArray(StructField[]::new));
            assertThatThrownBy(() -> estimator.transformSchema(without))
                    .as("without " + name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
        }
    }

    private static List<String> types(StructType schema) {
        return Arrays.stream(schema.fields())
                .map(field -> field.name() + " " + field.dataType().simpleString())
                .sorted()
                .toList();
    }

    private void sameRows(Model<?> one, Model<?> other) {
        assertThat(other.transform(table).collectAsList())
                .isNotEmpty()
                .isEqualTo(one.transform(table).collectAsList());
    }

    private void inPipelines(Estimator<?> estimator, Model<?> model) throws Exception {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {estimator});
        List<String> paths = new ArrayList<>();
        for (String name : List.of("pipeline", "pipeline-model")) {
            paths.add(folder.resolve(name).toString());
        }
        pipeline.write().overwrite().save(paths.get(0));
        PipelineModel fitted = Pipeline.load(paths.get(0)).fit(table);
        fitted.write().overwrite().save(paths.get(1));
        sameRows(model, (Model<?>) PipelineModel.load(paths.get(1)).stages()[0]);
    }
}
