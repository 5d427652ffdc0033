package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;
import org.pleura.evaluate.Evaluation;
import org.pleura.explain.ExplainedScore;
import org.pleura.explain.GradCamPlusPlus;
import org.pleura.explain.Heatmap;
import org.pleura.model.ModelFile;
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
   * @throws IOException if a file cannot be written
   */
  public static Run begin(
      RunFolder folder, Plan plan, RunData data, Split split, int threads, String version)
      throws IOException {
    Provenance provenance =
        new Provenance(
            version,
            Provenance.now(),
            null,
            Provenance.Machine.here(threads),
            data.provenance(folder),
            null,
            Map.of());
    PlanFile.write(folder.plan(), plan);
    SplitFile.write(folder.split(), split);
    provenance.write(folder);
    return new Run(folder, plan, data, split, threads, provenance);
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
    Plan plan = PlanFile.read(folder.plan());
    Provenance provenance = Provenance.read(folder);
    Provenance.Data was = provenance.data();
    boolean skip = loading.skipUnreadable() || !was.leftOut().isEmpty();
    RunData data =
        RunData.open(
            folder.path().resolve(was.location()),
            plan.positiveClass(),
            plan.preparation(),
            new Loading(loading.threads(), loading.cacheBytes(), skip),
            progress);
    try {
      Split split = SplitFile.read(folder.split(), data.images().radiographs());
      return new Run(folder, plan, data, split, loading.threads(), provenance);
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /**
   * Trains: leaves model.keras, history.csv and the checkpoint.
   *
   * @param listener is told how it goes
   * @return where the training ended
   * @throws IOException as {@link Training#run}
   */
  public TrainingState train(FittingListener listener) throws IOException {
    return trained(training().run(listener));
  }

  /**
   * Goes on with a training that was interrupted.
   *
   * @param listener is told how it goes
   * @return where the training ended, as if it had not been interrupted
   * @throws IOException as {@link Training#resume}
   */
  public TrainingState resume(FittingListener listener) throws IOException {
    return trained(training().resume(listener));
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
    return state;
  }

  /**
   * Asks the best model about every image: leaves predictions.csv.
   *
   * @param network the model
   * @param progress hears how many are done
   * @return in the split's order
   * @throws IOException if an image cannot be read or the file cannot be written
   */
  public List<Prediction> predict(Network network, Progress progress) throws IOException {
    List<Prediction> predictions = Predicting.of(network, split, data.images(), threads, progress);
    PredictionsFile.write(folder.predictions(), predictions);
    return predictions;
  }

  /**
   * Asks a model about every image of data it was not trained on.
   *
   * @param network the model
   * @param data the data
   * @param threads how many compute at once
   * @param progress hears how many are done
   * @return in the data set's order, all as test images
   * @throws IOException if an image cannot be read any more
   */
  public static List<Prediction> predictAll(
      Network network, RunData data, int threads, Progress progress) throws IOException {
    Split allTest = new Split(List.of(), List.of(), data.images().radiographs());
    return Predicting.of(network, allTest, data.images(), threads, progress);
  }

  /**
   * Shows where the model looked, in the first test images: leaves the maps in explanations/.
   *
   * @param network the model
   * @param progress hears how many are done
   * @return as many as the plan says, or as there are
   * @throws IOException if an image cannot be read or a file cannot be written
   */
  public List<Explanation> explain(Network network, Progress progress) throws IOException {
    List<Radiograph> chosen =
        split.test().subList(0, Math.min(plan.explanation().images(), split.test().size()));
    List<Explanation> explanations =
        Threads.map(
            threads,
            chosen,
            "Explaining",
            progress,
            radiograph ->
                explain(
                    network,
                    radiograph.name(),
                    radiograph.label(),
                    data.images().prepared(radiograph)));
    for (Explanation explanation : explanations) {
      explanation.write(folder.explanations());
    }
    return explanations;
  }

  /**
   * Shows where a model looked in one image, as the lesson does: GradCAM++ of the probability at
   * the last convolution.
   *
   * @param network the model
   * @param name the image's name
   * @param label 1 or 0, or -1 if the truth is not known
   * @param prepared the image as the network sees it
   * @return the explanation
   */
  public static Explanation explain(Network network, String name, int label, float[] prepared) {
    Heatmap map =
        GradCamPlusPlus.explain(
            network,
            prepared,
            GradCamPlusPlus.lastConvolution(network.graph()),
            ExplainedScore.PROBABILITY);
    return new Explanation(name, label, network.predict(prepared)[0], map);
  }

  /**
   * Evaluates predictions of the test part: leaves evaluation.json.
   *
   * @param folder the folder of the run
   * @param predictions of any parts
   * @return the evaluation
   * @throws IOException if the file cannot be written
   */
  public static Evaluation evaluate(RunFolder folder, List<Prediction> predictions)
      throws IOException {
    Evaluation evaluation = Evaluation.of(Predicting.cases(predictions, Part.TEST), THRESHOLD);
    EvaluationFile.write(folder.evaluation(), evaluation);
    return evaluation;
  }

  /**
   * Notes that all steps are done.
   *
   * @param seconds how long they took, by name
   * @throws IOException if provenance.json cannot be written
   */
  public void finish(Map<String, Double> seconds) throws IOException {
    provenance = provenance.withFinish(Provenance.now(), seconds);
    provenance.write(folder);
  }

  /**
   * The best model so far.
   *
   * @return the network of model.keras
   * @throws IOException if there is none yet, or it is damaged
   */
  public Network network() throws IOException {
    return network(folder);
  }

  /**
   * The best model of a run.
   *
   * @param folder the folder of the run
   * @return the network of model.keras
   * @throws IOException if there is none yet, or it is damaged
   */
  public static Network network(RunFolder folder) throws IOException {
    if (!Files.exists(folder.model())) {
      throw new IOException(
          folder.path() + " has no model.keras yet: its training has not ended an epoch.");
    }
    return ModelFile.read(folder.model()).network();
  }

  /**
   * What was to be assumed, because the data do not tell or the plan asks for it.
   *
   * @return one sentence each
   */
  public List<String> assumptions() {
    List<String> sentences = new ArrayList<>();
    if (data.drawn()) {
      sentences.add("The images are drawings made by Pleura, not radiographs of people.");
    }
    sentences.add(data.dataset().positiveClassReason());
    boolean patientsKnown = provenance.data().patients() != null;
    if (!patientsKnown) {
      sentences.add(
          "The data do not tell which images show the same patient, so one patient may be in two"
              + " parts, and the results may be too good.");
    } else if (plan.split() == Plan.SplitRule.LESSON) {
      sentences.add(
          "The lesson's split does not look at patients: "
              + patientsInTwoParts()
              + " of "
              + provenance.data().patients()
              + " patients are in more than one part, so the results may be too good.");
    }
    if (!provenance.data().leftOut().isEmpty()) {
      sentences.add(provenance.data().leftOut().size() + " images could not be used.");
    }
    if (plan.augmentation().horizontalFlip()) {
      sentences.add("Training images are mirrored, which moves the heart to the other side.");
    }
    return sentences;
  }

  private long patientsInTwoParts() {
    Map<String, Part> firstPart = new LinkedHashMap<>();
    java.util.Set<String> twice = new java.util.HashSet<>();
    for (Part part : Part.values()) {
      for (Radiograph radiograph : split.part(part)) {
        String patient = radiograph.patient().orElseThrow();
        if (firstPart.merge(patient, part, (before, now) -> before) != part) {
          twice.add(patient);
        }
      }
    }
    return twice.size();
  }

  /**
   * Looks for an interrupted run that asked the same.
   *
   * @param runs the folder of all runs
   * @param plan the plan
   * @param location the data; empty for drawn ones
   * @return the folder of one that can be resumed
   */
  public static Optional<RunFolder> interrupted(Path runs, Plan plan, Optional<Path> location) {
    try (var folders = Files.list(runs)) {
      return folders
          .map(RunFolder::new)
          .filter(folder -> isInterrupted(folder, plan, location))
          .max(java.util.Comparator.comparing(folder -> folder.path().toFile().lastModified()));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  private static boolean isInterrupted(RunFolder folder, Plan plan, Optional<Path> location) {
    try {
      String asked =
          location.map(path -> path.toAbsolutePath().normalize().toString()).orElse("phantoms");
      return PlanFile.read(folder.plan()).equals(plan)
          && Provenance.read(folder).data().location().equals(asked)
          && Training.interruptedAfter(folder, plan).isPresent();
    } catch (IOException notARun) {
      return false;
    }
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
