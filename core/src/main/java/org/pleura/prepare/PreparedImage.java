package org.pleura.prepare;

/**
 * A picture as a network sees it, kept as the grays of its pixels and what each gray becomes: a
 * quarter of the memory of its numbers. Immutable.
 */
public final class PreparedImage {
  private final byte[] pixels;
  private final float[] becomes;

  PreparedImage(byte[] pixels, float[] becomes) {
    this.pixels = pixels;
    this.becomes = becomes;
  }

  /**
   * The numbers.
   *
   * @return height * width numbers, row by row; the caller's own
   */
  public float[] values() {
    float[] values = new float[pixels.length];
    writeTo(values);
    return values;
  }

  /**
   * Writes the numbers.
   *
   * @param values receives height * width numbers, row by row
   */
  public void writeTo(float[] values) {
    for (int i = 0; i < pixels.length; i++) {
      values[i] = becomes[pixels[i] & 0xff];
    }
  }

  /**
   * How much memory it takes.
   *
   * @return bytes, without what the JVM adds
   */
  public long bytes() {
    return pixels.length + (long) becomes.length * Float.BYTES;
  }
}
