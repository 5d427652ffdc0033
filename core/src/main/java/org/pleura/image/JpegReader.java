package org.pleura.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * One JPEG file (ITU-T T.81) on its way to gray. The markers are read here, to know sizes, colours
 * and orientation and to refuse what is damaged or out of bounds; the pixels come from ImageIO's
 * reader as raw rasters, which keeps the stored luminance as libjpeg decodes it.
 */
final class JpegReader {
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int TEM = 0x01;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;

  /** Ten scans are usual in a progressive file; each one costs a pass over all pixels. */
  private static final int MOST_SCANS = 50;

  /** A block of 64 pixels takes at least one bit in its first scan. */
  private static final long MOST_PIXELS_PER_BYTE = 512;

  private final byte[] file;
  private final String name;

  private int width;
  private int height;
  private int[] components = {};
  private int scans;
  private boolean jfif;
  private int adobeTransform = -1;
  private Orientation orientation = Orientation.UPRIGHT;

  /** Reads all markers. */
  JpegReader(byte[] file, String name) throws UnreadableImageException {
    this.file = file;
    this.name = name;
    readMarkers();
  }

  private void readMarkers() throws UnreadableImageException {
    int at = 2;
    while (true) {
      at = nextMarker(at);
      int marker = file[at + 1] & 0xff;
      at += 2;
      if (marker == EOI) {
        break;
      }
      if (marker == SOI || marker == TEM || (marker >= RST0 && marker <= RST7)) {
        continue;
      }
      int length = at + 2 <= file.length ? unsigned16(at) : 0;
      if (length < 2 || length > file.length - at) {
        throw damaged("the file ends in the middle of a segment");
      }
      segment(marker, at + 2, length - 2);
      at += length;
    }
    if (components.length == 0 || scans == 0) {
      throw damaged("it ends before its picture");
    }
  }

  /** The place of the next 0xff that begins a marker: in a scan, 0xff 0x00 stands for 0xff. */
  private int nextMarker(int from) throws UnreadableImageException {
    for (int at = from; at + 1 < file.length; at++) {
      int following = file[at + 1] & 0xff;
      if ((file[at] & 0xff) == 0xff && following != 0 && following != 0xff) {
        return at;
      }
    }
    throw damaged("the file ends in the middle; copy or download it again");
  }

  private void segment(int marker, int at, int length) throws UnreadableImageException {
    switch (marker) {
      case APP0 -> jfif |= begins(at, length, "JFIF\0");
      case APP1 -> {
        if (begins(at, length, "Exif\0\0")) {
          orientation = Orientation.ofExif(file, at + 6, length - 6);
        }
      }
      case APP14 -> {
        if (begins(at, length, "Adobe") && length >= 12) {
          adobeTransform = file[at + 11] & 0xff;
        }
      }
      case SOS -> {
        scans++;
        if (scans > MOST_SCANS) {
          throw new UnreadableImageException(
              name, "a JPEG may have " + MOST_SCANS + " scans at most, but this one has more");
        }
      }
      default -> {
        boolean table = marker == 0xc4 || marker == 0xc8 || marker == 0xcc;
        if (marker >= 0xc0 && marker <= 0xcf && !table) {
          frame(marker, at, length);
        }
      }
    }
  }

  private void frame(int marker, int at, int length) throws UnreadableImageException {
    if (marker > 0xc2) {
      throw new UnreadableImageException(
          name,
          "expected a baseline or progressive JPEG, but this one is "
              + (marker == 0xc3 ? "lossless" : "hierarchical or arithmetic-coded")
              + "; convert it to PNG first");
    }
    if (components.length > 0) {
      throw damaged("it has two frames");
    }
    if (length < 6 || length < 6 + 3 * (file[at + 5] & 0xff)) {
      throw damaged("its frame header is too short");
    }
    int bits = file[at] & 0xff;
    if (bits != 8) {
      throw new UnreadableImageException(
          name,
          "expected a JPEG of 8 bits, but this one has " + bits + "; convert it to PNG first");
    }
    height = unsigned16(at + 1);
    width = unsigned16(at + 3);
    ImageFiles.checkSize(name, width, height);
    int count = file[at + 5] & 0xff;
    if (count != 1 && count != 3 && count != 4) {
      throw damaged("it has " + count + " components instead of 1, 3 or 4");
    }
    components = new int[count];
    for (int i = 0; i < count; i++) {
      components[i] = file[at + 6 + 3 * i] & 0xff;
    }
  }

