package org.pleura.nn;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The convolution of the image itself, in steps of one, with its bias, ReLU and the 2 x 2 max
 * pooling after it, where nobody asks for the image's gradient.
 *
 * <p>It has few channels to read, so few multiply-adds for each number it makes, and what costs are
 * the numbers: bringing neighbours together for pooling takes more time than computing them. So
 * even and odd columns are kept apart. Column {@code 2x + q} of the output reads padded columns
 * {@code 2x + q + kx} of the image, which lie in the plane of columns of parity {@code (q + kx) mod
 * 2}, {@code (q + kx) / 2} places on: again a list of taps, one for each q, in the order of the
 * weights. The four numbers under one window of the pooling then lie at one index of two rows in
 * two arrays, on the way back as well. Outputs that pooling leaves out are not computed.
 */
final class FirstConvolutionOperator extends Operator {
  /** Floats of a strip of four output channels, both parities; 32 KB. */
  private static final int STRIP = 2048;

  private final Kernels kernels;
  private final Shape in;
  private final Conv2D layer;
  private final int kernelOffset;
  private final int biasOffset;
  private final int filters;
  private final int blocks;

  /** Of the output, after pooling. */
  private final int height;

  private final int width;

  private final int padTop;
  private final int padLeft;

  /** Of the planes of one parity, the image's and the convolution's. */
  private final int rowStride;

  private final int planeRows;
  private final int planeSize;

  /** Rows of the convolution, an even number, that are made, or whose gradient is used, at once. */
  private final int stripRows;

  private final int stripStride;

  /** For each parity of the output's columns: one for each (ky, kx, channel). */
  private final int[][] taps = new int[2][];

  /** The same, the first repeated up to whole groups. */
  private final int[][] paddedTaps = new int[2][];

  private final float[] packed;
  private final float[] bias;

  /** Set by {@link #writeFor}: how the output's reader lays it out. */
  private @Nullable WindowGeometry writtenFor;

  /**
   * @param kernelOffset where the kernel stands among the weights
   * @param biasOffset where the bias stands, or -1
   * @param output the value of the pooling
   */
  FirstConvolutionOperator(
      Kernels kernels, Conv2D layer, Shape in, int kernelOffset, int biasOffset, int output) {
    super(new int[] {0}, output);
    this.kernels = kernels;
    this.in = in;
    this.layer = layer;
    this.kernelOffset = kernelOffset;
    this.biasOffset = biasOffset;
    this.filters = layer.filters();
    this.blocks = (filters + Kernels.BLOCK - 1) / Kernels.BLOCK;
    Shape out = layer.outputShape(List.of(in));
    this.height = out.height() / 2;
    this.width = out.width() / 2;
    Extent reach = layer.kernelSize().dilated(layer.dilationRate());
    this.padTop = layer.padding().before(in.height(), reach.height(), 1);
    this.padLeft = layer.padding().before(in.width(), reach.width(), 1);
    this.rowStride = width + reach.width() / 2;
    this.planeRows = 2 * height + reach.height() - 1;
    this.planeSize = planeRows * rowStride;
    this.stripRows = Math.min(2 * height, Math.max(2, STRIP / 2 / rowStride / 2 * 2));
    this.stripStride = Kernels.roundUp(stripRows * rowStride) + 2 * Kernels.LANES;
    for (int parity = 0; parity < 2; parity++) {
      taps[parity] = taps(parity);
      int whole = (taps[parity].length + Kernels.TAPS - 1) / Kernels.TAPS * Kernels.TAPS;
      paddedTaps[parity] = Arrays.copyOf(taps[parity], whole);
      Arrays.fill(paddedTaps[parity], taps[parity].length, whole, taps[parity][0]);
    }
    this.packed = new float[blocks * taps[0].length * Kernels.BLOCK];
    this.bias = new float[blocks * Kernels.BLOCK];
  }

  private int[] taps(int parity) {
    Extent kernel = layer.kernelSize();
    int[] found = new int[kernel.height() * kernel.width() * in.channels()];
    int t = 0;
    for (int ky = 0; ky < kernel.height(); ky++) {
      for (int kx = 0; kx < kernel.width(); kx++) {
        int column = parity + kx * layer.dilationRate().width();
        int row = ky * layer.dilationRate().height();
        for (int c = 0; c < in.channels(); c++) {
          found[t++] = plane(c, column % 2) + row * rowStride + column / 2;
        }
      }
    }
    return found;
  }

