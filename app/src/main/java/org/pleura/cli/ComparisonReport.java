package org.pleura.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.audit.Comparison;
import org.pleura.audit.ImageAgreement.MapTraits;
import org.pleura.audit.Likeness.Measure;
import org.pleura.audit.MethodAgreement;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.SaliencyMethod;
import org.pleura.report.AgreementFigure;
import org.pleura.report.EvidenceFigure;
import org.pleura.report.ReportContent;
import org.pleura.report.ReportContent.Block;
import org.pleura.report.ReportContent.Fact;
import org.pleura.report.ReportContent.Note;
import org.pleura.report.ReportContent.Paragraph;
import org.pleura.report.ReportContent.PictureRow;
import org.pleura.report.ReportContent.Section;
import org.pleura.report.ReportContent.Table;
import org.pleura.report.RoundedProbability;
import org.pleura.report.Thumbnail;
import org.pleura.run.Classifier;
import org.pleura.run.Comparing.Compared;
import org.pleura.run.Comparing.Outcome;

/**
 * What the gallery of a comparison says.
 *
 * @param outcome of the comparison
 * @param classifier the model that was explained
 * @param drawn whether the images are phantoms
 */
record ComparisonReport(Outcome outcome, Classifier classifier, boolean drawn) {

  /**
   * The page.
   *
   * @param rows the images that are shown, from the wildest disagreement to the closest agreement
   */
  ReportContent content(List<AgreementFigure.Row> rows) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("How far the methods agree", agreement()));
    int left = outcome.comparison().ranked().size() - rows.size();
    if (left > 0) {
      int half = rows.size() / 2;
      sections.add(new Section("The " + half + " wildest disagreements", rows(rows, 0, half, 0)));
      List<Block> closest = new ArrayList<>();
      closest.add(
          new Paragraph(
              left
                  + (left == 1 ? " image" : " images")
                  + " between these and those above "
                  + (left == 1 ? "is" : "are")
                  + " left out here; comparison.json has the numbers of all."));
      closest.addAll(rows(rows, half, rows.size(), left));
      sections.add(new Section("The " + (rows.size() - half) + " closest agreements", closest));
    } else if (!rows.isEmpty()) {
      sections.add(
          new Section(
              "From the wildest disagreement to the closest agreement",
              rows(rows, 0, rows.size(), 0)));
    }
    if (!outcome.comparison().unranked().isEmpty()) {
      sections.add(new Section("Not ranked", unranked()));
    }
    return new ReportContent(
        "Where methods agree, and where they do not",
        List.of(shown(), reading()),
        List.of(),
        sections,
        List.of(
            new Fact("Pleura", Pleura.Version.current()),
            new Fact("Weight fingerprint (SHA-256)", classifier.network().fingerprint())));
  }

  private String shown() {
    return String.format(
        Locale.ROOT,
        "%d methods were asked where a network looked in each of %d %s when it told '%s' from"
            + " '%s'. Below stands how alike their maps are, and then the images themselves, from"
            + " the wildest disagreement to the closest agreement.",
        outcome.comparison().methods().size(),
        outcome.images().size(),
        drawn ? "phantoms (drawings made by Pleura, not radiographs of people)" : "chest X-rays",
        classifier.classes().positive(),
        classifier.classes().negative());
  }

  private String reading() {
    return String.format(
        Locale.ROOT,
        "An image's agreement is the rank correlation of its maps, signs included, the mean over"
            + " the pairs of methods: 1 where they put all pixels in the same order, 0 where one"
            + " order says nothing of the other, -1 where one is the other's reverse. It knows the"
            + " order of pixels only, not how strong the evidence is. Orange speaks for '%s', blue"
            + " against it; each map has a scale of its own, and beside its method stands how"
            + " strong it is among that method's maps. That methods agree does not make them"
            + " right.",
        classifier.classes().positive());
  }

  private List<Block> agreement() {
    Comparison comparison = outcome.comparison();
    List<String> header = new ArrayList<>(List.of("pair"));
    for (Measure measure : Measure.values()) {
      header.add(measure.words());
    }
    List<List<String>> rows = new ArrayList<>();
    for (MethodAgreement pair : comparison.pairs()) {
      List<String> row = new ArrayList<>(List.of(ResultText.names(pair)));
      pair.means()
          .values()
          .forEach(
              mean ->
                  row.add(
                      mean.estimate() instanceof Estimate.Known known
                          ? known.text()
                          : "undefined"));
      rows.add(row);
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            "Each pair of methods: the mean over the images, with its 95 % interval by the"
                + " bootstrap of images.",
            header, rows));
    ResultText.reasons(comparison, outcome.images().size())
        .forEach(reason -> blocks.add(new Note(reason)));
    blocks.add(methods());
    return blocks;
  }

  private Table methods() {
    List<List<String>> rows = new ArrayList<>();
    for (int method = 0; method < outcome.comparison().methods().size(); method++) {
      SaliencyMethod one = outcome.comparison().methods().get(method);
      MapTraits map = outcome.images().get(0).agreement().maps().get(method);
      rows.add(
          List.of(
              one.word(),
              one.title(),
              map.layer(),
              map.rows() + " \u00d7 " + map.columns(),
              String.format(Locale.ROOT, "%.3g", outcome.strongest(method))));
    }
    return new Table(
        "The methods, and the strongest evidence in a map of each.",
        List.of("method", "what it shows", "layer", "cells", "strongest"),
        rows);
  }

  /** Some of the images that are shown; their ranks are higher by those left out before them. */
  private List<Block> rows(List<AgreementFigure.Row> shown, int from, int to, int left) {
    List<SaliencyMethod> methods = outcome.comparison().methods();
    List<Block> blocks = new ArrayList<>();
    for (int i = from; i < to; i++) {
      AgreementFigure.Row row = shown.get(i);
      List<Thumbnail> pictures = new ArrayList<>();
      pictures.add(Thumbnail.of("X-ray", "X-ray " + row.file(), row.picture()));
      for (int method = 0; method < methods.size(); method++) {
        EvidenceFigure.Panel panel = row.panels().get(method);
        pictures.add(
            Thumbnail.of(
                label(method, panel),
                panel.map().method() + " on " + row.file(),
                row.picture(),
                panel));
      }
      blocks.add(new PictureRow((i + 1 + left) + ". " + row.file() + ".", row.title(), pictures));
    }
    return blocks;
  }

  /** The method, and how strong its map is among its maps of all images. */
  private String label(int method, EvidenceFigure.Panel panel) {
    double share = panel.map().strongest() / outcome.strongest(method);
    return String.format(
        Locale.ROOT,
        "%s, strongest %.0f %%",
        outcome.comparison().methods().get(method).word(),
        100 * share);
  }

  private List<Block> unranked() {
    List<List<String>> rows = new ArrayList<>();
    for (Comparison.Unranked image : outcome.comparison().unranked()) {
      Compared compared = outcome.images().get(image.image());
      rows.add(
          List.of(
              compared.radiograph().name(),
              compared.radiograph().className(),
              RoundedProbability.words(compared.probability(), 3),
              image.reason()));
    }
    return List.of(
        new Table(
            "Images of which the agreement is undefined.",
            List.of("image", "class", "Pred", "reason"),
            rows));
  }
}
