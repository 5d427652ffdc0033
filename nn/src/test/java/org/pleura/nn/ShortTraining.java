package org.pleura.nn;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.Fitting;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.KeptWeights;
import org.pleura.nn.train.LearningRateSchedule;
import org.pleura.nn.train.Optimizer;
import org.pleura.nn.train.TrainingPlan;
import org.pleura.nn.train.TrainingSet;
import org.pleura.nn.train.TrainingState;
import org.pleura.nn.train.ValidationSet;

/**
 * A training of two epochs that uses every kernel, to be run on other Java machines: prints which
 * kernels it ran on and what came out.
 *
 * <p>It is very small because a processor without a fused multiply-add has Java do each one with
 * big decimals.
 */
final class ShortTraining {
  /** Pooled, a row is a whole vector of 16 numbers and one more. */
  private static final int WIDTH = 34;

  private ShortTraining() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    System.out.println("kernels: " + kernels());
    System.out.println("outcome: " + outcome());
  }

  /** The set of kernels, and for the vector ones how many numbers a vector holds. */
  static String kernels() throws ReflectiveOperationException {
    Kernels kernels = Kernels.preferred();
    if (kernels instanceof ScalarKernels) {
      return "scalar";
    }
    Field width = kernels.getClass().getDeclaredField("WIDTH");
    width.setAccessible(true);
    return "vectors of " + width.getInt(null);
  }

  /** The fingerprint of the trained network, and the last losses to the last bit. */
  static String outcome() {
    TrainingPlan plan =
        new TrainingPlan(
            2,
            4,
            OptionalInt.empty(),
            Optimizer.Adam.defaults(),
            new LearningRateSchedule.CosineDecay(1, 0.1),
            Optional.empty(),
            new KeptWeights.BestEpoch(),
            0,
            5);
    List<Input> judged = new ArrayList<>();
    List<Float> targets = new ArrayList<>();
    for (int i = 6; i < 9; i++) {
      judged.add(Input.of(image(i, false)));
      targets.add(target(i));
    }
    try (Fitting fitting =
        new Fitting(graph(), plan, new Images(), new ValidationSet(judged, targets), 2)) {
      TrainingState end = fitting.run(new FittingListener() {});
      return end.network().fingerprint()
          + " "
          + Double.toHexString(end.history().epochs().get(1).loss())
          + " "
          + Double.toHexString(end.history().epochs().get(1).validationLoss());
    }
  }

  private static Graph graph() {
    DepthwiseConv2D depthwise =
        new DepthwiseConv2D(
            1,
            Extent.square(3),
            Extent.square(2),
            Padding.SAME,
            Extent.ONE,
            true,
            new ActivationFunction.Elu(1f));
    return Graph.sequential(
        Shape.of(17, WIDTH, 1),
        Conv2D.of(3, 3).withPadding(Padding.SAME).withActivation(ActivationFunction.RELU),
        MaxPooling2D.of(2),
        Conv2D.of(5, 3).withPadding(Padding.SAME).withoutBias(),
        BatchNormalization.defaults(),
        new Activation(ActivationFunction.RELU),
        depthwise,
        new Dropout(0.2),
        new Flatten(),
        Dense.of(6, ActivationFunction.TANH),
        Dense.of(1, ActivationFunction.SIGMOID));
  }

  private static float target(int image) {
    return image % 2;
  }

  /** Noise, with a bright corner in every second image. */
  private static float[] image(int number, boolean mirrored) {
    float[] pixels = new float[17 * WIDTH];
    for (int y = 0; y < 17; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int noise = (37 * number + 57 * y + 101 * x + x * y * (number % 5 + 3)) % 127;
        boolean bright = number % 2 == 1 && y > 10 && x > 9;
        pixels[y * WIDTH + (mirrored ? WIDTH - 1 - x : x)] =
            (noise - 63) / 64f + (bright ? 1.3f : 0f);
      }
    }
    return pixels;
  }

  private static final class Images implements TrainingSet {
    @Override
    public int size() {
      return 6;
    }

    @Override
    public float target(int index) {
      return ShortTraining.target(index);
    }

    @Override
    public Input draw(int index, Mt19937 numpy) {
      boolean mirrored = numpy.nextDouble() < 0.5;
      return pixels -> Input.of(image(index, mirrored)).writeTo(pixels);
    }
  }
}
