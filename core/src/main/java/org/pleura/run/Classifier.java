package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.pleura.model.ModelFile;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.prepare.Preparation;

/**
 * A network, and what is needed to ask it about a radiograph.
 *
 * @param network ends in one logit, of an image with one channel or three
 * @param preparation how a radiograph becomes its input
 * @param classes what its answer is called
 * @param shared where the logit comes from if it shares a softmax with more than one other; then
 *     the sigmoid of the network's logit is no probability, and {@link #logit} must be asked
 */
public record Classifier(
    Network network, Preparation preparation, Classes classes, Optional<Shared> shared) {

  /**
   * One of several classes that share a softmax.
   *
   * @param whole the network that makes all of their probabilities
   * @param unit which of them is asked for, from 0
   */
  public record Shared(Network whole, int unit) {

    /** The logit of the class against all others, {@code z - ln sum exp(z of the others)}. */
    double logit(float[] input) {
      float[] logits = whole.logits(input);
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < logits.length; i++) {
        most = i == unit ? most : Math.max(most, logits[i]);
      }
      double sum = 0;
      for (int i = 0; i < logits.length; i++) {
        sum += i == unit ? 0 : StrictMath.exp(logits[i] - most);
      }
      return logits[unit] - most - StrictMath.log(sum);
    }
  }

  /**
   * A network whose logit is that of a probability.
   *
   * @param network ends in one logit
   * @param preparation how a radiograph becomes its input
   * @param classes what its answer is called
   */
  public Classifier(Network network, Preparation preparation, Classes classes) {
    this(network, preparation, classes, Optional.empty());
  }

  /**
   * The best model of a run, or an imported model.
   *
   * @param folder of the run
   * @return the model of model.keras
   * @throws IOException if there is none yet, it is damaged, or it is not one that makes one
   *     probability of images as they are prepared
   */
  public static Classifier of(RunFolder folder) throws IOException {
    return of(folder, Optional.empty());
  }

  /**
   * The best model of a run, or an imported model, asked about a class.
   *
   * @param folder of the run
   * @param positive the class; empty for the one that the run or the import names
   * @return as {@link #of(RunFolder)}
   * @throws IOException as {@link #of(RunFolder)}, and if the model does not know the class
   */
  public static Classifier of(RunFolder folder, Optional<String> positive) throws IOException {
    Network saved = network(folder);
    Preparation preparation = preparation(folder);
    Classes classes = Classes.of(folder);
    String asked = positive.orElse(classes.positive());
    List<String> outputs = folder.isImported() ? Imported.read(folder).outputs() : List.of();
    List<String> known = outputs.isEmpty() ? List.of(classes.positive()) : outputs;
    if (!known.contains(asked)) {
      throw new IOException(
          folder.path()
              + " has no class '"
              + asked
              + "' to be asked about; there "
              + (known.size() == 1 ? "is '" : "are '")
              + String.join("', '", known)
              + "'.");
    }
    if (!outputs.isEmpty()) {
      return oneOfMany(folder, saved, preparation, asked, outputs);
    }
    Optional<Network> network = asked(saved);
    if (network.isEmpty() || !fits(saved, preparation)) {
      throw cannotBeAsked(folder, saved, preparation);
    }
    return new Classifier(network.get(), preparation, classes);
  }

  private static Classifier oneOfMany(
      RunFolder folder, Network saved, Preparation preparation, String asked, List<String> outputs)
      throws IOException {
    int unit = outputs.indexOf(asked);
    Optional<Network> network =
        readsImages(saved) && outputsOf(saved) == outputs.size()
            ? OneProbability.of(saved, unit)
            : Optional.empty();
    if (network.isEmpty() || !fits(saved, preparation)) {
      throw cannotBeAsked(folder, saved, preparation);
    }
    return new Classifier(
        network.get(),
        preparation,
        new Classes(asked, "not " + asked),
        endsInSoftmax(saved) && outputs.size() > 2
            ? Optional.of(new Shared(saved, unit))
            : Optional.empty());
  }

  private static boolean endsInSoftmax(Network network) {
    return OneProbability.function(network.graph().output().layer())
        .equals(ActivationFunction.SOFTMAX);
  }

  private static boolean fits(Network network, Preparation preparation) {
    Shape input = network.graph().inputShape();
    return input.height() == preparation.height() && input.width() == preparation.width();
  }

  private static IOException cannotBeAsked(
      RunFolder folder, Network saved, Preparation preparation) {
    Graph.Node last = saved.graph().output();
    return new IOException(
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
            + saved.graph().inputShape()
            + (outputsOf(saved) > 1
                ? "; of several probabilities name the classes with import --classes."
                : "."));
  }

  /**
   * How many numbers a network makes.
   *
   * @param network any
   * @return 1 or more
   */
  public static int outputsOf(Network network) {
    return network.graph().shapeOf(network.graph().output().name()).size();
  }

  /**
   * Whether a network makes several probabilities of an image, of which one can be asked for.
   *
   * @param network any
   * @return true for a last dense layer of several units with a sigmoid or a softmax, that reads an
   *     image of one channel or three
   */
  public static boolean makesSeveral(Network network) {
    return readsImages(network) && OneProbability.of(network, 0).isPresent();
  }

  static Network network(RunFolder folder) throws IOException {
    if (!Files.exists(folder.model())) {
      if (Files.isDirectory(folder.ofFold(1).path())) {
        throw new IOException(
            folder.path()
                + " holds predictions of several folds, each of which has a model of its own; name"
                + " one of them, as "
                + folder.ofFold(1).path()
                + ".");
      }
      throw new IOException(
          folder.path() + " has no model.keras yet: its training has not ended an epoch.");
    }
    return ModelFile.readNetwork(folder.model());
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
    return readsImages(network) ? OneProbability.of(network) : Optional.empty();
  }

  private static boolean readsImages(Network network) {
    Shape input = network.graph().inputShape();
    return input.isMaps() && (input.channels() == 1 || input.channels() == 3);
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
   * @return the logit of the positive class's probability
   * @throws IOException if that is not a finite number
   */
  public float logit(String name, float[] prepared) throws IOException {
    float[] input = input(prepared);
    float logit = shared.isPresent() ? (float) shared.get().logit(input) : network.logits(input)[0];
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
