package org.pleura.image;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One PNG file (ISO/IEC 15948) on its way to gray. It is read here and not by ImageIO because
 * ImageIO takes memory for all channels at once, skips the check sums, and does not turn colours to
 * gray as libpng does; a block of rows and the gray picture are all that is held here.
 */
final class PngReader {
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final int GAMA = 0x67414d41;
  private static final int SRGB = 0x73524742;
  private static final int EXIF = 0x65584966;

  private static final int GRAY = 0;
  private static final int COLOUR = 2;
  private static final int PALETTE = 3;
  private static final int GRAY_ALPHA = 4;
  private static final int COLOUR_ALPHA = 6;

  private static final int FIRST_CHUNK = 8;

  /** How many bytes are unpacked at once: zlib is slow over the ends of what it is asked for. */
  private static final int BLOCK = 1 << 18;

  /** No deflate stream becomes more than 1032 times as long: 258 bytes from 2 bits. */
  private static final long MOST_INFLATION = 1032;

  /** First column, first row, column step and row step of the seven passes of Adam7. */
  private static final int[][] INTERLACED = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] PROGRESSIVE = {{0, 0, 1, 1}};

  private final byte[] file;
  private final ByteBuffer buffer;
  private final String name;

  private final int width;
  private final int height;
  private final int bitDepth;
  private final int colourType;
  private final int[][] passes;
  private final PngLuma luma;
  private final byte[] paletteGray;
  private final int[] paletteSpread;
  private final Orientation orientation;
  private final int firstData;
  private final long dataBytes;

  /** Reads all chunks but the pixels. */
  PngReader(byte[] file, String name) throws UnreadableImageException {
    this.file = file;
    this.name = name;
    buffer = ByteBuffer.wrap(file);
    if (chunkLength(FIRST_CHUNK) != 13 || chunkType(FIRST_CHUNK) != IHDR) {
      throw damaged("expected the chunk IHDR first");
    }
    checkSum(FIRST_CHUNK);
    int body = FIRST_CHUNK + 8;
    ImageFiles.checkSize(
        name,
        Integer.toUnsignedLong(buffer.getInt(body)),
        Integer.toUnsignedLong(buffer.getInt(body + 4)));
    width = buffer.getInt(body);
    height = buffer.getInt(body + 4);
    bitDepth = file[body + 8];
    colourType = file[body + 9];
    int interlace = file[body + 12];
    if (!depthFits() || file[body + 10] != 0 || file[body + 11] != 0 || (interlace & ~1) != 0) {
      throw damaged(
          "colour type %d with %d bits, compression %d, filter %d, interlace %d is no PNG"
              .formatted(colourType, bitDepth, file[body + 10], file[body + 11], interlace));
    }
    passes = interlace == 1 ? INTERLACED : PROGRESSIVE;

    int gamma = 0;
    boolean standardRgb = false;
    int palette = -1;
    int data = -1;
    long bytes = 0;
    Orientation turned = Orientation.UPRIGHT;
    int at = FIRST_CHUNK;
    do {
      at = next(at);
      int length = chunkLength(at);
      switch (chunkType(at)) {
        case PLTE -> {
          checkSum(at);
          if (length % 3 != 0 || length > 768 || length == 0) {
            throw damaged("a palette of " + length + " bytes");
          }
          palette = at;
        }
        case IDAT -> {
          data = data < 0 ? at : data;
          bytes += length;
        }
        case GAMA -> {
          if (palette < 0 && data < 0 && length == 4 && sumFits(at)) {
            gamma = buffer.getInt(at + 8);
          }
        }
        case SRGB -> standardRgb |= palette < 0 && data < 0 && sumFits(at);
        case EXIF -> {
          if (sumFits(at)) {
            turned = Orientation.ofExif(file, at + 8, length);
          }
        }
        case IEND -> checkSum(at);
        default -> {
          if ((chunkType(at) & 0x20000000) == 0) {
            throw damaged("the chunk " + chunkName(at) + " is not known, and cannot be left out");
          }
        }
      }
    } while (chunkType(at) != IEND);
    if (data < 0) {
      throw damaged("it has no pixels (no chunk IDAT)");
    }
    if (colourType == PALETTE && palette < 0) {
      throw damaged("it has no palette (no chunk PLTE)");
    }
    firstData = data;
    dataBytes = bytes;
    orientation = turned;
    luma = PngLuma.ofGamma(standardRgb ? PngLuma.STANDARD_RGB : gamma);
    int entries = colourType == PALETTE ? 256 : 0; // an index past the palette is black
    paletteGray = new byte[entries];
    paletteSpread = new int[entries];
    if (colourType == PALETTE) {
      readPalette(palette);
    }
  }

  private boolean depthFits() {
    return switch (colourType) {
      case GRAY -> Integer.bitCount(bitDepth) == 1 && bitDepth >= 1 && bitDepth <= 16;
      case PALETTE -> Integer.bitCount(bitDepth) == 1 && bitDepth >= 1 && bitDepth <= 8;
      case COLOUR, GRAY_ALPHA, COLOUR_ALPHA -> bitDepth == 8 || bitDepth == 16;
      default -> false;
    };
  }

  private void readPalette(int palette) {
    int entries = buffer.getInt(palette) / 3;
    for (int i = 0; i < entries; i++) {
      int red = file[palette + 8 + 3 * i] & 0xff;
      int green = file[palette + 9 + 3 * i] & 0xff;
      int blue = file[palette + 10 + 3 * i] & 0xff;
      paletteGray[i] = luma.of8(red, green, blue);
      paletteSpread[i] = Colour.spread(red, green, blue);
    }
  }

  ImageHeader header() {
    int channels =
        switch (colourType) {
          case GRAY -> 1;
          case GRAY_ALPHA -> 2;
          case COLOUR_ALPHA -> 4;
          default -> 3;
        };
    return new ImageHeader(
        ImageHeader.Format.PNG,
        orientation.turns() ? height : width,
        orientation.turns() ? width : height,
        channels,
        colourType == PALETTE ? 8 : bitDepth);
  }

  GrayImage decode() throws UnreadableImageException {
    long unpacked = unpackedBytes();
    byte[] gray = new byte[width * height];
    forEachRow(
        unpacked,
        (row, columns, y, pass) -> toGray(row, columns, gray, y * width + pass[0], pass[2]));
    return orientation.apply(GrayImage.adopt(width, height, gray));
  }

  /** The mean over pixels of the largest minus the smallest of red, green and blue, in 8 bits. */
  double colour() throws UnreadableImageException {
    if (colourType == GRAY || colourType == GRAY_ALPHA) {
      return 0;
    }
    long[] sum = new long[1];
    forEachRow(unpackedBytes(), (row, columns, y, pass) -> sum[0] += spreads(row, columns));
    return sum[0] / ((double) width * height);
  }

  /** Takes a row of samples, their filter undone; they begin after the first byte. */
  @FunctionalInterface
  private interface RowReader {
    void read(byte[] row, int columns, int y, int[] pass);
  }

  /** Refuses a file that claims more pixels than its bytes can hold, before memory is taken. */
  private long unpackedBytes() throws UnreadableImageException {
    long needed = 0;
    for (int[] pass : passes) {
      int columns = columns(pass);
      needed += columns == 0 ? 0 : (1L + rowBytes(columns)) * rows(pass);
    }
    if (needed > dataBytes * MOST_INFLATION) {
      throw new UnreadableImageException(
          name,
          "%d bytes cannot hold the %d x %d pixels that the file claims"
              .formatted(dataBytes, width, height));
    }
    return needed;
  }

  private void forEachRow(long unpacked, RowReader reader) throws UnreadableImageException {
    Rows rows = new Rows(unpacked);
    try {
      for (int[] pass : passes) {
        readPass(rows, pass, reader);
      }
      rows.finish();
    } catch (DataFormatException e) {
      throw new UnreadableImageException(
          name, "damaged PNG: the compressed pixels cannot be unpacked", e);
    } finally {
      rows.inflater.end();
    }
  }

  private void readPass(Rows rows, int[] pass, RowReader reader)
      throws UnreadableImageException, DataFormatException {
    int columns = columns(pass);
    if (columns == 0) {
      return;
    }
    int bytesPerPixel = Math.max(1, samplesPerPixel() * bitDepth / 8);
    int rowBytes = rowBytes(columns);
    // Each row begins with its filter; the row above the first is all zeros.
    byte[] above = new byte[1 + rowBytes];
    byte[] row = new byte[1 + rowBytes];
    for (int y = pass[1]; y < height; y += pass[3]) {
      rows.read(row);
      unfilter(row, above, bytesPerPixel);
      reader.read(row, columns, y, pass);
      byte[] swapped = above;
      above = row;
      row = swapped;
    }
  }

  private int columns(int[] pass) {
    return (width - pass[0] + pass[2] - 1) / pass[2];
  }

  private int rows(int[] pass) {
    return (height - pass[1] + pass[3] - 1) / pass[3];
  }

  private int samplesPerPixel() {
    return switch (colourType) {
      case GRAY_ALPHA -> 2;
      case COLOUR -> 3;
      case COLOUR_ALPHA -> 4;
      default -> 1;
    };
  }

  private int rowBytes(int columns) {
    return (int) (((long) columns * samplesPerPixel() * bitDepth + 7) / 8);
  }

  /**
   * Undoes the filter of one row (section 9 of the standard). Each filter has a method of its own:
   * together they would be compiled late, as one, while a first folder of images is being read.
   */
  private void unfilter(byte[] row, byte[] above, int bytesPerPixel)
      throws UnreadableImageException {
    switch (row[0]) {
      case 0 -> {}
      case 1 -> addLeft(row, bytesPerPixel);
      case 2 -> addAbove(row, above);
      case 3 -> addMean(row, above, bytesPerPixel);
      case 4 -> addPaeth(row, above, bytesPerPixel);
      default -> throw damaged("a row with the filter " + (row[0] & 0xff) + ", which is not one");
    }
  }

  private static void addLeft(byte[] row, int bytesPerPixel) {
    for (int i = 1 + bytesPerPixel; i < row.length; i++) {
      row[i] += row[i - bytesPerPixel];
    }
  }

  private static void addAbove(byte[] row, byte[] above) {
    for (int i = 1; i < row.length; i++) {
      row[i] += above[i];
    }
  }

  private static void addMean(byte[] row, byte[] above, int bytesPerPixel) {
    int first = 1 + bytesPerPixel;
    for (int i = 1; i < first && i < row.length; i++) {
      row[i] += (byte) ((above[i] & 0xff) >> 1);
    }
    for (int i = first; i < row.length; i++) {
      row[i] += (byte) (((row[i - bytesPerPixel] & 0xff) + (above[i] & 0xff)) >> 1);
    }
  }

  private static void addPaeth(byte[] row, byte[] above, int bytesPerPixel) {
    for (int channel = 1; channel <= bytesPerPixel; channel++) {
      int left = 0;
      int aboveLeft = 0;
      for (int i = channel; i < row.length; i += bytesPerPixel) {
        int up = above[i] & 0xff;
        left = (row[i] + paeth(left, up, aboveLeft)) & 0xff;
        row[i] = (byte) left;
        aboveLeft = up;
      }
    }
  }

  /**
   * Whichever of left, above and above left is nearest to left + above - above left (in this order
   * where two are as near). With {@code d = above - aboveLeft} known beforehand, that is left
   * outside the open interval between above and {@code aboveLeft - 2 d}, and inside it above on the
   * one half and above left on the other. So only three comparisons wait for left, which is the
   * pixel that has just been made.
   */
  static int paeth(int left, int above, int aboveLeft) {
    int down = above - aboveLeft;
    int farEnd = aboveLeft - 2 * down;
    int low = Math.min(above, farEnd);
    int high = Math.max(above, farEnd);
    // The middle rounded up; exactly there above is the nearer one, on whichever side it is.
    int middle = aboveLeft - ((down + (down >> 31)) >> 1);
    int larger = Math.max(above, aboveLeft);
    int smaller = Math.min(above, aboveLeft);
    // Masks of all ones or zeros; in noise a branch would be guessed wrongly every second time.
    int belowMiddle = (left - middle) >> 31;
    int inside = ((low - left) & (left - high)) >> 31;
    int near = larger ^ ((larger ^ smaller) & belowMiddle);
    return left ^ ((left ^ near) & inside);
  }

  private void toGray(byte[] row, int columns, byte[] gray, int start, int step) {
    int at = 1;
    int to = start;
    switch (colourType) {
      case GRAY, PALETTE -> {
        if (bitDepth == 8 && colourType == GRAY && step == 1) {
          System.arraycopy(row, 1, gray, start, columns);
        } else if (bitDepth >= 8) {
          int bytes = bitDepth / 8;
          for (int i = 0; i < columns; i++, at += bytes, to += step) {
            gray[to] = colourType == PALETTE ? paletteGray[row[at] & 0xff] : row[at];
          }
        } else {
          int mask = (1 << bitDepth) - 1;
          for (int i = 0; i < columns; i++, to += step) {
            int sample = narrowSample(row, i);
            gray[to] = colourType == PALETTE ? paletteGray[sample] : (byte) (sample * 255 / mask);
          }
        }
      }
      case GRAY_ALPHA -> {
        int bytes = bitDepth / 4;
        for (int i = 0; i < columns; i++, at += bytes, to += step) {
          gray[to] = row[at];
        }
      }
      default -> {
        int bytes = samplesPerPixel() * bitDepth / 8;
        for (int i = 0; i < columns; i++, at += bytes, to += step) {
          gray[to] =
              bitDepth == 8
                  ? luma.of8(row[at] & 0xff, row[at + 1] & 0xff, row[at + 2] & 0xff)
                  : luma.of16(sample16(row, at), sample16(row, at + 2), sample16(row, at + 4));
        }
      }
    }
  }

  /** The sum over a row of the largest minus the smallest of red, green and blue. */
  private long spreads(byte[] row, int columns) {
    long sum = 0;
    if (colourType == PALETTE) {
      for (int i = 0; i < columns; i++) {
        sum += paletteSpread[bitDepth == 8 ? row[1 + i] & 0xff : narrowSample(row, i)];
      }
      return sum;
    }
    int sample = bitDepth / 8; // of 16 bits the higher byte
    int pixel = samplesPerPixel() * sample;
    for (int i = 0, at = 1; i < columns; i++, at += pixel) {
      sum += Colour.spread(row[at] & 0xff, row[at + sample] & 0xff, row[at + 2 * sample] & 0xff);
    }
    return sum;
  }

  /** A sample of fewer than 8 bits. */
  private int narrowSample(byte[] row, int column) {
    int bit = column * bitDepth;
    return (row[1 + bit / 8] >> (8 - bitDepth - bit % 8)) & ((1 << bitDepth) - 1);
  }

  private static int sample16(byte[] row, int at) {
    return (row[at] & 0xff) << 8 | (row[at + 1] & 0xff);
  }

  /** The unpacked bytes of all IDAT chunks, which together are one zlib stream. */
  private final class Rows {
    private final Inflater inflater = new Inflater();
    private int chunk = firstData;
    private boolean begun;

    /** Bytes of rows that are not unpacked yet. */
    private long toCome;

    private final byte[] block;
    private int place;
    private int end;

    Rows(long bytes) {
      toCome = bytes;
      block = new byte[(int) Math.min(bytes, BLOCK)];
    }

    void read(byte[] row) throws UnreadableImageException, DataFormatException {
      int filled = 0;
      while (filled < row.length) {
        if (place == end) {
          unpackBlock();
        }
        int count = Math.min(row.length - filled, end - place);
        System.arraycopy(block, place, row, filled, count);
        place += count;
        filled += count;
      }
    }

    private void unpackBlock() throws UnreadableImageException, DataFormatException {
      place = 0;
      end = (int) Math.min(toCome, block.length);
      int filled = 0;
      while (filled < end) {
        int count = inflater.inflate(block, filled, end - filled);
        filled += count;
        if (count == 0 && (inflater.finished() || !feed())) {
          throw damaged("the pixels end before the last row");
        }
      }
      toCome -= end;
    }

    /** Reads to the stream's own check sum, so that damage in the pixels does not go unseen. */
    void finish() throws UnreadableImageException, DataFormatException {
      byte[] none = new byte[1];
      while (!inflater.finished()) {
        int count = inflater.inflate(none, 0, 1);
        if (count > 0) {
          return; // More than the picture needs: harmless, as libpng says.
        }
        if (!inflater.finished() && !feed()) {
          throw damaged("the pixels end before their check sum");
        }
      }
    }

    private boolean feed() throws UnreadableImageException {
      if (inflater.needsDictionary() || !inflater.needsInput()) {
        throw damaged("the compressed pixels cannot be unpacked");
      }
      do {
        if (begun) {
          chunk = PngReader.this.next(chunk);
        }
        begun = true;
        if (chunkType(chunk) == IEND) {
          return false;
        }
      } while (chunkType(chunk) != IDAT || chunkLength(chunk) == 0);
      checkSum(chunk);
      inflater.setInput(file, chunk + 8, chunkLength(chunk));
      return true;
    }
  }

  private int chunkLength(int at) throws UnreadableImageException {
    if (at > file.length - 12) {
      throw damaged("the file ends in the middle; copy or download it again");
    }
    int length = buffer.getInt(at);
    if (length < 0 || length > file.length - 12 - at) {
      throw damaged("the file ends in the middle of the chunk " + chunkName(at));
    }
    return length;
  }

  private int chunkType(int at) {
    return buffer.getInt(at + 4);
  }

  private int next(int at) throws UnreadableImageException {
    return at + 12 + chunkLength(at);
  }

  private boolean sumFits(int at) {
    CRC32 sum = new CRC32();
    int length = buffer.getInt(at);
    sum.update(file, at + 4, 4 + length);
    return (int) sum.getValue() == buffer.getInt(at + 8 + length);
  }

  private void checkSum(int at) throws UnreadableImageException {
    if (!sumFits(at)) {
      throw damaged("the check sum of the chunk " + chunkName(at) + " does not fit its bytes");
    }
  }

  private String chunkName(int at) {
    StringBuilder type = new StringBuilder();
    for (int i = at + 4; i < at + 8; i++) {
      type.append(Character.isLetter(file[i]) ? (char) file[i] : '?');
    }
    return type.toString();
  }

  private UnreadableImageException damaged(String how) {
    return new UnreadableImageException(name, "damaged PNG: " + how);
  }
}
