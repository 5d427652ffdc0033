package org.pleura.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ColourTest {

  private static byte[] file(String format, int left, int right) throws IOException {
    BufferedImage image = new BufferedImage(600, 300, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 600; x++) {
        image.setRGB(x, y, x < 300 ? left : right);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  @Test
  void halfOfAPictureInRedCountsHalf() throws IOException {
    // Left (200, 50, 100): 200 - 50 = 150; right gray: 0. The mean is 75.
    assertThat(Colour.of(file("png", 0xc83264, 0x808080), "red")).isCloseTo(75, within(1e-9));
  }

  @Test
  void graysInAFileOfColoursAreGray() throws IOException {
    assertThat(Colour.of(file("png", 0x202020, 0xe0e0e0), "gray")).isZero();
    assertThat(Colour.of(file("jpg", 0x202020, 0xe0e0e0), "gray")).isLessThan(Colour.COLOURED);
    byte[] gray = ImageFiles.encodePng(GrayImage.of(2, 1, new byte[] {0, 9}));
    assertThat(Colour.of(gray, "gray")).isZero();
  }

  @Test
  void whatIsNoImageIsRefused() {
    assertThatThrownBy(() -> Colour.of(new byte[] {1, 2, 3, 4}, "notes.txt"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("notes.txt");
  }
}
