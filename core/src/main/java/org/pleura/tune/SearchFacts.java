package org.pleura.tune;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.nn.train.History;
import org.pleura.run.Classes;
import org.pleura.run.ConstantProbability;
import org.pleura.run.HistoryFile;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Provenance;
import org.pleura.run.RepeatedFilms;
import org.pleura.run.RunFacts;
import org.pleura.run.RunFolder;

/**
 * All that the files of a search's folder say: the one source of its report. The data themselves
 * are not needed.
 *
 * @param base the plan that is varied
 * @param configurations the settings of each, all of the same paths
 * @param rungs how many are trained for how long, from the shortest
 * @param trials what was found
 * @param seconds how long each of the trainings took, in the order of {@code trials}
 * @param provenance where it came from
 * @param split which image is in which part, in every training
 * @param repeated what is known of images that show one film, where that was looked for
 */
public record SearchFacts(
    Plan base,
    List<List<String>> configurations,
    List<Rung> rungs,
    Trials trials,
    List<Double> seconds,
    Provenance provenance,
    List<RunFacts.Filed> split,
    Optional<String> repeated) {

  /** Copies the lists. */
  public SearchFacts {
    configurations = configurations.stream().map(List::copyOf).toList();
    rungs = List.copyOf(rungs);
    seconds = List.copyOf(seconds);
    split = List.copyOf(split);
  }

  /**
   * Reads the files of a search.
   *
   * @param folder of a search
   * @return what they say
   * @throws IOException if nothing is trained yet, or a file is damaged; the message says what to
   *     do
   */
  public static SearchFacts read(RunFolder folder) throws IOException {
    SearchFile.Asked asked = SearchFile.asked(folder);
    Plan base = PlanFile.read(folder.plan());
    Trials trials = SearchFile.trials(folder, base, asked);
    if (trials.all().isEmpty()) {
      throw new IOException(
          folder.path() + " has trained nothing yet; go on with it (tune --resume).");
    }
    List<Double> seconds = new ArrayList<>();
    for (Trial trial : trials.all()) {
      RunFolder run = folder.ofTrial(trial.number(), trial.plan().training().epochs());
      // A training whose loss ran away in its first epoch has no history.
      seconds.add(
          Files.exists(run.history())
              ? HistoryFile.read(run.history()).epochs().stream()
                  .mapToDouble(History.Epoch::seconds)
                  .sum()
              : 0.0);
    }
    return new SearchFacts(
        base,
        asked.configurations(),
        asked.rungs(),
        trials,
        seconds,
        Provenance.read(folder),
        RunFacts.split(folder.split()),
        RepeatedFilms.sentence(folder.duplicates()));
  }

  /**
   * What the two classes are called.
   *
   * @return the classes
   */
  public Classes classes() {
    return new Classes(provenance.data().positiveClass(), provenance.data().negativeClass());
  }

  /**
   * The images of a part.
   *
   * @param part which
   * @return in the split's order
   */
  public List<RunFacts.Filed> part(Part part) {
    return split.stream().filter(filed -> filed.part() == part).toList();
  }

  /**
   * The loss of a model that does not look.
   *
   * @return as {@link ConstantProbability#validationLoss(double, double)}
   */
  public double constantLoss() {
    return ConstantProbability.validationLoss(
        positiveShare(Part.TRAIN), positiveShare(Part.VALIDATION));
  }

  private double positiveShare(Part part) {
    return part(part).stream().mapToInt(RunFacts.Filed::label).average().orElse(0);
  }

  /**
   * How many trainings the search has, from the first rung to the last.
   *
   * @return more than are done if it did not come to its end
   */
  public int trainings() {
    return rungs.stream().mapToInt(Rung::trials).sum();
  }
}
