package org.pleura.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.pleura.image.GrayImage;

class ThumbnailTest {
  private static BufferedImage pixels(Thumbnail thumbnail) throws IOException {
    String base64 = thumbnail.dataUri().replaceFirst("data:image/png;base64,", "");
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
  }

  @Test
  void aLargePictureShrinksWithoutPassingPixelsOver() throws IOException {
    // Columns of 0 and 200 in turn, halved twice: 100 all over.
    byte[] stripes = new byte[512 * 256];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = (byte) (i % 2 == 0 ? 0 : 200);
    }
    BufferedImage small = pixels(Thumbnail.of("", "", Picture.of(GrayImage.of(512, 256, stripes))));
    assertThat(small.getWidth()).isEqualTo(128);
    assertThat(small.getHeight()).isEqualTo(64);
    for (int column = 0; column < 128; column++) {
      assertThat(small.getRaster().getSample(column, 30, 0)).isEqualTo(100);
    }
  }

  @Test
  void aSmallPictureKeepsItsPixelsAndItsGrays() throws IOException {
    byte[] grays = {0, 50, 100, (byte) 150, (byte) 200, (byte) 255};
    BufferedImage same = pixels(Thumbnail.of("", "", Picture.of(GrayImage.of(3, 2, grays))));
    for (int i = 0; i < grays.length; i++) {
      assertThat(same.getRaster().getSample(i % 3, i / 3, 0)).isEqualTo(grays[i] & 0xff);
    }
  }

  @Test
  void aMapHasTheColoursOfTheEvidence() throws IOException {
    Picture picture = FigureSamples.slope(64, 64);
    EvidenceFigure.Panel panel = new EvidenceFigure.Panel(FigureSamples.map(64, 64, 0.5f), 1);
    BufferedImage image = pixels(Thumbnail.of("", "", picture, panel));
    // All evidence lies in the lower right corner, half as strong as full colour.
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(EvidenceColours.rgb(0, 0));
    assertThat(image.getRGB(63, 63) & 0xffffff).isEqualTo(EvidenceColours.rgb(255, 0.5));
  }
}
