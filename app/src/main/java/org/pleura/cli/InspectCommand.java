package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.pleura.report.HtmlReport;
import org.pleura.run.Inspection;
import org.pleura.run.Json;
import org.pleura.run.Progress;
import org.pleura.run.Provenance;
import org.pleura.run.RepeatedFilms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what there is in a folder or a zip of radiographs. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Says what there is in a folder or a zip of radiographs, reading every image: counts,"
          + " patients, films that are there twice although their files differ, odd images, and how"
          + " well the label can be told without a look at the lungs.",
      "With --out, leaves a page with pictures of the images it speaks of."
    })
final class InspectCommand implements Callable<Integer> {

  /** How many names of a kind are printed before the rest is only counted. */
  private static final int NAMES = 10;

  private final Screen screen;

  @Mixin private CommonOptions common;
  @Mixin private ThreadsOption threads;

  @Mixin private DataOptions options;

  @Parameters(
      paramLabel = "DIR|ZIP",
      description =
          "A folder or a zip with two class folders of PNG or JPEG images, or with images whose"
              + " findings are in a table (--csv, --positive).")
  private Path location;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Leave inspection.html and inspection.json there.")
  private @Nullable Path out;

  InspectCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    Inspection inspection;
    try (ProgressDisplay display = ProgressDisplay.on(screen);
        Inspection.Inspected inspected =
            Inspection.of(
                location,
                options.labelling(Optional.empty()),
                threads.count(),
                common.quiet() ? Progress.SILENT : display)) {
      inspection = inspected.inspection();
      if (out != null) {
        HtmlReport.write(
            out.resolve("inspection.html"),
            new InspectionReport(inspected.data(), inspection)
                .content(location.toString(), Pleura.Version.current()));
        inspection.write(out.resolve("inspection.json"));
      }
    }
    if (common.json()) {
      screen.out().println(Json.text(inspection));
    } else {
      print(inspection);
    }
    return inspection.unusable().isEmpty() ? ExitCode.DONE : ExitCode.UNUSABLE_DATA;
  }

  private void print(Inspection inspection) {
    inspection
        .images()
        .forEach(
            (name, count) ->
                line(
                    "%-20s %5d images, label %d",
                    name, count, name.equals(inspection.positiveClass()) ? 1 : 0));
    line("%s", inspection.positiveClassReason());
    inspection
        .ofNeitherClass()
        .forEach((why, count) -> line("%5d images left out: %s", count, why));
    Integer patients = inspection.patients();
    if (patients != null) {
      line("Patients: %d.", patients);
    }
    line("Patient overlap: %s.", inspection.patientOverlap());
    byClass("View", inspection, inspection.views());
    byClass("Sex", inspection, inspection.sexes());
    inspection
        .ages()
        .forEach(
            (name, age) ->
                line(
                    "Age, %s: %d to %d years, median %d%s",
                    name,
                    age.youngest(),
                    age.oldest(),
                    age.median(),
                    age.unknown() == 0 ? "" : ", unknown of " + age.unknown() + " images"));
    if (inspection.oddAges() != null) {
      line("%s", inspection.oddAges());
    }
    inspection
        .grays()
        .forEach(
            (name, gray) ->
                line(
                    "Mean gray, %s: %.0f to %.0f, median %.0f",
                    name, gray.darkest(), gray.brightest(), gray.median()));
    for (Inspection.Kind kind : inspection.kinds()) {
      line(
          "%5d %s files of %d x %d, %s of %d bits: read in colour %s, in gray %s%s",
          kind.files(),
          kind.format(),
          kind.width(),
          kind.height(),
          samples(kind.channels()),
          kind.bits(),
          kind.colourShape(),
          kind.grayShape(),
          inspection.kinds().size() > 1 ? "; " + counts(kind.byClass()) : "");
    }
    names(
        "Files with the same content",
        inspection.identical().stream().map(group -> String.join(" = ", group)).toList());
    names(
        "Different files that show the same film",
        inspection.nearDuplicates().stream().map(InspectCommand::pair).toList());
    if (inspection.nearDuplicates().isEmpty()) {
      line("No two different files show the same film, as far as their looks tell.");
    }
    if (inspection.contradictions() > 0) {
      line(
          "Of films that are there twice, %d bear both labels; one of the two is wrong.",
          inspection.contradictions());
    }
    names(
        "Grays seem to be inverted",
        inspection.inverted(),
        " (" + counts(inspection.invertedByClass()) + ")");
    names(
        "Very dark or very bright",
        inspection.exposure().stream()
            .map(image -> image.image() + ": " + image.reason())
            .toList());
    names("Passed over", inspection.passedOver());
    names(
        "Cannot be used", inspection.unusable().stream().map(Provenance.LeftOut::reason).toList());
    inspection.tooFew().forEach(sentence -> line("%s", sentence));
    line("What could leak the label:");
    inspection.leaks().forEach(leak -> line("  %s", leak.sentence()));
    if (out != null) {
      line("Page: %s", out.resolve("inspection.html"));
    }
  }

  /** As "40 effusion, 0 normal". */
  static String counts(Map<String, Integer> byClass) {
    return byClass.entrySet().stream()
        .map(one -> one.getValue() + " " + one.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String pair(RepeatedFilms.Pair pair) {
    String kind = InspectionReport.kind(pair);
    return String.format(
        Locale.ROOT,
        "%s = %s (%.3f%s)",
        pair.first(),
        pair.second(),
        pair.correlation(),
        kind.isEmpty() ? "" : ", " + kind);
  }

  private void byClass(
      String what, Inspection inspection, Map<String, Map<String, Integer>> counts) {
    counts.forEach(
        (value, byClass) ->
            line(
                "%s %s: %d %s, %d %s",
                what,
                value,
                byClass.getOrDefault(inspection.positiveClass(), 0),
                inspection.positiveClass(),
                byClass.getOrDefault(inspection.negativeClass(), 0),
                inspection.negativeClass()));
  }

  private static String samples(int channels) {
    return switch (channels) {
      case 1 -> "gray";
      case 2 -> "gray and alpha";
      case 3 -> "colour";
      default -> channels + " channels";
    };
  }

  private void names(String what, List<String> names) {
    names(what, names, "");
  }

  private void names(String what, List<String> names, String more) {
    if (names.isEmpty()) {
      return;
    }
    line("%s: %d%s", what, names.size(), more);
    names.stream().limit(NAMES).forEach(name -> line("  %s", name));
    if (names.size() > NAMES) {
      line("  and %d more", names.size() - NAMES);
    }
  }

  private void line(String format, Object... values) {
    screen.out().println(String.format(Locale.ROOT, format, values));
  }
}
