package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pleura.data.CsvTable;
import org.pleura.data.Labelling;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;
import org.pleura.evaluate.CrossValidated;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.ThresholdRule;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.TrainingState;
import org.pleura.testing.DrawnFolder;
import org.pleura.testing.Holder;

class CrossValidationTest {

  @TempDir private Path temporary;
  private Path images;

  /** Stands for whatever ends a process in the middle of a training. */
  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Notes which folds are trained and which were done; may end everything after an epoch. */
  private static final class Heard implements CrossValidation.Listener {
    private final List<String> trained = new ArrayList<>();
    private final List<String> before = new ArrayList<>();
    private String endsIn = "";

    @Override
    public FittingListener begins(long seed, int fold) {
      String name = seed + "/" + fold;
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
    public void ended(long seed, int fold, Evaluation evaluation, boolean earlier) {
      if (earlier) {
        before.add(seed + "/" + fold);
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
                "training.epochs=2",
                "training.batchSize=5",
                "training.stepsPerEpoch=null",
                "training.learningRate=0.01"));
    all.addAll(List.of(settings));
    return PlanFile.with(Plan.lesson(), all);
  }

  private RunFolder place(String name) {
    return new RunFolder(temporary.resolve(name));
  }

  private CrossValidated begin(String name, Plan plan, int threads, Heard heard)
      throws IOException {
    try (RunData data =
        RunData.open(images, null, plan.preparation(), Loading.with(threads), Progress.SILENT)) {
      RunFolder folder = RunFolder.create(place(name).path(), false);
      return CrossValidation.begin(
              folder,
              plan,
              CrossValidation.seeds(plan, 2),
              data,
              DividedIntoFolds.of(data, 3, Split.PART, threads, Progress.SILENT),
              threads,
              "test")
          .run(heard);
    }
  }

  private CrossValidated resume(String name, Heard heard) throws IOException {
    CrossValidation resumed = CrossValidation.reopen(place(name), Loading.with(1), Progress.SILENT);
    try (RunData data = resumed.data()) {
      assertThat(data.location()).isEqualTo(images);
      return resumed.run(heard);
    }
  }

  /** All files whose bytes depend on nothing but what was asked. */
  private static void requireSame(RunFolder one, RunFolder other) {
    List<String> names = new ArrayList<>(List.of("plan.json", "folds.csv", "crossvalidation.json"));
    for (String seed : List.of("seed-42/", "seed-1042/")) {
      names.addAll(List.of(seed + "predictions.csv", seed + "evaluation.json", seed + "split.csv"));
      for (int fold = 1; fold <= 3; fold++) {
        names.add(seed + "fold-" + fold + "/model.keras");
        names.add(seed + "fold-" + fold + "/predictions.csv");
        names.add(seed + "fold-" + fold + "/split.csv");
      }
    }
    for (String name : names) {
      assertThat(one.path().resolve(name)).hasSameBinaryContentAs(other.path().resolve(name));
    }
  }

  @Test
  void everyImageIsPredictedOnceForEachSeedByTheFoldThatLeftItOut() throws IOException {
    Heard heard = new Heard();
    CrossValidated found = begin("out", plan(), 2, heard);
    assertThat(heard.trained).containsExactly("42/1", "42/2", "42/3", "1042/1", "1042/2", "1042/3");
    for (long seed : new long[] {42, 1042}) {
      RunFolder ofSeed = place("out").ofSeed(seed);
      List<Prediction> pooled = PredictionsFile.read(ofSeed.predictions());
      assertThat(pooled.stream().map(Prediction::image)).hasSize(20).doesNotHaveDuplicates();
      Set<String> tested = new HashSet<>();
      for (int fold = 1; fold <= 3; fold++) {
        List<Prediction> of = PredictionsFile.read(ofSeed.ofFold(fold).predictions());
        assertThat(of).as("all images").hasSize(20);
        List<Prediction> test = of.stream().filter(one -> one.part() == Part.TEST).toList();
        // 20 images in 3 folds: 6 to 8 in each
        assertThat(test).hasSizeBetween(6, 8).isSubsetOf(pooled);
        test.forEach(one -> assertThat(tested.add(one.image())).as(one.image()).isTrue());
      }
      assertThat(tested).hasSize(20);
    }
    CsvTable folds = Csv.read(place("out").folds());
    assertThat(folds.size()).isEqualTo(20);

    CrossValidated.OfSeed first = found.seeds().get(0);
    double sum = 0;
    for (Evaluation fold : first.folds()) {
      sum += ((Estimate.Known) fold.discrimination().auroc()).value();
    }
    assertThat(first.auroc().mean()).isEqualTo(sum / 3);
    assertThat(first.pooled().cases()).isEqualTo(20);
    assertThat(
            Json.read(place("out").crossValidation(), JsonNode.class)
                .at("/bySeed/0/auroc/mean")
                .asDouble())
        .isEqualTo(sum / 3);
  }

