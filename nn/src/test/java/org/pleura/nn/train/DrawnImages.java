package org.pleura.nn.train;

import org.pleura.nn.Input;
import org.pleura.nn.random.Mt19937;

/** The 32 x 32 images of {@code src/test/resources/keras/README.md}: noise, and a disc or none. */
class DrawnImages implements TrainingSet {
  private final int count;

  DrawnImages(int count) {
    this.count = count;
  }

  static float label(int i) {
    return 7 * i % 11 < 5 ? 1f : 0f;
  }

  static float[] image(int i) {
    float[] pixels = new float[32 * 32];
    for (int row = 0; row < 32; row++) {
      for (int column = 0; column < 32; column++) {
        int noise = (37 * i + 57 * row + 101 * column + row * column * (i % 5 + 3)) % 127;
        int down = row - (8 + i % 13);
        int across = column - (20 - i % 9);
        boolean inDisc = down * down + across * across < 30;
        pixels[row * 32 + column] = (noise - 63 + (inDisc ? 90 * label(i) : 0)) / 64f;
      }
    }
    return pixels;
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public float target(int index) {
    return label(index);
  }

  /** An augmentation that does nothing still draws two numbers for its mirrorings. */
  @Override
  public Input draw(int index, Mt19937 numpy) {
    numpy.nextDouble();
    numpy.nextDouble();
    return Input.of(image(index));
  }
}
