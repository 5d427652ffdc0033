package org.pleura.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
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
  void coloursOfAPngAreThoseThatJavaReads() throws IOException {
    Random random = new Random(7);
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_BYTE_INDEXED
        }) {
      BufferedImage image = new BufferedImage(37, 21, type);
      for (int i = 0; i < 37 * 21; i++) {
        image.setRGB(i % 37, i / 37, 0xff000000 | random.nextInt(1 << 24));
      }
      assertThat(Colour.of(png(image), "noise")).isEqualTo(byJava(image));
    }
  }

  @Test
  void narrowPalettesHaveColoursToo() throws IOException {
    // Four colours in two bits a pixel: red (255), gray (0), dark green (100), black (0).
    byte[] red = {(byte) 255, 50, 0, 0};
    byte[] green = {0, 50, 100, 0};
    byte[] blue = {0, 50, 0, 0};
    IndexColorModel palette = new IndexColorModel(2, 4, red, green, blue);
    BufferedImage image = new BufferedImage(5, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSamples(0, 0, 5, 1, 0, new int[] {0, 1, 2, 3, 0});
    // (255 + 0 + 100 + 0 + 255) / 5
    assertThat(Colour.of(png(image), "palette")).isEqualTo(122);
  }

  @Test
  void samplesOfSixteenBitsCountByTheirHigherByte() throws IOException {
    // (0x8000, 0x20ff, 0x2000): 0x80 - 0x20 = 96; (0x00ff, 0, 0): 0. The mean is 48.
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(2, 1);
    raster.setPixel(0, 0, new int[] {0x8000, 0x20ff, 0x2000});
    raster.setPixel(1, 0, new int[] {0x00ff, 0, 0});
    byte[] file = png(new BufferedImage(model, raster, false, null));
    assertThat(ImageFiles.header(file, "deep").bitsPerSample()).isEqualTo(16);
    assertThat(Colour.of(file, "deep")).isEqualTo(48);
  }

  @Test
  void aPngThatEndsTooEarlyIsRefused() throws IOException {
    byte[] whole = file("png", 0xc83264, 0x808080);
    assertThatThrownBy(() -> Colour.of(Arrays.copyOf(whole, whole.length - 20), "cut"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("cut");
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static double byJava(BufferedImage image) {
    double sum = 0;
    for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      int[] samples = {rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff};
      Arrays.sort(samples);
      sum += samples[2] - samples[0];
    }
    return sum / (image.getWidth() * image.getHeight());
  }

  @Test
  void whatIsNoImageIsRefused() {
    assertThatThrownBy(() -> Colour.of(new byte[] {1, 2, 3, 4}, "notes.txt"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("notes.txt");
  }
}
