package org.pleura.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;
import org.pleura.nn.train.BinaryCrossentropy;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.TrainingState;
import org.pleura.run.Classifier;
import org.pleura.run.Divided;
import org.pleura.run.Loading;
import org.pleura.run.Plan;
import org.pleura.run.PlanException;
import org.pleura.run.PlanFile;
import org.pleura.run.Progress;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunExistsException;
import org.pleura.run.RunFolder;
import org.pleura.testing.DrawnFolder;
import org.pleura.testing.Holder;

class SearchTest {

  private static final List<List<String>> FOUR =
      List.of(
          List.of("training.learningRate=0.0001"),
          List.of("training.learningRate=0.02"),
          List.of("training.learningRate=3e38"),
          List.of("training.learningRate=0.005"));

  @TempDir private Path temporary;
  private Path images;

  /** Stands for whatever ends a process in the middle of a training. */
  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Notes what is trained and what was done; may end everything after an epoch. */
  private static final class Heard implements Search.Listener {
    private final List<String> trained = new ArrayList<>();
    private final List<String> before = new ArrayList<>();
    private String endsIn = "";

    @Override
    public FittingListener begins(int rung, int number, Plan plan) {
      String name = number + " for " + plan.training().epochs();
      trained.add(name);
      return new FittingListener() {
        @Override
        public void epochEnded(TrainingState state, boolean improved) {
          if (name.equals(endsIn)) {
            throw new Interruption();
          }
        }
      };
    }

    @Override
    public void ended(Trial trial, boolean earlier) {
      if (earlier) {
        before.add(trial.number() + " for " + trial.plan().training().epochs());
      }
    }
  }

  @BeforeEach
  void tenImagesOfEachClass() throws IOException {
    images = DrawnFolder.of(temporary.resolve("images"), 10, 24);
  }

