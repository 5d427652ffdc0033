package org.pleura.nn;

import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with its bias and activation, and where the graph allows (ReLU, then 2 x 2 max
 * pooling that nobody else bypasses) the pooling as well. Works in strips of rows that fit into the
 * first-level cache; four output channels at a time.
 */
final class ConvolutionOperator extends Operator {
  /** Floats of a strip of four output channels; 32 KB. */
  private static final int STRIP = 2048;

  /** Planes of at most this many positions have lanes over output channels for their weights. */
  private static final int SMALL_PLANE = 256;

  private final Kernels kernels;
  private final WindowGeometry window;
  private final Conv2D layer;
  private final boolean pooled;
  private final int kernelOffset;
  private final int biasOffset;
  private final int channels;
  private final int filters;
  private final int blocks;
  private final int stripRows;

  /**
   * Maps need not be laid out: a window of one pixel in steps of one, strips and planes of whole
   * vectors, so that nothing reads past the last plane.
   */
  private final boolean isPlain;

  /** One for each (ky, kx, channel). */
  private final int[] taps;

  /** The same in the order of {@link #paddedTap}, the first repeated up to whole groups. */
  private final int[] paddedTaps;

  private final float[] packed;
  private final float[] bias;

  /** Gradient planes: zeros before, rows, zeros after. */
  private final int margin;

  private final int gradientStride;

  /** Rows whose gradient is made and used at once, while it is in a near cache. */
  private final int gradientRows;

  private final boolean smallPlane;

  /** Whether three taps at a time are neighbours. */
  private final boolean inRows;

  /** Taps whose weights' gradients are made together. */
  private final int group;

  private final int outerWidth;
  private final int[] positions;

  /** For each phase of the input: taps over (ky, kx, filter) and the weights in that order. */
  private final int[][] backwardTaps;

  private final float[][] backwardPacked;
  private final int inputBlocks;

  /** Set by {@link #writeFor}: the input comes laid out. */
  private boolean isStaged;

  /** Set by {@link #writeFor}: how the output's reader lays it out. */
  private @Nullable WindowGeometry writtenFor;

  private static final float[] NO_BIAS = new float[Kernels.BLOCK];

  /**
   * @param kernelOffset where the kernel stands among the weights
   * @param biasOffset where the bias stands, or -1
   * @param output the value of the convolution, or of the pooling after it
   */
  ConvolutionOperator(
      Kernels kernels,
      Conv2D layer,
      Shape in,
      boolean pooled,
      int kernelOffset,
      int biasOffset,
      int input,
      int output) {
    super(new int[] {input}, output);
    this.kernels = kernels;
    this.layer = layer;
    this.pooled = pooled;
    this.kernelOffset = kernelOffset;
    this.biasOffset = biasOffset;
    Shape out = layer.outputShape(java.util.List.of(in));
    this.window =
        new WindowGeometry(
            in, out, layer.kernelSize(), layer.strides(), layer.dilationRate(), layer.padding());
    this.channels = in.channels();
    this.filters = layer.filters();
    this.blocks = (filters + Kernels.BLOCK - 1) / Kernels.BLOCK;
    int rows = Math.max(2, STRIP / window.rowStride / 2 * 2);
    this.stripRows = Math.min(rows, (window.outHeight + 1) / 2 * 2);
    this.isPlain =
        layer.kernelSize().isSquare(1)
            && layer.strides().isSquare(1)
            && window.planeSize % Kernels.LANES == 0
            && (stripRows >= window.outHeight || stripRows * window.rowStride % Kernels.LANES == 0);
    this.taps = new int[layer.kernelSize().height() * layer.kernelSize().width() * channels];
    int t = 0;
    for (int ky = 0; ky < layer.kernelSize().height(); ky++) {
      for (int kx = 0; kx < layer.kernelSize().width(); kx++) {
        for (int c = 0; c < channels; c++) {
          taps[t++] = window.tap(ky, kx, c);
        }
      }
    }
    this.smallPlane = window.outHeight * window.outWidth <= SMALL_PLANE;
    this.inRows =
        !smallPlane
            && layer.kernelSize().width() == 3
            && layer.strides().width() == 1
            && layer.dilationRate().width() == 1;
    this.group = smallPlane ? Kernels.OUTER_TAPS : inRows ? Kernels.ROW_TAPS : Kernels.TAPS;
    this.paddedTaps = new int[(taps.length + group - 1) / group * group];
    Arrays.fill(paddedTaps, taps[0]);
    for (int i = 0; i < taps.length; i++) {
      paddedTaps[paddedTap(i)] = taps[i];
    }
    this.gradientRows = gradientRows();
    this.packed = new float[blocks * taps.length * Kernels.BLOCK];
    this.bias = new float[blocks * Kernels.BLOCK];
    this.margin = window.maxShiftRows * window.rowStride + window.maxShiftColumns;
    this.gradientStride = margin + window.planeSize + 2 * Kernels.LANES;
    this.outerWidth = (filters + 2 * Kernels.LANES - 1) / (2 * Kernels.LANES) * 2 * Kernels.LANES;
    this.positions = new int[smallPlane ? window.outHeight * window.outWidth : 0];
    for (int k = 0; k < positions.length; k++) {
      positions[k] = k / window.outWidth * window.rowStride + k % window.outWidth;
    }
    this.inputBlocks = (channels + Kernels.BLOCK - 1) / Kernels.BLOCK;
    this.backwardTaps = new int[window.phases()][];
    this.backwardPacked = new float[window.phases()][];
    gradientTaps();
    for (int phase = 0; phase < window.phases(); phase++) {
      backwardPacked[phase] = new float[inputBlocks * backwardTaps[phase].length * Kernels.BLOCK];
    }
  }

