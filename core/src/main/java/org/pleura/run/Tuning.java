package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.History;
import org.pleura.nn.train.NonFiniteLossException;
import org.pleura.prepare.Preparation;

/**
 * The search for a better plan: trains the same data with several plans, and compares them by their
 * best validation loss. The test images are not looked at, so that they stay a test of what is
 * chosen.
 */
public final class Tuning {

  private Tuning() {}

  /**
   * What one plan brought.
   *
   * @param number from 1
   * @param settings in what it differs, each PATH=VALUE
   * @param plan the plan
   * @param best its best epoch, or empty if its loss ran away before the first epoch's end
   */
  public record Trial(int number, List<String> settings, Plan plan, Optional<History.Epoch> best) {

    public Trial {
      settings = List.copyOf(settings);
    }
  }

  /**
   * A search that is over.
   *
   * @param folder where its files are
   * @param trials in order
   */
  public record Search(Path folder, List<Trial> trials) {

    public Search {
      trials = List.copyOf(trials);
    }
  }

  /** Opens the data as a plan prepares them. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Opens the data.
     *
     * @param preparation how images are prepared
     * @return the data, to be closed by who asked
     * @throws IOException if they cannot be used or read
     */
    RunData open(Preparation preparation) throws IOException;
  }

  /** Makes the folder of the search, once it is known that there is something to search. */
  @FunctionalInterface
  public interface Place {
    /**
     * Makes the folder.
     *
     * @return where it is
     * @throws IOException if it cannot be made
     */
    Path make() throws IOException;
  }

  /** Is told how the search goes. */
  public interface Listener {
    /**
     * A trial begins.
     *
     * @param number from 1
     * @param trials how many there are
     * @param plan the plan
     * @param settings in what it differs
     * @return who is to be told of its batches and epochs
     */
    FittingListener begins(int number, int trials, Plan plan, List<String> settings);

    /**
     * A trial is over.
     *
     * @param trial what it brought
     */
    void ended(Trial trial);
  }

  /**
   * All combinations of values.
   *
   * @param grid for each varied value PATH=VALUE/VALUE/...
   * @return each combination as settings PATH=VALUE, the last path varying fastest
   * @throws PlanException if an element of the grid is not of that form
   */
  public static List<List<String>> combinations(List<String> grid) throws PlanException {
    List<List<String>> all = List.of(List.of());
    for (String element : grid) {
      int equals = element.indexOf('=');
      if (equals < 1 || equals == element.length() - 1) {
        throw new PlanException(
            "a grid must be PATH=VALUE/VALUE/..., as network.dropout=0.4/0.6/0.8, but it is '"
                + element
                + "'.");
      }
      String path = element.substring(0, equals);
      if (List.of("seed", "split", "positiveClass").contains(path)) {
        throw new PlanException(
            "'"
                + path
                + "' cannot be in a grid: its trials would be compared by different images or"
                + " labels; give it with --set, for all of them.");
      }
      List<List<String>> longer = new ArrayList<>();
      for (List<String> before : all) {
        for (String value : element.substring(equals + 1).split("/", -1)) {
          List<String> settings = new ArrayList<>(before);
          settings.add(path + "=" + value);
          longer.add(settings);
        }
      }
      all = longer;
    }
    return all;
  }

  /**
   * Some of the combinations, chosen at random, in their order (Bergstra and Bengio, JMLR 13, 2012:
   * most of what a grid finds, a random part of it finds too).
   *
   * @param combinations all of them
   * @param trials how many to choose at most
   * @param seed of the choice
   * @return the chosen ones
   */
  public static List<List<String>> sample(List<List<String>> combinations, int trials, long seed) {
    int[] order = Mt19937.numpy(seed).permutation(combinations.size());
    return Arrays.stream(order).limit(trials).sorted().mapToObj(combinations::get).toList();
  }

  /**
   * Trains each plan, in a run folder of its own, and writes tuning.csv after each and best.json at
   * the end.
   *
   * @param place where to; trials go to trial-1, trial-2 and so on
   * @param base the plan the settings change
   * @param combinations the settings of each trial
   * @param opener opens the data
   * @param threads how many threads compute
   * @param version of Pleura, for the provenance
   * @param listener is told
   * @return the search
   * @throws PlanException if a combination is no plan, before anything is trained
   * @throws IOException if the data cannot be used or a file cannot be written
   */
  public static Search run(
      Place place,
      Plan base,
      List<List<String>> combinations,
      Opener opener,
      int threads,
      String version,
      Listener listener)
      throws IOException {
    List<Plan> plans = new ArrayList<>();
    for (List<String> settings : combinations) {
      Plan plan = PlanFile.with(base, settings);
      plan.graph();
      plans.add(plan);
    }
    List<Trial> trials = new ArrayList<>();
    RunData data = opener.open(plans.get(0).preparation());
    Path folder;
    try {
      folder = place.make();
      Preparation opened = plans.get(0).preparation();
      for (int i = 0; i < plans.size(); i++) {
        Plan plan = plans.get(i);
        if (!plan.preparation().equals(opened)) {
          data.close();
          opened = plan.preparation();
          data = opener.open(opened);
        }
        RunFolder run = RunFolder.create(folder.resolve("trial-" + (i + 1)), false);
        Run begun =
            Run.begin(
                run,
                plan,
                data,
                Divided.of(plan, data, threads, Progress.SILENT),
                threads,
                version);
        List<String> settings = combinations.get(i);
        FittingListener heard = listener.begins(i + 1, plans.size(), plan, settings);
        Trial trial = new Trial(i + 1, settings, plan, train(begun, heard));
        begun.finish(Map.of());
        trials.add(trial);
        write(folder, trials);
        listener.ended(trial);
      }
    } finally {
      data.close();
    }
    Optional<Trial> best = best(trials);
    if (best.isPresent()) {
      PlanFile.write(folder.resolve("best.json"), best.get().plan());
    }
    return new Search(folder, trials);
  }

  private static Optional<History.Epoch> train(Run run, FittingListener listener)
      throws IOException {
    History history;
    try {
      history = run.train(listener).history();
    } catch (NonFiniteLossException ranAway) {
      // What it reached before is still worth comparing.
      history =
          Files.exists(run.folder().history())
              ? HistoryFile.read(run.folder().history())
              : new History(List.of());
    }
    return history.bestEpoch().isPresent()
        ? Optional.of(history.epochs().get(history.bestEpoch().getAsInt() - 1))
        : Optional.empty();
  }

  /**
   * The trial with the smallest validation loss, the first of equals.
   *
   * @param trials any
   * @return the best, or empty if none ended an epoch
   */
  public static Optional<Trial> best(List<Trial> trials) {
    return trials.stream()
        .filter(trial -> trial.best().isPresent())
        .min(Comparator.comparingDouble(trial -> trial.best().get().validationLoss()));
  }

  private static void write(Path folder, List<Trial> trials) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("trial", "settings", "best_epoch", "val_loss", "val_accuracy"));
    for (Trial trial : trials) {
      rows.add(
          List.of(
              String.valueOf(trial.number()),
              String.join(" ", trial.settings()),
              trial.best().map(epoch -> String.valueOf(epoch.number())).orElse(""),
              trial.best().map(epoch -> rounded(epoch.validationLoss())).orElse(""),
              trial.best().map(epoch -> rounded(epoch.validationAccuracy())).orElse("")));
    }
    Csv.write(folder.resolve("tuning.csv"), rows);
  }

  private static String rounded(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