  private static Plan plan(String... settings) throws PlanException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "name=tiny",
                "preparation.height=16",
                "preparation.width=16",
                "network.convolutions=4@3,6@3",
                "network.dense=8",
                "network.dropout=0.25",
                "training.epochs=9",
                "training.batchSize=5",
                "training.stepsPerEpoch=null"));
    all.addAll(List.of(settings));
    return PlanFile.with(Plan.lesson(), all);
  }

  private RunFolder place(String name) {
    return new RunFolder(temporary.resolve(name));
  }

  private Trials begin(
      String name, Plan plan, List<List<String>> configurations, int threads, Heard heard)
      throws IOException {
    Loading loading = Loading.with(threads);
    try (RunData data = RunData.open(images, null, plan.preparation(), loading, Progress.SILENT)) {
      return Search.begin(
              RunFolder.create(place(name).path(), false),
              plan,
              configurations,
              Rung.halving(configurations.size(), plan.training().epochs()),
              data,
              Divided.of(plan, data, threads, Progress.SILENT),
              loading,
              "test")
          .run(heard);
    }
  }

  private Trials resume(String name, Heard heard) throws IOException {
    Search resumed = Search.reopen(place(name), Loading.with(1), Progress.SILENT);
    try (RunData data = resumed.data()) {
      assertThat(data.location()).isEqualTo(images);
      return resumed.run(heard);
    }
  }

  /** All files whose bytes depend on nothing but what was asked. */
  private static void requireSame(RunFolder one, RunFolder other) throws IOException {
    assertThat(files(one)).isEqualTo(files(other));
    int compared = 0;
    for (String name : files(one)) {
      if (!name.matches(".*(provenance\\.json|history\\.csv|checkpoint.*)")) {
        assertThat(one.path().resolve(name)).hasSameBinaryContentAs(other.path().resolve(name));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(10);
  }

  private static Set<String> files(RunFolder folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder.path())) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.path().relativize(file).toString())
          .collect(Collectors.toSet());
    }
  }

  @Test
  void theBestThirdOfARungIsTrainedAnewForThreeTimesAsLong() throws IOException {
    Heard heard = new Heard();
    Trials found = begin("out", plan(), FOUR, 2, heard);
    // 9 epochs: 4 configurations for 3, then the best of them for all 9.
    assertThat(heard.trained).startsWith("1 for 3", "2 for 3", "3 for 3", "4 for 3").hasSize(5);
    List<Trial> first = found.all().subList(0, 4);
    Trial second = found.all().get(4);
    assertThat(first.get(2).score()).as("the step of 3e38 runs away").isEmpty();
    assertThat(second.number()).isEqualTo(Trials.climbing(first, 1).get(0));
    assertThat(found.best()).contains(second);
    assertThat(PlanFile.read(place("out").bestPlan())).isEqualTo(second.plan());
    assertThat(second.plan()).isEqualTo(PlanFile.with(plan(), FOUR.get(second.number() - 1)));
    assertThat(place("out").tuningTable()).content().hasLineCount(1 + 5);
    assertThat(RunFolder.open(place("out").ofTrial(2, 3).path()).model()).isNotEmptyFile();
    assertThatThrownBy(() -> RunFolder.open(place("out").path()))
        .hasMessageContaining("holds a search; name one of its trainings");
  }

  @Test
  void theScoreIsThatOfTheKeptModelAgainstLabelsThatAreNotSmoothed() throws IOException {
    // Two towers, the mean of the last two epochs, smoothed labels: no epoch's loss is the score.
    Plan plan =
        plan(
            "network.kind=residual",
            "network.filters=4,6",
            "network.towers=2",
            "training.epochs=3",
            "training.labelSmoothing=0.2",
            "training.averagedEpochs=2",
            "training.schedule=cosine");
    Trials found = begin("out", plan, List.of(List.of("network.dropout=0.1")), 1, new Heard());
    RunFolder trial = place("out").ofTrial(1, 3);
    Run run = Run.reopen(trial, Loading.with(1), Progress.SILENT);
    double sum = 0;
    try (RunData data = run.data()) {
      Classifier kept = Classifier.of(trial);
      for (Radiograph one : run.split().validation()) {
        float logit = kept.network().logits(data.images().prepared(one))[0];
        sum += BinaryCrossentropy.loss(logit, one.label());
      }
    }
    Score score = found.best().orElseThrow().score().orElseThrow();
    assertThat(score.loss()).isEqualTo(sum / run.split().validation().size());
    assertThat(Files.readString(trial.history())).contains("val_loss");
    for (String line : Files.readAllLines(trial.history()).subList(1, 7)) {
      assertThat(Double.parseDouble(line.split(",")[3])).isNotEqualTo(score.loss());
    }
  }

  @Test
  void theResultDoesNotDependOnTheThreadsNorOnAnInterruption() throws IOException {
    begin("whole", plan(), FOUR, 1, new Heard());
    begin("threads", plan(), FOUR, 3, new Heard());
    requireSame(place("threads"), place("whole"));
    for (String cut : List.of("2 for 3", "4 for 3", "last")) {
      Heard interrupted = new Heard();
      String climbed = Files.exists(place("whole").ofTrial(2, 9).path()) ? "2 for 9" : "4 for 9";
      interrupted.endsIn = cut.equals("last") ? climbed : cut;
      String name = "broken " + cut;
      assertThatThrownBy(() -> begin(name, plan(), FOUR, 2, interrupted))
          .isInstanceOf(Interruption.class);
      assertThat(Run.isOver(place(name))).isFalse();
      Heard resumed = new Heard();
      resume(name, resumed);
      int done = interrupted.trained.size() - 1;
      assertThat(resumed.before).isEqualTo(interrupted.trained.subList(0, done));
      assertThat(resumed.trained).startsWith(interrupted.endsIn).hasSize(5 - done);
      assertThat(Run.isOver(place(name))).isTrue();
      requireSame(place(name), place("whole"));
    }
  }

  @Test
  void otherTestImagesLeaveEveryBitAsItIs() throws IOException {
    Trials found = begin("before", plan(), FOUR, 2, new Heard());
    Set<String> tested = new HashSet<>();
    try (RunData data =
        RunData.open(images, null, plan().preparation(), Loading.with(1), Progress.SILENT)) {
      Split split = plan().divide(data.images().radiographs());
      split.test().forEach(one -> tested.add(one.name()));
    }
    assertThat(tested).hasSize(3);
    Path others = DrawnFolder.of(temporary.resolve("others"), 40, 31);
    int next = 20;
    for (String name : tested) {
      // Another picture, of another size, and of the other class.
      String other = name.startsWith("normal") ? "effusion/e" : "normal/n";
      Files.write(
          images.resolve(name), Files.readAllBytes(others.resolve(other + next++ + ".png")));
    }
    Trials after = begin("after", plan(), FOUR, 2, new Heard());
    assertThat(after).isEqualTo(found);
    for (Trial trial : found.all()) {
      int epochs = trial.plan().training().epochs();
      RunFolder one = place("before").ofTrial(trial.number(), epochs);
      RunFolder two = place("after").ofTrial(trial.number(), epochs);
      assertThat(one.split()).content().isNotEqualTo(Files.readString(two.split()));
      if (trial.score().isPresent()) {
        assertThat(two.model()).hasSameBinaryContentAs(one.model());
        assertThat(two.predictions()).hasSameBinaryContentAs(one.predictions());
        assertThat(Files.readString(one.predictions()))
            .as("no test image is predicted")
            .doesNotContain(tested);
      }
    }
  }

  @Test
  void aConfigurationMayPrepareImagesOtherwise() throws IOException {
    List<List<String>> sizes =
        List.of(
            List.of("preparation.height=16"),
            List.of("preparation.height=20"),
            List.of("preparation.height=16"));
    Trials found = begin("out", plan("training.epochs=1"), sizes, 2, new Heard());
    assertThat(found.all()).allMatch(trial -> trial.score().isPresent());
    assertThat(found.all().get(0).score()).isEqualTo(found.all().get(2).score());
    assertThat(found.all().get(1).score()).isNotEqualTo(found.all().get(0).score());
  }

  @Test
  void otherImagesOrAnotherPlanAreNotGoneOnWith() throws IOException {
    Heard interrupted = new Heard();
    interrupted.endsIn = "2 for 3";
    assertThatThrownBy(() -> begin("out", plan(), FOUR, 2, interrupted))
        .isInstanceOf(Interruption.class);
    String plan = Files.readString(place("out").plan());
    Files.writeString(place("out").plan(), plan.replace("\"batchSize\": 5", "\"batchSize\": 4"));
    assertThatThrownBy(() -> resume("out", new Heard()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not the plan that");
    Files.writeString(place("out").plan(), plan);
    String asked = Files.readString(place("out").tuning());
    Files.writeString(place("out").tuning(), asked.replace("=0.0001\"", "=0.0002\""));
    assertThatThrownBy(() -> resume("out", new Heard()))
        .hasMessageContaining("is not the plan that");
    Files.writeString(place("out").tuning(), "{}");
    assertThatThrownBy(() -> resume("out", new Heard()))
        .hasMessageContaining("is damaged: it must say the configurations and the rungs");
    Files.writeString(place("out").tuning(), asked);
    Files.delete(images.resolve("normal/n3.png"));
    assertThatThrownBy(() -> resume("out", new Heard()))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("are not those that");
  }

  @Test
  void aTrialThatAnotherProcessBeganIsNotBegunAnew() throws Exception {
    Plan plan = plan("training.epochs=1");
    Heard heard = new Heard();
    heard.endsIn = "1 for 1";
    assertThatThrownBy(() -> begin("out", plan, FOUR.subList(0, 2), 1, heard))
        .isInstanceOf(Interruption.class);
    // As if its first epoch had not ended yet.
    RunFolder trial = place("out").ofTrial(1, 1);
    Files.delete(trial.checkpoint().resolve("training.bin"));
    Path mark = Files.writeString(trial.history(), "the other's");
    try (Holder other = Holder.of(trial.path())) {
      assertThat(other).isNotNull();
      assertThatThrownBy(() -> resume("out", new Heard()))
          .isInstanceOf(RunExistsException.class)
          .hasMessageContaining("is being trained in at this moment");
      assertThat(mark).hasContent("the other's");
      assertThat(trial.split()).exists();
    }
    resume("out", new Heard());
    assertThat(Run.isOver(trial)).isTrue();
  }

  @Test
  void forceReplacesASearchWithAllItsTrainings() throws IOException {
    begin("out", plan("training.epochs=1"), FOUR.subList(0, 2), 2, new Heard());
    Path mine = Files.writeString(place("out").path().resolve("notes.txt"), "mine");
    RunFolder.create(place("out").path(), true);
    try (var left = Files.list(place("out").path())) {
      assertThat(left).containsExactly(mine);
    }
  }

  @Test
  void itsFilesSayAgainWhatItFound() throws IOException {
    Trials found = begin("out", plan(), FOUR, 1, new Heard());
    SearchFacts facts = SearchFacts.read(place("out"));
    assertThat(facts.trials()).isEqualTo(found);
    assertThat(facts.configurations()).isEqualTo(FOUR);
    assertThat(facts.seconds()).hasSameSizeAs(found.all());
    // 4 for 3 epochs and 1 for 9
    assertThat(facts.trainings()).isEqualTo(5);
    Search again = Search.reopen(place("out"), Loading.with(1), Progress.SILENT);
    try (RunData data = again.data()) {
      assertThat(facts.constantLoss()).isEqualTo(again.constantLoss());
      assertThat(facts.split()).hasSize(data.images().radiographs().size());
    }
  }
}
