package io.github.surprisal.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.connect.JobStage;
import io.github.surprisal.connect.JobStageModel;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.junit.jupiter.api.Test;

/** Spark Connect's server finds stages by the service loader, makes estimators from a uid and loads what was saved. */
class ServicesTest {
    private static <T extends PipelineStage> List<? extends PipelineStage> ours(Class<T> service) {
        return ServiceLoader.load(service).stream()
                .filter(provider -> provider.type().getName().startsWith("io.github.surprisal."))
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    @Test
    void everyStageIsAServiceThatConnectCanMakeAndLoad() throws Exception {
        assertThat(ours(Estimator.class))
                .hasExactlyElementsOfTypes(
                        JobStage.class,
                        AdaBoost.class,
                        BoostedTrees.class,
                        EntropyTree.class,
                        HiddenLayer.class,
                        InformationGainSelector.class,
                        MdlpDiscretizer.class,
                        SoftmaxRegression.class)
                .allSatisfy(ServicesTest::isMadeAndLoadedByName);
        assertThat(ours(Transformer.class))
                .hasExactlyElementsOfTypes(
                        JobStageModel.class,
                        HiddenLayerModel.class,
                        InformationGainSelectorModel.class,
                        MdlpDiscretizerModel.class,
                        SoftmaxRegressionModel.class,
                        TreesModel.class)
                .allSatisfy(ServicesTest::isMadeAndLoadedByName);
    }

    private static void isMadeAndLoadedByName(PipelineStage stage) throws Exception {
        assertThat(stage.uid()).isNotEmpty();
        assertThat(stage.getClass()
                        .getConstructor(String.class)
                        .newInstance("a uid")
                        .uid())
                .isEqualTo("a uid");
        assertThat(Modifier.isStatic(
                        stage.getClass().getMethod("load", String.class).getModifiers()))
                .isTrue();
    }
}
