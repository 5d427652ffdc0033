package org.pleura.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** ImageIO is the second opinion. */
class PngPictureTest {

  @Test
  void imageIoReadsEveryColourThatWasWritten() throws IOException {
    Random random = new Random(1);
    // Noise, which cannot be made shorter, and a drawing; sides that are no multiple of anything.
    for (int grain : new int[] {1, 37}) {
      BufferedImage image = new BufferedImage(301, 177, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          image.setRGB(
              x, y, grain == 1 ? random.nextInt(1 << 24) : x / grain * 0x123456 ^ y / grain);
        }
      }
      BufferedImage read = ImageIO.read(new ByteArrayInputStream(PngPicture.encode(image)));
      assertThat(read.getWidth()).isEqualTo(301);
      assertThat(read.getHeight()).isEqualTo(177);
      assertThat(read.getRGB(0, 0, 301, 177, null, 0, 301))
          .isEqualTo(image.getRGB(0, 0, 301, 177, null, 0, 301));
    }
  }
}