  @Test
  void theResultDoesNotDependOnTheThreadsNorOnAnInterruption() throws IOException {
    begin("whole", plan(), 1, new Heard());
    begin("threads", plan(), 3, new Heard());
    requireSame(place("threads"), place("whole"));

    Heard interrupted = new Heard();
    interrupted.endsIn = "1042/2";
    assertThatThrownBy(() -> begin("broken", plan(), 2, interrupted))
        .isInstanceOf(Interruption.class);
    assertThat(Run.isOver(place("broken"))).isFalse();
    Heard resumed = new Heard();
    resume("broken", resumed);
    assertThat(resumed.before).containsExactly("42/1", "42/2", "42/3", "1042/1");
    assertThat(resumed.trained).containsExactly("1042/2", "1042/3");
    assertThat(Run.isOver(place("broken"))).isTrue();
    requireSame(place("broken"), place("whole"));
  }

  @Test
  void anotherPlanHasTheSameFoldsAndIsComparedOnThem() throws IOException {
    begin("one", plan(), 2, new Heard());
    begin("other", plan("seed=7", "network.dense=4", "split=stratified"), 2, new Heard());
    assertThat(place("other").folds()).hasSameBinaryContentAs(place("one").folds());
    Evaluating.Against against =
        Evaluating.against(
            Pairing.Side.read(place("one").ofSeed(42).path()),
            Pairing.Side.read(place("other").ofSeed(7).path()),
            new ThresholdRule.Fixed(0.5));
    assertThat(against.matchedBy()).isEqualTo("SHA-256");
    assertThat(against.comparison().cases()).isEqualTo(20);
  }

