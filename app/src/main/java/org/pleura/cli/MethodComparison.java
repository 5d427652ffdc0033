package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pleura.explain.Heatmap;
import org.pleura.explain.SaliencyMethod;
import org.pleura.report.AgreementFigure;
import org.pleura.report.DrawnFigure;
import org.pleura.report.EvidenceFigure;
import org.pleura.report.HtmlReport;
import org.pleura.report.Picture;
import org.pleura.run.Classifier;
import org.pleura.run.Comparing;
import org.pleura.run.Comparing.Compared;
import org.pleura.run.Comparing.Outcome;
import org.pleura.run.Comparing.Shown;
import org.pleura.run.Explanation;
import org.pleura.run.OtherData;
import org.pleura.run.RunFolder;

/**
 * Compares methods over a run's test images, and leaves the numbers, the gallery and two figures.
 *
 * @param methods two or more
 * @param classifier the run's model
 * @param images which images
 */
record MethodComparison(List<SaliencyMethod> methods, Classifier classifier, TestImages images) {

  /** So many images from each end of the ranking are in the gallery. */
  static final int SHOWN = 25;

  private static final int DRAWN = 5;

  Outcome run(int threads, Narration narration) throws IOException {
    return Comparing.run(
        methods, classifier, images.chosen(), images.data(), SHOWN, threads, narration.progress());
  }

  /** Writes comparison.json, gallery.html and, if an image could be ranked, the figures. */
  List<Path> write(Outcome outcome, RunFolder asked, Path to) throws IOException {
    List<AgreementFigure.Row> rows = new ArrayList<>();
    for (Shown shown : outcome.shown()) {
      rows.add(row(outcome, shown));
    }
    List<DrawnFigure> figures = new ArrayList<>();
    if (!rows.isEmpty()) {
      int drawn = Math.min(DRAWN, rows.size());
      List<AgreementFigure.Row> closest =
          new ArrayList<>(rows.subList(rows.size() - drawn, rows.size()));
      Collections.reverse(closest);
      figures.add(
          AgreementFigure.of(
                  "wildest",
                  "Where the methods disagree most, the wildest disagreement first; each map in its"
                      + " own scale.",
                  rows.subList(0, drawn))
              .draw());
      figures.add(
          AgreementFigure.of(
                  "closest", "Where the methods agree most, the closest agreement first.", closest)
              .draw());
    }
    List<Path> written = new ArrayList<>();
    Comparing.write(
        to,
        outcome,
        images.run().isPresent() ? Optional.empty() : OtherData.notOwn(asked, images.data()));
    written.add(to.resolve("comparison.json"));
    Path gallery = to.resolve("gallery.html");
    HtmlReport.write(
        gallery, new ComparisonReport(outcome, classifier, images.data().drawn()).content(rows));
    written.add(gallery);
    for (DrawnFigure figure : figures) {
      figure.write(to);
      written.add(to.resolve(figure.figure().name() + ".png"));
    }
    return written;
  }

  private AgreementFigure.Row row(Outcome outcome, Shown shown) throws IOException {
    Compared image = outcome.images().get(shown.image());
    List<EvidenceFigure.Panel> panels = new ArrayList<>();
    List<String> strengths = new ArrayList<>();
    for (int method = 0; method < methods.size(); method++) {
      // What is compared is the order of pixels, so each map has a scale of its own: under one for
      // all images the faint maps, which disagree most, would hardly be seen.
      Explanation explanation = shown.explanations().get(method);
      Heatmap map = explanation.map();
      panels.add(EvidenceFigure.Panel.of(explanation.method(), map, map.strongest()));
      double share = map.strongest() / outcome.strongest(method);
      strengths.add(String.format(Locale.ROOT, "%.0f %%", 100 * share));
    }
    Picture picture =
        Picture.ofOwnRange(
            images.data().images().prepared(image.radiograph()),
            classifier.preparation().width(),
            classifier.preparation().height());
    String scales = "full colour at " + String.join(", ", strengths) + " of the method's strongest";
    return new AgreementFigure.Row(
        picture, known(image), image.radiograph().name(), scales, panels);
  }

  /** What is known of an image, in a line. */
  static String known(Compared image) {
    return String.format(
        Locale.ROOT,
        "Class: %s. Pred = %.3f. Agreement %.2f.",
        image.radiograph().className(),
        image.probability(),
        image.agreement().overall().orElseThrow());
  }
}
