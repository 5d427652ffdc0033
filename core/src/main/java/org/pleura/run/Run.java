package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pleura.data.Labelling;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.ThresholdRule;
import org.pleura.explain.ExplainedScore;
import org.pleura.explain.GradCamPlusPlus;
import org.pleura.inspect.Typicality;
import org.pleura.nn.Network;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.TrainingState;

/**
 * One run: a plan, data and a folder. Its steps are called in the order in which they stand here;
 * each leaves its files in the folder and returns what it found.
 */
public final class Run {

  /** The probability above which an image counts as positive, as in the lesson. */
  public static final double THRESHOLD = 0.5;

  private final RunFolder folder;
  private final Plan plan;
  private final RunData data;
  private final Split split;
  private final int threads;
  private Provenance provenance;

  private Run(
      RunFolder folder, Plan plan, RunData data, Split split, int threads, Provenance provenance) {
    this.folder = folder;
    this.plan = plan;
    this.data = data;
    this.split = split;
    this.threads = threads;
    this.provenance = provenance;
  }

  /**
   * Begins a run: writes plan.json, split.csv and provenance.json.
   *
   * @param folder an empty folder
   * @param plan what to do
   * @param data what to do it with
   * @param split how the plan divides the data
   * @param threads how many threads compute
   * @param version of Pleura, for the provenance
   * @return the run
   * @throws UnusableDataException if a patient is in two parts; drawings are let pass, so that the
   *     lesson can be shown on them as it is
   * @throws IOException if a file cannot be written
   */
  public static Run begin(
      RunFolder folder, Plan plan, RunData data, Split split, int threads, String version)
      throws IOException {
    Divided.requirePatientsApart(data, split);
    Provenance.Noted noted = new Provenance.Noted(data.drawn(), Assumptions.of(plan, data, split));
    Provenance provenance = Provenance.begun(version, threads, data.provenance(folder), noted);
    PlanFile.write(folder.plan(), plan);
    SplitFile.write(folder.split(), split);
    provenance.write(folder);
    return new Run(folder, plan, data, split, threads, provenance);
  }

  /**
   * Begins a run, and notes which images show one film: duplicates.csv.
   *
   * @param folder an empty folder
   * @param plan what to do
   * @param data what to do it with
   * @param divided how the plan divides the data
   * @param threads how many threads compute
   * @param version of Pleura, for the provenance
   * @return the run
   * @throws IOException as {@link #begin(RunFolder, Plan, RunData, Split, int, String)}
   */
  public static Run begin(
      RunFolder folder, Plan plan, RunData data, Divided divided, int threads, String version)
      throws IOException {
    if (divided.repeated().isPresent()) {
      divided.repeated().get().write(folder.duplicates());
    }
    return begin(folder, plan, data, divided.split(), threads, version);
  }

