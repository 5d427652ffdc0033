package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.explain.ExplainedScore;
import org.pleura.explain.GradCamPlusPlus;
import org.pleura.report.Figure;
import org.pleura.report.SaliencyFigure;
import org.pleura.run.Classifier;
import org.pleura.run.Explanation;
import org.pleura.run.ImageFile;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}: where a run's model looked in images. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description =
        "Shows where the best model of a run looked in images: GradCAM++ at the last convolution,"
            + " as a picture (PNG and SVG) and as numbers (JSON).")
final class ExplainCommand implements Callable<Integer> {

  private final Screen screen;

  @Mixin private CommonOptions common;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to (default: RUN/explanations).")
  private @Nullable Path out;

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path run;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG or JPEG files.")
  private List<Path> images;

  ExplainCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.open(run);
    Classifier classifier = Classifier.of(folder);
    Path to = out == null ? folder.explanations() : out;
    List<Explanation> explanations = new ArrayList<>();
    for (Path image : images) {
      float[] prepared = ImageFile.prepared(image, classifier.preparation());
      Explanation explanation =
          Explanation.of(
              new GradCamPlusPlus(Optional.empty(), ExplainedScore.PROBABILITY),
              classifier,
              ImageFile.name(image),
              ImageFile.mark(image),
              -1,
              prepared);
      explanation.write(to);
      picture(explanation, prepared).draw().write(to);
      explanations.add(explanation);
    }
    try (Narration narration = new Narration(screen, common)) {
      new ResultText(narration).explanations(explanations);
      narration.line("");
      for (Explanation explanation : explanations) {
        narration.line("Written: %s", to.resolve(explanation.fileName() + ".png"));
      }
      narration.json(explanations.stream().map(Explanation::json).toList());
    }
    return ExitCode.DONE;
  }

  private static Figure picture(Explanation explanation, float[] prepared) {
    return SaliencyFigure.single(
        explanation.fileName(),
        "Where the network looked: "
            + explanation.map().method()
            + " at layer "
            + explanation.map().layer()
            + ".",
        ResultFigures.tile(explanation, prepared, "not known"));
  }
}
