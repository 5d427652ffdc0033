package org.pleura.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.pleura.run.WholeFile;

/** A figure that has been drawn: its PNG and its SVG, ready to be written or embedded. */
public final class DrawnFigure {
  private final Figure figure;
  private final byte[] png;
  private final byte[] svg;

  DrawnFigure(Figure figure, byte[] png, byte[] svg) {
    this.figure = figure;
    this.png = png;
    this.svg = svg;
  }

  /**
   * Returns the figure that was drawn.
   *
   * @return its name, caption and size
   */
  public Figure figure() {
    return figure;
  }

  /**
   * Returns the pixels.
   *
   * @return the bytes of a PNG file, {@link Figure#PIXELS_PER_UNIT} pixels to a unit
   */
  public byte[] png() {
    return png.clone();
  }

  /**
   * Returns the vectors.
   *
   * @return the bytes of an SVG file in UTF-8, its pictures inside
   */
  public byte[] svg() {
    return svg.clone();
  }

  /** The smaller of the two as a data URI; the SVG is, unless it holds large pictures. */
  String dataUri() {
    return svg.length <= png.length
        ? "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg)
        : "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  /**
   * Writes NAME.png and NAME.svg: both whole, or neither. A file of that name is replaced.
   *
   * @param directory where to; made if it is missing
   * @throws IOException if the directory cannot be made or written
   */
  public void write(Path directory) throws IOException {
    try (WholeFile pngFile = new WholeFile(directory.resolve(figure.name() + ".png"), png);
        WholeFile svgFile = new WholeFile(directory.resolve(figure.name() + ".svg"), svg)) {
      // Both are on the disk under temporary names by now: what can still fail is only a rename.
      pngFile.publish();
      try {
        svgFile.publish();
      } catch (IOException e) {
        pngFile.withdraw();
        throw e;
      }
    }
  }
}
