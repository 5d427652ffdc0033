package org.pleura.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Inflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;

/** Reading and writing, with ImageIO as a second opinion. */
class ImageFilesTest {
  private static GrayImage noise(Random random, int width, int height, int grays) {
    byte[] samples = new byte[width * height];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) random.nextInt(grays);
    }
    return GrayImage.of(width, height, samples);
  }

  /** A smooth picture with a black border, as radiographs have. */
  private static GrayImage drawn(int width, int height) {
    byte[] samples = new byte[width * height];
    for (int row = height / 8; row < height * 7 / 8; row++) {
      for (int column = width / 8; column < width * 7 / 8; column++) {
        samples[row * width + column] = (byte) (40 + row * 3 / 2 + column % 7 * column % 11);
      }
    }
    return GrayImage.of(width, height, samples);
  }

  @Test
  void fourPixelsBecomeTheirWeightedGrays() throws Exception {
    // (10, 20, 30): (9797 * 10 + 19234 * 20 + 3737 * 30) / 32768 = 18.15 -> 18
    // (200, 100, 50): 124.2 -> 124; (255, 254, 255): 254.4 -> 254; (0, 0, 255): 29.08 -> 29
    byte[] row = {
      0, 10, 20, 30, (byte) 200, 100, 50, (byte) 255, (byte) 254, (byte) 255, 0, 0, (byte) 255
    };
    byte[] file = new PngChunks().header(4, 1, 8, 2).data(row).end();
    assertThat(ImageFiles.decodeGray(file, "four.png"))
        .isEqualTo(GrayImage.of(4, 1, new byte[] {18, 124, (byte) 254, 29}));
  }

  @Test
  void aHeaderSaysWhatTheFileHolds() throws Exception {
    byte[] row = new byte[7];
    assertThat(ImageFiles.header(new PngChunks().header(2, 1, 8, 2).data(row).end(), "c.png"))
        .isEqualTo(new ImageHeader(ImageHeader.Format.PNG, 2, 1, 3, 8));
    assertThat(ImageFiles.header(new PngChunks().header(3, 1, 16, 0).data(row).end(), "g.png"))
        .isEqualTo(new ImageHeader(ImageHeader.Format.PNG, 3, 1, 1, 16));
    assertThat(ImageFiles.header(new PngChunks().header(3, 1, 8, 4).data(row).end(), "ga.png"))
        .isEqualTo(new ImageHeader(ImageHeader.Format.PNG, 3, 1, 2, 8));
  }

  @Test
  void whatWasWrittenIsReadAgain() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      GrayImage image =
          noise(random, 1 + random.nextInt(80), 1 + random.nextInt(60), 1 + random.nextInt(256));
      byte[] file = ImageFiles.encodePng(image);
      assertThat(ImageFiles.decodeGray(file, "again.png")).isEqualTo(image);
    }
  }

  @Test
  void imageIoReadsWhatWasWritten() throws Exception {
    Random random = new Random(4);
    for (GrayImage image :
        new GrayImage[] {drawn(512, 512), noise(random, 301, 77, 256), noise(random, 64, 64, 1)}) {
      byte[] file = ImageFiles.encodePng(image);
      BufferedImage read = ImageIO.read(new ByteArrayInputStream(file));
      assertThat(read.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
      // The raster, since getRGB would convert gray as if it were linear light.
      byte[] samples =
          (byte[]) read.getRaster().getDataElements(0, 0, image.width(), image.height(), null);
      assertThat(samples).isEqualTo(image.pixels());
    }
  }

  @Test
  void whatImageIoWritesIsReadInBothOrdersOfRows() throws Exception {
    for (int mode : new int[] {ImageWriteParam.MODE_DISABLED, ImageWriteParam.MODE_DEFAULT}) {
      GrayImage image = drawn(123, 211);
      BufferedImage buffered = new BufferedImage(123, 211, BufferedImage.TYPE_BYTE_GRAY);
      buffered.getRaster().setDataElements(0, 0, 123, 211, image.pixels());
      ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(mode);
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (var stream = ImageIO.createImageOutputStream(file)) {
        writer.setOutput(stream);
        writer.write(null, new IIOImage(buffered, null, null), parameters);
      }
      writer.dispose();
      assertThat(ImageFiles.decodeGray(file.toByteArray(), "x.png")).isEqualTo(image);
    }
  }

  @Test
  void aPictureLargerThanWhatIsUnpackedAtOnceIsReadWhole() throws Exception {
    // 1,001 * 700 gray bytes, each row with its filter before it: 2.7 blocks of 2^18 bytes, whose
    // ends fall in the middle of a row.
    GrayImage image = noise(new Random(4), 1000, 700, 256);
    assertThat(ImageFiles.decodeGray(ImageFiles.encodePng(image), "large.png")).isEqualTo(image);
  }

  @Test
  void paethTakesTheNearestAsTheStandardDefinesIt() {
    for (int left = 0; left < 256; left++) {
      for (int above = 0; above < 256; above++) {
        for (int aboveLeft = 0; aboveLeft < 256; aboveLeft++) {
          if (PngReader.paeth(left, above, aboveLeft) != nearest(left, above, aboveLeft)) {
            assertThat(PngReader.paeth(left, above, aboveLeft))
                .as("left %d, above %d, above left %d", left, above, aboveLeft)
                .isEqualTo(nearest(left, above, aboveLeft));
          }
        }
      }
    }
  }

  /** Section 9.4 of the standard, word for word. */
  private static int nearest(int a, int b, int c) {
    int p = a + b - c;
    int pa = Math.abs(p - a);
    int pb = Math.abs(p - b);
    int pc = Math.abs(p - c);
    if (pa <= pb && pa <= pc) {
      return a;
    }
    return pb <= pc ? b : c;
  }

  @Test
  void theSamePictureIsTheSameFileOnEveryMachine() throws Exception {
    // Not so if the JDK's deflater wrote it: zlib, zlib-ng and their versions differ.
    byte[] file = ImageFiles.encodePng(drawn(512, 512));
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file)))
        .isEqualTo("4e42c5d72908bfeae1ac180e2a60d8cf7d15f1273a6c2028349ce6a200fd2a9e");
  }

  @Test
  void aPlainPictureTakesLittleSpace() {
    // A row is its filter, one zero, and runs of 258 and 253 zeros: four symbols of two bits, five
    // bits for the length of the second run, two for the distances. That is 15 bits for 512 pixels.
    byte[] file = ImageFiles.encodePng(GrayImage.of(512, 512, new byte[512 * 512]));
    assertThat(file.length).isLessThan(512 * 2 + 300);
  }

  @Test
  void theInflaterOfTheJdkUndoesHuffmanDeflate() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 400; i++) {
      byte[] bytes = new byte[i < 5 ? i : random.nextInt(3000)];
      double skew = 0.2 + 6 * random.nextDouble();
      int at = 0;
      while (at < bytes.length) {
        // Skewed values, so that codes have very different lengths, and runs of every length.
        byte value = (byte) (255 * Math.pow(random.nextDouble(), skew));
        int run = random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(600);
        int end = Math.min(bytes.length, at + run);
        Arrays.fill(bytes, at, end, value);
        at = end;
      }
      assertThat(inflated(HuffmanDeflate.zlib(bytes), bytes.length)).isEqualTo(bytes);
    }
  }

  @Test
  void frequenciesLikeFibonacciNumbersDoNotMakeCodesTooLong() throws Exception {
    // 1, 1, 2, 3, 5, ... of each symbol is the worst case: 24 symbols would need codes of 23 bits,
    // and deflate allows 15.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int a = 1;
    int b = 1;
    for (int symbol = 0; symbol < 24; symbol++) {
      for (int i = 0; i < a; i++) {
        bytes.write(symbol);
        bytes.write(200 + i % 2); // parts the symbols, so that no run forms
      }
      int next = a + b;
      a = b;
      b = next;
    }
    assertThat(inflated(HuffmanDeflate.zlib(bytes.toByteArray()), bytes.size()))
        .isEqualTo(bytes.toByteArray());
  }

  private static byte[] inflated(byte[] zlib, int length) throws Exception {
    Inflater inflater = new Inflater();
    inflater.setInput(zlib);
    byte[] bytes = new byte[length + 1];
    int count = inflater.inflate(bytes);
    assertThat(inflater.finished()).isTrue(); // which it is only if the check sum fits
    inflater.end();
    return Arrays.copyOf(bytes, count);
  }

  @Test
  void aGrayJpegIsWhatImageIoDecodes() throws Exception {
    GrayImage image = drawn(160, 120);
    BufferedImage buffered = new BufferedImage(160, 120, BufferedImage.TYPE_BYTE_GRAY);
    buffered.getRaster().setDataElements(0, 0, 160, 120, image.pixels());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(buffered, "jpeg", file);
    Raster expected = ImageIO.read(new ByteArrayInputStream(file.toByteArray())).getRaster();
    GrayImage decoded = ImageFiles.decodeGray(file.toByteArray(), "x.jpg");
    for (int row = 0; row < 120; row++) {
      for (int column = 0; column < 160; column++) {
        assertThat(decoded.at(row, column)).isEqualTo(expected.getSample(column, row, 0));
      }
    }
  }

  @Test
  void anImageKnowsItsSamplesAndItsEdges() {
    byte[] samples = {1, 2, 3, (byte) 200, 5, 6};
    GrayImage image = GrayImage.of(3, 2, samples);
    samples[0] = 99;
    image.pixels()[1] = 99;
    assertThat(image.at(0, 0)).isEqualTo(1);
    assertThat(image.at(0, 1)).isEqualTo(2);
    assertThat(image.at(1, 0)).isEqualTo(200);
    assertThatThrownBy(() -> image.at(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> image.at(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> GrayImage.of(2, 2, new byte[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 samples, not 3");
  }
}
