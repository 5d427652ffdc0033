package org.pleura.cli;

import java.util.OptionalInt;
import org.pleura.nn.train.History;
import org.pleura.run.Plan;

/** Which weights a training kept, in words. */
final class KeptWords {

  private KeptWords() {}

  /** A clause that says what the weights are, such as "those after epoch 7, whose ...". */
  static String of(Plan plan, History history) {
    Integer averaged = plan.training().averagedEpochs();
    String one =
        averaged == null
            ? "those after "
                + (plan.network().towers() == 1
                    ? "epoch " + history.bestEpoch().orElse(0) + ", whose"
                    : "the epoch whose")
                + " validation loss was the smallest"
            : "the mean of those after its last " + averaged + " epochs";
    int towers = plan.network().towers();
    return towers == 1
        ? one
        : one
            + ", of each of "
            + towers
            + " networks trained one after the other, whose logits are"
            + " averaged";
  }

  /** The epoch whose weights are kept, if it is one. */
  static OptionalInt epoch(Plan plan, History history) {
    return isOneEpochs(plan) ? history.bestEpoch() : OptionalInt.empty();
  }

  /** Whether the weights kept are those after one epoch. */
  static boolean isOneEpochs(Plan plan) {
    return plan.training().averagedEpochs() == null && plan.network().towers() == 1;
  }
}