  /**
   * Where a tap stands among those of the weights' gradient: channel by channel, so that the taps
   * done together read the same lines of memory.
   */
  private int paddedTap(int tap) {
    return smallPlane ? tap : tap % channels * (taps.length / channels) + tap / channels;
  }

  /** An even number of rows that are whole vectors: every position keeps its partial sum. */
  private int gradientRows() {
    int whole = 2;
    while (whole * window.rowStride % Kernels.LANES != 0) {
      whole *= 2;
    }
    return Math.max(whole, STRIP / window.rowStride / whole * whole);
  }

  /** The taps of the way back, by the phase of the input they give gradients to. */
  private void gradientTaps() {
    Extent kernel = layer.kernelSize();
    int[] sizes = new int[window.phases()];
    for (int k = 0; k < kernel.height() * kernel.width(); k++) {
      sizes[window.phase(k / kernel.width(), k % kernel.width())] += filters;
    }
    for (int phase = 0; phase < window.phases(); phase++) {
      backwardTaps[phase] = new int[sizes[phase]];
    }
    int[] filled = new int[window.phases()];
    for (int ky = 0; ky < kernel.height(); ky++) {
      for (int kx = 0; kx < kernel.width(); kx++) {
        int phase = window.phase(ky, kx);
        for (int o = 0; o < filters; o++) {
          backwardTaps[phase][filled[phase]++] = o * gradientStride + margin - window.shift(ky, kx);
        }
      }
    }
  }

  /** Kernel and bias as {@link Kernels#convolve} reads them, a block of filters after another. */
  static void pack(
      float[] weights,
      int kernelOffset,
      int biasOffset,
      int taps,
      int filters,
      float[] packed,
      float[] bias) {
    for (int o = 0; o < filters; o++) {
      int at = o / Kernels.BLOCK * taps * Kernels.BLOCK + o % Kernels.BLOCK;
      for (int t = 0; t < taps; t++) {
        packed[at + t * Kernels.BLOCK] = weights[kernelOffset + t * filters + o];
      }
      bias[o] = biasOffset < 0 ? 0f : weights[biasOffset + o];
    }
  }

