package org.pleura.duplicates;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;

/** What happens to films on their way through archives, and to copies of them. */
enum Changed {
  DARKER(image -> mapped(image, gray -> gray * 7 / 10)),
  BRIGHTER(image -> mapped(image, gray -> gray * 13 / 10)),
  GAMMA(image -> mapped(image, gray -> (int) (255 * Math.pow(gray / 255.0, 1.6)))),
  CROPPED(image -> cropped(image, image.width() * 3 / 100)),
  TURNED(image -> turned(image, 2)),
  MIRRORED(Changed::mirrored),
  INVERTED(image -> mapped(image, gray -> 255 - gray)),
  JPEG(Changed::jpeg),
  SEVERAL(
      image ->
          mapped(
              mirrored(cropped(turned(mapped(image, gray -> gray * 6 / 5), 1.5), 15)),
              gray -> 255 - gray));

  private final UnaryOperator<GrayImage> change;

  Changed(UnaryOperator<GrayImage> change) {
    this.change = change;
  }

  GrayImage of(GrayImage image) {
    return change.apply(image);
  }

  private static GrayImage mapped(GrayImage image, IntUnaryOperator map) {
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.max(0, Math.min(255, map.applyAsInt(pixels[i] & 0xff)));
    }
    return GrayImage.of(image.width(), image.height(), pixels);
  }

  private static GrayImage cropped(GrayImage image, int margin) {
    int width = image.width() - 2 * margin;
    int height = image.height() - 2 * margin;
    byte[] pixels = new byte[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) image.at(i / width + margin, i % width + margin);
    }
    return GrayImage.of(width, height, pixels);
  }

  private static GrayImage mirrored(GrayImage image) {
    int width = image.width();
    byte[] pixels = new byte[width * image.height()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) image.at(i / width, width - 1 - i % width);
    }
    return GrayImage.of(width, image.height(), pixels);
  }

  /** About the middle; what comes from outside is black. */
  private static GrayImage turned(GrayImage image, double degrees) {
    int width = image.width();
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    byte[] pixels = new byte[width * image.height()];
    for (int i = 0; i < pixels.length; i++) {
      double x = i % width - width / 2.0;
      double y = Math.floorDiv(i, width) - image.height() / 2.0;
      int fromX = (int) Math.round(cos * x - sin * y + width / 2.0);
      int fromY = (int) Math.round(sin * x + cos * y + image.height() / 2.0);
      if (fromX >= 0 && fromY >= 0 && fromX < width && fromY < image.height()) {
        pixels[i] = (byte) image.at(fromY, fromX);
      }
    }
    return GrayImage.of(width, image.height(), pixels);
  }

  private static GrayImage jpeg(GrayImage image) {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, image.width(), image.height(), image.pixels());
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam quality = writer.getDefaultWriteParam();
    quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    quality.setCompressionQuality(0.3f);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      try (ImageOutputStream stream = ImageIO.createImageOutputStream(file)) {
        writer.setOutput(stream);
        writer.write(null, new IIOImage(picture, null, null), quality);
      }
      return ImageFiles.decodeGray(file.toByteArray(), "changed.jpg");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      writer.dispose();
    }
  }
}
