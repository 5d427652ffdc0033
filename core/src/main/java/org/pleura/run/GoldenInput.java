package org.pleura.run;

import org.pleura.nn.Shape;
import org.pleura.prepare.Preparation.Values;

/**
 * One input by which two programs can see whether they have the same model. The number at place i,
 * in Keras's order, is made of {@code k = 137 i mod 1009} so that it has the range of the grays the
 * model was trained on: {@code k / 504 - 1} for standardised and signed ones, {@code k / 1008} for
 * those from 0 to 1, {@code k / 1008 * 255} for bytes; computed in double and rounded to float.
 */
public final class GoldenInput {

  private GoldenInput() {}

  /**
   * The numbers.
   *
   * @param shape of the model's input
   * @param values the grays it was trained on
   * @return one for each number of the input
   */
  public static float[] of(Shape shape, Values values) {
    float[] input = new float[shape.size()];
    for (int i = 0; i < input.length; i++) {
      double k = i * 137L % 1009;
      input[i] =
          (float)
              switch (values) {
                case STANDARDISED, SIGNED -> k / 504 - 1;
                case UNIT -> k / 1008;
                case BYTES -> k / 1008 * 255;
              };
    }
    return input;
  }

  /**
   * The same numbers in Python, for a batch of one.
   *
   * @param shape of the model's input
   * @param values the grays it was trained on
   * @return an expression that needs NumPy as {@code np}
   */
  public static String python(Shape shape, Values values) {
    String scaled =
        switch (values) {
          case STANDARDISED, SIGNED -> "/ 504 - 1";
          case UNIT -> "/ 1008";
          case BYTES -> "/ 1008 * 255";
        };
    return "(np.arange("
        + shape.size()
        + ") * 137 % 1009 "
        + scaled
        + ").astype('float32').reshape"
        + shape.toString().replaceFirst("\\(", "(1, ");
  }
}