  @Override
  void pack(float[] weights) {
    pack(weights, kernelOffset, biasOffset, taps.length, filters, packed, bias);
    int[] filled = new int[window.phases()];
    for (int ky = 0; ky < layer.kernelSize().height(); ky++) {
      for (int kx = 0; kx < layer.kernelSize().width(); kx++) {
        int phase = window.phase(ky, kx);
        int pixel = (ky * layer.kernelSize().width() + kx) * channels;
        for (int c = 0; c < channels; c++) {
          int from = kernelOffset + (pixel + c) * filters;
          int block = c / Kernels.BLOCK * backwardTaps[phase].length;
          for (int o = 0; o < filters; o++) {
            backwardPacked[phase][(block + filled[phase] + o) * Kernels.BLOCK + c % Kernels.BLOCK] =
                weights[from + o];
          }
        }
        filled[phase] += filters;
      }
    }
  }

  private static final class Buffers {
    final float[] staged;
    final float[] strip;

    /** Another, for odd columns where the window goes in steps of two. */
    final float[] oddStrip;

    final int stripStride;
    final float[] gradient;
    final float[] sums;
    final float[] biasSums;
    final float[] transposed;

    /** Of rows that are pooled together: the upper ones, the lower ones, what pooling makes. */
    final float[] narrow;

    /** Of the image that is laid out in {@link #staged}. */
    long stagedStamp;

    Buffers(ConvolutionOperator of) {
      staged = new float[of.isStaged || of.isPlain ? 0 : of.window.stagedSize()];
      stripStride = Kernels.roundUp((of.stripRows + 1) * of.window.rowStride) + 2 * Kernels.LANES;
      strip = new float[Kernels.BLOCK * stripStride];
      boolean back = of.goesBack;
      oddStrip = new float[back && of.window.strides.width() == 2 ? strip.length : 0];
      gradient = new float[back ? of.blocks * Kernels.BLOCK * of.filterStride() : 0];
      int sumsSize =
          of.smallPlane
              ? of.paddedTaps.length * of.outerWidth
              : of.blocks * Kernels.BLOCK * of.paddedTaps.length * Kernels.LANES;
      sums = new float[back ? sumsSize : 0];
      biasSums = new float[back ? of.blocks * Kernels.BLOCK * Kernels.LANES : 0];
      narrow =
          new float[of.isNarrow() ? 5 * (of.window.outHeight / 2) * (of.window.outWidth / 2) : 0];
      transposed = new float[back ? of.positions.length * of.outerWidth : 0];
    }
  }

  @Override
  Object newScratch() {
    return new Buffers(this);
  }

  @Override
  boolean canWriteFor(Operator reader) {
    return pooled
        && reader instanceof ConvolutionOperator convolution
        && convolution.takesLaidOut();
  }

  @Override
  void writeFor(ConvolutionOperator reader) {
    writtenFor = reader.laidOut();
  }

  /** Whether its input can come laid out. */
  boolean takesLaidOut() {
    return window.phases() == 1;
  }

  /** From now on its input comes laid out, in this way. */
  WindowGeometry laidOut() {
    isStaged = true;
    return window;
  }

  @Override
  OptionalInt outputSize() {
    return writtenFor == null ? OptionalInt.empty() : OptionalInt.of(writtenFor.stagedSize());
  }

  /** The input, laid out. */
  private float[] staged(ImageState image, Buffers buffers) {
    if (isStaged || isPlain) {
      return image.values[inputs[0]];
    }
    if (buffers.stagedStamp != image.stamp) {
      window.stage(kernels, image.values[inputs[0]], buffers.staged);
      buffers.stagedStamp = image.stamp;
    }
    return buffers.staged;
  }

  @Override
  long multiplyAdds() {
    return (long) window.outHeight * window.outWidth * filters * taps.length;
  }

