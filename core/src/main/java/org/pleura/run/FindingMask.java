package org.pleura.run;

import java.util.List;
import org.pleura.data.FindingBox;
import org.pleura.image.GrayImage;
import org.pleura.image.Resize;
import org.pleura.nn.Shape;

/** Where a finding is, in the pixels of a network's input, row by row. */
final class FindingMask {
  private FindingMask() {}

  /** From a picture that is white where the finding is. */
  static boolean[] of(GrayImage picture, Shape input) {
    byte[] pixels = Resize.linear(picture, input.width(), input.height()).pixels();
    boolean[] mask = new boolean[pixels.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (pixels[i] & 0xff) > 127;
    }
    return mask;
  }

  /** From boxes in an image of another size: the pixels whose centres lie in one. */
  static boolean[] of(List<FindingBox> boxes, int width, int height, Shape input) {
    boolean[] mask = new boolean[input.height() * input.width()];
    for (int i = 0; i < mask.length; i++) {
      int row = i / input.width();
      int column = i % input.width();
      double y = (row + 0.5) * height / input.height();
      double x = (column + 0.5) * width / input.width();
      mask[i] =
          boxes.stream()
              .anyMatch(
                  box ->
                      x >= box.x()
                          && x < box.x() + box.width()
                          && y >= box.y()
                          && y < box.y() + box.height());
    }
    return mask;
  }

  /** Whether the finding is neither nowhere nor everywhere. */
  static boolean isPartial(boolean[] mask) {
    for (boolean in : mask) {
      if (in != mask[0]) {
        return true;
      }
    }
    return false;
  }
}
