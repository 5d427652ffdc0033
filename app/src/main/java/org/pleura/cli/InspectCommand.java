package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pleura.data.Dataset;
import org.pleura.run.Inspection;
import org.pleura.run.Json;
import org.pleura.run.Progress;
import org.pleura.run.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what there is in a folder or a zip of radiographs. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Says what there is in a folder or a zip of radiographs, reading every image.")
final class InspectCommand implements Callable<Integer> {

  /** How many names of a kind are printed before the rest is only counted. */
  private static final int NAMES = 10;

  private final Screen screen;

  @Mixin private CommonOptions common;
  @Mixin private ThreadsOption threads;

  @Parameters(
      paramLabel = "DIR|ZIP",
      description = "A folder or a zip with two class folders of PNG or JPEG images.")
  private Path location;

  InspectCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    Inspection inspection;
    try (Dataset data = Dataset.open(location, Optional.empty());
        ProgressDisplay display = ProgressDisplay.on(screen)) {
      inspection = Inspection.of(data, threads.count(), common.quiet() ? Progress.SILENT : display);
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
    Integer patients = inspection.patients();
    line(
        "%s",
        patients == null
            ? "Patients: not known, so images of one patient cannot be kept together."
            : "Patients: " + patients + ".");
    for (Inspection.Kind kind : inspection.kinds()) {
      line(
          "%5d %s files of %d x %d, %s of %d bits: read in colour %s, in gray %s",
          kind.files(),
          kind.format(),
          kind.width(),
          kind.height(),
          samples(kind.channels()),
          kind.bits(),
          kind.colourShape(),
          kind.grayShape());
    }
    names(
        "Files with the same content",
        inspection.identical().stream().map(group -> String.join(" = ", group)).toList());
    names("Passed over", inspection.passedOver());
    names(
        "Cannot be used", inspection.unusable().stream().map(Provenance.LeftOut::reason).toList());
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
    if (names.isEmpty()) {
      return;
    }
    line("%s: %d", what, names.size());
    names.stream().limit(NAMES).forEach(name -> line("  %s", name));
    if (names.size() > NAMES) {
      line("  and %d more", names.size() - NAMES);
    }
  }

  private void line(String format, Object... values) {
    screen.out().println(String.format(Locale.ROOT, format, values));
  }
}
