package org.pleura.nn.train;

import java.util.List;
import org.pleura.nn.Input;

/**
 * The images a training is judged by after each epoch.
 *
 * @param images in any order
 * @param targets the truth of each, 1 or 0
 */
public record ValidationSet(List<? extends Input> images, List<Float> targets) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there are no images, or not one target for each
   */
  public ValidationSet {
    images = List.copyOf(images);
    targets = List.copyOf(targets);
    if (images.isEmpty() || images.size() != targets.size()) {
      throw new IllegalArgumentException(
          "validation needs at least one image and a target for each: "
              + images.size()
              + " images, "
              + targets.size()
              + " targets");
    }
  }
}
