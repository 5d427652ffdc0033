package org.pleura.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what they should be: each ends in one sentence that names it. */
class UnreadableImagesTest {
  private static byte[] resource(String name) throws Exception {
    try (InputStream stream = UnreadableImagesTest.class.getResourceAsStream("/images/" + name)) {
      return Objects.requireNonNull(stream, name).readAllBytes();
    }
  }

  private static void assertRefused(byte[] file, String... words) {
    assertThatThrownBy(() -> ImageFiles.decodeGray(file, "normal/n7.png"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("normal/n7.png: ")
        .hasMessageContainingAll(words)
        .hasMessageEndingWith(".");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertRefused(new byte[0], "expected a PNG or JPEG image", "empty");
  }

  @Test
  void textNamedPngIsRefusedWithItsFirstBytes() {
    // "GIF8" is 47 49 46 38
    assertRefused("GIF89a and so on".getBytes(US_ASCII), "PNG or JPEG", "47 49 46 38");
  }

  @Test
  void aDicomFileIsToldFromOtherFiles() {
    byte[] file = new byte[200];
    System.arraycopy("DICM".getBytes(US_ASCII), 0, file, 128, 4);
    assertRefused(file, "DICOM", "convert");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gray8.png", "colour16.png", "gray8-interlaced.png"})
  void aPngIsRefusedWhereverItIsCut(String name) throws Exception {
    byte[] file = resource(name);
    for (int length = 8; length < file.length; length++) {
      assertRefused(Arrays.copyOf(file, length), "damaged PNG");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gray.jpg", "colour420.jpg", "colour-progressive.jpg"})
  void aJpegIsRefusedWhereverItIsCut(String name) throws Exception {
    byte[] file = resource(name);
    for (int length = 3; length < file.length; length++) {
      assertRefused(Arrays.copyOf(file, length), "damaged JPEG");
    }
  }

  @Test
  void aJpegWhosePixelsEndEarlyIsRefusedThoughItsEndMarkerIsThere() throws Exception {
    byte[] file = resource("gray.jpg");
    byte[] cut = Arrays.copyOf(file, file.length - 100);
    cut[cut.length - 2] = (byte) 0xff;
    cut[cut.length - 1] = (byte) 0xd9;
    assertRefused(cut, "damaged JPEG");
  }

  @Test
  void aWrongCheckSumIsRefused() {
    byte[] file = ImageFiles.encodePng(GrayImage.of(2, 1, new byte[] {1, 2}));
    file[file.length - 18] ^= 1; // within the pixels
    assertRefused(file, "damaged PNG", "check sum", "IDAT");
  }

  @Test
  void aSizeOfZeroIsRefused() {
    assertRefused(
        new PngChunks().header(0, 5, 8, 0).data(new byte[1]).end(), "at least one pixel", "0 x 5");
  }

  @Test
  void aSizeOfManyPixelsIsRefusedFromTheHeaderAlone() {
    byte[] file = new PngChunks().header(20_000, 20_000, 8, 0).data(new byte[1]).end();
    assertRefused(file, "100 million pixels", "20000 x 20000");
    assertThatThrownBy(() -> ImageFiles.header(file, "big.png"))
        .isInstanceOf(UnreadableImageException.class);
    assertRefused(
        new PngChunks().header(-1, -1, 8, 0).data(new byte[1]).end(), "4294967295 x 4294967295");
  }

  @Test
  void pixelsThatTheFileCannotHoldAreRefusedBeforeMemoryIsTaken() {
    // 1 zero byte packs into 9 bytes, which become 9288 at most; 81 million are claimed.
    byte[] file = new PngChunks().header(9_000, 9_000, 8, 0).data(new byte[1]).end();
    assertRefused(file, "9 bytes cannot hold", "9000 x 9000");
  }

  @Test
  void aJpegThatClaimsMoreThanItHoldsIsRefused() throws Exception {
    byte[] file = resource("gray.jpg");
    int frame = indexOf(file, 0xff, 0xc0);
    file[frame + 5] = 0x23; // height and width 0x2328 = 9000
    file[frame + 6] = 0x28;
    file[frame + 7] = 0x23;
    file[frame + 8] = 0x28;
    assertRefused(file, "cannot hold", "9000 x 9000");
  }

  @Test
  void aJpegOfTwelveBitsIsRefused() throws Exception {
    byte[] file = resource("gray.jpg");
    file[indexOf(file, 0xff, 0xc0) + 4] = 12;
    assertRefused(file, "8 bits", "12");
  }

  @Test
  void aLosslessJpegIsRefused() throws Exception {
    byte[] file = resource("gray.jpg");
    file[indexOf(file, 0xff, 0xc0) + 1] = (byte) 0xc3;
    assertRefused(file, "baseline or progressive", "lossless");
  }

  @Test
  void aJpegForPrintingIsRefused() throws Exception {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(stream);
      Raster cmyk = Raster.createInterleavedRaster(0, 16, 16, 4, null);
      writer.write(new IIOImage(cmyk, null, null));
    }
    assertRefused(file.toByteArray(), "CMYK", "expected a gray or colour JPEG");
    assertThat(ImageFiles.header(file.toByteArray(), "x.jpg").channels()).isEqualTo(4);
  }

  @Test
  void aJpegOfAThousandScansIsRefused() throws Exception {
    byte[] file = resource("gray-progressive.jpg");
    int scan = indexOf(file, 0xff, 0xda);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.write(file, 0, scan);
    for (int i = 0; i < 1000; i++) {
      many.write(
          file, scan, indexOf(Arrays.copyOfRange(file, scan + 2, file.length), 0xff, 0xc4) + 2);
    }
    many.write(file, scan, file.length - scan);
    assertRefused(many.toByteArray(), "50 scans");
  }

  @Test
  void anUnknownChunkIsRefusedIfItMattersAndPassedOverIfNot() throws Exception {
    byte[] row = {0, 42};
    assertRefused(
        new PngChunks().header(1, 1, 8, 0).chunk("ABCD", row).data(row).end(), "chunk ABCD");
    GrayImage image =
        ImageFiles.decodeGray(
            new PngChunks().header(1, 1, 8, 0).chunk("abCD", row).data(row).end(), "x.png");
    assertThat(image.at(0, 0)).isEqualTo(42);
  }

  @Test
  void aPngMustBeWhatTheStandardKnows() {
    byte[] row = {0, 42};
    assertRefused(new PngChunks().header(1, 1, 3, 0).data(row).end(), "3 bits");
    assertRefused(new PngChunks().header(1, 1, 8, 5).data(row).end(), "colour type 5");
    assertRefused(new PngChunks().header(1, 1, 8, 3).data(row).end(), "no palette");
    assertRefused(new PngChunks().header(1, 1, 8, 0).end(), "no pixels");
    assertRefused(new PngChunks().header(1, 1, 8, 0).data(new byte[] {7, 42}).end(), "filter 7");
    assertRefused(new PngChunks().header(1, 9, 8, 0).data(row).end(), "before the last row");
    assertRefused(
        new PngChunks().header(1, 1, 8, 0).chunk("IDAT", row).end(), "cannot be unpacked");
  }

  @Test
  void morePixelsThanNeededDoNoHarm() throws Exception {
    byte[] rows = {0, 42, 0, 43, 0, 44};
    GrayImage image =
        ImageFiles.decodeGray(new PngChunks().header(1, 1, 8, 0).data(rows).end(), "x.png");
    assertThat(image.at(0, 0)).isEqualTo(42);
  }

  /** Sixteen kinds of files, each changed 150 times, with and without the check sums made right. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gray1.png",
        "gray8.png",
        "gray16-interlaced.png",
        "palette4.png",
        "palette-srgb.png",
        "colour8.png",
        "colour8-interlaced.png",
        "colour16-gamma45455.png",
        "colouralpha16.png",
        "gray8-exif7.png",
        "gray.jpg",
        "gray-progressive.jpg",
        "gray-exif5.jpg",
        "colour420.jpg",
        "restarts.jpg",
        "stored-rgb.jpg"
      })
  @Timeout(120)
  void aChangedFileIsAPictureOrIsRefused(String name) throws Exception {
    byte[] file = resource(name);
    Random random = new Random(name.hashCode());
    int pictures = 0;
    int refusals = 0;
    for (int i = 0; i < 150; i++) {
      byte[] changed = changed(file, random);
      if (i % 3 > 0 && name.endsWith(".png")) {
        PngChunks.fixSums(changed);
      }
      try {
        GrayImage image = ImageFiles.decodeGray(changed, name);
        ImageHeader header = ImageFiles.header(changed, name);
        assertThat(List.of(header.width(), header.height()))
            .isEqualTo(List.of(image.width(), image.height()));
        pictures++;
      } catch (UnreadableImageException e) {
        assertThat(e).hasMessageStartingWith(name + ": ");
        refusals++;
      }
    }
    assertThat(pictures + refusals).isEqualTo(150);
    assertThat(refusals).isPositive();
  }

  private static byte[] changed(byte[] file, Random random) {
    byte[] changed = file.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = 3 + random.nextInt(changed.length - 3);
      switch (random.nextInt(6)) {
        case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> changed[at] = (byte) random.nextInt(256);
        case 2 -> changed[at] = (byte) 0xff;
        case 3 -> changed[at] = 0;
        case 4 -> {
          int length = Math.min(1 + random.nextInt(20), changed.length - at);
          System.arraycopy(file, random.nextInt(file.length - length), changed, at, length);
        }
        default -> changed = Arrays.copyOf(changed, Math.max(4, at));
      }
    }
    return changed;
  }

  private static int indexOf(byte[] file, int first, int second) {
    for (int i = 0; i + 1 < file.length; i++) {
      if ((file[i] & 0xff) == first && (file[i + 1] & 0xff) == second) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