  /**
   * Takes up a run that was begun before, to resume it or to ask its model something.
   *
   * @param folder the folder of the run
   * @param loading how to read its images; those that the run left out are left out again
   * @param progress hears how many are read
   * @return the run; its {@link #data()} are to be closed
   * @throws UnusableDataException if the run's images are not where they were, or not the same
   * @throws IOException if a file of the run is missing or damaged
   */
  public static Run reopen(RunFolder folder, Loading loading, Progress progress)
      throws IOException {
    // The provenance first: it knows why a folder without a plan cannot be gone on with.
    Provenance provenance = Provenance.read(folder);
    RunData data = data(folder, PlanFile.read(folder.plan()), provenance, loading, progress);
    try {
      return reopen(folder, data, loading.threads());
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /**
   * Takes up a run that was begun before, with data that are open already.
   *
   * @param folder the folder of the run
   * @param data prepared as its plan says; who opened them closes them
   * @param threads how many threads compute
   * @return the run
   * @throws UnusableDataException if the run's images are not among the data, or not the same
   * @throws IOException if a file of the run is missing or damaged
   */
  public static Run reopen(RunFolder folder, RunData data, int threads) throws IOException {
    Split split = SplitFile.read(folder.split(), data.images().radiographs());
    Divided.requirePatientsApart(data, split);
    return new Run(
        folder, PlanFile.read(folder.plan()), data, split, threads, Provenance.read(folder));
  }

  /**
   * Opens the data of a run that was begun before.
   *
   * @param folder the folder of the run
   * @param plan its plan
   * @param provenance what it says of the data
   * @param loading how to read them; if some were left out, those that cannot be read are again
   * @param progress hears how many are read
   * @return the data
   * @throws UnusableDataException if they cannot be used any more
   * @throws IOException if they cannot be read
   */
  public static RunData data(
      RunFolder folder, Plan plan, Provenance provenance, Loading loading, Progress progress)
      throws IOException {
    Provenance.Data was = provenance.data();
    boolean skip = loading.skipUnreadable() || !was.leftOut().isEmpty();
    return RunData.labelled(
        folder.path().resolve(was.location()),
        was.labels() == null
            ? Labelling.folders(Optional.ofNullable(plan.positiveClass()))
            : was.labels().labelling(),
        plan.preparation(),
        new Loading(loading.threads(), loading.cacheBytes(), skip),
        progress);
  }

  /**
   * Trains: leaves model.keras, history.csv and the checkpoint.
   *
   * @param listener is told how it goes
   * @param drawing hears how many phantoms are drawn, if the plan shows some
   * @return where the training ended
   * @throws IOException as {@link Training#run}
   */
  public TrainingState train(FittingListener listener, Progress drawing) throws IOException {
    return trained(training().run(listener, drawing));
  }

  /**
   * Goes on with a training that was interrupted.
   *
   * @param listener is told how it goes
   * @param drawing hears how many phantoms are drawn, if the plan shows some
   * @return where the training ended, as if it had not been interrupted
   * @throws IOException as {@link Training#resume}
   */
  public TrainingState resume(FittingListener listener, Progress drawing) throws IOException {
    return trained(training().resume(listener, drawing));
  }

  private Training training() throws PlanException {
    return new Training(plan, split, data.images(), folder, threads);
  }

  private TrainingState trained(TrainingState state) throws IOException {
    Network best = state.best();
    provenance =
        provenance.withWeights(
            new Provenance.Weights(best.graph().parameterCount(), best.fingerprint()));
    provenance.write(folder);
    Optional<Typicality> usual =
        Doubts.usual(
            split.train(), data.images(), plan.preparation().height(), plan.preparation().width());
    if (usual.isPresent()) {
      TypicalityFile.write(folder.typicality(), usual.get());
    }
    return state;
  }

  /**
   * Asks the best model about every image: leaves predictions.csv.
   *
   * @param classifier the model
   * @param progress hears how many are done
   * @return in the split's order
   * @throws IOException if an image cannot be read or the file cannot be written
   */
  public List<Prediction> predict(Classifier classifier, Progress progress) throws IOException {
    List<Prediction> predictions =
        Predicting.of(classifier, split, data.images(), threads, progress);
    PredictionsFile.write(folder.predictions(), predictions);
    return predictions;
  }

  /**
   * Asks a model about the validation images alone, the test images being left for later: leaves
   * predictions.csv.
   *
   * @param classifier the model
   * @param progress hears how many are done
   * @return in the split's order
   * @throws IOException if an image cannot be read or the file cannot be written
   */
  public List<Prediction> predictValidation(Classifier classifier, Progress progress)
      throws IOException {
    Split validation = new Split(List.of(), split.validation(), List.of());
    List<Prediction> predictions =
        Predicting.of(classifier, validation, data.images(), threads, progress);
    PredictionsFile.write(folder.predictions(), predictions);
    return predictions;
  }

  /**
   * Whether a run has come to its end.
   *
   * @param folder its folder
   * @return true if there is nothing to go on with
   * @throws IOException if its provenance cannot be read
   */
  public static boolean isOver(RunFolder folder) throws IOException {
    return Files.exists(folder.provenance()) && Provenance.read(folder).finished() != null;
  }

  /**
   * Shows where the model looked, in the first test images: leaves the maps in explanations/.
   *
   * @param classifier the model
   * @param progress hears how many are done
   * @return as many as the plan says, or as there are
   * @throws IOException if an image cannot be read or a file cannot be written
   */
  public List<Explanation> explain(Classifier classifier, Progress progress) throws IOException {
    List<Radiograph> chosen =
        split.test().subList(0, Math.min(plan.explanation().images(), split.test().size()));
    List<Explanation> explanations =
        Threads.map(
            threads,
            chosen,
            "Explaining",
            progress,
            radiograph ->
                Explanation.of(
                    new GradCamPlusPlus(Optional.empty(), ExplainedScore.PROBABILITY),
                    classifier,
                    radiograph.name(),
                    "",
                    radiograph.label(),
                    data.images().prepared(radiograph)));
    for (Explanation explanation : explanations) {
      explanation.write(folder.explanations());
    }
    return explanations;
  }

  /**
   * Evaluates predictions of the test part at the threshold {@link #THRESHOLD}, and those of each
   * sex, age band and view that predictions.csv knows.
   *
   * @param folder the folder of the run, with predictions.csv
   * @param predictions as they stand there
   * @return the evaluation
   * @throws IOException if predictions.csv cannot be read
   */
  public static Evaluation evaluation(RunFolder folder, List<Prediction> predictions)
      throws IOException {
    return Evaluating.of(
        predictions,
        new Evaluation.Asked(
            new ThresholdRule.Fixed(THRESHOLD),
            OptionalDouble.empty(),
            Groupings.inPredictions(folder.predictions()).groupings()));
  }

  /**
   * The same, and leaves evaluation.json.
   *
   * @param folder the folder of the run, with predictions.csv
   * @param predictions as they stand there
   * @return the evaluation
   * @throws IOException if predictions.csv cannot be read or the file cannot be written
   */
  public static Evaluation evaluate(RunFolder folder, List<Prediction> predictions)
      throws IOException {
    Evaluation evaluation = evaluation(folder, predictions);
    EvaluationFile.write(folder.evaluation(), evaluation, Optional.empty());
    return evaluation;
  }

  /**
   * Notes that all steps are done.
   *
   * @param seconds how long they took, by name
   * @throws IOException if provenance.json cannot be written
   */
  public void finish(Map<String, Double> seconds) throws IOException {
    provenance = provenance.finished(seconds);
    provenance.write(folder);
  }

  /**
   * The model with the weights to keep so far.
   *
   * @return the network of model.keras, ready to be asked
   * @throws IOException as {@link Classifier#of}
   */
  public Classifier classifier() throws IOException {
    return Classifier.of(folder);
  }

  /**
   * What had to be assumed, because the data do not tell or the plan asks for it.
   *
   * @return one sentence each
   * @throws IOException if duplicates.csv is there but cannot be read
   */
  public List<String> assumptions() throws IOException {
    return Assumptions.of(folder, plan, data, split);
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
   * @return what is done
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
   * The split.
   *
   * @return which image serves for what
   */
  public Split split() {
    return split;
  }

  /**
   * The provenance so far.
   *
   * @return where this run comes from
   */
  public Provenance provenance() {
    return provenance;
  }
}
