package org.pleura.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pleura.run.WholeFile;

/**
 * One HTML page that holds a whole report: style and figures inside, no script, nothing loaded from
 * anywhere (the page itself forbids it to the browser). It follows the reader's choice of light or
 * dark, and is readable on a phone and on paper.
 */
public final class HtmlReport {
  private static final String STYLE = style();
  private static final String NOT_FOR_DIAGNOSIS = "For research and teaching, not for diagnosis.";

  /** So many rows fit on a page with room to spare. */
  private static final int SHORT = 16;

  /** A number, perhaps with its interval, its spread or its unit. */
  private static final String NUMBERS = "[-+\u2212]?[0-9.]([-+\u22120-9.,:%() ]|e|to|SD)*";

  /** Of more columns the numbers are let go over two lines on paper, or they would overflow. */
  private static final int NARROW = 6;

  private static final Pattern INTERVAL = Pattern.compile("\\(?-?[\\d.]+ to -?[\\d.]+\\)?");

  private final StringBuilder html = new StringBuilder(1 << 20);
  private int figures;
  private int tables;

  private HtmlReport() {}

  /**
   * Writes the page, whole or not at all. A file of that name is replaced.
   *
   * @param file where to, for example RUN/report.html; its folder is made if it is missing
   * @param content what the report says
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, ReportContent content) throws IOException {
    WholeFile.write(file, page(content).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the page.
   *
   * @param content what the report says
   * @return HTML 5, every text of the content escaped
   */
  public static String page(ReportContent content) {
    HtmlReport report = new HtmlReport();
    report.addPage(content);
    return report.html.toString();
  }

  private void addPage(ReportContent content) {
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    html.append(" img-src data:; style-src 'unsafe-inline'\">\n");
    html.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    add("<title>%s</title>\n", content.title());
    html.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<main>\n");
    addHeader(content);
    addContents(content);
    for (int i = 0; i < content.sections().size(); i++) {
      addSection(i + 1, content.sections().get(i));
    }
    if (!content.provenance().isEmpty()) {
      html.append("<section id=\"provenance\">\n<h2>Provenance</h2>\n");
      addFacts(content.provenance());
      html.append("</section>\n");
    }
    html.append("</main>\n</body>\n</html>\n");
  }

  private void addHeader(ReportContent content) {
    html.append("<header id=\"result\">\n<p class=\"maker\">Pleura</p>\n");
    add("<h1>%s</h1>\n", content.title());
    html.append("<div class=\"summary\">\n");
    for (String sentence : content.summary()) {
      add("<p>%s</p>\n", sentence);
    }
    html.append("</div>\n");
    add("<p class=\"caution\">%s</p>\n", NOT_FOR_DIAGNOSIS);
    if (!content.keyNumbers().isEmpty()) {
      html.append("<dl class=\"numbers\">\n");
      content.keyNumbers().forEach(this::addKeyNumber);
      html.append("</dl>\n");
    }
    html.append("</header>\n");
  }

  private void addKeyNumber(ReportContent.KeyNumber number) {
    add("<div><dt>%s</dt><dd class=\"value\">%s</dd>", number.label(), number.value());
    if (number.interval().isPresent()) {
      ReportContent.Interval interval = number.interval().get();
      html.append(
          String.format(
              Locale.ROOT,
              "<dd class=\"range\" aria-hidden=\"true\"><i style=\"left:%.2f%%;width:%.2f%%\"></i>"
                  + "<b style=\"left:%.2f%%\"></b></dd>",
              100 * interval.low(),
              100 * (interval.high() - interval.low()),
              100 * interval.value()));
    }
    add("<dd class=\"detail\">%s</dd></div>\n", number.detail());
  }

  private void addContents(ReportContent content) {
    html.append("<nav aria-label=\"Contents\">\n<ol>\n");
    for (int i = 0; i < content.sections().size(); i++) {
      ReportContent.Section section = content.sections().get(i);
      add("<li><a href=\"#" + anchor(i + 1, section) + "\">%s</a></li>\n", section.heading());
    }
    if (!content.provenance().isEmpty()) {
      html.append("<li><a href=\"#provenance\">Provenance</a></li>\n");
    }
    html.append("</ol>\n</nav>\n");
  }

  private static String anchor(int number, ReportContent.Section section) {
    return section.anchor().isEmpty() ? "section-" + number : section.anchor();
  }

  private void addSection(int number, ReportContent.Section section) {
    html.append("<section id=\"").append(anchor(number, section)).append("\">\n");
    add("<h2>%s</h2>\n", section.heading());
    for (ReportContent.Block block : section.blocks()) {
      addBlock(block);
    }
    html.append("</section>\n");
  }

  private void addBlock(ReportContent.Block block) {
    if (block instanceof ReportContent.Paragraph paragraph) {
      add("<p>%s</p>\n", paragraph.text());
    } else if (block instanceof ReportContent.Note note) {
      add("<p class=\"note\">%s</p>\n", note.text());
    } else if (block instanceof ReportContent.Points points) {
      html.append("<ul>\n");
      points.texts().forEach(text -> add("<li>%s</li>\n", text));
      html.append("</ul>\n");
    } else if (block instanceof ReportContent.Command command) {
      add("<pre tabindex=\"0\"><code>%s</code></pre>\n", command.line());
    } else if (block instanceof ReportContent.Facts facts) {
      addFacts(facts.facts());
    } else if (block instanceof ReportContent.Checks checks) {
      addChecks(checks);
    } else if (block instanceof ReportContent.Table table) {
      addTable(table);
    } else if (block instanceof ReportContent.Illustration illustration) {
      addFigure(illustration.figure());
    } else if (block instanceof ReportContent.PictureRow row) {
      addPictureRow(row);
    }
  }

