package org.pleura.nn;

import java.util.List;

/**
 * Maximum or mean of windows, of any size, stride and padding; windows of 2 x 2 side by side, by
 * far the most frequent, have kernels of their own, and may do a ReLU before the maximum.
 */
final class PoolingOperator extends Operator {
  private static final Extent PAIR = Extent.square(2);

  private final Kernels kernels;
  private final boolean maximum;
  private final float floor;

  /** Windows of 2 x 2 side by side that cover the input. */
  private final boolean pairs;

  private final Extent size;
  private final Extent strides;
  private final Shape in;
  private final Shape out;
  private final int padTop;
  private final int padLeft;

  /**
   * @param afterRelu whether ReLU is to be done first; only where {@link #takesRelu}
   */
  PoolingOperator(
      Kernels kernels, MaxPooling2D layer, boolean afterRelu, Shape in, int input, int output) {
    this(
        kernels,
        true,
        afterRelu ? 0f : Float.NEGATIVE_INFINITY,
        layer.poolSize(),
        layer.strides(),
        layer.padding(),
        in,
        layer.outputShape(List.of(in)),
        input,
        output);
  }

  PoolingOperator(Kernels kernels, AveragePooling2D layer, Shape in, int input, int output) {
    this(
        kernels,
        false,
        Float.NEGATIVE_INFINITY,
        layer.poolSize(),
        layer.strides(),
        layer.padding(),
        in,
        layer.outputShape(List.of(in)),
        input,
        output);
  }

  /** Whether a 2 x 2 max pooling of such an input can do the ReLU before it along the way. */
  static boolean takesRelu(Shape in) {
    return in.height() % 2 == 0 && in.width() % 2 == 0;
  }

  private PoolingOperator(
      Kernels kernels,
      boolean maximum,
      float floor,
      Extent size,
      Extent strides,
      Padding padding,
      Shape in,
      Shape out,
      int input,
      int output) {
    super(new int[] {input}, output);
    this.kernels = kernels;
    this.maximum = maximum;
    this.floor = floor;
    this.pairs = size.equals(PAIR) && strides.equals(PAIR) && takesRelu(in);
    this.size = size;
    this.strides = strides;
    this.in = in;
    this.out = out;
    this.padTop = padding.before(in.height(), size.height(), strides.height());
    this.padLeft = padding.before(in.width(), size.width(), strides.width());
  }

  /** Where the largest value of each window was. */
  @Override
  int savedSize() {
    return maximum ? out.size() : 0;
  }

  /** A window cut to the part that lies on the input. */
  private interface Window {
    void at(int index, int plane, int top, int bottom, int left, int right);
  }

  private void forEachWindow(Window window) {
    int index = 0;
    for (int c = 0; c < out.channels(); c++) {
      for (int y = 0; y < out.height(); y++) {
        int top = y * strides.height() - padTop;
        for (int x = 0; x < out.width(); x++) {
          int left = x * strides.width() - padLeft;
          window.at(
              index++,
              c * in.height() * in.width(),
              Math.max(0, top),
              Math.min(in.height(), top + size.height()),
              Math.max(0, left),
              Math.min(in.width(), left + size.width()));
        }
      }
    }
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    float[] from = image.values[inputs[0]];
    float[] to = image.values[output];
    if (pairs) {
      pairs(image);
    } else if (maximum) {
      float[] places = image.saved[number];
      forEachWindow(
          (index, plane, top, bottom, left, right) -> {
            int best = plane + top * in.width() + left;
            for (int y = top; y < bottom; y++) {
              for (int x = left; x < right; x++) {
                int here = plane + y * in.width() + x;
                best = from[here] > from[best] ? here : best;
              }
            }
            to[index] = from[best];
            places[index] = Float.intBitsToFloat(best);
          });
    } else {
      forEachWindow(
          (index, plane, top, bottom, left, right) -> {
            float sum = 0f;
            for (int y = top; y < bottom; y++) {
              for (int x = left; x < right; x++) {
                sum += from[plane + y * in.width() + x];
              }
            }
            to[index] = sum / ((bottom - top) * (right - left));
          });
    }
  }

  private void pairs(ImageState image) {
    float[] from = image.values[inputs[0]];
    float[] to = image.values[output];
    int width = out.width();
    for (int row = 0; row < out.channels() * out.height(); row++) {
      int top = 2 * row * in.width();
      int bottom = top + in.width();
      if (maximum) {
        float[] places = image.saved[number];
        kernels.maxPool(floor, from, top, bottom, to, row * width, places, row * width, width);
      } else {
        kernels.averagePool(from, top, bottom, to, row * width, width);
      }
    }
  }

  @Override
  boolean setsInputGradient() {
    return pairs;
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] from = image.gradients[output];
    float[] to = image.gradients[inputs[0]];
    if (pairs) {
      pairsGradient(image);
    } else if (maximum) {
      float[] places = image.saved[number];
      int size = out.size();
      for (int i = 0; i < size; i++) {
        to[Float.floatToRawIntBits(places[i])] += from[i];
      }
    } else {
      forEachWindow(
          (index, plane, top, bottom, left, right) -> {
            float share = from[index] / ((bottom - top) * (right - left));
            for (int y = top; y < bottom; y++) {
              for (int x = left; x < right; x++) {
                to[plane + y * in.width() + x] += share;
              }
            }
          });
    }
  }

  private void pairsGradient(ImageState image) {
    float[] from = image.gradients[output];
    float[] into = image.gradients[inputs[0]];
    int width = out.width();
    int columns = in.width();
    float[] spread = new float[sets[0] ? 0 : 2 * columns];
    for (int row = 0; row < out.channels() * out.height(); row++) {
      int top = 2 * row * columns;
      if (sets[0]) {
        pairGradient(image, from, row * width, into, top);
        continue;
      }
      pairGradient(image, from, row * width, spread, 0);
      for (int i = 0; i < spread.length; i++) {
        into[top + i] += spread[i];
      }
    }
  }

  /** Sets the gradient of two rows of the input from that of one row of the output. */
  private void pairGradient(ImageState image, float[] from, int at, float[] into, int top) {
    int bottom = top + in.width();
    int width = out.width();
    if (maximum) {
      kernels.maxPoolGradient(from, at, image.saved[number], at, into, top, bottom, width);
    } else {
      kernels.averagePoolGradient(from, at, into, top, bottom, width);
    }
  }
}
