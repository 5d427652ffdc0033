package org.pleura.nn;

/**
 * How a sliding window reads feature maps once they are laid out for it.
 *
 * <p>With strides of 1 a map becomes one plane: its rows, padded with zeros, one after the other.
 * With larger strides it becomes one plane for each position inside a stride (a <i>phase</i>), each
 * holding every s-th row and column, so that a window again moves by adding 1 to an index. All
 * planes share one row stride. The output has the same row stride; positions past its width are
 * unused.
 */
final class WindowGeometry {
  final int channels;
  final Shape in;
  final int outHeight;
  final int outWidth;
  final Extent kernel;
  final Extent strides;
  final Extent dilation;
  final int padTop;
  final int padLeft;

  /** Rows and columns by which the last sample of a window is behind the first, within a plane. */
  final int maxShiftRows;

  final int maxShiftColumns;
  final int rowStride;
  final int planeRows;
  final int planeSize;

  WindowGeometry(
      Shape in, Shape out, Extent kernel, Extent strides, Extent dilation, Padding padding) {
    this.in = in;
    this.channels = in.channels();
    this.outHeight = out.height();
    this.outWidth = out.width();
    this.kernel = kernel;
    this.strides = strides;
    this.dilation = dilation;
    int reachRows = kernel.dilated(dilation).height();
    int reachColumns = kernel.dilated(dilation).width();
    this.padTop = padding.before(in.height(), reachRows, strides.height());
    this.padLeft = padding.before(in.width(), reachColumns, strides.width());
    this.maxShiftRows = (reachRows - 1) / strides.height();
    this.maxShiftColumns = (reachColumns - 1) / strides.width();
    this.rowStride = outWidth + maxShiftColumns;
    this.planeRows = outHeight + maxShiftRows;
    this.planeSize = planeRows * rowStride;
  }

  /** Refuses strides and dilation at once, as Keras does. */
  static void requireOneStep(String className, Extent strides, Extent dilationRate) {
    if (!strides.isSquare(1) && !dilationRate.isSquare(1)) {
      throw new IllegalArgumentException(
          className
              + " cannot have strides "
              + strides
              + " and dilation_rate "
              + dilationRate
              + " at once");
    }
  }

  /**
   * Refuses a convolution whose arrays would be too large, before their sizes overflow: the input
   * and the gradient of the output with zeros around them, and the partial sums of the weights'
   * gradients.
   *
   * @param samples numbers of the input that one output is made of
   */
  static void check(
      Layer layer, Shape in, Shape out, double samples, Extent reach, Extent strides) {
    double shiftRows = Math.floorDiv(reach.height() - 1, strides.height());
    double rowStride = out.width() + Math.floorDiv(reach.width() - 1, strides.width());
    double plane = (out.height() + shiftRows) * rowStride;
    double phases = (double) strides.height() * strides.width();
    // A phase costs a few arrays even where hardly any input lies in it; at most 65,536 of them.
    double staged = phases * (in.channels() * plane + 4096);
    double gradient = out.channels() * (plane + (shiftRows + 1) * rowStride);
    double sums = (samples + Kernels.OUTER_TAPS) * (out.channels() + 2.0 * Kernels.LANES);
    if (Math.max(staged, gradient) > Shape.MOST_VALUES || sums * Kernels.LANES > (1 << 30)) {
      throw new IllegalArgumentException(
          layer.className()
              + ": a window that reaches over "
              + reach
              + " with strides "
              + strides
              + " makes more of "
              + in
              + " than fits into memory; use smaller windows, strides or dilation rates, or fewer"
              + " channels");
    }
  }

  int phases() {
    return strides.height() * strides.width();
  }

  int phase(int ky, int kx) {
    return ky * dilation.height() % strides.height() * strides.width()
        + kx * dilation.width() % strides.width();
  }

  /** How far the sample (ky, kx) of a window is from the window's start, within its plane. */
  int shift(int ky, int kx) {
    return ky * dilation.height() / strides.height() * rowStride
        + kx * dilation.width() / strides.width();
  }

  /** The index of the sample (ky, kx) of channel c, relative to the position of the output. */
  int tap(int ky, int kx, int c) {
    return (phase(ky, kx) * channels + c) * planeSize + shift(ky, kx);
  }

  /** The size of the laid-out maps, with room for a vector to run over the end. */
  int stagedSize() {
    return phases() * channels * planeSize + 2 * Kernels.LANES;
  }

  /** Where a pixel of a channel lies once it is laid out, with strides of 1. */
  int index(int channel, int row, int column) {
    return channel * planeSize + (row + padTop) * rowStride + column + padLeft;
  }

  /** The flat positions an output covers. */
  int outLength() {
    return (outHeight - 1) * rowStride + outWidth;
  }

  /** Rows of a plane that hold rows of the input: from this one ... */
  int firstRow(int phaseRow) {
    return Math.max(0, -Math.floorDiv(phaseRow - padTop, strides.height()));
  }