  @Test
  void eachFoldIsARunAndASeedIsOneWithoutAModel() throws IOException {
    begin("out", plan(), 2, new Heard());
    RunFolder seed = RunFolder.open(place("out").ofSeed(42).path());
    RunFolder fold = RunFolder.open(seed.ofFold(2).path());
    Run run = Run.reopen(fold, Loading.with(1), Progress.SILENT);
    run.data().close();
    assertThat(run.plan().split()).isEqualTo(Plan.SplitRule.STRATIFIED);
    assertThat(Classifier.of(fold).network().graph().parameterCount()).isPositive();
    assertThatThrownBy(() -> Classifier.of(seed))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "each of which has a model of its own; name one of them, as " + seed.ofFold(1).path());
    assertThatThrownBy(() -> RunFolder.open(place("out").path()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds a cross-validation");
  }

  @Test
  void theSeedsAreTheThousandthsFromThePlansOnAndGoRound() throws PlanException {
    assertThat(CrossValidation.seeds(plan(), 3)).containsExactly(42L, 1042L, 2042L);
    assertThat(CrossValidation.seeds(plan("seed=4294967295"), 2))
        .containsExactly(4294967295L, 999L);
    assertThatThrownBy(() -> CrossValidation.seeds(plan(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherImagesAreNotGoneOnWith() throws IOException {
    Heard interrupted = new Heard();
    interrupted.endsIn = "42/1";
    assertThatThrownBy(() -> begin("out", plan(), 2, interrupted)).isInstanceOf(Interruption.class);
    Files.delete(images.resolve("normal/n3.png"));
    assertThatThrownBy(() -> resume("out", new Heard()))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("are not those that");
  }

  private Path table(String patientOfE3, String findingOfE4) throws IOException {
    StringBuilder rows = new StringBuilder("image,patient,findings,sex\n");
    for (int i = 0; i < 10; i++) {
      String patient = i == 3 ? patientOfE3 : "p" + i;
      String finding = i == 4 ? findingOfE4 : "Effusion";
      rows.append("effusion/e%d.png,%s,%s,F\n".formatted(i, patient, finding));
      rows.append("normal/n%d.png,q%d,No Finding,M\n".formatted(i, i));
    }
    return Files.writeString(temporary.resolve("table.csv"), rows.toString());
  }

  private void requireFoldRefused(String message) {
    assertThatThrownBy(
            () -> Run.reopen(place("out").ofSeed(42).ofFold(1), Loading.with(1), Progress.SILENT))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void labelsOrPatientsThatWereEditedSinceAreNotGoneOnWith() throws IOException {
    Labelling labelling =
        new Labelling(
            Optional.of(table("p3", "Effusion")),
            Map.of(),
            Optional.of("Effusion"),
            Optional.of("No Finding"),
            Optional.empty());
    Heard interrupted = new Heard();
    interrupted.endsIn = "42/2";
    Plan plan = plan();
    try (RunData data =
        RunData.labelled(images, labelling, plan.preparation(), Loading.with(1), Progress.SILENT)) {
      DividedIntoFolds divided = DividedIntoFolds.of(data, 3, Split.PART, 1, Progress.SILENT);
      CrossValidation begun =
          CrossValidation.begin(
              RunFolder.create(place("out").path(), false),
              plan,
              List.of(42L),
              data,
              divided,
              1,
              "test");
      assertThatThrownBy(() -> begun.run(interrupted)).isInstanceOf(Interruption.class);
    }
    table("p4", "Effusion");
    assertThatThrownBy(() -> resume("out", new Heard()))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("folds.csv: label, patient or fold of ")
        .hasMessageContaining("are not those that it was begun with");
    requireFoldRefused("effusion/e3.png has label 1 and patient 'p4', but had 1 and 'p3' when ");
    table("p3", "No Finding");
    assertThatThrownBy(() -> resume("out", new Heard()))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("or their labels, are not those that");
    requireFoldRefused("effusion/e4.png has label 0 and patient 'p4', but had 1 and 'p4' when ");
    table("p3", "Effusion");
    Heard resumed = new Heard();
    resume("out", resumed);
    assertThat(resumed.before).containsExactly("42/1");
    List<Prediction> pooled = PredictionsFile.read(place("out").ofSeed(42).predictions());
    assertThat(pooled)
        .as("read from the first fold's file, predicted in the others")
        .hasSize(20)
        .allMatch(one -> one.particulars().sex().equals(Optional.of(one.label() == 1 ? "F" : "M")));
  }

  @Test
  void filesOfOneFilmAreInOneFold() throws IOException {
    // Copies of three effusions, under the names of others: unparted, whatever their number.
    for (int i = 0; i < 3; i++) {
      for (int copy = 0; copy < 2; copy++) {
        Files.copy(
            images.resolve("effusion/e" + i + ".png"),
            images.resolve("effusion/copy" + i + "-" + copy + ".png"));
      }
    }
    try (RunData data =
        RunData.open(images, null, plan().preparation(), Loading.with(1), Progress.SILENT)) {
      DividedIntoFolds divided = DividedIntoFolds.of(data, 4, Split.PART, 1, Progress.SILENT);
      assertThat(divided.repeated().sameFilm()).hasSizeGreaterThanOrEqualTo(3);
      for (Split split : divided.splits()) {
        for (int i = 0; i < 3; i++) {
          Set<Part> parts = new HashSet<>();
          for (Part part : Part.values()) {
            for (Radiograph radiograph : split.part(part)) {
              if (radiograph.name().matches("effusion/(e%d|copy%d-.)\\.png".formatted(i, i))) {
                parts.add(part);
              }
            }
          }
          assertThat(parts).as("the three files of film " + i).hasSize(1);
        }
      }
    }
  }

  @Test
  void moreFoldsThanImagesOfAClassAreRefused() throws IOException {
    try (RunData data =
        RunData.open(images, null, plan().preparation(), Loading.with(1), Progress.SILENT)) {
      assertThatThrownBy(() -> DividedIntoFolds.of(data, 11, Split.PART, 1, Progress.SILENT))
          .isInstanceOf(UnusableDataException.class)
          .hasMessageContaining("11 folds need as many images of each class, but 'normal' has 10");
    }
  }

  @Test
  void aFoldThatAnotherProcessBeganIsNotBegunAnew() throws Exception {
    Heard heard = new Heard();
    heard.endsIn = "42/1";
    assertThatThrownBy(() -> begin("out", plan(), 1, heard)).isInstanceOf(Interruption.class);
    // As if its first epoch had not ended yet.
    RunFolder fold = place("out").ofSeed(42).ofFold(1);
    Files.delete(fold.checkpoint().resolve("training.bin"));
    Path mark = Files.writeString(fold.history(), "the other's");
    try (Holder other = Holder.of(fold.path())) {
      assertThat(other).isNotNull();
      assertThatThrownBy(() -> resume("out", new Heard()))
          .isInstanceOf(RunExistsException.class)
          .hasMessageContaining("is being trained in at this moment");
      assertThat(mark).hasContent("the other's");
      assertThat(fold.split()).exists();
    }
    resume("out", new Heard());
    assertThat(Run.isOver(fold)).isTrue();
  }

  @Test
  void aFoldThatIsTakenUpAloneEndsAsTheCrossValidationWouldEndIt() throws IOException {
    begin("whole", plan(), 2, new Heard());
    Heard interrupted = new Heard();
    interrupted.endsIn = "42/1";
    assertThatThrownBy(() -> begin("out", plan(), 1, interrupted)).isInstanceOf(Interruption.class);
    Beginning beginning = new Beginning(Loading.with(1), new StepTimes(), Progress.SILENT, "test");
    RunFolder fold = place("out").ofSeed(42).ofFold(1);
    try (BegunRun begun = beginning.resumed(HeldFolder.of(fold))) {
      Run run = begun.run();
      run.resume(new FittingListener() {}, Progress.SILENT);
      Run.evaluate(fold, run.predict(run.classifier(), Progress.SILENT));
      run.finish(Map.of());
    }
    Heard heard = new Heard();
    resume("out", heard);
    assertThat(heard.before).contains("42/1");
    requireSame(place("whole"), place("out"));
  }

  @Test
  void forceReplacesACrossValidationWithAllItsSeedsAndLeavesWhatPleuraDidNotWrite()
      throws IOException {
    begin("out", plan(), 2, new Heard());
    List<Path> mine = new ArrayList<>();
    Path out = place("out").path();
    Files.createDirectory(out.resolve("seed-notes"));
    for (String note :
        List.of("a.txt", "seed-42/b.txt", "seed-1042/fold-2/c.txt", "seed-notes/d.txt")) {
      mine.add(Files.writeString(out.resolve(note), "mine"));
    }
    RunFolder.create(out, true);
    try (var left = Files.walk(out)) {
      assertThat(left.filter(Files::isRegularFile)).containsExactlyInAnyOrderElementsOf(mine);
    }
    assertThat(out.resolve("seed-42/fold-1")).doesNotExist();
    assertThat(out.resolve("seed-1042/fold-1")).doesNotExist();
    assertThat(CrossValidationFile.json(3, List.of(42L), Optional.empty()).has("bySeed")).isFalse();
  }

  @Test
  void itsFilesSayAgainWhatItFound() throws IOException {
    CrossValidated found = begin("out", plan(), 1, new Heard());
    CrossValidationFacts facts = CrossValidationFacts.read(place("out"));
    assertThat(facts.seeds()).containsExactly(42L, 1042L);
    assertThat(facts.isComplete()).isTrue();
    assertThat(facts.overSeeds())
        .containsEntry("auroc", found.auroc())
        .containsEntry("pooledAccuracy", found.pooledAccuracy());
    for (int i = 0; i < 2; i++) {
      CrossValidated.OfSeed of = found.seeds().get(i);
      CrossValidationFacts.OfSeed read = facts.bySeed().get(i);
      assertThat(read.auroc()).isEqualTo(of.auroc());
      assertThat(read.histories()).hasSize(3);
      assertThat(read.pooled().figure("accuracy")).isEqualTo(of.pooled().accuracy());
      for (int fold = 0; fold < 3; fold++) {
        assertThat(read.byFold().get(fold).figure("auroc")).isEqualTo(of.folds().get(fold).auroc());
      }
    }
    assertThat(EvaluationFile.json(facts.pooled()))
        .isEqualTo(EvaluationFile.json(found.seeds().get(0).pooled()));
    assertThat(facts.dealt().stream().mapToInt(List::size).sum()).isEqualTo(20);
    // The data do not tell patients; nor is any number of them made up.
    assertThat(facts.patientsInTwoFolds()).isEmpty();
    assertThat(facts.first().assumptions()).anyMatch(words -> words.contains("same patient"));
  }

  @Test
  void whatItFoundIsToldWithoutItsPredictions() throws IOException {
    begin("out", plan(), 1, new Heard());
    CrossValidationFacts facts = CrossValidationFacts.read(place("out"));
    for (long seed : List.of(42L, 1042L)) {
      Files.delete(place("out").ofSeed(seed).predictions());
    }
    CrossValidationFacts.Found found = CrossValidationFacts.found(place("out"));
    assertThat(found.folds()).isEqualTo(3);
    assertThat(found.seeds()).isEqualTo(facts.seeds());
    assertThat(found.bySeed()).isEqualTo(facts.bySeed()).hasSize(2);
    assertThat(found.overSeeds()).isEqualTo(facts.overSeeds());
  }

  @Test
  void withHowManySeedsAnImageWasCalledWronglyIsCounted() throws IOException {
    begin("out", plan(), 1, new Heard());
    CrossValidationFacts facts = CrossValidationFacts.read(place("out"));
    for (Prediction one : PredictionsFile.read(place("out").ofSeed(42).predictions())) {
      int wrong = 0;
      for (long seed : List.of(42L, 1042L)) {
        Prediction said =
            PredictionsFile.read(place("out").ofSeed(seed).predictions()).stream()
                .filter(other -> other.image().equals(one.image()))
                .findFirst()
                .orElseThrow();
        wrong += (said.probability() > 0.5 ? 1 : 0) != one.label() ? 1 : 0;
      }
      assertThat(facts.wrongly().getOrDefault(one.image(), 0)).isEqualTo(wrong);
    }
  }

  @Test
  void ofOneThatWasInterruptedTheSeedsThatAreDoneAreSaid() throws IOException {
    Heard heard = new Heard();
    heard.endsIn = "1042/2";
    assertThatThrownBy(() -> begin("out", plan(), 1, heard)).isInstanceOf(Interruption.class);
    CrossValidationFacts facts = CrossValidationFacts.read(place("out"));
    assertThat(facts.isComplete()).isFalse();
    assertThat(facts.bySeed()).extracting(CrossValidationFacts.OfSeed::seed).containsExactly(42L);
    Heard early = new Heard();
    early.endsIn = "42/1";
    assertThatThrownBy(() -> begin("early", plan(), 1, early)).isInstanceOf(Interruption.class);
    assertThat(CrossValidationFacts.found(place("early")).bySeed()).isEmpty();
    assertThatThrownBy(() -> CrossValidationFacts.read(place("early")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has not gone through its folds with one seed yet");
  }

  @Test
  void aFoldThatIsNoneIsSaidToBeDamage() throws IOException {
    begin("out", plan(), 1, new Heard());
    Path table = place("out").folds();
    Files.writeString(table, Files.readString(table).replaceFirst(",1\n", ",4\n"));
    assertThatThrownBy(() -> CrossValidationFacts.read(place("out")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the fold must be 1 to 3, but it is 4");
  }
}
