package org.pleura.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pleura.image.Colour;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.image.ImageHeader;
import org.pleura.image.UnreadableImageException;

/** What makes an image unlike a chest radiograph, or unlike those of a training, in sentences. */
public final class Oddities {
  private static final int SHORT_SIDE = 128;
  private static final double LONGEST = 1.6;

  private Oddities() {}

  /**
   * What is odd about an image, whatever a model was trained on: colour, size, shape, inverted
   * grays ({@link Polarity}).
   *
   * @param file its bytes, PNG or JPEG
   * @param gray the same, decoded
   * @return a sentence each, beginning with It or Its; usually none
   * @throws UnreadableImageException if it is no readable image
   */
  public static List<String> of(byte[] file, GrayImage gray) throws UnreadableImageException {
    ImageHeader header = ImageFiles.header(file, "The image");
    List<String> oddities = new ArrayList<>();
    if (Colour.of(file, "The image") > Colour.COLOURED) {
      oddities.add("It is in colour; radiographs are gray. The model saw its grays only.");
    }
    int shorter = Math.min(header.width(), header.height());
    int longer = Math.max(header.width(), header.height());
    if (shorter < SHORT_SIDE) {
      oddities.add(
          "It is small, %d x %d pixels; what a radiograph shows may be lost."
              .formatted(header.width(), header.height()));
    }
    if (longer > LONGEST * shorter) {
      oddities.add(
          "Its shape is odd for a chest film, %d x %d pixels; it was squeezed to fit."
              .formatted(header.width(), header.height()));
    }
    if (Polarity.of(gray) < Polarity.INVERTED) {
      oddities.add("Its grays look inverted: bone seems dark and air bright.");
    }
    return oddities;
  }

  /**
   * Whether an image is unlike those of a training.
   *
   * @param usual what is usual among them
   * @param prepared the image, prepared as they were
   * @return a sentence if 99 of 100 of them are liker
   */
  public static Optional<String> unlike(Typicality usual, float[] prepared) {
    double likeness = usual.of(prepared);
    return likeness >= usual.least()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "It is unlike the images the model was trained on: its correlation with their"
                    + " mean is %.2f, and 99 of 100 of them have %.2f or more.",
                likeness,
                usual.least()));
  }
}
