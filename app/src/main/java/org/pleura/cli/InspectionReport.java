package org.pleura.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pleura.data.Dataset;
import org.pleura.data.Radiograph;
import org.pleura.image.ImageFiles;
import org.pleura.report.Picture;
import org.pleura.report.ReportContent;
import org.pleura.report.ReportContent.Block;
import org.pleura.report.ReportContent.Fact;
import org.pleura.report.ReportContent.Note;
import org.pleura.report.ReportContent.Paragraph;
import org.pleura.report.ReportContent.PictureRow;
import org.pleura.report.ReportContent.Section;
import org.pleura.report.ReportContent.Table;
import org.pleura.report.Thumbnail;
import org.pleura.run.Inspection;
import org.pleura.run.Provenance;
import org.pleura.run.RepeatedFilms;

/** What the page of an inspection says, with the images it speaks of. */
final class InspectionReport {

  /** How many pairs, or single images, are shown of a kind. */
  private static final int SHOWN = 40;

  private final Dataset data;
  private final Inspection inspection;
  private final Map<String, Radiograph> byName = new HashMap<>();

  InspectionReport(Dataset data, Inspection inspection) {
    this.data = data;
    this.inspection = inspection;
    data.radiographs().forEach(radiograph -> byName.put(radiograph.name(), radiograph));
  }

