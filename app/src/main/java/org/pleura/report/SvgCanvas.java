package org.pleura.report;

import java.awt.Graphics;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.awt.image.ImageObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.DOMGroupManager;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A canvas that writes down what is painted on it as SVG. Text stays text, and each carries its
 * length: a viewer with another font squeezes it into the place it was set for. Pictures are
 * embedded as PNG.
 */
final class SvgCanvas extends SVGGraphics2D {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final String XLINK = "http://www.w3.org/1999/xlink";

  private SvgCanvas(Document document) {
    super(document);
  }

  private SvgCanvas(SvgCanvas canvas) {
    super(canvas);
  }

  static byte[] draw(Figure figure) {
    Document document =
        GenericDOMImplementation.getDOMImplementation().createDocument(SVG, "svg", null);
    SvgCanvas canvas = new SvgCanvas(document);
    figure.paintOn(canvas);
    Element root = canvas.getRoot();
    root.setAttributeNS(null, "width", Integer.toString(figure.fullWidth()));
    root.setAttributeNS(null, "height", Integer.toString(figure.fullHeight()));
    root.setAttributeNS(null, "viewBox", "0 0 " + figure.fullWidth() + " " + figure.fullHeight());
    root.setAttributeNS(null, "role", "img");
    nameFonts(root);
    Element title = document.createElementNS(SVG, "title");
    title.appendChild(document.createTextNode(Ink.printable(figure.caption())));
    root.insertBefore(title, root.getFirstChild());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      canvas.stream(root, writer, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing an SVG to memory failed.", e);
    }
    return bytes.toByteArray();
  }

  /** Names fonts of the same proportions before the viewer's own. */
  private static void nameFonts(Element element) {
    if ("sans-serif".equals(element.getAttributeNS(null, "font-family"))) {
      element.setAttributeNS(null, "font-family", "DejaVu Sans, Verdana, sans-serif");
    }
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element inner) {
        nameFonts(inner);
      }
    }
  }

  @Override
  public Graphics create() {
    return new SvgCanvas(this);
  }

  @Override
  public void drawString(String text, float x, float y) {
    if (text.isEmpty()) {
      return;
    }
    Element element = getDOMFactory().createElementNS(SVG, "text");
    element.setAttributeNS(null, "x", number(x));
    element.setAttributeNS(null, "y", number(y));
    element.setAttributeNS(null, "textLength", number(Ink.width(text, getFont())));
    element.setAttributeNS(null, "lengthAdjust", "spacingAndGlyphs");
    element.appendChild(getDOMFactory().createTextNode(text));
    domGroupManager.addElement(element, DOMGroupManager.FILL);
  }

  @Override
  public boolean drawImage(
      Image picture, int x, int y, int width, int height, @Nullable ImageObserver observer) {
    if (!(picture instanceof BufferedImage image)) {
      return super.drawImage(picture, x, y, width, height, observer);
    }
    String png = Base64.getEncoder().encodeToString(PngPicture.encode(image));
    Element element = getDOMFactory().createElementNS(SVG, "image");
    element.setAttributeNS(null, "x", Integer.toString(x));
    element.setAttributeNS(null, "y", Integer.toString(y));
    element.setAttributeNS(null, "width", Integer.toString(width));
    element.setAttributeNS(null, "height", Integer.toString(height));
    element.setAttributeNS(null, "preserveAspectRatio", "none");
    element.setAttributeNS(XLINK, "xlink:href", "data:image/png;base64," + png);
    domGroupManager.addElement(element);
    return true;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
