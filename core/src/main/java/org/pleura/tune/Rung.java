package org.pleura.tune;

import java.util.ArrayList;
import java.util.List;
import org.pleura.run.Plan;
import org.pleura.run.PlanException;
import org.pleura.run.PlanFile;

/**
 * A rung of successive halving (Jamieson and Talwalkar, AISTATS 2016, arXiv 1502.07943): so many
 * configurations are trained for a part of their epochs, and the best third of them climbs to the
 * next rung, with three times as many. With n configurations and R epochs there are s + 1 rungs, as
 * in a bracket of Hyperband (Li et al., JMLR 18, 2018, algorithm 1): rung i, from 0 to s, has
 * {@code floor(n / 3^i)} configurations and {@code R / 3^(s - i)} epochs.
 *
 * @param trials how many configurations are trained, 1 or more
 * @param part what part of its plan's epochs each gets: one over this, 1 in the last rung
 */
public record Rung(int trials, int part) {

  /** Each rung trains three times as long as the one before, and a third of its configurations. */
  public static final int FACTOR = 3;

  /** After fewer epochs nothing is told apart: it takes three to warm up a falling rate. */
  public static final int LEAST_EPOCHS = 3;

  /**
   * The rungs of a halving: as many as leave one configuration or more in the last, and {@link
   * #LEAST_EPOCHS} or more in the first.
   *
   * @param trials how many configurations start, 1 or more
   * @param epochs of the plan
   * @return from the shortest to the longest; one only, if there are fewer than three
   *     configurations or nine epochs
   */
  public static List<Rung> halving(int trials, int epochs) {
    int climbs = 0;
    int part = 1;
    for (int left = trials / FACTOR;
        left >= 1 && epochs / (part * FACTOR) >= LEAST_EPOCHS;
        left /= FACTOR) {
      climbs++;
      part *= FACTOR;
    }
    List<Rung> rungs = new ArrayList<>();
    int left = trials;
    for (int rung = 0; rung <= climbs; rung++) {
      rungs.add(new Rung(left, part));
      left /= FACTOR;
      part /= FACTOR;
    }
    return List.copyOf(rungs);
  }

  /**
   * Without halving: one rung, in which all are trained to the end.
   *
   * @param trials how many configurations there are
   * @return the rung
   */
  public static List<Rung> single(int trials) {
    return List.of(new Rung(trials, 1));
  }

  /**
   * The epochs of a trial.
   *
   * @param plan the whole plan
   * @return its part of the plan's epochs, rounded, 1 or more
   */
  public int epochs(Plan plan) {
    return rounded(plan.training().epochs());
  }

  private int rounded(int count) {
    return (int) Math.max(1, Math.round(count / (double) part));
  }

  /**
   * The plan of a trial. The schedule of the learning rate is that of so many epochs, and as great
   * a share of the last is averaged as in the whole plan.
   *
   * @param plan the whole plan
   * @return the plan with its part of the epochs; the same in the last rung
   * @throws PlanException never: the parts of a plan are a plan
   */
  Plan plan(Plan plan) throws PlanException {
    List<String> settings = new ArrayList<>();
    settings.add("training.epochs=" + epochs(plan));
    Integer averaged = plan.training().averagedEpochs();
    if (averaged != null) {
      settings.add("training.averagedEpochs=" + rounded(averaged));
    }
    return PlanFile.with(plan, settings);
  }
}
