package org.pleura.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.History;
import org.pleura.nn.train.TrainingState;
import org.pleura.report.KeptWords;
import org.pleura.run.Plan;

/**
 * Says how a training goes: progress in an epoch, and at its end its figures and what was saved.
 */
final class TrainingTalk implements FittingListener {

  private final Narration narration;
  private final int epochs;
  private final boolean keepsBest;
  private final Path model;

  TrainingTalk(Narration narration, Plan plan, Path model) {
    this.narration = narration;
    this.epochs = plan.training().epochs() * plan.network().towers();
    this.keepsBest = KeptWords.isOneEpochs(plan);
    this.model = model;
  }

  @Override
  public void batchEnded(int epoch, int batch, int batches, double loss, double accuracy) {
    narration.progress().at("Epoch " + epoch + "/" + epochs, batch, batches);
  }

  @Override
  public void epochEnded(TrainingState state, boolean improved) {
    var all = state.history().epochs();
    History.Epoch epoch = all.get(all.size() - 1);
    narration.line(
        "Epoch %d/%d - %.1f s - loss: %.4f - accuracy: %.4f - val_loss: %.4f - val_accuracy: %.4f",
        epoch.number(),
        epochs,
        epoch.seconds(),
        epoch.loss(),
        epoch.accuracy(),
        epoch.validationLoss(),
        epoch.validationAccuracy());
    if (!keepsBest) {
      return;
    }
    OptionalDouble before =
        all.stream()
            .limit(all.size() - 1L)
            .mapToDouble(History.Epoch::validationLoss)
            .filter(Double::isFinite)
            .min();
    String best =
        before.isPresent() ? String.format(Locale.ROOT, "%.5f", before.getAsDouble()) : "none";
    if (improved) {
      narration.line(
          "  val_loss improved from %s to %.5f, saving model to %s",
          best, epoch.validationLoss(), model);
    } else {
      narration.line("  val_loss did not improve from %s", best);
    }
  }
}
