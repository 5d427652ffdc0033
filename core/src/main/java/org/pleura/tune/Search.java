package org.pleura.tune;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.NonFiniteLossException;
import org.pleura.prepare.Preparation;
import org.pleura.run.Assumptions;
import org.pleura.run.ConstantProbability;
import org.pleura.run.Divided;
import org.pleura.run.Loading;
import org.pleura.run.Plan;
import org.pleura.run.PlanException;
import org.pleura.run.PlanFile;
import org.pleura.run.PredictionsFile;
import org.pleura.run.Progress;
import org.pleura.run.Provenance;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;
import org.pleura.run.SplitFile;
import org.pleura.run.Training;

/**
 * A search for a better plan: every configuration is trained on the first rung, the best of them
 * anew on the next, and so on. Each training is a run of its own, in {@code trial-7/epochs-10} and
 * so on, and is scored by the validation images ({@link Score}). All share the seed and the split.
 *
 * <p>A configuration that climbs begins anew, with the schedule of its new epochs (decision 0015).
 */
public final class Search {

  private final RunFolder folder;
  private final Plan base;
  private final SearchFile.Asked asked;
  private final List<Plan> plans;
  private final RunData data;
  private final Split split;
  private final Loading loading;
  private final Provenance provenance;

  private Search(
      RunFolder folder,
      Plan base,
      SearchFile.Asked asked,
      List<Plan> plans,
      RunData data,
      Split split,
      Loading loading,
      Provenance provenance) {
    this.folder = folder;
    this.base = base;
    this.asked = asked;
    this.plans = plans;
    this.data = data;
    this.split = split;
    this.loading = loading;
    this.provenance = provenance;
  }

  /** Is told how the search goes. */
  public interface Listener {
    /**
     * A training begins, or goes on.
     *
     * @param rung from 1
     * @param number of the configuration, from 1
     * @param plan as it is trained
     * @return who is to be told of its batches and epochs
     */
    FittingListener begins(int rung, int number, Plan plan);

    /**
     * Where drawing goes on before a training whose plan shows phantoms.
     *
     * @return who is to be told how many are drawn
     */
    default Progress drawing() {
      return Progress.SILENT;
    }

    /**
     * A training is done.
     *
     * @param trial what it brought
     * @param before whether it was done before this search was taken up again
     */
    void ended(Trial trial, boolean before);
  }

  /**
   * The plans of all configurations, before anything is read.
   *
   * @param base what they vary
   * @param configurations the settings of each
   * @return a plan for each
   * @throws PlanException if a configuration is no plan, or its network does not fit its images
   */
  public static List<Plan> plans(Plan base, List<List<String>> configurations)
      throws PlanException {
    List<Plan> plans = new ArrayList<>();
    for (List<String> settings : configurations) {
      Plan plan = PlanFile.with(base, settings);
      plan.graph();
      plans.add(plan);
    }
    return plans;
  }

  /**
   * Begins a search: writes plan.json, tuning.json, split.csv, duplicates.csv and provenance.json.
   *
   * @param folder an empty folder
   * @param base the plan that is varied
   * @param configurations the settings of each trial, one or more
   * @param rungs how many are trained for how long, as {@link Rung#halving} or {@link Rung#single}
   * @param data what to do it with, prepared as the base plan says
   * @param divided the parts
   * @param loading how to read images that a configuration prepares otherwise; its threads compute
   * @param version of Pleura, for the provenance
   * @return the search
   * @throws PlanException if a configuration is no plan
   * @throws IOException if a file cannot be written
   */
  public static Search begin(
      RunFolder folder,
      Plan base,
      List<List<String>> configurations,
      List<Rung> rungs,
      RunData data,
      Divided divided,
      Loading loading,
      String version)
      throws IOException {
    SearchFile.Asked asked = new SearchFile.Asked(configurations, rungs);
    List<Plan> plans = plans(base, configurations);
    List<String> assumptions = new ArrayList<>(Assumptions.of(base, data, divided.split()));
    Assumptions.ofSearch(base, divided.split()).ifPresent(assumptions::add);
    Provenance.Noted noted = new Provenance.Noted(data.drawn(), assumptions);
    Provenance provenance =
        Provenance.begun(version, loading.threads(), data.provenance(folder), noted);
    PlanFile.write(folder.plan(), base);
    SearchFile.write(folder, asked, new Trials(List.of()));
    divided.write(folder);
    provenance.write(folder);
    return new Search(folder, base, asked, plans, data, divided.split(), loading, provenance);
  }

