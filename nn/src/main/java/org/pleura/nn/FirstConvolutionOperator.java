package org.pleura.nn;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The convolution of the image itself, in steps of one and not dilated, with its bias, ReLU and the
 * 2 x 2 max pooling after it, where nobody asks for the image's gradient.
 *
 * <p>It has few channels to read, so few multiply-adds for each number it makes, and what costs are
 * the numbers: bringing neighbours together for pooling takes more time than computing them. So
 * even and odd columns are kept apart. Column {@code 2x + q} of the output reads padded columns
 * {@code 2x + q + kx} of the image, which lie in the plane of columns of parity {@code (q + kx) mod
 * 2}, {@code (q + kx) / 2} places on: again a list of taps, one for each q, in the order of the
 * weights. The four numbers under one window of the pooling then lie at one index of two rows in
 * two arrays. Outputs that pooling leaves out are not computed. On the way back the pooled gradient
 * is not spread over the outputs, three of four of which get none: each number meets the pixel that
 * the largest output has met.
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

  /**
   * Rows of the convolution, an even number, that are made at once; on the way back, half as many
   * of the pooling are added up for the bias and then, while they are near, for the weights.
   */
  private final int stripRows;

  private final int stripStride;

  /** For each parity of the output's columns: one for each (ky, kx, channel). */
  private final int[][] taps = new int[2][];

  /** Groups of taps of a row of the window whose weights are done together. */
  private final int tapGroups;

  /**
   * For each block, where the pooled gradients of its filters begin; where there is none, the
   * last's.
   */
  private final int[][] starts;

  /** A row of the pooled gradient, in whole vectors. */
  private final int rowLength;

  private final int[] rowStarts = new int[Kernels.BLOCK];

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
    Extent kernel = layer.kernelSize();
    this.padTop = layer.padding().before(in.height(), kernel.height(), 1);
    this.padLeft = layer.padding().before(in.width(), kernel.width(), 1);
    this.rowStride = width + kernel.width() / 2;
    this.planeRows = 2 * height + kernel.height() - 1;
    this.planeSize = planeRows * rowStride;
    this.stripRows = Math.min(2 * height, Math.max(2, STRIP / 2 / rowStride / 2 * 2));
    this.stripStride = Kernels.roundUp(stripRows * rowStride) + 2 * Kernels.LANES;
    for (int parity = 0; parity < 2; parity++) {
      taps[parity] = taps(parity);
    }
    this.tapGroups = (kernel.width() + Kernels.POOLED_TAPS - 1) / Kernels.POOLED_TAPS;
    this.starts = starts();
    this.rowLength = Kernels.roundUp(width);
    Arrays.setAll(rowStarts, o -> o * rowLength);
    this.packed = new float[blocks * taps[0].length * Kernels.BLOCK];
    this.bias = new float[blocks * Kernels.BLOCK];
  }

  private int[] taps(int parity) {
    Extent kernel = layer.kernelSize();
    int[] found = new int[kernel.height() * kernel.width() * in.channels()];
    int t = 0;
    for (int ky = 0; ky < kernel.height(); ky++) {
      for (int kx = 0; kx < kernel.width(); kx++) {
        for (int c = 0; c < in.channels(); c++) {
          int column = parity + kx;
          found[t++] = plane(c, column % 2) + ky * rowStride + column / 2;
        }
      }
    }
    return found;
  }

  private int[][] starts() {
    int[][] found = new int[blocks][Kernels.BLOCK];
    for (int o = 0; o < blocks * Kernels.BLOCK; o++) {
      int filter = Math.min(o, filters - 1);
      found[o / Kernels.BLOCK][o % Kernels.BLOCK] = filter * height * width;
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

    /** Where rows are not whole vectors: one of each filter of a block, zeros behind it. */
    final float[] gradients;

    /** Of the same rows. */
    final float[] places;

    final float[] sums;
    final float[] biasSums;

    /** Of the image that is laid out in {@link #staged}. */
    long stagedStamp;

    Buffers(FirstConvolutionOperator of) {
      staged = new float[2 * of.in.channels() * of.planeSize + 2 * Kernels.LANES];
      even = new float[Kernels.BLOCK * of.stripStride];
      odd = new float[Kernels.BLOCK * of.stripStride];
      int back = of.goesBack ? 1 : 0;
      int lengthened = of.rowLength > of.width ? back * Kernels.BLOCK * of.rowLength : 0;
      gradients = new float[lengthened];
      places = new float[lengthened];
      sums = new float[back * of.sumsOf(of.blocks, 0, 0, 0)];
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
    for (int y = 0; y < height; y += stripRows / 2) {
      int rows = Math.min(stripRows / 2, height - y);
      for (int block = 0; block < blocks; block++) {
        if (biasOffset >= 0) {
          addBiasGradient(image, buffers, block, y, rows);
        }
        for (int row = y; row < y + rows; row++) {
          addGradient(image, staged, buffers, block, row);
        }
      }
    }
  }

  private void addBiasGradient(ImageState image, Buffers buffers, int block, int y, int rows) {
    for (int o = block * Kernels.BLOCK; o < endOf(block); o++) {
      kernels.sumPooled(
          image.gradients[output],
          image.saved[number],
          (o * height + y) * width,
          rows * width,
          buffers.biasSums,
          o * Kernels.LANES);
    }
  }

  /** Adds a row of the pooled gradient up to the gradients of the weights. */
  private void addGradient(ImageState image, float[] staged, Buffers buffers, int block, int y) {
    float[] gradient = image.gradients[output];
    float[] which = image.saved[number];
    int[] at = starts[block];
    int offset = y * width;
    if (rowLength > width) {
      for (int o = 0; o < Kernels.BLOCK; o++) {
        System.arraycopy(gradient, at[o] + offset, buffers.gradients, o * rowLength, width);
        System.arraycopy(which, at[o] + offset, buffers.places, o * rowLength, width);
      }
      gradient = buffers.gradients;
      which = buffers.places;
      at = rowStarts;
      offset = 0;
    }
    Extent kernel = layer.kernelSize();
    for (int c = 0; c < in.channels(); c++) {
      for (int ky = 0; ky < kernel.height(); ky++) {
        for (int kx = 0; kx < kernel.width(); kx += Kernels.POOLED_TAPS) {
          int row = (2 * y + ky) * rowStride;
          kernels.correlatePooled(
              gradient,
              which,
              at,
              offset,
              staged,
              plane(c, kx % 2) + row + kx / 2,
              plane(c, (kx + 1) % 2) + row + (kx + 1) / 2,
              rowStride,
              rowLength,
              buffers.sums,
              sumsOf(block, c, ky, kx));
        }
      }
    }
  }

  /**
   * Where the sums of a block of filters begin, and of the group of taps to which one belongs. The
   * last group of a row may have taps that the window lacks; their sums are nobody's.
   */
  private int sumsOf(int block, int c, int ky, int kx) {
    int group = (c * layer.kernelSize().height() + ky) * tapGroups + kx / Kernels.POOLED_TAPS;
    int groups = in.channels() * layer.kernelSize().height() * tapGroups;
    return (block * groups + group) * Kernels.BLOCK * Kernels.POOLED_TAPS * Kernels.LANES;
  }

  /** Where the sums of one weight begin. */
  private int weightSums(int tap, int filter) {
    int kx = tap / in.channels() % layer.kernelSize().width();
    int ky = tap / in.channels() / layer.kernelSize().width();
    int place = filter % Kernels.BLOCK * Kernels.POOLED_TAPS + kx % Kernels.POOLED_TAPS;
    return sumsOf(filter / Kernels.BLOCK, tap % in.channels(), ky, kx) + place * Kernels.LANES;
  }

  @Override
  void finishGroup(Scratch scratch, float[] gradient) {
    Buffers buffers = scratch.of(this, Buffers.class);
    for (int t = 0; t < taps[0].length; t++) {
      for (int o = 0; o < filters; o++) {
        gradient[kernelOffset + t * filters + o] += Kernels.reduce(buffers.sums, weightSums(t, o));
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
