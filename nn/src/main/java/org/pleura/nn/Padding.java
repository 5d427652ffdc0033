package org.pleura.nn;

/** What a sliding window does at the border, with Keras's meaning. */
public enum Padding {
  /** The window stays inside: {@code out = (in - window) / stride + 1}, rounded down. */
  VALID,
  /**
   * Zeros are added around so that {@code out = in / stride}, rounded up; where their number is
   * odd, the bottom and the right get the extra one.
   */
  SAME;

  /**
   * The size of the output along one axis.
   *
   * @param in size of the input
   * @param window size of the window, dilation included
   * @param stride step
   * @return the size, 0 or less if the window does not fit
   */
  int outputSize(int in, int window, int stride) {
    return this == SAME ? (in + stride - 1) / stride : Math.floorDiv(in - window, stride) + 1;
  }

  /**
   * The zeros added before the first value along one axis.
   *
   * @param in size of the input
   * @param window size of the window, dilation included
   * @param stride step
   * @return how many
   */
  int before(int in, int window, int stride) {
    if (this == VALID) {
      return 0;
    }
    int total = (outputSize(in, window, stride) - 1) * stride + window - in;
    return Math.max(0, total) / 2;
  }
}
