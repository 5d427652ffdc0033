package org.pleura.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.pleura.data.Part;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;
import org.pleura.evaluate.CrossValidated;
import org.pleura.evaluate.Evaluation;
import org.pleura.nn.train.FittingListener;

/**
 * Cross-validation with repeated seeds: for each seed and each fold a run of its own, in {@code
 * seed-42/fold-1} and so on, is trained on the other folds and asked about the one that was left
 * out, so that every image is predicted once for each seed, by a model that was neither trained nor
 * chosen on it. Its validation part is the plan's share of the other folds, as in an ordinary run.
 *
 * <p>The folds are the same for every seed and every plan ({@link DividedIntoFolds}): what differs
 * between seeds is the training alone, and two plans can be compared on the same images.
 */
public final class CrossValidation {
  /** More would be a slip of the hand. */
  public static final int MOST_SEEDS = 1000;

  /** Apart enough that the towers of a network, whose seeds follow each other, share none. */
  private static final long BETWEEN_SEEDS = 1000;

  private final RunFolder folder;
  private final Plan plan;
  private final List<Long> seeds;
  private final RunData data;
  private final DividedIntoFolds divided;
  private final int threads;
  private final Provenance provenance;

  private CrossValidation(
      RunFolder folder,
      Plan plan,
      List<Long> seeds,
      RunData data,
      DividedIntoFolds divided,
      int threads,
      Provenance provenance) {
    this.folder = folder;
    this.plan = plan;
    this.seeds = List.copyOf(seeds);
    this.data = data;
    this.divided = divided;
    this.threads = threads;
    this.provenance = provenance;
  }

  /** Is told how the cross-validation goes. */
  public interface Listener {
    /**
     * The training of a fold begins, or goes on.
     *
     * @param seed of the training
     * @param fold which one is left out, from 1
     * @return who is to be told of its batches and epochs
     */
    FittingListener begins(long seed, int fold);

    /**
     * Where drawing goes on before a training whose plan shows phantoms.
     *
     * @return who is to be told how many are drawn
     */
    default Progress drawing() {
      return Progress.SILENT;
    }

    /**
     * A fold is done.
     *
     * @param seed of the training
     * @param fold which one, from 1
     * @param evaluation on it
     * @param before whether it was done before this cross-validation was taken up again
     */
    void ended(long seed, int fold, Evaluation evaluation, boolean before);
  }

  /**
   * The seeds of the trainings: the plan's, and others 1000 apart.
   *
   * @param plan the plan
   * @param count how many, 1 to {@link #MOST_SEEDS}
   * @return the seeds; after 4,294,967,295 they go on from 0
   * @throws IllegalArgumentException if there are to be fewer or more
   */
  public static List<Long> seeds(Plan plan, int count) {
    if (count < 1 || count > MOST_SEEDS) {
      throw new IllegalArgumentException(
          "there are 1 to " + MOST_SEEDS + " seeds, but not " + count);
    }
    return LongStream.range(0, count)
        .map(i -> (plan.seed() + i * BETWEEN_SEEDS) & 0xffffffffL)
        .boxed()
        .toList();
  }

  /**
   * Begins a cross-validation: writes plan.json, crossvalidation.json, folds.csv, duplicates.csv
   * and provenance.json.
   *
   * @param folder an empty folder
   * @param plan what to do; its seed is replaced by each of the seeds, and its rule of dividing by
   *     the folds
   * @param seeds of the trainings, one or more
   * @param data what to do it with, prepared as the plan says
   * @param divided the folds
   * @param threads how many threads compute; the result does not depend on it
   * @param version of Pleura, for the provenance
   * @return the cross-validation
   * @throws IOException if a file cannot be written
   */
  public static CrossValidation begin(
      RunFolder folder,
      Plan plan,
      List<Long> seeds,
      RunData data,
      DividedIntoFolds divided,
      int threads,
      String version)
      throws IOException {
    Provenance.Noted noted =
        new Provenance.Noted(
            data.drawn(), Assumptions.of(stratified(plan, plan.seed()), data, whole(divided)));
    Provenance provenance = Provenance.begun(version, threads, data.provenance(folder), noted);
    PlanFile.write(folder.plan(), plan);
    CrossValidationFile.write(folder, divided.splits().size(), seeds, Optional.empty());
    divided.write(folder.folds());
    divided.repeated().write(folder.duplicates());
    provenance.write(folder);
    return new CrossValidation(folder, plan, seeds, data, divided, threads, provenance);
  }