  /** Where the columns of one parity of a channel of the image begin. */
  private int plane(int channel, int parity) {
    return (2 * channel + parity) * planeSize;
  }

  @Override
  void pack(float[] weights) {
    ConvolutionOperator.pack(
        weights, kernelOffset, biasOffset, taps[0].length, filters, packed, bias);
  }

  private static final class Buffers {
    final float[] staged;

    /** What the convolution makes of a strip: even columns, and odd ones. */
    final float[] even;

    final float[] odd;

    /** The gradients of the same. Between and behind the rows there are zeros. */
    final float[] evenGradient;

    final float[] oddGradient;
    final float[] sums;
    final float[] biasSums;

    /** Of the image that is laid out in {@link #staged}. */
    long stagedStamp;

    Buffers(FirstConvolutionOperator of) {
      staged = new float[2 * of.in.channels() * of.planeSize + 2 * Kernels.LANES];
      even = new float[Kernels.BLOCK * of.stripStride];
      odd = new float[Kernels.BLOCK * of.stripStride];
      int back = of.goesBack ? 1 : 0;
      evenGradient = new float[back * Kernels.BLOCK * of.stripStride];
      oddGradient = new float[back * Kernels.BLOCK * of.stripStride];
      sums = new float[back * of.blocks * Kernels.BLOCK * of.paddedTaps[0].length * Kernels.LANES];
      biasSums = new float[back * of.filters * Kernels.LANES];
    }
  }

  @Override
  Object newScratch() {
    return new Buffers(this);
  }

  @Override
  boolean canWriteFor(Operator reader) {
    return reader instanceof ConvolutionOperator convolution && convolution.takesLaidOut();
  }

  @Override
  void writeFor(ConvolutionOperator reader) {
    writtenFor = reader.laidOut();
  }

  @Override
  OptionalInt outputSize() {
    return writtenFor == null ? OptionalInt.empty() : OptionalInt.of(writtenFor.stagedSize());
  }

  @Override
  long multiplyAdds() {
    Shape out = layer.outputShape(List.of(in));
    return (long) out.height() * out.width() * filters * taps[0].length;
  }

  @Override
  int savedSize() {
    return filters * height * width;
  }

  /** The image, its columns by parity. The zeros around it are there from the start and stay. */
  private float[] staged(ImageState image, Buffers buffers) {
    if (buffers.stagedStamp == image.stamp) {
      return buffers.staged;
    }
    for (int c = 0; c < in.channels(); c++) {
      for (int row = 0; row < in.height() && row + padTop < planeRows; row++) {
        stageRow(
            image.values[0],
            (c * in.height() + row) * in.width(),
            buffers.staged,
            plane(c, 0) + (row + padTop) * rowStride,
            plane(c, 1) + (row + padTop) * rowStride);
      }
    }
    buffers.stagedStamp = image.stamp;
    return buffers.staged;
  }

  /** Padded column {@code padLeft + x} goes to its half in the plane of its parity. */
  private void stageRow(float[] maps, int from, float[] staged, int evenRow, int oddRow) {
    int columns = Math.min(in.width(), 2 * rowStride - padLeft);
    int pairs = columns / 2;
    if (padLeft % 2 == 0) {
      kernels.split(maps, from, staged, evenRow + padLeft / 2, oddRow + padLeft / 2, pairs);
    } else {
      kernels.split(maps, from, staged, oddRow + padLeft / 2, evenRow + padLeft / 2 + 1, pairs);
    }
    if (columns % 2 == 1) {
      int last = padLeft + columns - 1;
      staged[(last % 2 == 0 ? evenRow : oddRow) + last / 2] = maps[from + columns - 1];
    }
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    Buffers buffers = scratch.of(this, Buffers.class);
    float[] staged = staged(image, buffers);
    for (int row = 0; row < 2 * height; row += stripRows) {
      int rows = Math.min(stripRows, 2 * height - row);
      for (int block = 0; block < blocks; block++) {
        convolve(staged, buffers.even, taps[0], block, row, rows);
        convolve(staged, buffers.odd, taps[1], block, row, rows);
        pool(image, buffers, block, row, rows);
      }
    }
  }

  /** The positions of some rows, up to a multiple of the vectors. */
  private int length(int rows) {
    return Kernels.roundUp((rows - 1) * rowStride + width);
  }