  private boolean begins(int at, int length, String text) {
    return length >= text.length() && new String(file, at, text.length(), ISO_8859_1).equals(text);
  }

  private int unsigned16(int at) {
    return (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
  }

  ImageHeader header() {
    return new ImageHeader(
        ImageHeader.Format.JPEG,
        orientation.turns() ? height : width,
        orientation.turns() ? width : height,
        components.length,
        8);
  }

  GrayImage decode() throws UnreadableImageException {
    if (components.length == 4) {
      throw new UnreadableImageException(
          name,
          "expected a gray or colour JPEG, but this one has four channels for printing (CMYK)");
    }
    if ((long) width * height > file.length * MOST_PIXELS_PER_BYTE) {
      throw new UnreadableImageException(
          name,
          "%d bytes cannot hold the %d x %d pixels that the file claims"
              .formatted(file.length, width, height));
    }
    boolean storesRgb = storesRgb();
    List<String> warnings = new ArrayList<>();
    Raster raster = raster(warnings);
    for (String warning : warnings) {
      if (tellsOfDamage(warning)) {
        throw damaged("its decoder says: " + warning);
      }
    }
    if (raster.getWidth() != width || raster.getHeight() != height) {
      throw damaged("it decodes to another size than it claims");
    }
    byte[] gray = new byte[width * height];
    int[] red = new int[width];
    int[] green = new int[width];
    int[] blue = new int[width];
    for (int row = 0; row < height; row++) {
      raster.getSamples(0, row, width, 1, 0, red);
      if (storesRgb) {
        raster.getSamples(0, row, width, 1, 1, green);
        raster.getSamples(0, row, width, 1, 2, blue);
      }
      for (int column = 0; column < width; column++) {
        int value =
            storesRgb
                ? (19595 * red[column] + 38470 * green[column] + 7471 * blue[column] + 32768) >> 16
                : red[column];
        gray[row * width + column] = (byte) value;
      }
    }
    return orientation.apply(GrayImage.adopt(width, height, gray));
  }

  /** libjpeg's rule: three components are luminance and colour unless the file says otherwise. */
  private boolean storesRgb() {
    if (components.length != 3 || jfif) {
      return false;
    }
    if (adobeTransform >= 0) {
      return adobeTransform == 0;
    }
    return components[0] == 'R' && components[1] == 'G' && components[2] == 'B';
  }

  private Raster raster(List<String> warnings) throws UnreadableImageException {
    ImageReader reader = newReader();
    IIOReadWarningListener listener = (source, warning) -> warnings.add(warning);
    try (MemoryCacheImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.addIIOReadWarningListener(listener);
      reader.setInput(stream, true, true);
      return reader.readRaster(0, reader.getDefaultReadParam());
    } catch (EOFException e) {
      throw new UnreadableImageException(name, "damaged JPEG: one of its tables is cut off", e);
    } catch (IOException | RuntimeException e) {
      // The decoder meets a damaged file with whatever exception it happens to run into.
      throw new UnreadableImageException(
          name, "damaged JPEG: its decoder says: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  /** The TwelveMonkeys reader, whatever other readers of JPEG are on the class path. */
  private static ImageReader newReader() {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    synchronized (JpegReader.class) {
      JPEGImageReaderSpi provider = registry.getServiceProviderByClass(JPEGImageReaderSpi.class);
      if (provider == null) {
        provider = new JPEGImageReaderSpi();
        registry.registerServiceProvider(provider);
      }
      try {
        return provider.createReaderInstance();
      } catch (IOException e) {
        throw new IllegalStateException("the JPEG decoder cannot be started", e);
      }
    }
  }

  /** Stray bytes before a marker are common and harmless; libjpeg's other complaints are not. */
  private static boolean tellsOfDamage(String warning) {
    return (warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous bytes"))
        || warning.startsWith("Premature end");
  }

  private UnreadableImageException damaged(String how) {
    return new UnreadableImageException(name, "damaged JPEG: " + how);
  }
}