  @Override
  int savedSize() {
    return pooled ? filters * (window.outHeight / 2) * (window.outWidth / 2) : 0;
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    Buffers buffers = scratch.of(this, Buffers.class);
    float[] staged = staged(image, buffers);
    int rows = pooled ? window.outHeight / 2 * 2 : window.outHeight;
    for (int row = 0; row < rows; row += stripRows) {
      int count = Math.min(stripRows, rows - row);
      int length = Kernels.roundUp((count - 1) * window.rowStride + window.outWidth);
      for (int block = 0; block < blocks; block++) {
        kernels.convolve(
            staged,
            row * window.rowStride,
            taps,
            packed,
            block * taps.length * Kernels.BLOCK,
            bias,
            block * Kernels.BLOCK,
            buffers.strip,
            buffers.stripStride,
            length);
        for (int o = block * Kernels.BLOCK; o < endOf(block); o++) {
          int strip = o % Kernels.BLOCK * buffers.stripStride;
          if (pooled) {
            pool(image, buffers, strip, o, row, count);
          } else {
            copyRows(image.values[output], buffers.strip, strip, o, row, count);
          }
        }
      }
    }
    if (!pooled) {
      ActivationOperator.apply(
          layer.activation(), image.values[output], filters, window.outHeight * window.outWidth);
    }
  }

  private void pool(ImageState image, Buffers buffers, int from, int o, int row, int count) {
    if (isNarrow()) {
      poolNarrow(image, buffers, from, o, row, count);
      return;
    }
    float[] strip = buffers.strip;
    int width = window.outWidth / 2;
    for (int r = 0; r < count; r += 2) {
      int top = from + r * window.rowStride;
      int y = (row + r) / 2;
      int to = (o * (window.outHeight / 2) + y) * width;
      kernels.maxPool(
          0f,
          strip,
          top,
          top + window.rowStride,
          image.values[output],
          writtenFor == null ? to : writtenFor.index(o, y, 0),
          image.saved[number],
          to,
          width);
    }
  }

  /**
   * Pooled rows are shorter than the longest vector, so they are done together, as one long row.
   */
  private boolean isNarrow() {
    return pooled && window.outWidth / 2 < Kernels.LANES;
  }

