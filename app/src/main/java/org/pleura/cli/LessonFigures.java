package org.pleura.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.data.Radiograph;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Graph;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;
import org.pleura.nn.random.Mt19937;
import org.pleura.prepare.Augmentation;
import org.pleura.report.ActivationFigure;
import org.pleura.report.ActivationFigure.Activation;
import org.pleura.report.Figure;
import org.pleura.report.FilterFigure;
import org.pleura.report.MatrixFigures;
import org.pleura.report.Picture;
import org.pleura.report.RadiographFigures;
import org.pleura.report.RadiographFigures.Titled;
import org.pleura.run.LoadedImages;
import org.pleura.run.Run;

/** The figures with which the lesson teaches, made of a run's images and by the engine's layers. */
final class LessonFigures {

  private static final int AUGMENTED = 5;

  /** Shown where the plan itself, as the lesson's, does not augment. */
  private static final Augmentation EXAMPLE = new Augmentation(20, 0.1, 0.1, 0.2, false, 0, 0);

  private final Run run;
  private final LoadedImages images;
  private final Radiograph positive;
  private final Radiograph negative;

  LessonFigures(Run run) {
    this.run = run;
    this.images = run.data().images();
    Mt19937 choice = Mt19937.numpy(run.plan().seed());
    this.positive = chosen(1, choice);
    this.negative = chosen(0, choice);
  }

  private Radiograph chosen(int label, Mt19937 choice) {
    List<Radiograph> ofClass =
        images.radiographs().stream().filter(radiograph -> radiograph.label() == label).toList();
    return ofClass.get(choice.interval(ofClass.size() - 1));
  }

  /** The radiograph of the positive class that the lesson looks at closely. */
  Radiograph example() {
    return positive;
  }

  Figure pair() throws IOException {
    return RadiographFigures.row(
        "01-examples",
        "One radiograph of each class, chosen at random.",
        List.of(titled(negative), titled(positive)));
  }

  private Titled titled(Radiograph radiograph) throws IOException {
    return new Titled(
        Picture.of(images.gray(radiograph)),
        "Class: " + radiograph.className(),
        radiograph.name().substring(radiograph.name().indexOf('/') + 1));
  }

  Figure chunk(Chunk chunk) {
    return MatrixFigures.chunk(
        "02-matrix",
        "An image is a matrix of numbers, 0 black to 255 white: "
            + positive.name()
            + ", "
            + chunk.place()
            + ".",
        chunk.image(),
        chunk.firstRow(),
        chunk.firstColumn(),
        chunk.rows(),
        chunk.columns());
  }

  Figure prepared() throws IOException {
    Radiograph first = images.radiographs().get(0);
    return RadiographFigures.scaled(
        "03-prepared",
        String.format(
            Locale.ROOT,
            "Image 0 (%s) as the network sees it: gray, %d x %d, minus its mean, divided by its"
                + " standard deviation.",
            first.name(),
            run.plan().preparation().height(),
            run.plan().preparation().width()),
        picture(images.prepared(first)),
        "standard deviations from the image's mean");
  }

