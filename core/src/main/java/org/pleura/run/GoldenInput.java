package org.pleura.run;

import org.pleura.nn.Shape;

/**
 * One input by which two programs can see whether they have the same model: the number at place i,
 * in Keras's order, is {@code (137 i mod 1009) / 504 - 1}, computed in double and rounded to float.
 */
public final class GoldenInput {

  private GoldenInput() {}

  /**
   * The numbers.
   *
   * @param shape of the model's input
   * @return from -1 to 1
   */
  public static float[] of(Shape shape) {
    float[] input = new float[shape.size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) (i * 137L % 1009 / 504.0 - 1);
    }
    return input;
  }

  /**
   * The same numbers in Python, for a batch of one.
   *
   * @param shape of the model's input
   * @return an expression that needs NumPy as {@code np}
   */
  public static String python(Shape shape) {
    String dimensions = shape.toString().replaceFirst("\\(", "(1, ").replace(",)", ")");
    return "(np.arange("
        + shape.size()
        + ") * 137 % 1009 / 504 - 1).astype('float32').reshape"
        + dimensions;
  }
}
