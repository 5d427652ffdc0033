package org.pleura.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
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
   * Reads a figure that was written before. The SVG says its size and what it shows.
   *
   * @param directory where NAME.png and NAME.svg are
   * @param name the figure's name
   * @return the figure; its drawing paints the pixels of the PNG
   * @throws IOException if a file cannot be read, or the SVG is none of a figure
   */
  public static DrawnFigure read(Path directory, String name) throws IOException {
    byte[] png = Files.readAllBytes(directory.resolve(name + ".png"));
    Path file = directory.resolve(name + ".svg");
    byte[] svg = Files.readAllBytes(file);
    try {
      XMLInputFactory factory = XMLInputFactory.newFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(svg));
      // Batik's document type stands before the first element.
      while (reader.next() != XMLStreamConstants.START_ELEMENT) {}
      int width = Integer.parseInt(reader.getAttributeValue(null, "width")) - 2 * Figure.MARGIN;
      int height = Integer.parseInt(reader.getAttributeValue(null, "height")) - 2 * Figure.MARGIN;
      reader.nextTag();
      reader.require(XMLStreamConstants.START_ELEMENT, null, "title");
      String caption = reader.getElementText();
      Figure figure = new Figure(name, caption, width, height, canvas -> paint(canvas, png));
      return new DrawnFigure(figure, png, svg);
    } catch (XMLStreamException | IllegalArgumentException e) {
      throw new IOException(file + " is damaged: it is no figure that Pleura wrote.", e);
    }
  }

  private static void paint(Graphics2D canvas, byte[] png) {
    try {
      BufferedImage pixels = ImageIO.read(new ByteArrayInputStream(png));
      int width = pixels.getWidth() / Figure.PIXELS_PER_UNIT;
      int height = pixels.getHeight() / Figure.PIXELS_PER_UNIT;
      canvas.drawImage(pixels, -Figure.MARGIN, -Figure.MARGIN, width, height, null);
    } catch (IOException e) {
      throw new UncheckedIOException("a PNG in memory could not be read", e);
    }
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

  /** The same with a caption that says so first. */
  DrawnFigure notOfThisRun() {
    Figure marked =
        new Figure(
            figure.name(),
            "Not of this run. " + figure.caption(),
            figure.width(),
            figure.height(),
            figure.drawing());
    return new DrawnFigure(marked, png, svg);
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