  /** Everything; reads the images that are shown once more. */
  ReportContent content(String location, String version) throws IOException {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("The images", images()));
    sections.add(new Section("Films that are there twice", twice()));
    sections.add(new Section("What could leak the label", leaks()));
    sections.add(new Section("Images to look at", odd()));
    return new ReportContent(
        "Inspection of " + location,
        summary(inspection),
        List.of(),
        sections,
        List.of(new Fact("Data", location), new Fact("Pleura", version)));
  }

  /** The most important in sentences. */
  static List<String> summary(Inspection inspection) {
    List<String> sentences = new ArrayList<>();
    inspection
        .images()
        .forEach((name, count) -> sentences.add(count + " images of class '" + name + "'."));
    sentences.add("Patient overlap: " + inspection.patientOverlap() + ".");
    long suspicious = inspection.leaks().stream().filter(Inspection.Leak::isSuspicious).count();
    sentences.add(
        suspicious == 0
            ? "Nothing suspicious tells the label without a look at the lungs."
            : "Suspicious ways to tell the label without a look at the lungs: %d of %d."
                .formatted(suspicious, inspection.leaks().size()));
    return sentences;
  }

  private List<Block> images() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Paragraph(inspection.positiveClassReason()));
    List<List<String>> rows = new ArrayList<>();
    for (Inspection.Kind kind : inspection.kinds()) {
      rows.add(
          List.of(
              String.valueOf(kind.files()),
              kind.format(),
              kind.width() + " x " + kind.height(),
              String.valueOf(kind.channels()),
              String.valueOf(kind.bits()),
              InspectCommand.counts(kind.byClass())));
    }
    blocks.add(
        new Table(
            "The files.", List.of("files", "format", "pixels", "channels", "bits", "of"), rows));
    List<List<String>> grays = new ArrayList<>();
    inspection
        .grays()
        .forEach(
            (name, gray) ->
                grays.add(
                    List.of(
                        name,
                        number(gray.darkest()),
                        number(gray.median()),
                        number(gray.brightest()))));
    blocks.add(
        new Table(
            "Mean gray of the images, 0 black to 255 white.",
            List.of("class", "darkest", "median", "brightest"),
            grays));
    inspection.tooFew().forEach(sentence -> blocks.add(new Note(sentence)));
    classTable("Views.", "view", inspection.views()).ifPresent(blocks::add);
    classTable("Sexes.", "sex", inspection.sexes()).ifPresent(blocks::add);
    if (!inspection.ages().isEmpty()) {
      List<List<String>> ages = new ArrayList<>();
      inspection
          .ages()
          .forEach(
              (name, age) ->
                  ages.add(
                      List.of(
                          name,
                          String.valueOf(age.youngest()),
                          String.valueOf(age.median()),
                          String.valueOf(age.oldest()),
                          String.valueOf(age.unknown()))));
      blocks.add(
          new Table(
              "Ages in years.", List.of("class", "youngest", "median", "oldest", "unknown"), ages));
    }
    return blocks;
  }

  private static String number(double gray) {
    return String.format(Locale.ROOT, "%.0f", gray);
  }

  private Optional<Block> classTable(
      String caption, String what, Map<String, Map<String, Integer>> counts) {
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    List<List<String>> rows = new ArrayList<>();
    counts.forEach(
        (value, byClass) ->
            rows.add(
                List.of(
                    value,
                    String.valueOf(byClass.getOrDefault(inspection.positiveClass(), 0)),
                    String.valueOf(byClass.getOrDefault(inspection.negativeClass(), 0)))));
    return Optional.of(
        new Table(
            caption, List.of(what, inspection.positiveClass(), inspection.negativeClass()), rows));
  }

  private List<Block> twice() throws IOException {
    List<Block> blocks = new ArrayList<>();
    if (!inspection.identical().isEmpty()) {
      blocks.add(
          new Table(
              "Files with the same bytes.",
              List.of("images"),
              inspection.identical().stream()
                  .map(names -> List.of(String.join(" = ", names)))
                  .toList()));
    }
    blocks.add(
        new Paragraph(
            inspection.nearDuplicates().isEmpty()
                ? "No two different files show the same film, as far as their looks tell."
                : "Pairs of different files that show the same film: "
                    + inspection.nearDuplicates().size()
                    + ". A stratified split keeps both of a pair in one part."));
    addPairs(blocks, inspection.nearDuplicates());
    if (!inspection.closest().isEmpty()) {
      blocks.add(
          new Note(
              "The next pairs are the most alike that are taken for different films; look whether"
                  + " the line is drawn rightly. They may well be of one patient."));
      addPairs(blocks, inspection.closest());
    }
    return blocks;
  }

  private void addPairs(List<Block> blocks, List<RepeatedFilms.Pair> pairs) throws IOException {
    for (RepeatedFilms.Pair pair : pairs.subList(0, Math.min(SHOWN, pairs.size()))) {
      blocks.add(
          new PictureRow(
              String.format(Locale.ROOT, "%.3f", pair.correlation()),
              kind(pair),
              List.of(thumbnail(pair.first()), thumbnail(pair.second()))));
    }
    if (pairs.size() > SHOWN) {
      blocks.add(new Paragraph("And " + (pairs.size() - SHOWN) + " pairs more."));
    }
  }

  /** How one image of a pair was changed, in a word or two. */
  static String kind(RepeatedFilms.Pair pair) {
    if (pair.mirrored()) {
      return pair.inverted() ? "mirrored and inverted" : "mirrored";
    }
    return pair.inverted() ? "inverted" : "";
  }

  private Thumbnail thumbnail(String name) throws IOException {
    Radiograph radiograph = byName.get(name);
    if (radiograph == null) {
      throw new IllegalStateException("no radiograph is named " + name);
    }
    return Thumbnail.of(
        name, "the image " + name, Picture.of(ImageFiles.decodeGray(data.read(radiograph), name)));
  }

  private List<Block> leaks() {
    List<Block> blocks = new ArrayList<>();
    for (Inspection.Leak leak : inspection.leaks()) {
      blocks.add(leak.isSuspicious() ? new Note(leak.sentence()) : new Paragraph(leak.sentence()));
    }
    return blocks;
  }

  private List<Block> odd() throws IOException {
    List<Block> blocks = new ArrayList<>();
    if (!inspection.inverted().isEmpty()) {
      blocks.add(
          new Paragraph(
              "Grays seem to be inverted: "
                  + InspectCommand.counts(inspection.invertedByClass())
                  + "."));
    }
    for (String name : first(inspection.inverted())) {
      blocks.add(new PictureRow(name, "inverted grays", List.of(thumbnail(name))));
    }
    for (Provenance.LeftOut image : first(inspection.exposure())) {
      blocks.add(new PictureRow(image.image(), image.reason(), List.of(thumbnail(image.image()))));
    }
    for (Provenance.LeftOut image : first(inspection.unusable())) {
      blocks.add(new Paragraph(image.reason()));
    }
    if (blocks.isEmpty()) {
      blocks.add(new Paragraph("None is inverted, very dark, very bright or unusable."));
    }
    return blocks;
  }

  private static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(SHOWN, all.size()));
  }
}