  /** ... to before this one. */
  int endRow(int phaseRow) {
    int last = Math.floorDiv(in.height() - 1 + padTop - phaseRow, strides.height());
    return Math.min(planeRows, last + 1);
  }

  int firstColumn(int phaseColumn) {
    return Math.max(0, -Math.floorDiv(phaseColumn - padLeft, strides.width()));
  }

  int endColumn(int phaseColumn) {
    int last = Math.floorDiv(in.width() - 1 + padLeft - phaseColumn, strides.width());
    return Math.min(rowStride, last + 1);
  }

  /** Whether every pixel of the input lies in some plane; windows may stop before the last ones. */
  boolean coversInput() {
    return (in.height() - 1 + padTop) / strides.height() < planeRows
        && (in.width() - 1 + padLeft) / strides.width() < rowStride;
  }

  /** Lays feature maps out. The zeros around them are there from the start and stay. */
  void stage(Kernels kernels, float[] maps, float[] staged) {
    if (strides.width() == 2) {
      for (int c = 0; c < channels; c++) {
        stagePairs(kernels, maps, staged, c);
      }
      return;
    }
    for (int qy = 0; qy < strides.height(); qy++) {
      for (int qx = 0; qx < strides.width(); qx++) {
        stagePhase(maps, staged, qy, qx);
      }
    }
  }

  private void stagePhase(float[] maps, float[] staged, int qy, int qx) {
    int firstColumn = firstColumn(qx);
    int columns = endColumn(qx) - firstColumn;
    int x = firstColumn * strides.width() + qx - padLeft;
    int endRow = endRow(qy);
    for (int c = 0; c < channels; c++) {
      int plane = plane(qy, qx, c) + firstColumn;
      for (int r = firstRow(qy); r < endRow; r++) {
        copy(maps, inputRow(c, qy, r) + x, staged, plane + r * rowStride, columns);
      }
    }
  }

  /**
   * In steps of two: even columns of each row go to one phase, odd ones to the other. The rows are
   * read as they lie, whatever their phase: a processor fetches from memory ahead what is read in
   * order.
   */
  private void stagePairs(Kernels kernels, float[] maps, float[] staged, int channel) {
    int evens = evenColumns();
    int pairs = Math.max(0, oddColumns());
    int firstEven = firstColumn(evenPhase());
    int firstOdd = firstColumn(1 - evenPhase());
    int rows = Math.min(in.height(), planeRows * strides.height() - padTop);
    for (int y = 0; y < rows; y++) {
      int phaseRow = (y + padTop) % strides.height();
      int row = (y + padTop) / strides.height() * rowStride;
      int from = (channel * in.height() + y) * in.width();
      int even = plane(phaseRow, evenPhase(), channel) + row + firstEven;
      int odd = plane(phaseRow, 1 - evenPhase(), channel) + row + firstOdd;
      kernels.split(maps, from, staged, even, odd, pairs);
      for (int i = pairs; i < evens; i++) {
        staged[even + i] = maps[from + 2 * i];
      }
    }
  }

  private int plane(int qy, int qx, int channel) {
    return ((qy * strides.width() + qx) * channels + channel) * planeSize;
  }

  /** Where the row of the input lies that is some row of a phase. */
  int inputRow(int channel, int phaseRow, int row) {
    int y = row * strides.height() + phaseRow - padTop;
    return (channel * in.height() + y) * in.width();
  }

  /** With strides of two: the phase of even columns of the input. */
  int evenPhase() {
    return padLeft % 2;
  }

  /** With strides of two: how many even columns of the input are read, odd ones or one more. */
  int evenColumns() {
    return endColumn(evenPhase()) - firstColumn(evenPhase());
  }

  /** With strides of two: how many odd columns of the input are read. */
  int oddColumns() {
    return endColumn(1 - evenPhase()) - firstColumn(1 - evenPhase());
  }

  private void copy(float[] maps, int from, float[] staged, int to, int columns) {
    if (columns <= 0) {
      return;
    }
    if (strides.width() == 1) {
      System.arraycopy(maps, from, staged, to, columns);
      return;
    }
    for (int i = 0; i < columns; i++) {
      staged[to + i] = maps[from + i * strides.width()];
    }
  }

  /** Adds what lies in laid-out form back to feature maps: the transpose of {@link #stage}. */
  void addStaged(float[] staged, float[] maps) {
    for (int qy = 0; qy < strides.height(); qy++) {
      for (int qx = 0; qx < strides.width(); qx++) {
        int phase = qy * strides.width() + qx;
        for (int c = 0; c < channels; c++) {
          int plane = (phase * channels + c) * planeSize;
          for (int r = firstRow(qy); r < endRow(qy); r++) {
            int y = r * strides.height() + qy - padTop;
            for (int k = firstColumn(qx); k < endColumn(qx); k++) {
              int x = k * strides.width() + qx - padLeft;
              maps[(c * in.height() + y) * in.width() + x] += staged[plane + r * rowStride + k];
            }
          }
        }
      }
    }
  }
}
