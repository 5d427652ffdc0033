package org.pleura.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final String HOSTILE =
      "\"><script>alert(1)</script><img src=x onerror='y'>&\u0000";

  private static ReportContent content(String text, List<ReportContent.Block> blocks) {
    return new ReportContent(
        text,
        List.of(text),
        List.of(
            new ReportContent.KeyNumber(
                text, text, text, Optional.of(new ReportContent.Interval(0.8, 0.7123, 0.8702)))),
        List.of(new ReportContent.Section(text, blocks)),
        List.of(new ReportContent.Fact(text, text)));
  }

  @Test
  void everyTextIsEscaped() {
    DrawnFigure figure = new Figure("x", HOSTILE, 30, 30, g -> {}).draw();
    String page =
        HtmlReport.page(
            content(
                HOSTILE,
                List.of(
                    new ReportContent.Paragraph(HOSTILE),
                    new ReportContent.Note(HOSTILE),
                    new ReportContent.Table(HOSTILE, List.of(HOSTILE), List.of(List.of(HOSTILE))),
                    new ReportContent.PictureRow(
                        HOSTILE,
                        HOSTILE,
                        List.of(Thumbnail.of(HOSTILE, HOSTILE, FigureSamples.slope(8, 8)))),
                    new ReportContent.Illustration(figure))));
    assertThat(page)
        .doesNotContain("<script")
        .doesNotContain("onerror='")
        .doesNotContain("\u0000")
        .contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    // Title and heading 2, summary 1, key number 3, section and link 2, paragraph and note 2, table
    // 3, row of pictures 2 and its picture 2, figure 1, fact 2: 20 times.
    assertThat(page.split("&lt;script&gt;", -1)).hasSize(20 + 1);
  }

  @Test
  void aTextThatLooksLikeAPlaceholderIsOnlyText() {
    String page = HtmlReport.page(content("100 %s", List.of()));
    assertThat(page).contains("<h1>100 %s</h1>");
  }

  @Test
  void nothingIsLoadedFromAnywhere() {
    String page =
        HtmlReport.page(
            content(
                "A run",
                List.of(new ReportContent.Illustration(FigureSamples.all().get(6).draw()))));
    assertThat(page)
        .contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("<link")
        .doesNotContain("@import")
        .contains("src=\"data:image/svg+xml;base64,");
  }

  @Test
  void itSaysOnceThatItIsNotForDiagnosis() {
    String page = HtmlReport.page(content("A run", List.of()));
    assertThat(page.split("For research and teaching, not for diagnosis\\.", -1)).hasSize(2);
  }

  @Test
  void figuresAndTablesAreNumberedWithTheirCaptions() {
    ReportContent.Table table =
        new ReportContent.Table(
            "The split.",
            List.of("part", "images"),
            List.of(List.of("training", "505"), List.of("test", "105")));
    ReportContent.Illustration figure =
        new ReportContent.Illustration(FigureSamples.all().get(6).draw());
    String page = HtmlReport.page(content("A run", List.of(table, figure, table, figure)));
    assertThat(page)
        .contains("<b>Table 1.</b> The split.", "<b>Table 2.</b> The split.")
        .contains("<b>Figure 1.</b> The worked example.", "<b>Figure 2.</b> The worked example.")
        .contains("<th scope=\"row\">training</th><td class=\"number\">505</td>");
  }

  @Test
  void anIntervalIsNeverTornAndATableThatGoesOnShowsAShadow() {
    ReportContent.Table table =
        new ReportContent.Table(
            "Figures.",
            List.of("figure", "value"),
            List.of(List.of("100 %s", "0.85 (0.76 to 0.92)"), List.of("change", "-0.1 to 0.2")));
    assertThat(HtmlReport.page(content("A run", List.of(table))))
        .contains("0.85 <span class=\"interval\">(0.76 to 0.92)</span></td>")
        .contains(
            "<span class=\"interval\">-0.1 to 0.2</span></td>", "<th scope=\"row\">100 %s</th>")
        .contains(".interval { white-space: nowrap; }")
        .containsPattern(
            "(?s)\\.scroll \\{[^}]*background-attachment: local, local, scroll, scroll;")
        // A figure is as wide as its place, on a telephone too.
        .contains(".plate img { display: block; max-width: 100%;")
        .doesNotContain("max-width: none; width: min(var(--width)");
  }

  @Test
  void aRowOfPicturesHasItsTitleAboveAndALabelAndAWordForTheBlindToEach() {
    Picture picture = FigureSamples.slope(300, 200);
    EvidenceFigure.Panel panel = new EvidenceFigure.Panel(FigureSamples.map(300, 200, 1), 1);
    String page =
        HtmlReport.page(
            content(
                "A run",
                List.of(
                    new ReportContent.PictureRow(
                        "1. e1.png.",
                        "Pred = 0.87.",
                        List.of(
                            Thumbnail.of("X-ray", "X-ray e1.png", picture),
                            Thumbnail.of("gradcam++", "GradCAM++ on e1.png", picture, panel))))));
    assertThat(page)
        .contains("<figcaption><b>1. e1.png.</b> Pred = 0.87.</figcaption>", "--pictures:2")
        // 300 x 200 at most 128 wide.
        .contains("<img alt=\"X-ray e1.png\" width=\"128\" height=\"85\" src=\"data:image/png;")
        .contains("<img alt=\"GradCAM++ on e1.png\" width=\"128\"", "\">gradcam++</span>");
  }

  @Test
  void anIntervalIsDrawnAtItsPlace() {
    // From 71.23 % to 87.02 %: 15.79 wide.
    assertThat(HtmlReport.page(content("A run", List.of())))
        .contains("left:71.23%;width:15.79%", "left:80.00%");
  }

  @Test
  void theHeadingsAreListedAndLinked() {
    assertThat(HtmlReport.page(content("Where it looked", List.of())))
        .contains("<a href=\"#section-1\">Where it looked</a>")
        .contains("<section id=\"section-1\">\n<h2>Where it looked</h2>");
  }

  @Test
  void theFileIsThePageAndNothingIsLeftBesideIt(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("run/report.html");
    ReportContent content = content("Gr\u00fc\u00dfe", List.of());
    HtmlReport.write(file, content);
    assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo(HtmlReport.page(content));
    assertThat(file.getParent().toFile().list()).containsExactly("report.html");
  }

  @Test
  void aPageThatCannotBeWrittenLeavesTheOldOne(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("report.html");
    Files.writeString(file, "old");
    Files.createDirectories(
        directory.resolve(".report.html." + ProcessHandle.current().pid() + ".part/full"));
    assertThatThrownBy(() -> HtmlReport.write(file, content("A run", List.of())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("report.html could not be written");
    assertThat(file).hasContent("old");
  }

  @Test
  void aRaggedTableIsRefused() {
    assertThatThrownBy(
            () -> new ReportContent.Table("The split.", List.of("a", "b"), List.of(List.of("1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The split.");
  }
}