  private void poolNarrow(ImageState image, Buffers buffers, int from, int o, int row, int count) {
    int width = window.outWidth / 2;
    int rows = count / 2;
    int bottom = rows * 2 * width;
    float[] narrow = buffers.narrow;
    for (int r = 0; r < rows; r++) {
      int top = from + 2 * r * window.rowStride;
      System.arraycopy(buffers.strip, top, narrow, r * 2 * width, 2 * width);
      System.arraycopy(
          buffers.strip, top + window.rowStride, narrow, bottom + r * 2 * width, 2 * width);
    }
    int to = (o * (window.outHeight / 2) + row / 2) * width;
    float[] places = image.saved[number];
    int pooledRows = 2 * bottom;
    kernels.maxPool(0f, narrow, 0, bottom, narrow, pooledRows, places, to, rows * width);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(
          narrow,
          pooledRows + r * width,
          image.values[output],
          writtenFor == null ? to + r * width : writtenFor.index(o, row / 2 + r, 0),
          width);
    }
  }

  private void spreadNarrow(
      ImageState image, Buffers buffers, int o, int row, int rows, int first) {
    int width = window.outWidth / 2;
    int pairs = rows / 2;
    int bottom = pairs * 2 * width;
    int from = (o * (window.outHeight / 2) + row / 2) * width;
    float[] narrow = buffers.narrow;
    float[] places = image.saved[number];
    kernels.maxPoolGradient(
        image.gradients[output], from, places, from, narrow, 0, bottom, pairs * width);
    for (int r = 0; r < pairs; r++) {
      int top = first + 2 * r * window.rowStride;
      System.arraycopy(narrow, r * 2 * width, buffers.gradient, top, 2 * width);
      System.arraycopy(
          narrow, bottom + r * 2 * width, buffers.gradient, top + window.rowStride, 2 * width);
    }
  }

  private void copyRows(float[] out, float[] strip, int from, int o, int row, int count) {
    for (int r = 0; r < count; r++) {
      System.arraycopy(
          strip,
          from + r * window.rowStride,
          out,
          (o * window.outHeight + row + r) * window.outWidth,
          window.outWidth);
    }
  }

  @Override
  boolean setsInputGradient() {
    return window.phases() == 1 || coversInPairs();
  }

  /** In steps of two columns, where every pixel gets a gradient. */
  private boolean coversInPairs() {
    return window.strides.width() == 2
        && window.coversInput()
        && Arrays.stream(backwardTaps).allMatch(taps -> taps.length > 0);
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    Buffers buffers = scratch.of(this, Buffers.class);
    float[] staged = staged(image, buffers);
    for (int row = 0; row < window.outHeight; row += gradientRows) {
      int rows = Math.min(gradientRows, window.outHeight - row);
      for (int block = 0; block < blocks; block++) {
        spreadGradient(image, buffers, block, row, rows);
        addGradient(staged, buffers, block, row, rows);
      }
    }
    if (smallPlane) {
      weightGradientOverFilters(staged, buffers);
    }
    if (needsInputGradient) {
      inputGradient(image, buffers);
    }
  }

  /** Whether whole planes of the gradient are needed, or each strip may overwrite the last one. */
  private boolean keepsGradient() {
    return needsInputGradient || smallPlane || gradientRows >= window.outHeight;
  }

  private int filterStride() {
    return keepsGradient()
        ? gradientStride
        : margin + gradientRows * window.rowStride + 2 * Kernels.LANES;
  }

  /** Where the gradient of a filter's row is. */
  private int gradientAt(int filter, int row) {
    return filter * filterStride() + margin + (keepsGradient() ? row * window.rowStride : 0);
  }

  private int endOf(int block) {
    return Math.min(filters, (block + 1) * Kernels.BLOCK);
  }

  /**
   * The gradient of what the convolution made, before activation and pooling: some rows of the
   * planes of one block of filters, zeros between them.
   */
  private void spreadGradient(ImageState image, Buffers buffers, int block, int row, int rows) {
    float[] gradient = image.gradients[output];
    float[] value = image.values[output];
    float[] into = buffers.gradient;
    int width = window.outWidth;
    for (int o = block * Kernels.BLOCK; o < endOf(block); o++) {
      int first = gradientAt(o, row);
      if (isNarrow()) {
        spreadNarrow(image, buffers, o, row, rows, first);
      } else if (pooled) {
        for (int y = 0; y + 1 < rows; y += 2) {
          int from = (o * (window.outHeight / 2) + (row + y) / 2) * (width / 2);
          int top = first + y * window.rowStride;
          kernels.maxPoolGradient(
              gradient,
              from,
              image.saved[number],
              from,
              into,
              top,
              top + window.rowStride,
              width / 2);
        }
      } else {
        for (int y = 0; y < rows; y++) {
          int from = (o * window.outHeight + row + y) * width;
          ActivationOperator.gradientRow(
              kernels,
              layer.activation(),
              value,
              gradient,
              from,
              into,
              first + y * window.rowStride,
              width);
        }
      }
      if (!keepsGradient() && rows < gradientRows) {
        // The last strip is shorter: what is read after it, and a row that pooling leaves out,
        // may hold what is left of the strip before.
        int written = pooled ? rows / 2 * 2 : rows;
        int end = first + Math.max(0, written - 1) * window.rowStride + (written > 0 ? width : 0);
        Arrays.fill(into, end, first + Kernels.roundUp(rows * window.rowStride), 0f);
      }
    }
  }

  /**
   * Adds some rows of one block of filters up to the gradients of the bias and, unless the plane is
   * small, of the weights.
   */
  private void addGradient(float[] staged, Buffers buffers, int block, int row, int rows) {
    int length = Kernels.roundUp((rows - 1) * window.rowStride + window.outWidth);
    if (biasOffset >= 0) {
      kernels.sum(
          buffers.gradient,
          gradientAt(block * Kernels.BLOCK, row),
          filterStride(),
          length,
          buffers.biasSums,
          block * Kernels.BLOCK * Kernels.LANES);
    }
    int groups = smallPlane ? 0 : paddedTaps.length / group;
    for (int k = 0; k < groups; k++) {
      correlate(staged, buffers, block, row, k * group, length);
    }
  }

  private void correlate(
      float[] staged, Buffers buffers, int block, int row, int firstTap, int length) {
    int from = row * window.rowStride;
    int into = (block * paddedTaps.length + firstTap) * Kernels.BLOCK * Kernels.LANES;
    int gradient = gradientAt(block * Kernels.BLOCK, row);
    if (inRows) {
      kernels.correlateRows(
          buffers.gradient,
          gradient,
          filterStride(),
          staged,
          from + paddedTaps[firstTap],
          from + paddedTaps[firstTap + 3],
          length,
          buffers.sums,
          into);
    } else {
      kernels.correlate(
          buffers.gradient,
          gradient,
          filterStride(),
          staged,
          from,
          paddedTaps,
          firstTap,
          length,
          buffers.sums,
          into);
    }
  }

  private void weightGradientOverFilters(float[] staged, Buffers buffers) {
    // The filters that are done together lie together: in rows of 64 or 128 filters only every
    // second or fourth pair of lines would be theirs, and those share half or a quarter of a cache.
    int together = 2 * Kernels.LANES;
    for (int o = 0; o < filters; o++) {
      int plane = o * gradientStride + margin;
      int into = o / together * together * positions.length + o % together;
      for (int k = 0; k < positions.length; k++) {
        buffers.transposed[into + k * together] = buffers.gradient[plane + positions[k]];
      }
    }
    for (int o = 0; o < outerWidth; o += together) {
      for (int t = 0; t < paddedTaps.length; t += Kernels.OUTER_TAPS) {
        kernels.outerProducts(
            buffers.transposed,
            o * positions.length,
            together,
            staged,
            positions,
            paddedTaps,
            t,
            buffers.sums,
            t * outerWidth + o,
            outerWidth);
      }
    }
  }

  private void inputGradient(ImageState image, Buffers buffers) {
    float[] into = image.gradients[inputs[0]];
    for (int phaseRow = 0; phaseRow < window.strides.height(); phaseRow++) {
      for (int row = window.firstRow(phaseRow); row < window.endRow(phaseRow); row += stripRows) {
        int rows = Math.min(stripRows, window.endRow(phaseRow) - row);
        for (int block = 0; block < inputBlocks; block++) {
          if (window.strides.width() == 2) {
            inputGradientInPairs(buffers, phaseRow, row, rows, block, into);
            continue;
          }
          for (int phaseColumn = 0; phaseColumn < window.strides.width(); phaseColumn++) {
            if (convolveBack(buffers, phaseRow, phaseColumn, row, rows, block, buffers.strip)) {
              deliver(buffers, phaseRow, phaseColumn, row, rows, block, into);
            }
          }
        }
      }
    }
  }

  /**
   * Makes the input's gradient for some rows of a phase and a block of channels.
   *
   * @return whether any weight reads this phase
   */
  private boolean convolveBack(
      Buffers buffers, int phaseRow, int phaseColumn, int row, int rows, int block, float[] strip) {
    int phase = phaseRow * window.strides.width() + phaseColumn;
    int firstColumn = window.firstColumn(phaseColumn);
    int columns = window.endColumn(phaseColumn) - firstColumn;
    if (backwardTaps[phase].length == 0 || columns <= 0) {
      return false;
    }
    kernels.convolve(
        buffers.gradient,
        row * window.rowStride + firstColumn,
        backwardTaps[phase],
        backwardPacked[phase],
        block * backwardTaps[phase].length * Kernels.BLOCK,
        NO_BIAS,
        0,
        strip,
        buffers.stripStride,
        Kernels.roundUp((rows - 1) * window.rowStride + columns));
    return true;
  }

  private void deliver(
      Buffers buffers, int phaseRow, int phaseColumn, int row, int rows, int block, float[] into) {
    int firstColumn = window.firstColumn(phaseColumn);
    int columns = window.endColumn(phaseColumn) - firstColumn;
    int x = firstColumn * window.strides.width() + phaseColumn - window.padLeft;
    for (int c = block * Kernels.BLOCK; c < endOfInput(block); c++) {
      for (int r = 0; r < rows; r++) {
        int to = window.inputRow(c, phaseRow, row + r) + x;
        int from = c % Kernels.BLOCK * buffers.stripStride + r * window.rowStride;
        if (sets[0]) {
          System.arraycopy(buffers.strip, from, into, to, columns);
        } else {
          add(buffers.strip, from, into, to, window.strides.width(), columns);
        }
      }
    }
  }

  private static void add(float[] from, int fromOffset, float[] into, int to, int step, int count) {
    if (step == 1) { // a loop of its own, which the compiler makes vectors of
      for (int i = 0; i < count; i++) {
        into[to + i] += from[fromOffset + i];
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      into[to + i * step] += from[fromOffset + i];
    }
  }

  /** In steps of two: even and odd columns of the same rows together. */
  private void inputGradientInPairs(
      Buffers buffers, int phaseRow, int row, int rows, int block, float[] into) {
    int evenPhase = window.evenPhase();
    boolean even = convolveBack(buffers, phaseRow, evenPhase, row, rows, block, buffers.strip);
    boolean odd =
        convolveBack(buffers, phaseRow, 1 - evenPhase, row, rows, block, buffers.oddStrip);
    int pairs = even && odd ? window.oddColumns() : 0;
    int moreEven = even ? window.evenColumns() - pairs : 0;
    int moreOdd = odd ? window.oddColumns() - pairs : 0;
    if (sets[0]) {
      setPairs(buffers, phaseRow, row, rows, block, into, pairs, moreEven);
    } else {
      addPairs(buffers, phaseRow, row, rows, block, into, pairs, moreEven, moreOdd);
    }
  }

  private void setPairs(
      Buffers buffers,
      int phaseRow,
      int row,
      int rows,
      int block,
      float[] into,
      int pairs,
      int moreEven) {
    for (int c = block * Kernels.BLOCK; c < endOfInput(block); c++) {
      for (int r = 0; r < rows; r++) {
        int to = window.inputRow(c, phaseRow, row + r);
        int from = c % Kernels.BLOCK * buffers.stripStride + r * window.rowStride;
        kernels.join(buffers.strip, from, buffers.oddStrip, from, into, to, pairs);
        if (moreEven > 0) { // one at most: the next pixel would be odd
          into[to + 2 * pairs] = buffers.strip[from + pairs];
        }
      }
    }
  }

  private void addPairs(
      Buffers buffers,
      int phaseRow,
      int row,
      int rows,
      int block,
      float[] into,
      int pairs,
      int moreEven,
      int moreOdd) {
    for (int c = block * Kernels.BLOCK; c < endOfInput(block); c++) {
      for (int r = 0; r < rows; r++) {
        int to = window.inputRow(c, phaseRow, row + r);
        int from = c % Kernels.BLOCK * buffers.stripStride + r * window.rowStride;
        kernels.splitGradient(buffers.strip, from, buffers.oddStrip, from, into, to, pairs);
        int first = to + 2 * pairs;
        add(buffers.strip, from + pairs, into, first, 2, moreEven);
        add(buffers.oddStrip, from + pairs, into, first + 1, 2, moreOdd);
      }
    }
  }

  private int endOfInput(int block) {
    return Math.min(channels, (block + 1) * Kernels.BLOCK);
  }

  @Override
  void finishGroup(Scratch scratch, float[] gradient) {
    Buffers buffers = scratch.of(this, Buffers.class);
    int groups = paddedTaps.length / group;
    for (int t = 0; t < taps.length; t++) {
      int tap = paddedTap(t);
      for (int o = 0; o < filters; o++) {
        float sum;
        if (smallPlane) {
          sum = buffers.sums[t * outerWidth + o];
        } else {
          int block = (o / Kernels.BLOCK * groups + tap / group) * Kernels.BLOCK;
          int place = (block + o % Kernels.BLOCK) * group + tap % group;
          sum = Kernels.reduce(buffers.sums, place * Kernels.LANES);
        }
        gradient[kernelOffset + t * filters + o] += sum;
      }
    }
    Arrays.fill(buffers.sums, 0f);
    if (biasOffset >= 0) {
      for (int o = 0; o < filters; o++) {
        gradient[biasOffset + o] += Kernels.reduce(buffers.biasSums, o * Kernels.LANES);
      }
      Arrays.fill(buffers.biasSums, 0f);
    }
  }
}
