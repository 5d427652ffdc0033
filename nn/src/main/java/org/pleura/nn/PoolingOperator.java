package org.pleura.nn;

import java.util.List;

/** Maximum or mean of windows, of any size, stride and padding. */
final class PoolingOperator extends Operator {
  private static final Extent PAIR = Extent.square(2);

  private final boolean maximum;
  private final Extent size;
  private final Extent strides;
  private final Shape in;
  private final Shape out;
  private final int padTop;
  private final int padLeft;

  PoolingOperator(MaxPooling2D layer, Shape in, int input, int output) {
    this(
        true,
        layer.poolSize(),
        layer.strides(),
        layer.padding(),
        in,
        layer.outputShape(List.of(in)),
        input,
        output);
  }

  PoolingOperator(AveragePooling2D layer, Shape in, int input, int output) {
    this(
        false,
        layer.poolSize(),
        layer.strides(),
        layer.padding(),
        in,
        layer.outputShape(List.of(in)),
        input,
        output);
  }

  private PoolingOperator(
      boolean maximum,
      Extent size,
      Extent strides,
      Padding padding,
      Shape in,
      Shape out,
      int input,
      int output) {
    super(new int[] {input}, output);
    this.maximum = maximum;
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
    if (maximum && size.equals(PAIR) && strides.equals(PAIR) && padTop == 0 && padLeft == 0) {
      maximaOfPairs(from, to, image.saved[number]);
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
            if (places.length > 0) {
              places[index] = Float.intBitsToFloat(best);
            }
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

  /** The usual case, 2 x 2 windows side by side, of which those cut off at the end come by hand. */
  private void maximaOfPairs(float[] from, float[] to, float[] places) {
    int inWidth = in.width();
    int inHeight = in.height();
    int outWidth = out.width();
    int outHeight = out.height();
    int rows = out.channels() * outHeight;
    for (int row = 0; row < rows; row++) {
      int y = row % outHeight * 2;
      int top = (row / outHeight * inHeight + y) * inWidth;
      int bottom = y + 1 < inHeight ? top + inWidth : top;
      for (int x = 0; x < outWidth; x++) {
        int step = 2 * x + 1 < inWidth ? 1 : 0;
        int best = top + 2 * x;
        best = from[best + step] > from[best] ? best + step : best;
        int left = bottom + 2 * x;
        best = from[left] > from[best] ? left : best;
        best = from[left + step] > from[best] ? left + step : best;
        int index = row * outWidth + x;
        to[index] = from[best];
        if (places.length > 0) {
          places[index] = Float.intBitsToFloat(best);
        }
      }
    }
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] from = image.gradients[output];
    float[] to = image.gradients[inputs[0]];
    if (maximum) {
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
}
