package org.pleura.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Base64;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;

/**
 * A small picture for a page with many: an X-ray, or an X-ray under a map, at most {@link #SIDE}
 * pixels wide and high.
 */
public final class Thumbnail {
  /** The longest side in pixels. */
  public static final int SIDE = 128;

  private final String label;
  private final String description;
  private final int width;
  private final int height;
  private final byte[] png;

  private Thumbnail(String label, String description, BufferedImage image, byte[] png) {
    this.label = label;
    this.description = description;
    this.width = image.getWidth();
    this.height = image.getHeight();
    this.png = png;
  }

  /**
   * An X-ray.
   *
   * @param label what stands under it
   * @param description what it shows, for those who cannot see it
   * @param picture the X-ray
   * @return the small picture
   */
  public static Thumbnail of(String label, String description, Picture picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    picture.paint(canvas, new Picture.Box(0, 0, picture.width(), picture.height()));
    canvas.dispose();
    BufferedImage small = shrunk(image);
    byte[] grays = new byte[small.getWidth() * small.getHeight()];
    for (int i = 0; i < grays.length; i++) {
      grays[i] = (byte) small.getRGB(i % small.getWidth(), i / small.getWidth());
    }
    GrayImage gray = GrayImage.of(small.getWidth(), small.getHeight(), grays);
    return new Thumbnail(label, description, small, ImageFiles.encodePng(gray));
  }

  /**
   * An X-ray under a map, in the colours of {@link EvidenceFigure}.
   *
   * @param label what stands under it
   * @param description what it shows, for those who cannot see it
   * @param picture the X-ray
   * @param panel the map and its scale; of the same size as the X-ray
   * @return the small picture
   */
  public static Thumbnail of(
      String label, String description, Picture picture, EvidenceFigure.Panel panel) {
    BufferedImage small = shrunk(EvidenceFigure.coloured(picture, panel));
    return new Thumbnail(label, description, small, PngPicture.encode(small));
  }

  /** In halves and then the rest: smooth scaling by more than two would pass pixels over. */
  private static BufferedImage shrunk(BufferedImage image) {
    double scale = (double) SIDE / Math.max(image.getWidth(), image.getHeight());
    if (scale >= 1) {
      return image;
    }
    return scale <= 0.5 ? shrunk(scaled(image, 0.5)) : scaled(image, scale);
  }

  private static BufferedImage scaled(BufferedImage image, double scale) {
    int width = Math.max(1, (int) Math.rint(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.rint(image.getHeight() * scale));
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = small.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    canvas.drawImage(image, 0, 0, width, height, null);
    canvas.dispose();
    return small;
  }

  String label() {
    return label;
  }

  String description() {
    return description;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  String dataUri() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }
}
