package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.pleura.model.ModelFile;
import org.pleura.model.SavedModel;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.prepare.Preparation;

/**
 * A network, and what is needed to ask it about a radiograph.
 *
 * @param network makes one probability, by a sigmoid, of an image with one channel or three
 * @param preparation how a radiograph becomes its input
 * @param classes what its answer is called
 */
public record Classifier(Network network, Preparation preparation, Classes classes) {

  /**
   * The best model of a run, or an imported model.
   *
   * @param folder of the run
   * @return the model of model.keras
   * @throws IOException if there is none yet, it is damaged, or it is not one that makes one
   *     probability of images as they are prepared
   */
  public static Classifier of(RunFolder folder) throws IOException {
    Network saved = saved(folder).network();
    Preparation preparation = preparation(folder);
    Shape input = saved.graph().inputShape();
    Optional<Network> network = asked(saved);
    if (network.isEmpty()
        || input.height() != preparation.height()
        || input.width() != preparation.width()) {
      Graph.Node last = saved.graph().output();
      throw new IOException(
          folder.model()
              + " cannot be asked about a radiograph: it should make one probability (by a sigmoid,"
              + " as a logit, or two by a softmax) of an image of "
              + preparation.height()
              + " x "
              + preparation.width()
              + " with one channel or three, but its last layer, '"
              + last.name()
              + "' ("
              + last.layer().className()
              + "), makes "
              + saved.graph().shapeOf(last.name())
              + " of "
              + input
              + ".");
    }
    return new Classifier(network.get(), preparation, Classes.of(folder));
  }

  static SavedModel saved(RunFolder folder) throws IOException {
    if (!Files.exists(folder.model())) {
      throw new IOException(
          folder.path() + " has no model.keras yet: its training has not ended an epoch.");
    }
    return ModelFile.read(folder.model());
  }

  static Preparation preparation(RunFolder folder) throws IOException {
    return folder.isImported()
        ? Imported.read(folder).preparation()
        : PlanFile.read(folder.plan()).preparation();
  }

  /**
   * A network as it is asked about a radiograph.
   *
   * @param network any
   * @return one that makes one probability by a sigmoid of an image with one channel or three: the
   *     network itself, or, if that makes a logit or two probabilities by a softmax, one that says
   *     the same; empty if it does nothing of this
   */
  public static Optional<Network> asked(Network network) {
    Shape input = network.graph().inputShape();
    return input.isMaps() && (input.channels() == 1 || input.channels() == 3)
        ? OneProbability.of(network)
        : Optional.empty();
  }

  /**
   * What the network reads of a prepared radiograph.
   *
   * @param prepared its grays, row by row
   * @return the same, or for a network of three channels each gray three times
   */
  public float[] input(float[] prepared) {
    int channels = network.graph().inputShape().channels();
    if (channels == 1) {
      return prepared;
    }
    float[] input = new float[prepared.length * channels];
    for (int i = 0; i < input.length; i++) {
      input[i] = prepared[i / channels];
    }
    return input;
  }

  /**
   * Asks about one radiograph.
   *
   * @param name of the image, for messages
   * @param prepared its grays
   * @return the logit
   * @throws IOException if that is not a finite number
   */
  public float logit(String name, float[] prepared) throws IOException {
    float logit = network.logits(input(prepared))[0];
    if (!Float.isFinite(logit)) {
      throw new IOException(
          "The model's logit of "
              + name
              + " is "
              + logit
              + ", not a finite number: its weights are too large; train with a smaller learning"
              + " rate.");
    }
    return logit;
  }
}
