package org.pleura.tune;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pleura.run.Plan;

/**
 * A configuration, trained for some epochs.
 *
 * @param number of the configuration, from 1
 * @param settings in what it differs from the plan, each PATH=VALUE
 * @param rung on which it was trained, from 1
 * @param plan as it was trained, with the epochs of the rung
 * @param score of the model it kept, or empty if its loss ran away
 */
public record Trial(int number, List<String> settings, int rung, Plan plan, Optional<Score> score) {

  public Trial {
    settings = List.copyOf(settings);
  }

  /**
   * The loss for people.
   *
   * @return with four decimals, or that it ran away
   */
  public String lossText() {
    return score.map(known -> String.format(Locale.ROOT, "%.4f", known.loss())).orElse("ran away");
  }

  /**
   * The AUROC with its interval for people.
   *
   * @return empty if the loss ran away
   */
  public String aurocText() {
    return score.map(known -> known.auroc().text()).orElse("");
  }
}
