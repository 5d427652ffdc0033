package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.pleura.data.Part;
import org.pleura.evaluate.Estimate;
import org.pleura.run.Plan;
import org.pleura.run.Provenance;
import org.pleura.tune.Rung;
import org.pleura.tune.Score;
import org.pleura.tune.SearchFacts;
import org.pleura.tune.Trial;

/** Sentences about a search that its report and its limits share. */
final class SearchWords {

  private SearchWords() {}

  static boolean drawn(SearchFacts facts) {
    Provenance.Noted noted = facts.provenance().noted();
    return noted != null && noted.drawn();
  }

  static String title(SearchFacts facts) {
    return RunWords.title(facts.classes(), drawn(facts)) + ": a search for a better plan";
  }

  /** What was tried and which was the best, with what that is worth. */
  static String result(SearchFacts facts) {
    int validation = facts.part(Part.VALIDATION).size();
    int asked = facts.configurations().size();
    long found = facts.trials().all().stream().map(Trial::number).distinct().count();
    String tried =
        "%s configurations of the plan '%s' were tried in %d trainings, and ranked by the loss of the kept model on %d validation images. "
            .formatted(
                found == asked ? String.valueOf(asked) : found + " of " + asked,
                facts.base().name(),
                facts.trials().all().size(),
                validation);
    return tried
        + facts
            .trials()
            .best()
            .map(best -> best(best, facts))
            .orElse("Every loss ran away, so no plan is the best.");
  }

  private static String best(Trial best, SearchFacts facts) {
    Score score = best.score().orElseThrow();
    return String.format(
        Locale.ROOT,
        "The best%s is trial %d, %s: loss %.4f, where not looking gives %.4f; AUROC %s.",
        isOver(facts) ? "" : " so far",
        best.number(),
        String.join(", ", best.settings()),
        score.loss(),
        facts.constantLoss(),
        score.auroc().text());
  }

  static boolean isOver(SearchFacts facts) {
    return facts.provenance().finished() != null;
  }

  /** How many were trained for all epochs of the plan, of those that were to be tried. */
  static String toTheEnd(SearchFacts facts) {
    int last = facts.rungs().size();
    long whole = facts.trials().all().stream().filter(trial -> trial.rung() == last).count();
    return (isOver(facts)
            ? "Only %d of %d configurations were trained to the end: one that learns slowly may have been left behind."
            : "%d of %d configurations are trained to the end so far.")
        .formatted(whole, facts.configurations().size());
  }

  /** How the trainings are made, or are to be where the search is not over. */
  static String scheme(SearchFacts facts) {
    String were = isOver(facts) ? "was" : "is to be";
    return facts.rungs().size() == 1
        ? "Every configuration " + were + " trained for all of its epochs."
        : "Successive halving: each configuration "
            + were
            + " trained for a part of its epochs, the best third of them anew for three times as"
            + " long, and so on.";
  }

  static String unfinished(SearchFacts facts) {
    return "The search did not come to its end: %d of at most %d trainings are done."
        .formatted(facts.trials().all().size(), facts.trainings());
  }

  /**
   * How many of those that were trained as long as the best lie in its interval. A count, not a
   * test: all were asked about the same images, so what is uncertain is largely common to them.
   */
  static Optional<String> apart(SearchFacts facts) {
    Optional<Trial> best = facts.trials().best();
    if (best.isEmpty()
        || !(best.get().score().orElseThrow().auroc() instanceof Estimate.Known known)) {
      return Optional.empty();
    }
    List<Trial> others =
        facts.trials().all().stream()
            .filter(
                trial -> trial.rung() == best.get().rung() && trial.number() != best.get().number())
            .toList();
    long within =
        others.stream()
            .flatMap(trial -> trial.score().stream())
            .filter(
                score ->
                    score.auroc() instanceof Estimate.Known other && other.value() >= known.low())
            .count();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The interval of the best one's AUROC is %.2f wide on %d validation images; %d of the other %d that were trained as long have an AUROC above its lower end. That is a count and no test: whether two of them differ on the same images is not what this interval says.",
                known.high() - known.low(),
                facts.part(Part.VALIDATION).size(),
                within,
                others.size()));
  }

  /** Each value that varies, with what was tried of it. */
  static List<List<String>> space(SearchFacts facts) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < facts.configurations().get(0).size(); i++) {
      int place = i;
      List<String> tried =
          facts.configurations().stream()
              .map(settings -> settings.get(place))
              .map(setting -> setting.substring(setting.indexOf('=') + 1))
              .distinct()
              .toList();
      String setting = facts.configurations().get(0).get(i);
      rows.add(
          List.of(
              setting.substring(0, setting.indexOf('=')),
              String.valueOf(tried.size()),
              values(tried)));
    }
    return rows;
  }

  /** All of a few; of many numbers the smallest and the largest. */
  private static String values(List<String> tried) {
    if (tried.size() <= 6) {
      return String.join(", ", tried);
    }
    TreeSet<Double> numbers = new TreeSet<>();
    for (String one : tried) {
      try {
        numbers.add(Double.valueOf(one));
      } catch (NumberFormatException noNumber) {
        return String.join(", ", tried);
      }
    }
    return shortened(numbers.first()) + " to " + shortened(numbers.last());
  }

  private static String shortened(double value) {
    return EvaluationTables.shortened(value);
  }

  /** Each rung, and what it cost. */
  static List<List<String>> cost(SearchFacts facts) {
    List<List<String>> rows = new ArrayList<>();
    int allTrainings = 0;
    int allEpochs = 0;
    double allSeconds = 0;
    for (int rung = 1; rung <= facts.rungs().size(); rung++) {
      int trainings = 0;
      int epochs = 0;
      double seconds = 0;
      for (int i = 0; i < facts.trials().all().size(); i++) {
        Trial trial = facts.trials().all().get(i);
        if (trial.rung() == rung) {
          trainings++;
          epochs += trial.plan().training().epochs() * trial.plan().network().towers();
          seconds += facts.seconds().get(i);
        }
      }
      rows.add(cost(name(rung, facts), trainings, epochs, seconds));
      allTrainings += trainings;
      allEpochs += epochs;
      allSeconds += seconds;
    }
    rows.add(cost("all", allTrainings, allEpochs, allSeconds));
    return rows;
  }

  private static String name(int number, SearchFacts facts) {
    Rung rung = facts.rungs().get(number - 1);
    return rung.part() == 1
        ? "rung %d: all epochs".formatted(number)
        : "rung %d: 1/%d of the epochs".formatted(number, rung.part());
  }

  private static List<String> cost(String name, int trainings, int epochs, double seconds) {
    return List.of(
        name,
        String.valueOf(trainings),
        String.valueOf(epochs),
        String.format(Locale.ROOT, "%.1f", seconds));
  }

  /** The whole work beside that of one training of the plan. */
  static String whole(SearchFacts facts) {
    Plan base = facts.base();
    double epochs =
        facts.trials().all().stream()
            .mapToInt(trial -> trial.plan().training().epochs() * trial.plan().network().towers())
            .sum();
    return String.format(
        Locale.ROOT,
        "In epochs asked for, about the work of %.1f whole trainings of the plan.",
        epochs / (base.training().epochs() * base.network().towers()));
  }

  /** The line that trains the best plan, typed in the search's folder. */
  static String next(SearchFacts facts) {
    return RunWords.train(facts.provenance(), "best.json", List.of(), "../best");
  }
}
