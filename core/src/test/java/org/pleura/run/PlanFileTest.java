package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {

  @Test
  void aChangedPlanSaysWhatWasChanged() throws IOException {
    assertThat(PlanFile.words(Plan.standard())).isEqualTo("default");
    assertThat(PlanFile.words(PlanFile.with(Plan.standard(), List.of("seed=7"))))
        .isEqualTo("default");
    assertThat(
            PlanFile.words(
                PlanFile.with(
                    Plan.lesson(), List.of("training.epochs=2", "network.dropout=0.4", "seed=7"))))
        .isEqualTo("lesson, changed: dropout 0.4, epochs 2");
    // A plan of another name is not that of anybody else, changed.
    assertThat(PlanFile.words(PlanFile.with(Plan.lesson(), List.of("name=mine"))))
        .isEqualTo("mine");
    Plan much =
        PlanFile.with(
            Plan.lesson(),
            List.of(
                "preparation.height=128",
                "preparation.width=128",
                "split=stratified",
                "network.dropout=0.4",
                "training.epochs=2",
                "training.batchSize=8",
                "training.patience=3",
                "explanation.images=0"));
    // Eight changes: the first three of the file's order, in which the split comes after the
    // image's size.
    assertThat(PlanFile.words(much))
        .isEqualTo("lesson, changed: height 128, width 128, split stratified and 5 more");
  }

  @Test
  void theRunsOfAChangedPlanAreCalledChanged() throws IOException {
    assertThat(PlanFile.runName(Plan.standard())).isEqualTo("default");
    assertThat(PlanFile.runName(PlanFile.with(Plan.standard(), List.of("seed=7"))))
        .isEqualTo("default");
    Plan changed = PlanFile.with(Plan.standard(), List.of("training.epochs=2"));
    assertThat(PlanFile.runName(changed)).isEqualTo("default-changed");
    // By its name it is still known from what it was changed.
    assertThat(changed.name()).isEqualTo("default");
    assertThat(PlanFile.runName(PlanFile.with(changed, List.of("name=short")))).isEqualTo("short");
  }

  @TempDir private Path folder;

  private Path file(String json) throws IOException {
    return Files.writeString(folder.resolve("my.json"), json);
  }

  @Test
  void aPlanComesBackAsItWasWritten() throws IOException {
    Path file = folder.resolve("plan.json");
    PlanFile.write(file, Plan.lesson().withSeed(7));
    assertThat(PlanFile.read(file)).isEqualTo(Plan.lesson().withSeed(7));
  }

  @Test
  void whatAFileLeavesOutIsAsInTheLesson() throws IOException {
    Plan plan =
        PlanFile.read(file("{\"training\": {\"epochs\": 3}, \"network\": {\"dense\": [16]}}"));
    assertThat(plan.training().epochs()).isEqualTo(3);
    assertThat(plan.training().batchSize()).isEqualTo(Plan.lesson().training().batchSize());
    ConvolutionalNetwork network = (ConvolutionalNetwork) plan.network();
    assertThat(network.dense()).containsExactly(16);
    assertThat(network.dropout()).isEqualTo(0.6);
  }

  @Test
  void aNetworkOfAnotherKindIsAsInTheDefaultPlanWhereTheFileSaysNothing() throws IOException {
    Plan plan = PlanFile.read(file("{\"network\": {\"kind\": \"residual\", \"dropout\": 0.5}}"));
    ResidualNetwork usual = (ResidualNetwork) Plan.standard().network();
    assertThat(plan.network())
        .isEqualTo(
            new ResidualNetwork(
                usual.filters(), usual.stemSize(), usual.stemStrides(), usual.towers(), 0.5));
    assertThat(PlanFile.with(Plan.standard(), List.of("network.kind=convolutional")).network())
        .isEqualTo(Plan.lesson().network());
    assertThatThrownBy(() -> PlanFile.read(file("{\"network\": {\"kind\": \"magic\"}}")))
        .hasMessageContaining(
            "'network.kind' must be convolutional or residual, but it is \"magic\"");
  }

  @Test
  void theDefaultPlanComesBackAsItWasWritten() throws IOException {
    Path file = folder.resolve("plan.json");
    PlanFile.write(file, Plan.standard());
    assertThat(PlanFile.read(file)).isEqualTo(Plan.standard());
    assertThat(PlanFile.named("default")).isEqualTo(Plan.standard());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"epochs\": 3}| 'epochs' is not a key of a plan; there are name, seed, positiveClass,",
        "{\"training\": {\"epohcs\": 3}}"
            + "| 'training.epohcs' is not a key of a plan; under 'training.' there are epochs,",
        "{\"training\": 3}| 'training' must be an object, { ... }, but it is 3.",
        "{\"training\": {\"epochs\": 0}}| epochs must be 1 or more, but it is 0.",
        "{\"training\": {\"epochs\": 2.5}}| 'training.epochs' must be a whole number, at most"
            + " 2147483647, but it is 2.5.",
        "{\"training\": {\"epochs\": null}}| 'training.epochs' must be a whole number, at most"
            + " 2147483647, but it is null.",
        "{\"training\": {\"epochs\": \"3\"}}| 'training.epochs' must be a whole number, at most"
            + " 2147483647, but it is \"3\".",
        "{\"training\": {\"patience\": 99999999999}}| 'training.patience' must be a whole number,"
            + " at most 2147483647, but it is 99999999999.",
        "{\"training\": {\"learningRate\": true}}| 'training.learningRate' must be a number, but it"
            + " is true.",
        "{\"augmentation\": {\"horizontalFlip\": 1}}| 'augmentation.horizontalFlip' must be true or"
            + " false, but it is 1.",
        "{\"seed\": \"x\"}| 'seed' must be a whole number, but it is \"x\".",
        "{\"network\": {\"dense\": 3}}| 'network.dense' must be a list, [ ... ], but it is 3.",
        "{\"training\": {\"averagedEpochs\": 3, \"patience\": 2}}| averagedEpochs are the last of"
            + " all epochs, so patience",
        "{\"training\": {\"labelSmoothing\": 1}}| labelSmoothing must be 0 or more and below 1, but"
            + " it is 1",
        "{\"training\": {\"weightDecay\": -1}}| weightDecay must be 0 or more, but it is -1",
        "{\"training\": {\"schedule\": \"steps\"}}| 'training.schedule' must be constant or cosine,"
            + " but it is \"steps\".",
        "{\"training\": {\"learningRate\": 0}}| learningRate must be above 0, but it is 0",
        "{\"name\": null}| a plan has null where there must be a value.",
        "{\"network\": {\"dense\": [null]}}" + "| 'network' has null where there must be a value.",
        "{\"split\": \"fair\"}| 'split' must be lesson or stratified, but it is \"fair\".",
        "{\"network\": {\"convolutions\": [\"8x3\"]}}| a convolution is FILTERS@SIZE, as 8@3",
        "{\"network\": {\"dense\": [\"many\"]}}| 'network.dense' must be a whole number, at most"
            + " 2147483647, but it is \"many\".",
        "{\"seed\": -1}| the seed must be 0 to 4294967295",
        "{\"validationSplit\": 0}| validationSplit must be above 0 and below 1, but it is 0.0",
        "{\"validationSplit\": 1}| validationSplit must be above 0 and below 1, but it is 1.0",
        "{\"seed\": 1, \"seed\": 2}| is not JSON: Duplicate field 'seed'",
        "[]| must be a JSON object",
        "{\"seed\": | is not JSON: ",
      })
  void anErrorNamesTheFileAndTheKey(String json, String message) throws IOException {
    Path file = file(json);
    assertThatThrownBy(() -> PlanFile.read(file))
        .isInstanceOf(PlanException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message.strip());
  }

  @Test
  void singleValuesAreChangedByTheirPath() throws PlanException {
    Plan plan =
        PlanFile.with(
            Plan.lesson(),
            List.of(
                "training.epochs=3",
                "training.patience=2",
                "training.stepsPerEpoch=null",
                "network.convolutions=4@3,8@3",
                "network.dense=[]",
                "name=small",
                "augmentation.horizontalFlip=true"));
    assertThat(plan.training())
        .isEqualTo(new Plan.Training(3, 32, null, 0.001, Plan.Schedule.CONSTANT, 0, 0, null, 2, 0));
    assertThat(plan.network())
        .isEqualTo(new ConvolutionalNetwork(List.of("4@3", "8@3"), 0, List.of(), 0.6));
    assertThat(plan.name()).isEqualTo("small");
    assertThat(plan.augmentation().horizontalFlip()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.epoch=3|is not a key of a plan",
        "training.epochs.more=3|must be a whole number, at most 2147483647, but it is {",
        "training.epochs=many|must be a whole number, at most 2147483647, but it is \"many\"",
        "training.epochs|a setting must be PATH=VALUE",
        "=3|a setting must be PATH=VALUE",
      })
  void aSettingThatCannotBeIsNamed(String setting, String message) {
    assertThatThrownBy(() -> PlanFile.with(Plan.lesson(), List.of(setting)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(message);
  }
}
