package org.pleura.nn;

/**
 * One image on its way into a network, made when it is needed and by the thread that needs it, so
 * that reading and augmenting run beside computing.
 */
@FunctionalInterface
public interface Input {
  /**
   * Writes the image.
   *
   * @param pixels receives height * width * channels numbers in Keras's order; all are to be set
   */
  void writeTo(float[] pixels);

  /**
   * An image that is already there.
   *
   * @param image its numbers; read when needed, not copied
   * @return the input; it throws IllegalArgumentException when the network reads another number
   */
  static Input of(float[] image) {
    return pixels -> {
      if (image.length != pixels.length) {
        throw new IllegalArgumentException(
            "the network reads images of " + pixels.length + " numbers, not " + image.length);
      }
      System.arraycopy(image, 0, pixels, 0, pixels.length);
    };
  }
}
