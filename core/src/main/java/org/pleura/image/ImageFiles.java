package org.pleura.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Reads PNG and JPEG files to gray, and writes gray PNG files. The bytes come from the caller, who
 * knows where they live (a folder, a zip, a request) and what to call them in a message.
 *
 * <p>Gray is what OpenCV's {@code imread(..., IMREAD_GRAYSCALE)} gives, sample for sample:
 *
 * <ul>
 *   <li>PNG of 8 bits gray: as stored; of 1, 2 or 4 bits: spread over 0 to 255; of 16 bits: the
 *       high byte.
 *   <li>PNG in colour or with a palette: {@code (9797 R + 19234 G + 3737 B) >> 15}, and in linear
 *       light where the file says its gamma, as libpng does.
 *   <li>Alpha is ignored, not blended.
 *   <li>JPEG: the stored luminance; from one that stores red, green and blue: {@code (19595 R +
 *       38470 G + 7471 B + 32768) >> 16}.
 *   <li>The Exif orientation is applied.
 * </ul>
 *
 * <p>Unlike OpenCV, which gives what it could decode, a damaged file is refused: a picture that is
 * half gray must not become a training example.
 */
public final class ImageFiles {
  /** The most pixels a file may have; radiographs have up to about 20 million. */
  public static final int MAX_PIXELS = 100_000_000;

  /** The longest side a picture may have: JPEG's own limit, here also that of PNG. */
  private static final int MAX_SIDE = 65_535;

  private ImageFiles() {}

  /**
   * Reads what a file says about its picture, without decoding pixels.
   *
   * @param file the whole file
   * @param name what the user calls the file, for messages
   * @return format, size and samples
   * @throws UnreadableImageException if it is neither PNG nor JPEG, is damaged where the sizes
   *     stand, or claims a size that cannot be right
   */
  public static ImageHeader header(byte[] file, String name) throws UnreadableImageException {
    return isPng(file) ? new PngReader(file, name).header() : jpeg(file, name).header();
  }

  /**
   * Decodes a picture to gray.
   *
   * @param file the whole file
   * @param name what the user calls the file, for messages
   * @return the gray picture
   * @throws UnreadableImageException if it is neither PNG nor JPEG, is damaged or truncated, is of
   *     a kind not supported (CMYK, more than 8 bits in a JPEG), or claims more than {@link
   *     #MAX_PIXELS} pixels or more than its bytes can hold
   */
  public static GrayImage decodeGray(byte[] file, String name) throws UnreadableImageException {
    int memory = DecodingMemory.take(header(file, name));
    try {
      return isPng(file) ? new PngReader(file, name).decode() : jpeg(file, name).decode();
    } finally {
      DecodingMemory.giveBack(memory);
    }
  }

  /**
   * Writes a gray PNG of 8 bits.
   *
   * @param image the picture
   * @return the whole file
   */
  public static byte[] encodePng(GrayImage image) {
    return PngWriter.encode(image);
  }

  private static boolean isPng(byte[] file) {
    return startsWith(file, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
  }

  private static JpegReader jpeg(byte[] file, String name) throws UnreadableImageException {
    if (startsWith(file, 0xff, 0xd8, 0xff)) {
      return new JpegReader(file, name);
    }
    throw new UnreadableImageException(name, "expected a PNG or JPEG image, but " + seen(file));
  }

  private static String seen(byte[] file) {
    if (file.length == 0) {
      return "the file is empty";
    }
    if (file.length > 132 && new String(file, 128, 4, ISO_8859_1).equals("DICM")) {
      return "this is a DICOM file; convert it to PNG first";
    }
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < Math.min(4, file.length); i++) {
      bytes.append(" %02x".formatted(file[i] & 0xff));
    }
    return "the file begins with the bytes" + bytes;
  }

  private static boolean startsWith(byte[] file, int... expected) {
    if (file.length < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((file[i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Refuses a picture without pixels or with too many, before memory is taken for it. */
  static void checkSize(String name, long width, long height) throws UnreadableImageException {
    if (width < 1 || height < 1) {
      throw new UnreadableImageException(
          name,
          "an image has at least one pixel, but this one says it is " + width + " x " + height);
    }
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
      throw new UnreadableImageException(
          name,
          "an image may have %d million pixels and sides of %d at most, but this one says it is %d x %d"
              .formatted(MAX_PIXELS / 1_000_000, MAX_SIDE, width, height));
    }
  }
}