  /**
   * Takes up a search that was begun before.
   *
   * @param folder its folder
   * @param loading how to read its images
   * @param progress hears how many are read
   * @return the search; its {@link #data()} are to be closed
   * @throws UnusableDataException if the images are not those that it was begun with
   * @throws IOException if one of its files is missing or damaged
   */
  public static Search reopen(RunFolder folder, Loading loading, Progress progress)
      throws IOException {
    SearchFile.Asked asked = SearchFile.asked(folder);
    Plan base = PlanFile.read(folder.plan());
    List<Plan> plans = plans(base, asked.configurations());
    Provenance provenance = Provenance.read(folder);
    boolean skips = loading.skipUnreadable() || !provenance.data().leftOut().isEmpty();
    Loading same = new Loading(loading.threads(), loading.cacheBytes(), skips);
    RunData data = Run.data(folder, base, provenance, same, progress);
    try {
      requireSame(data, folder, provenance);
      Split split = SplitFile.read(folder.split(), data.images().radiographs());
      return new Search(folder, base, asked, plans, data, split, same, provenance);
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private static void requireSame(RunData data, RunFolder folder, Provenance provenance)
      throws UnusableDataException {
    if (!data.provenance(folder).fingerprint().equals(provenance.data().fingerprint())) {
      throw new UnusableDataException(
          "The images of "
              + data.location()
              + " are not those that "
              + folder.path()
              + " was begun with, by their SHA-256; put those back, or start anew.");
    }
  }

  /**
   * Trains rung by rung. A training that is done is not repeated, one that was interrupted goes on
   * from its last whole epoch. Leaves tuning.json and tuning.csv after each, and best.json.
   *
   * @param listener is told
   * @return what was found, the same to the bit whether it was interrupted or not
   * @throws IOException if an image cannot be read any more, a file cannot be written, or a
   *     training in the folder is not the one that the search asks for
   */
  public Trials run(Listener listener) throws IOException {
    List<Trial> all = new ArrayList<>();
    List<Integer> climbing = IntStream.rangeClosed(1, plans.size()).boxed().toList();
    try (Images images = new Images()) {
      for (int rung = 1; rung <= asked.rungs().size(); rung++) {
        List<Trial> ofRung = new ArrayList<>();
        for (int number : climbing) {
          Trial trial = trial(rung, number, images, listener);
          ofRung.add(trial);
          all.add(trial);
          if (images.used) {
            SearchFile.write(folder, asked, new Trials(all));
          }
        }
        if (rung < asked.rungs().size()) {
          climbing = Trials.climbing(ofRung, asked.rungs().get(rung).trials());
        }
      }
    }
    Trials found = new Trials(all);
    SearchFile.write(folder, asked, found);
    if (found.best().isPresent()) {
      PlanFile.write(folder.bestPlan(), found.best().get().plan());
    }
    provenance.finished(Map.of()).write(folder);
    return found;
  }

  private Trial trial(int rung, int number, Images images, Listener listener) throws IOException {
    Plan plan = asked.rungs().get(rung - 1).plan(plans.get(number - 1));
    RunFolder place = folder.ofTrial(number, plan.training().epochs());
    boolean before = Run.isOver(place);
    if (Files.exists(place.plan()) && !PlanFile.read(place.plan()).equals(plan)) {
      throw new IOException(
          place.plan()
              + " is not the plan that "
              + folder.tuning()
              + " and "
              + folder.plan()
              + " ask for there; put them back as they were, or start the search anew.");
    }
    if (!before) {
      train(place, plan, images, listener.begins(rung, number, plan), listener.drawing());
    }
    Optional<Score> score =
        Files.exists(place.predictions())
            ? Optional.of(Score.of(PredictionsFile.read(place.predictions())))
            : Optional.empty();
    Trial trial = new Trial(number, asked.configurations().get(number - 1), rung, plan, score);
    listener.ended(trial, before);
    return trial;
  }

  /** Leaves predictions.csv, unless the loss ran away. */
  private void train(
      RunFolder place, Plan plan, Images images, FittingListener listener, Progress drawing)
      throws IOException {
    RunData own = images.of(plan.preparation());
    boolean goesOn = Training.hasCheckpoint(place, plan);
    Run run =
        goesOn
            ? Run.reopen(place, own, loading.threads())
            : Run.begin(
                RunFolder.create(place.path(), true),
                plan,
                own,
                split,
                loading.threads(),
                provenance.pleura());
    try {
      if (goesOn) {
        run.resume(listener, drawing);
      } else {
        run.train(listener, drawing);
      }
      run.predictValidation(run.classifier(), Progress.SILENT);
    } catch (NonFiniteLossException ranAway) {
      // A result like another: this plan cannot be trained.
      Files.deleteIfExists(place.predictions());
    }
    run.finish(Map.of());
  }

  /** The images as the base plan prepares them, and, one at a time, as a configuration does. */
  private final class Images implements AutoCloseable {
    private @Nullable Preparation prepared;
    private @Nullable RunData other;

    /** Whether anything was trained, and not only read. */
    private boolean used;

    RunData of(Preparation preparation) throws IOException {
      used = true;
      if (preparation.equals(base.preparation())) {
        return data;
      }
      if (other == null || !preparation.equals(prepared)) {
        close();
        other =
            RunData.labelled(
                data.location(), data.labelling(), preparation, loading, Progress.SILENT);
        prepared = preparation;
        requireSame(other, folder, provenance);
      }
      return other;
    }

    @Override
    public void close() throws IOException {
      if (other != null) {
        other.close();
        other = null;
      }
    }
  }

  /**
   * What is reached without looking, by saying the share of positives of every image.
   *
   * @return the loss on the validation images
   */
  public double constantLoss() {
    return ConstantProbability.validationLoss(split);
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
   * The plan that is varied.
   *
   * @return as it was asked for
   */
  public Plan base() {
    return base;
  }

  /**
   * The rungs.
   *
   * @return from the shortest to the longest
   */
  public List<Rung> rungs() {
    return asked.rungs();
  }

  /**
   * What had to be assumed.
   *
   * @return one sentence each
   * @throws IOException if duplicates.csv cannot be read
   */
  public List<String> assumptions() throws IOException {
    List<String> assumptions = new ArrayList<>(Assumptions.of(folder, base, data, split));
    Assumptions.ofSearch(base, split).ifPresent(assumptions::add);
    return assumptions;
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
   * The parts.
   *
   * @return which image serves for what, in every trial
   */
  public Split split() {
    return split;
  }
}