  Figure augmented() throws IOException {
    Augmentation planned = run.plan().augmentation();
    boolean none = planned.equals(Augmentation.none());
    Augmentation shown = none ? EXAMPLE : planned;
    float[] prepared = images.prepared(positive);
    List<Titled> row = new ArrayList<>();
    row.add(new Titled(picture(prepared), "As it is", ""));
    Mt19937 stream = Mt19937.numpy(run.plan().seed());
    for (int i = 1; i <= AUGMENTED; i++) {
      float[] moved =
          shown
              .draw(stream)
              .apply(prepared, run.plan().preparation().height(), run.plan().preparation().width());
      row.add(new Titled(picture(moved), "Augmented " + i, ""));
    }
    String ranges =
        String.format(
            Locale.ROOT,
            "rotated by up to %s degrees, shifted by up to %s of a side, zoomed by up to %s",
            plain(shown.rotationRange()),
            plain(Math.max(shown.widthShiftRange(), shown.heightShiftRange())),
            plain(shown.zoomRange()));
    return RadiographFigures.row(
        "04-augmented",
        none
            ? "What augmentation can do: one image, "
                + ranges
                + ". This plan, as the lesson's, does not augment. Mirroring is not shown: it would"
                + " move the heart to the other side."
            : "The plan's augmentation: one image, " + ranges + ".",
        row);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  Figure activations() {
    return ActivationFigure.figure(
        "05-activations",
        "What a layer does to each number it has computed, as the engine computes it.",
        List.of(
            activation("Sigmoid", "1 / (1 + exp(-x))", ActivationFunction.SIGMOID),
            activation("Tanh", "tanh(x)", ActivationFunction.TANH),
            activation("ReLU", "max(0, x)", ActivationFunction.RELU),
            activation("Leaky ReLU", "x if x > 0, else 0.2 x", ActivationFunction.LEAKY_RELU)));
  }

  private static Activation activation(String name, String formula, ActivationFunction function) {
    return new Activation(name, formula, x -> function.of((float) x));
  }

  /** The filter of the trained network's first convolution that answers most to the example. */
  Figure filter(Network network) throws IOException {
    Graph.Node first = network.graph().nodes().get(0);
    Shape maps = network.graph().shapeOf(first.name());
    float[] prepared = images.prepared(positive);
    float[] output = network.trace(prepared).output(first.name());
    int filter = strongest(output, maps.channels());
    Variable kernel = network.graph().variablesOf(first.name()).get(0);
    Variable bias = network.graph().variablesOf(first.name()).get(1);
    List<Integer> shape = kernel.parameter().shape();
    float[] weights = network.weights(kernel);
    float[][] window = new float[shape.get(0)][shape.get(1)];
    for (int row = 0; row < window.length; row++) {
      for (int column = 0; column < window[row].length; column++) {
        // (height, width, 1, filters)
        window[row][column] = weights[(row * shape.get(1) + column) * shape.get(3) + filter];
      }
    }
    return FilterFigure.figure(
        "06-filter",
        String.format(
            Locale.ROOT,
            "A convolution at work: filter %d of %d of the trained network's first layer, which"
                + " answers most to %s.",
            filter + 1,
            maps.channels(),
            positive.name()),
        picture(prepared),
        window,
        network.weights(bias)[filter],
        Picture.ofOwnRange(channel(output, filter, maps), maps.width(), maps.height()),
        "Feature map after ReLU");
  }

  private static int strongest(float[] output, int channels) {
    double[] sums = new double[channels];
    for (int i = 0; i < output.length; i++) {
      sums[i % channels] += output[i];
    }
    int strongest = 0;
    for (int channel = 1; channel < channels; channel++) {
      strongest = sums[channel] > sums[strongest] ? channel : strongest;
    }
    return strongest;
  }

  private static float[] channel(float[] output, int channel, Shape maps) {
    float[] plane = new float[maps.height() * maps.width()];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = output[i * maps.channels() + channel];
    }
    return plane;
  }

  Figure pooling() {
    double[][] input = {{1, 3, 2, 1}, {5, 6, 1, 2}, {4, 2, 9, 8}, {3, 1, 2, 0}};
    float[] flat = new float[16];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) input[i / 4][i % 4];
    }
    Graph graph = Graph.sequential(Shape.of(4, 4, 1), MaxPooling2D.of(2));
    float[] pooled = Network.of(graph, new float[0]).predict(flat);
    return MatrixFigures.pooling(
        "07-pooling",
        "Max pooling keeps the largest number of each 2 x 2 window.",
        input,
        new double[][] {{pooled[0], pooled[1]}, {pooled[2], pooled[3]}});
  }

  private Picture picture(float[] prepared) {
    return Picture.ofOwnRange(
        prepared, run.plan().preparation().width(), run.plan().preparation().height());
  }
}
