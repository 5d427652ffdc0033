package org.pleura.report;

import java.util.OptionalInt;
import org.pleura.nn.train.History;
import org.pleura.run.Plan;

/** Which weights a training kept, in words. */
public final class KeptWords {

  private KeptWords() {}

  /**
   * A clause that says what the weights are.
   *
   * @param plan of the training
   * @param history of the training
   * @return such as "those after epoch 7, whose ..."
   */
  public static String of(Plan plan, History history) {
    Integer averaged = plan.training().averagedEpochs();
    String one =
        averaged == null
            ? "those after "
                + (plan.network().towers() == 1
                    ? "epoch " + history.bestEpoch().orElse(0) + ", whose"
                    : "the epoch whose")
                + " validation loss was the smallest"
            : meanOfLast(Math.min(averaged, plan.training().epochs()));
    int towers = plan.network().towers();
    return towers == 1
        ? one
        : one
            + ", of each of "
            + towers
            + " networks trained one after the other, whose logits are"
            + " averaged";
  }

  private static String meanOfLast(int epochs) {
    return epochs == 1
        ? "those after its last epoch"
        : "the mean of those after its last " + epochs + " epochs";
  }

  /**
   * The epoch whose weights are kept.
   *
   * @param plan of the training
   * @param history of the training
   * @return empty if they are not those after one epoch
   */
  public static OptionalInt epoch(Plan plan, History history) {
    return isOneEpochs(plan) ? history.bestEpoch() : OptionalInt.empty();
  }

  /**
   * Whether the weights kept are those after one epoch.
   *
   * @param plan of the training
   * @return false if they are a mean, or of several networks
   */
  public static boolean isOneEpochs(Plan plan) {
    return plan.training().averagedEpochs() == null && plan.network().towers() == 1;
  }
}