  private void convolve(float[] staged, float[] into, int[] at, int block, int row, int rows) {
    kernels.convolve(
        staged,
        row * rowStride,
        at,
        packed,
        block * at.length * Kernels.BLOCK,
        bias,
        block * Kernels.BLOCK,
        into,
        stripStride,
        length(rows));
  }

  private void pool(ImageState image, Buffers buffers, int block, int row, int rows) {
    for (int o = block * Kernels.BLOCK; o < endOf(block); o++) {
      for (int r = 0; r < rows; r += 2) {
        int top = o % Kernels.BLOCK * stripStride + r * rowStride;
        int y = (row + r) / 2;
        int to = (o * height + y) * width;
        kernels.maxPoolSplit(
            0f,
            buffers.even,
            buffers.odd,
            top,
            top + rowStride,
            image.values[output],
            writtenFor == null ? to : writtenFor.index(o, y, 0),
            image.saved[number],
            to,
            width);
      }
    }
  }

  private int endOf(int block) {
    return Math.min(filters, (block + 1) * Kernels.BLOCK);
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    Buffers buffers = scratch.of(this, Buffers.class);
    float[] staged = staged(image, buffers);
    for (int row = 0; row < 2 * height; row += stripRows) {
      int rows = Math.min(stripRows, 2 * height - row);
      for (int block = 0; block < blocks; block++) {
        spreadGradient(image, buffers, block, row, rows);
        addGradient(staged, buffers.evenGradient, paddedTaps[0], buffers, block, row, rows);
        addGradient(staged, buffers.oddGradient, paddedTaps[1], buffers, block, row, rows);
      }
    }
  }

  /** The gradient of what the convolution made, before ReLU and pooling; and that of the bias. */
  private void spreadGradient(ImageState image, Buffers buffers, int block, int row, int rows) {
    for (int o = block * Kernels.BLOCK; o < endOf(block); o++) {
      int first = o % Kernels.BLOCK * stripStride;
      for (int r = 0; r < rows; r += 2) {
        int from = (o * height + (row + r) / 2) * width;
        kernels.maxPoolSplitGradient(
            image.gradients[output],
            from,
            image.saved[number],
            from,
            buffers.evenGradient,
            buffers.oddGradient,
            first + r * rowStride,
            first + (r + 1) * rowStride,
            width,
            buffers.biasSums,
            o * Kernels.LANES);
      }
      if (rows < stripRows) {
        // The last strip is shorter: what is read after it may be left of the strip before.
        int end = first + (rows - 1) * rowStride + width;
        Arrays.fill(buffers.evenGradient, end, first + stripStride, 0f);
        Arrays.fill(buffers.oddGradient, end, first + stripStride, 0f);
      }
    }
  }

  /** Adds some rows of one parity of a block of filters up to the gradients of the weights. */
  private void addGradient(
      float[] staged, float[] gradient, int[] at, Buffers buffers, int block, int row, int rows) {
    int length = length(rows);
    int groups = at.length / Kernels.TAPS;
    for (int group = 0; group < groups; group++) {
      kernels.correlate(
          gradient,
          0,
          stripStride,
          staged,
          row * rowStride,
          at,
          group * Kernels.TAPS,
          length,
          buffers.sums,
          (block * groups + group) * Kernels.BLOCK * Kernels.TAPS * Kernels.LANES);
    }
  }

  @Override
  void finishGroup(Scratch scratch, float[] gradient) {
    Buffers buffers = scratch.of(this, Buffers.class);
    int groups = paddedTaps[0].length / Kernels.TAPS;
    for (int t = 0; t < taps[0].length; t++) {
      for (int o = 0; o < filters; o++) {
        int block = (o / Kernels.BLOCK * groups + t / Kernels.TAPS) * Kernels.BLOCK;
        int place = (block + o % Kernels.BLOCK) * Kernels.TAPS + t % Kernels.TAPS;
        gradient[kernelOffset + t * filters + o] +=
            Kernels.reduce(buffers.sums, place * Kernels.LANES);
      }
    }
    Arrays.fill(buffers.sums, 0f);
    if (biasOffset >= 0) {
      for (int o = 0; o < filters; o++) {
        gradient[biasOffset + o] += Kernels.reduce(buffers.biasSums, o * Kernels.LANES);
      }
    }
    Arrays.fill(buffers.biasSums, 0f);
  }
}
