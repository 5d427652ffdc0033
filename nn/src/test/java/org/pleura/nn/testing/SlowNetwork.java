package org.pleura.nn.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Add;
import org.pleura.nn.AveragePooling2D;
import org.pleura.nn.BatchNormalization;
import org.pleura.nn.Concatenate;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.DepthwiseConv2D;
import org.pleura.nn.Dropout;
import org.pleura.nn.Extent;
import org.pleura.nn.Flatten;
import org.pleura.nn.GlobalAveragePooling2D;
import org.pleura.nn.GlobalMaxPooling2D;
import org.pleura.nn.Graph;
import org.pleura.nn.Layer;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Normalization;
import org.pleura.nn.Padding;
import org.pleura.nn.Rescaling;
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;
import org.pleura.nn.ZeroPadding2D;
import org.pleura.nn.random.Philox;

/**
 * A network computed from the definitions of its layers, in double precision, one number after the
 * other, everything in Keras's order: slow and obvious. It shares nothing with the engine but the
 * descriptions of the layers and the stream of dropout masks.
 */
public final class SlowNetwork {
  private final Graph graph;

  /**
   * What differs in training.
   *
   * @param dropoutSeeds the seed of each Dropout layer, by name
   * @param batchNumber how many mini-batches came before
   */
  public record Training(Map<String, Integer> dropoutSeeds, long batchNumber) {}

  public SlowNetwork(Graph graph) {
    this.graph = graph;
  }

  /** What every layer makes of one image outside training, the input included, by name. */
  public Map<String, double[]> values(double[] weights, double[] image) {
    Map<String, double[]> values = new HashMap<>();
    run(weights, new double[][] {image}, Optional.empty(), Map.of())
        .forEach((name, batch) -> values.put(name, batch[0]));
    return values;
  }

  /** The logits outside training if a layer, or the input, made {@code value}. */
  public double[] logitsFrom(
      String layer, double[] value, double[] weights, Map<String, double[]> values) {
    double[] image = layer.equals(graph.inputName()) ? value : value(values, graph.inputName());
    return value(
        run(weights, new double[][] {image}, Optional.empty(), Map.of(layer, value)),
        graph.output().name())[0];
  }

  /** The logits of a mini-batch in training. */
  public double[][] logits(double[] weights, double[][] images, Training training) {
    return value(run(weights, images, Optional.of(training), Map.of()), graph.output().name());
  }