  private void addTable(ReportContent.Table table) {
    tables++;
    // Printed, a short table is kept on one page.
    String length = table.rows().size() <= SHORT ? " short" : "";
    String width = table.header().size() > NARROW ? " class=\"wide\"" : "";
    html.append("<div class=\"scroll").append(length).append("\" tabindex=\"0\">\n");
    html.append("<table").append(width).append(">\n");
    add("<caption><b>Table " + tables + ".</b> %s</caption>\n<thead><tr>", table.caption());
    boolean[] numeric = new boolean[table.header().size()];
    for (int column = 0; column < numeric.length; column++) {
      numeric[column] = isNumeric(table.rows(), column);
      add("<th scope=\"col\"" + side(numeric[column]) + ">%s</th>", table.header().get(column));
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      html.append("<tr>");
      for (int column = 0; column < numeric.length; column++) {
        boolean head = column == 0 && !numeric[0];
        add(head ? "<th scope=\"row\">" : "<td" + side(numeric[column]) + ">");
        addWithWholeIntervals(row.get(column));
        html.append(head ? "</th>" : "</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table>\n</div>\n");
  }

  /** A line that ends within an interval would take its two ends apart. */
  private void addWithWholeIntervals(String text) {
    Matcher interval = INTERVAL.matcher(text);
    int from = 0;
    while (interval.find()) {
      add(
          "%s<span class=\"interval\">%s</span>",
          text.substring(from, interval.start()), interval.group());
      from = interval.end();
    }
    add("%s", text.substring(from));
  }

  private void addChecks(ReportContent.Checks checks) {
    tables++;
    html.append("<div class=\"scroll\" tabindex=\"0\">\n<table class=\"checks\">\n");
    add("<caption><b>Table " + tables + ".</b> %s</caption>\n<thead><tr>", checks.caption());
    html.append("<th scope=\"col\">item</th><th scope=\"col\">what it asks for</th>");
    html.append("<th scope=\"col\">answer</th></tr></thead>\n<tbody>\n");
    for (ReportContent.Check item : checks.items()) {
      add("<tr><th scope=\"row\">%s</th><td>%s</td><td>", item.number(), item.words());
      add("%s", item.answer());
      if (!item.anchor().isEmpty()) {
        add(" <a href=\"#%s\">%s</a>", item.anchor(), "See " + item.anchor() + ".");
      }
      if (!item.toWrite().isEmpty()) {
        add(" <em class=\"write\">%s</em>", item.toWrite());
      }
      html.append("</td></tr>\n");
    }
    html.append("</tbody>\n</table>\n</div>\n");
  }

  private static boolean isNumeric(List<List<String>> rows, int column) {
    return !rows.isEmpty()
        && rows.stream()
            .map(row -> row.get(column))
            .allMatch(cell -> cell.isEmpty() || cell.matches(NUMBERS));
  }

  private static String side(boolean numeric) {
    return numeric ? " class=\"number\"" : "";
  }

  private void addFigure(DrawnFigure drawn) {
    figures++;
    Figure figure = drawn.figure();
    html.append("<figure id=\"").append(figure.name()).append("\">\n");
    html.append("<div class=\"plate\" tabindex=\"0\"><img alt=\"Figure ").append(figures);
    html.append(": ").append(figure.name().replaceFirst("^[0-9]+-", "").replace('-', ' '));
    html.append("\" style=\"--width:").append(figure.fullWidth());
    html.append("px\" width=\"").append(figure.fullWidth());
    html.append("\" height=\"").append(figure.fullHeight());
    html.append("\" src=\"").append(drawn.dataUri()).append("\"></div>\n");
    add(
        "<figcaption><b>Figure " + figures + ".</b> %s</figcaption>\n</figure>\n",
        figure.caption());
  }

  private void addPictureRow(ReportContent.PictureRow row) {
    add("<figure class=\"row\">\n<figcaption><b>%s</b> %s</figcaption>\n", row.title(), row.text());
    html.append("<div style=\"--pictures:").append(row.pictures().size()).append("\">\n");
    for (Thumbnail picture : row.pictures()) {
      add("<span><img alt=\"%s\"", picture.description());
      html.append(" width=\"").append(picture.width());
      html.append("\" height=\"").append(picture.height());
      html.append("\" src=\"").append(picture.dataUri());
      add("\">%s</span>\n", picture.label());
    }
    html.append("</div>\n</figure>\n");
  }

  private void addFacts(List<ReportContent.Fact> facts) {
    html.append("<dl class=\"facts\">\n");
    for (ReportContent.Fact fact : facts) {
      add("<div><dt>%s</dt><dd>%s</dd></div>\n", fact.name(), fact.value());
    }
    html.append("</dl>\n");
  }

  /** Adds markup of ours with texts of others in its %s, escaped. */
  private void add(String markup, String... texts) {
    int from = 0;
    for (String text : texts) {
      int at = markup.indexOf("%s", from);
      html.append(markup, from, at).append(escape(text));
      from = at + 2;
    }
    html.append(markup, from, markup.length());
  }

  /** Escaped for both text and quoted attributes; what no page should hold is replaced. */
  static String escape(String text) {
    return Ink.printable(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException(
            "report.css must stand beside HtmlReport.class but is missing; build Pleura again.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css beside HtmlReport.class cannot be read.", e);
    }
  }
}
