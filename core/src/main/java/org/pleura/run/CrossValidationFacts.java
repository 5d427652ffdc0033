package org.pleura.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.pleura.data.CsvTable;
import org.pleura.data.Part;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.Spread;
import org.pleura.nn.train.History;

/**
 * All that the files of a cross-validation's folder say: the one source of its report. The data
 * themselves are not needed.
 *
 * @param folds how many there are
 * @param seeds of the trainings, as asked for
 * @param dealt the images of each fold, in order
 * @param repeated what is known of images that show one film, where that was looked for
 * @param bySeed what was found, seed by seed; one or more, fewer than {@code seeds} if it did not
 *     come to its end
 * @param overSeeds the spread over the seeds, by name: auroc and accuracy, means over the folds,
 *     and pooledAuroc and pooledAccuracy, those of all folds together
 * @param pooled the evaluation of all folds together with the first seed, at the threshold {@link
 *     Run#THRESHOLD}
 * @param first the first seed as a run whose test part is all images, evaluated as {@code pooled}
 * @param wrongly with how many of the seeds that are done each image was called wrongly, by name
 */
public record CrossValidationFacts(
    int folds,
    List<Long> seeds,
    List<List<RunFacts.Filed>> dealt,
    Optional<String> repeated,
    List<OfSeed> bySeed,
    Map<String, Spread> overSeeds,
    Evaluation pooled,
    RunFacts first,
    Map<String, Integer> wrongly) {

  /** Copies the lists. */
  public CrossValidationFacts {
    seeds = List.copyOf(seeds);
    dealt = dealt.stream().map(List::copyOf).toList();
    bySeed = List.copyOf(bySeed);
    wrongly = Map.copyOf(wrongly);
  }

  /**
   * All folds with one seed.
   *
   * @param seed of the trainings
   * @param auroc its spread over the folds
   * @param accuracy its spread over the folds
   * @param pooled the figures of all folds together
   * @param byFold those of each fold
   * @param histories of the training of each fold
   */
  public record OfSeed(
      long seed,
      Spread auroc,
      Spread accuracy,
      Figures pooled,
      List<Figures> byFold,
      List<History> histories) {

    /** Copies the lists. */
    public OfSeed {
      byFold = List.copyOf(byFold);
      histories = List.copyOf(histories);
    }
  }

  /**
   * Figures of some images.
   *
   * @param cases how many images
   * @param positives how many of them have the finding
   * @param named the figures
   */
  public record Figures(int cases, int positives, List<EvaluationFacts.Named> named) {

    /** Copies the list. */
    public Figures {
      named = List.copyOf(named);
    }

    /**
     * A figure: with patients resampled whole where that has an interval, else with the interval
     * that takes the images to be of different people.
     *
     * @param name as {@code auroc}
     * @return the figure, with the method of its interval
     */
    public Estimate figure(String name) {
      return Evaluation.told(find(name + "ByPatient"), find(name));
    }

    private Estimate find(String path) {
      return named.stream()
          .filter(one -> one.path().equals(path))
          .map(EvaluationFacts.Named::estimate)
          .findFirst()
          .orElseGet(() -> new Estimate.Undefined("the cross-validation does not have it"));
    }
  }

  /**
   * What the file crossvalidation.json says, and the histories of the trainings: enough to tell
   * what was found, without a look at the predictions.
   *
   * @param folds how many there are
   * @param seeds of the trainings, as asked for
   * @param bySeed what was found, seed by seed; none before the first is done
   * @param overSeeds the spread over the seeds, by name
   */
  public record Found(
      int folds, List<Long> seeds, List<OfSeed> bySeed, Map<String, Spread> overSeeds) {

    /** Copies the lists. */
    public Found {
      seeds = List.copyOf(seeds);
      bySeed = List.copyOf(bySeed);
    }
  }

  /**
   * Reads what a cross-validation found so far. Nothing is evaluated anew, so this is done at once.
   *
   * @param folder of a cross-validation
   * @return what its file says
   * @throws IOException if a file is damaged; the message says what to do
   */
  public static Found found(RunFolder folder) throws IOException {
    CrossValidationFile.Asked asked = CrossValidationFile.asked(folder);
    ObjectNode json = Json.read(folder.crossValidation(), ObjectNode.class);
    JsonFacts facts = new JsonFacts(folder.crossValidation().toString());
    List<OfSeed> bySeed = new ArrayList<>();
    for (JsonNode seed : json.path("bySeed")) {
      bySeed.add(ofSeed(folder, facts, seed));
    }
    Map<String, Spread> overSeeds = new LinkedHashMap<>();
    if (!bySeed.isEmpty()) {
      for (Map.Entry<String, JsonNode> entry : facts.object(json, "overSeeds").properties()) {
        overSeeds.put(entry.getKey(), spread(facts, entry.getValue()));
      }
    }
    return new Found(asked.folds(), asked.seeds(), bySeed, overSeeds);
  }

  /**
   * Reads the files of a cross-validation, and evaluates all folds together with the first seed.
   *
   * @param folder of a cross-validation
   * @return what they say
   * @throws IOException if no seed is done yet, or a file is damaged; the message says what to do
   */
  public static CrossValidationFacts read(RunFolder folder) throws IOException {
    Found found = found(folder);
    List<OfSeed> bySeed = found.bySeed();
    if (bySeed.isEmpty()) {
      throw new IOException(
          folder.path()
              + " has not gone through its folds with one seed yet; go on with it (train"
              + " --resume).");
    }
    RunFolder place = folder.ofSeed(bySeed.get(0).seed());
    Evaluation pooled = Run.evaluation(place, PredictionsFile.read(place.predictions()));
    Optional<String> repeated = RepeatedFilms.sentence(folder.duplicates());
    return new CrossValidationFacts(
        found.folds(),
        found.seeds(),
        dealt(folder.folds(), found.folds()),
        repeated,
        bySeed,
        found.overSeeds(),
        pooled,
        first(folder, place, pooled, repeated),
        wrongly(folder, bySeed));
  }

  private static OfSeed ofSeed(RunFolder folder, JsonFacts facts, JsonNode json)
      throws IOException {
    JsonNode number = json.path("seed");
    if (!number.isIntegralNumber()) {
      throw new IOException(facts.where() + " is damaged: 'bySeed' must name the seeds.");
    }
    List<Figures> byFold = new ArrayList<>();
    List<History> histories = new ArrayList<>();
    for (JsonNode fold : json.path("byFold")) {
      byFold.add(figures(facts, fold));
      RunFolder run = folder.ofSeed(number.asLong()).ofFold(byFold.size());
      histories.add(HistoryFile.read(run.history()));
    }
    return new OfSeed(
        number.asLong(),
        spread(facts, facts.object(json, "auroc")),
        spread(facts, facts.object(json, "accuracy")),
        figures(facts, facts.object(json, "pooled")),
        byFold,
        histories);
  }

  private static Figures figures(JsonFacts facts, JsonNode json) throws IOException {
    List<EvaluationFacts.Named> named = new ArrayList<>();
    facts.addEstimates("", json, named);
    return new Figures(facts.count(json, "cases"), facts.count(json, "positives"), named);
  }

  private static Spread spread(JsonFacts facts, JsonNode json) throws IOException {
    return new Spread(
        facts.count(json, "count"),
        facts.number(json, "smallest"),
        facts.number(json, "mean"),
        facts.number(json, "largest"),
        json.path("standardDeviation").isNull()
            ? OptionalDouble.empty()
            : OptionalDouble.of(facts.number(json, "standardDeviation")));
  }

  private static List<List<RunFacts.Filed>> dealt(Path file, int folds) throws IOException {
    List<List<RunFacts.Filed>> dealt = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      dealt.add(new ArrayList<>());
    }
    CsvTable table = Csv.read(file);
    for (int row = 0; row < table.size(); row++) {
      double fold = table.number(row, "fold");
      if (!(fold >= 1 && fold <= folds)) {
        throw new IOException(
            "%s line %d: the fold must be 1 to %d, but it is %s."
                .formatted(file, row + 2, folds, table.text(row, "fold")));
      }
      dealt
          .get((int) fold - 1)
          .add(
              new RunFacts.Filed(
                  table.text(row, "image"),
                  table.text(row, "sha256"),
                  table.given(row, "patient"),
                  table.text(row, "label").equals("1") ? 1 : 0,
                  Part.TEST));
    }
    return dealt;
  }

  /** The run of a seed, with what only the whole cross-validation has written down. */
  private static RunFacts first(
      RunFolder folder, RunFolder place, Evaluation pooled, Optional<String> repeated)
      throws IOException {
    RunFacts run = RunFacts.read(place);
    Provenance whole = Provenance.read(folder);
    // Cross-validations of before it was noted: their folds have it.
    Provenance.Noted noted =
        whole.noted() == null ? Provenance.read(place.ofFold(1)).noted() : whole.noted();
    return new RunFacts(
        run.name(),
        run.classes(),
        run.preparation(),
        run.graph(),
        run.plan(),
        run.imported(),
        Optional.of(whole.withNoted(noted)),
        run.split(),
        repeated,
        run.history(),
        run.predictions(),
        Optional.of(
            EvaluationFacts.of(EvaluationFile.json(pooled), place.predictions().toString())),
        run.elsewhere(),
        run.explanations(),
        run.agreement(),
        run.audit());
  }

  private static Map<String, Integer> wrongly(RunFolder folder, List<OfSeed> seeds)
      throws IOException {
    Map<String, Integer> wrongly = new HashMap<>();
    for (OfSeed seed : seeds) {
      Path file = folder.ofSeed(seed.seed()).predictions();
      for (Prediction one : PredictionsFile.read(file)) {
        if (one.probability() > Run.THRESHOLD != (one.label() == 1)) {
          wrongly.merge(one.image(), 1, Integer::sum);
        }
      }
    }
    return wrongly;
  }

  /**
   * The plan that was cross-validated.
   *
   * @return with the first seed
   */
  public Plan plan() {
    return first.plan().orElseThrow();
  }

  /**
   * Where it came from.
   *
   * @return that of the whole cross-validation
   */
  public Provenance provenance() {
    return first.provenance().orElseThrow();
  }

  /**
   * Whether all seeds are done.
   *
   * @return false if it can be gone on with
   */
  public boolean isComplete() {
    return bySeed.size() == seeds.size();
  }

  /**
   * How many patients are in more than one fold.
   *
   * @return empty if the patient is not known of each image
   */
  public OptionalInt patientsInTwoFolds() {
    List<RunFacts.Filed> all = dealt.stream().flatMap(List::stream).toList();
    if (RunFacts.patients(all).isEmpty()) {
      return OptionalInt.empty();
    }
    Map<String, Integer> folds = new HashMap<>();
    for (List<RunFacts.Filed> fold : dealt) {
      fold.stream()
          .map(image -> image.patient().orElseThrow())
          .distinct()
          .forEach(patient -> folds.merge(patient, 1, Integer::sum));
    }
    return OptionalInt.of((int) folds.values().stream().filter(count -> count > 1).count());
  }
}