  private static <T> T value(Map<String, T> values, String name) {
    T found = values.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name);
    }
    return found;
  }

  private Map<String, double[][]> run(
      double[] weights,
      double[][] images,
      Optional<Training> training,
      Map<String, double[]> replaced) {
    Map<String, double[][]> values = new HashMap<>();
    values.put(graph.inputName(), images);
    for (Graph.Node node : graph.nodes()) {
      double[][][] inputs =
          node.inputs().stream().map(name -> value(values, name)).toArray(double[][][]::new);
      double[][] made = compute(node, inputs, weights, training);
      if (replaced.containsKey(node.name())) {
        made = new double[][] {value(replaced, node.name())};
      }
      values.put(node.name(), made);
    }
    return values;
  }

  private double[] array(Graph.Node node, String name, double[] weights) {
    for (Variable variable : graph.variablesOf(node.name())) {
      if (variable.parameter().name().equals(name)) {
        return Arrays.copyOfRange(weights, variable.offset(), variable.offset() + variable.size());
      }
    }
    return new double[0];
  }

  private double[][] compute(
      Graph.Node node, double[][][] inputs, double[] weights, Optional<Training> training) {
    if (node.layer() instanceof BatchNormalization layer) {
      return normalised(node, layer, inputs[0], weights, training.isPresent());
    }
    if (node.layer() instanceof Dropout layer) {
      return training.map(now -> dropped(node, layer, inputs[0], now)).orElse(inputs[0]);
    }
    Shape in = graph.shapeOf(node.inputs().get(0));
    Shape out = graph.shapeOf(node.name());
    double[] kernel = array(node, "kernel", weights);
    double[] bias = array(node, "bias", weights);
    boolean last = node.equals(graph.output());
    double[][] made = new double[inputs[0].length][];
    for (int i = 0; i < made.length; i++) {
      int image = i;
      double[] read = inputs[0][i];
      List<double[]> all = Arrays.stream(inputs).map(input -> input[image]).toList();
      Layer layer = node.layer();
      if (layer instanceof Conv2D convolution) {
        made[i] = convolved(convolution, in, out, read, kernel, bias);
        activate(convolution.activation(), made[i], out, last);
      } else if (layer instanceof DepthwiseConv2D depthwise) {
        made[i] = convolved(depthwise, in, out, read, kernel, bias);
        activate(depthwise.activation(), made[i], out, last);
      } else if (layer instanceof Dense dense) {
        made[i] = multiplied(dense.units(), read, kernel, bias);
        activate(dense.activation(), made[i], out, last);
      } else if (layer instanceof Activation activation) {
        made[i] = read.clone();
        activate(activation.function(), made[i], out, last);
      } else if (layer instanceof MaxPooling2D max) {
        made[i] = pooled(true, max.poolSize(), max.strides(), max.padding(), in, out, read);
      } else if (layer instanceof AveragePooling2D mean) {
        made[i] = pooled(false, mean.poolSize(), mean.strides(), mean.padding(), in, out, read);
      } else if (layer instanceof GlobalMaxPooling2D || layer instanceof GlobalAveragePooling2D) {
        Extent everything = new Extent(in.height(), in.width());
        Shape one = Shape.of(1, 1, in.channels());
        boolean maximum = layer instanceof GlobalMaxPooling2D;
        made[i] = pooled(maximum, everything, Extent.ONE, Padding.VALID, in, one, read);
      } else if (layer instanceof Flatten) {
        made[i] = read;
      } else if (layer instanceof Add) {
        made[i] = sum(all);
      } else if (layer instanceof Concatenate) {
        made[i] = sideBySide(all, out);
      } else if (layer instanceof Rescaling rescaling) {
        made[i] =
            Arrays.stream(read)
                .map(value -> value * (float) rescaling.scale() + (float) rescaling.offset())
                .toArray();
      } else if (layer instanceof Normalization) {
        made[i] = adapted(read, array(node, "mean", weights), array(node, "variance", weights));
      } else if (layer instanceof ZeroPadding2D padding) {
        made[i] = padded(padding, in, out, read);
      } else {
        throw new IllegalArgumentException("no definition of " + layer.className());
      }
    }
    return made;
  }

  private static int at(Shape shape, int y, int x, int c) {
    return (y * shape.width() + x) * shape.channels() + c;
  }

  private static boolean isInside(Shape shape, int y, int x) {
    return y >= 0 && y < shape.height() && x >= 0 && x < shape.width();
  }

  /** Zeros before the first value, by Keras's formula for padding="same". */
  private static int before(Padding padding, int in, int window, int stride) {
    if (padding == Padding.VALID) {
      return 0;
    }
    int windows = (int) Math.ceil((double) in / stride);
    return Math.max(0, (windows - 1) * stride + window - in) / 2;
  }

  private static double[] convolved(
      Conv2D layer, Shape in, Shape out, double[] read, double[] kernel, double[] bias) {
    double[] made = new double[out.size()];
    Extent size = layer.kernelSize();
    Extent apart = layer.dilationRate();
    int reachDown = (size.height() - 1) * apart.height() + 1;
    int reachAcross = (size.width() - 1) * apart.width() + 1;
    int top = before(layer.padding(), in.height(), reachDown, layer.strides().height());
    int left = before(layer.padding(), in.width(), reachAcross, layer.strides().width());
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        for (int o = 0; o < out.channels(); o++) {
          double sum = bias.length > 0 ? bias[o] : 0;
          for (int ky = 0; ky < size.height(); ky++) {
            for (int kx = 0; kx < size.width(); kx++) {
              int fromY = y * layer.strides().height() + ky * apart.height() - top;
              int fromX = x * layer.strides().width() + kx * apart.width() - left;
              for (int c = 0; c < in.channels() && isInside(in, fromY, fromX); c++) {
                int weight = ((ky * size.width() + kx) * in.channels() + c) * out.channels() + o;
                sum += read[at(in, fromY, fromX, c)] * kernel[weight];
              }
            }
          }
          made[at(out, y, x, o)] = sum;
        }
      }
    }
    return made;
  }

  private static double[] convolved(
      DepthwiseConv2D layer, Shape in, Shape out, double[] read, double[] kernel, double[] bias) {
    double[] made = new double[out.size()];
    Extent size = layer.kernelSize();
    Extent apart = layer.dilationRate();
    int reachDown = (size.height() - 1) * apart.height() + 1;
    int reachAcross = (size.width() - 1) * apart.width() + 1;
    int top = before(layer.padding(), in.height(), reachDown, layer.strides().height());
    int left = before(layer.padding(), in.width(), reachAcross, layer.strides().width());
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        for (int o = 0; o < out.channels(); o++) {
          double sum = bias.length > 0 ? bias[o] : 0;
          for (int ky = 0; ky < size.height(); ky++) {
            for (int kx = 0; kx < size.width(); kx++) {
              int fromY = y * layer.strides().height() + ky * apart.height() - top;
              int fromX = x * layer.strides().width() + kx * apart.width() - left;
              if (isInside(in, fromY, fromX)) {
                // The kernel is (height, width, channel, multiplier), and o = c * multiplier + j.
                int weight = (ky * size.width() + kx) * out.channels() + o;
                sum += read[at(in, fromY, fromX, o / layer.depthMultiplier())] * kernel[weight];
              }
            }
          }
          made[at(out, y, x, o)] = sum;
        }
      }
    }
    return made;
  }

  private static double[] multiplied(int units, double[] read, double[] kernel, double[] bias) {
    double[] made = new double[units];
    for (int j = 0; j < units; j++) {
      made[j] = bias.length > 0 ? bias[j] : 0;
      for (int i = 0; i < read.length; i++) {
        made[j] += read[i] * kernel[i * units + j];
      }
    }
    return made;
  }

  private static double[] pooled(
      boolean maximum,
      Extent size,
      Extent strides,
      Padding padding,
      Shape in,
      Shape out,
      double[] read) {
    double[] made = new double[out.size()];
    int top = before(padding, in.height(), size.height(), strides.height());
    int left = before(padding, in.width(), size.width(), strides.width());
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        for (int c = 0; c < out.channels(); c++) {
          List<Double> seen = new ArrayList<>();
          for (int ky = 0; ky < size.height(); ky++) {
            for (int kx = 0; kx < size.width(); kx++) {
              int fromY = y * strides.height() + ky - top;
              int fromX = x * strides.width() + kx - left;
              if (isInside(in, fromY, fromX)) {
                seen.add(read[at(in, fromY, fromX, c)]);
              }
            }
          }
          double most = seen.stream().mapToDouble(v -> v).max().orElseThrow();
          double mean = seen.stream().mapToDouble(v -> v).sum() / seen.size();
          made[at(out, y, x, c)] = maximum ? most : mean;
        }
      }
    }
    return made;
  }

  private static double[] sum(List<double[]> inputs) {
    double[] made = new double[inputs.get(0).length];
    for (double[] input : inputs) {
      for (int i = 0; i < made.length; i++) {
        made[i] += input[i];
      }
    }
    return made;
  }

  private static double[] sideBySide(List<double[]> inputs, Shape out) {
    int pixels = out.height() * out.width();
    double[] made = new double[out.size()];
    int to = 0;
    for (int p = 0; p < pixels; p++) {
      for (double[] input : inputs) {
        int channels = input.length / pixels;
        System.arraycopy(input, p * channels, made, to, channels);
        to += channels;
      }
    }
    return made;
  }

  private static double[] padded(ZeroPadding2D layer, Shape in, Shape out, double[] read) {
    double[] made = new double[out.size()];
    for (int y = 0; y < in.height(); y++) {
      for (int x = 0; x < in.width(); x++) {
        for (int c = 0; c < in.channels(); c++) {
          made[at(out, y + layer.top(), x + layer.left(), c)] = read[at(in, y, x, c)];
        }
      }
    }
    return made;
  }

  private static void activate(
      ActivationFunction function, double[] values, Shape shape, boolean last) {
    if (last) {
      return; // logits
    }
    if (function instanceof ActivationFunction.Softmax) {
      int channels = shape.channels();
      for (int from = 0; from < values.length; from += channels) {
        double total = 0;
        for (int c = 0; c < channels; c++) {
          values[from + c] = Math.exp(values[from + c]);
          total += values[from + c];
        }
        for (int c = 0; c < channels; c++) {
          values[from + c] /= total;
        }
      }
      return;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = of(function, values[i]);
    }
  }

  private static double of(ActivationFunction function, double x) {
    if (function instanceof ActivationFunction.Relu relu) {
      return x > 0 ? Math.min(x, relu.maxValue()) : relu.negativeSlope() * x;
    } else if (function instanceof ActivationFunction.Elu elu) {
      return x > 0 ? x : elu.alpha() * (Math.exp(x) - 1);
    } else if (function instanceof ActivationFunction.Sigmoid) {
      return 1 / (1 + Math.exp(-x));
    } else if (function instanceof ActivationFunction.Tanh) {
      return Math.tanh(x);
    }
    return x;
  }

  private double[][] dropped(Graph.Node node, Dropout layer, double[][] inputs, Training training) {
    double[][] made = new double[inputs.length][];
    for (int image = 0; image < made.length; image++) {
      int size = inputs[image].length;
      float[] uniform = new float[size];
      Philox.stateless(value(training.dropoutSeeds(), node.name()), training.batchNumber())
          .uniform((long) image * size, uniform);
      made[image] = new double[size];
      for (int i = 0; i < size; i++) {
        boolean kept = uniform[i] >= (float) layer.rate();
        made[image][i] = kept ? inputs[image][i] / (1 - layer.rate()) : 0;
      }
    }
    return made;
  }

  private static double[] adapted(double[] values, double[] mean, double[] variance) {
    double[] made = new double[values.length];
    for (int i = 0; i < made.length; i++) {
      int channel = i % mean.length;
      made[i] = (values[i] - mean[channel]) / Math.max(Math.sqrt(variance[channel]), 1e-7);
    }
    return made;
  }

  private double[][] normalised(
      Graph.Node node,
      BatchNormalization layer,
      double[][] inputs,
      double[] weights,
      boolean training) {
    double[] gamma = array(node, "gamma", weights);
    double[] beta = array(node, "beta", weights);
    double[] mean = array(node, "moving_mean", weights);
    double[] variance = array(node, "moving_variance", weights);
    int channels = mean.length;
    int size = inputs[0].length;
    double[][] made = new double[inputs.length][size];
    for (int c = 0; c < channels; c++) {
      if (training) {
        List<Double> seen = new ArrayList<>();
        for (double[] input : inputs) {
          for (int i = c; i < size; i += channels) {
            seen.add(input[i]);
          }
        }
        double average = seen.stream().mapToDouble(v -> v).sum() / seen.size();
        mean[c] = average;
        variance[c] =
            seen.stream().mapToDouble(v -> (v - average) * (v - average)).sum() / seen.size();
      }
      for (int image = 0; image < inputs.length; image++) {
        for (int i = c; i < size; i += channels) {
          double normal = (inputs[image][i] - mean[c]) / Math.sqrt(variance[c] + layer.epsilon());
          made[image][i] =
              normal * (gamma.length > 0 ? gamma[c] : 1) + (beta.length > 0 ? beta[c] : 0);
        }
      }
    }
    return made;
  }
}
