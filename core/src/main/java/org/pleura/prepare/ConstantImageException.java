package org.pleura.prepare;

/**
 * A picture in which every pixel has the same gray after resizing: it has no standard deviation to
 * divide by. The message is a sentence without a file, since only the caller knows which it was; he
 * puts the name before it.
 */
public class ConstantImageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  ConstantImageException(int gray, int width, int height) {
    super(
        "an image needs at least two grays to be standardised, but every pixel of this one is %d at %d x %d"
            .formatted(gray, width, height));
  }
}