  /**
   * Takes up a cross-validation that was begun before.
   *
   * @param folder its folder
   * @param loading how to read its images
   * @param progress hears how many are read
   * @return the cross-validation; its {@link #data()} are to be closed
   * @throws UnusableDataException if the images, their labels or their patients are not those that
   *     it was begun with
   * @throws IOException if one of its files is missing or damaged
   */
  public static CrossValidation reopen(RunFolder folder, Loading loading, Progress progress)
      throws IOException {
    CrossValidationFile.Asked asked = CrossValidationFile.asked(folder);
    Plan plan = PlanFile.read(folder.plan());
    Provenance provenance = Provenance.read(folder);
    RunData data = Run.data(folder, plan, provenance, loading, progress);
    try {
      if (!data.provenance(folder).fingerprint().equals(provenance.data().fingerprint())) {
        throw new UnusableDataException(
            "The images of "
                + data.location()
                + ", or their labels, are not those that "
                + folder.path()
                + " was begun with, by their SHA-256; put those back, or start anew.");
      }
      DividedIntoFolds divided =
          DividedIntoFolds.of(
              data, asked.folds(), plan.validationSplit(), loading.threads(), progress);
      divided.requireSame(folder.folds());
      return new CrossValidation(
          folder, plan, asked.seeds(), data, divided, loading.threads(), provenance);
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /**
   * Goes through all folds with all seeds. A fold that is done is not trained again, one that was
   * interrupted goes on from its last whole epoch. Leaves the predictions of all folds in {@code
   * seed-42/predictions.csv} and so on, and crossvalidation.json.
   *
   * @param listener is told
   * @return what was found, the same to the bit whether it was interrupted or not
   * @throws IOException if an image cannot be read any more or a file cannot be written
   * @throws org.pleura.nn.train.NonFiniteLossException if a loss is not a number any more; the
   *     folds before are kept
   */
  public CrossValidated run(Listener listener) throws IOException {
    List<CrossValidated.OfSeed> done = new ArrayList<>();
    for (long seed : seeds) {
      done.add(ofSeed(seed, listener));
      CrossValidationFile.write(
          folder, divided.splits().size(), seeds, Optional.of(new CrossValidated(done)));
    }
    provenance.finished(Map.of()).write(folder);
    return new CrossValidated(done);
  }

  private CrossValidated.OfSeed ofSeed(long seed, Listener listener) throws IOException {
    RunFolder place = folder.ofSeed(seed);
    List<Evaluation> folds = new ArrayList<>();
    List<Prediction> pooled = new ArrayList<>();
    for (int fold = 1; fold <= divided.splits().size(); fold++) {
      RunFolder of = place.ofFold(fold);
      boolean before = Run.isOver(of);
      Tested tested = before ? read(of) : train(of, seed, fold, listener);
      tested.predictions().stream().filter(one -> one.part() == Part.TEST).forEach(pooled::add);
      folds.add(tested.evaluation());
      listener.ended(seed, fold, tested.evaluation(), before);
    }
    return new CrossValidated.OfSeed(seed, folds, pooled(place, seed, pooled));
  }

  /** What the model of a fold says of all images, and what it is worth on those of the fold. */
  private record Tested(List<Prediction> predictions, Evaluation evaluation) {}

  private static Tested read(RunFolder run) throws IOException {
    List<Prediction> predictions = PredictionsFile.read(run.predictions());
    return new Tested(predictions, Run.evaluation(run, predictions));
  }

  private Tested train(RunFolder place, long seed, int fold, Listener listener) throws IOException {
    FittingListener told = listener.begins(seed, fold);
    Run run;
    if (Training.hasCheckpoint(place, plan)) {
      run = Run.reopen(place, data, threads);
      run.resume(told, listener.drawing());
    } else {
      run =
          Run.begin(
              RunFolder.create(place.path(), true),
              planOf(seed),
              data,
              divided.splits().get(fold - 1),
              threads,
              provenance.pleura());
      run.train(told, listener.drawing());
    }
    List<Prediction> predictions = run.predict(run.classifier(), Progress.SILENT);
    Evaluation evaluation = Run.evaluate(place, predictions);
    run.finish(Map.of());
    return new Tested(predictions, evaluation);
  }

  /** The plan's own division is not asked; that of the folds is stratified, whatever the plan. */
  private Plan planOf(long seed) throws PlanException {
    return stratified(plan, seed);
  }

  private static Plan stratified(Plan plan, long seed) throws PlanException {
    return PlanFile.with(plan.withSeed(seed), List.of("split=stratified"));
  }

  /** Over all folds each image is a test image. */
  private static Split whole(DividedIntoFolds divided) {
    return new Split(
        List.of(), List.of(), divided.folds().folds().stream().flatMap(List::stream).toList());
  }

  /** A run without a model, so that the predictions of all folds are evaluated as any others. */
  private Evaluation pooled(RunFolder place, long seed, List<Prediction> predictions)
      throws IOException {
    PlanFile.write(place.plan(), planOf(seed));
    SplitFile.write(place.split(), whole(divided));
    PredictionsFile.write(place.predictions(), predictions);
    Evaluation evaluation = Run.evaluate(place, predictions);
    new Provenance(
            provenance.pleura(),
            provenance.started(),
            Provenance.now(),
            provenance.machine(),
            data.provenance(place),
            null,
            Map.of(),
            provenance.noted())
        .write(place);
    return evaluation;
  }

  /**
   * What had to be assumed.
   *
   * @return one sentence each
   * @throws IOException if duplicates.csv cannot be read
   */
  public List<String> assumptions() throws IOException {
    return Assumptions.of(folder, planOf(plan.seed()), data, divided.splits().get(0));
  }

  /**
   * The folder.
   *
   * @return where the files are
   */
  public RunFolder folder() {
    return folder;
  }

  /**
   * The plan.
   *
   * @return as it was asked for
   */
  public Plan plan() {
    return plan;
  }

  /**
   * The data.
   *
   * @return what it is done with
   */
  public RunData data() {
    return data;
  }

  /**
   * The number of folds.
   *
   * @return 2 or more
   */
  public int folds() {
    return divided.splits().size();
  }

  /**
   * The seeds.
   *
   * @return in order
   */
  public List<Long> seeds() {
    return seeds;
  }
}
