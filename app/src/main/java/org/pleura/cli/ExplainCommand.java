package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.explain.ExplainedScore;
import org.pleura.explain.GradCamPlusPlus;
import org.pleura.explain.SaliencyMethod;
import org.pleura.explain.ScoreCam;
import org.pleura.report.EvidenceFigure;
import org.pleura.report.Figure;
import org.pleura.report.Picture;
import org.pleura.run.Classifier;
import org.pleura.run.Explanation;
import org.pleura.run.ImageFile;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain}: where a run's model looked in images. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Shows where the best model of a run looked in images: for each image a picture with the maps"
          + " of all methods (PNG and SVG), and each map as numbers (JSON, and NPY for NumPy).",
      "Maps are of the logit; orange speaks for the positive class, blue against it. A method's"
          + " colours have one scale over all images of a call."
    })
final class ExplainCommand implements Callable<Integer> {

  private final Screen screen;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      split = ",",
      defaultValue = "gradcam++",
      description = {
        "One or several, with commas between: gradcam, gradcam++, scorecam, layercam, hirescam,"
            + " gradient, smoothgrad, integrated-gradients, occlusion, rise; as the lesson has"
            + " them: gradcam++-lesson, scorecam-lesson; controls that only look like maps: sobel,"
            + " centre, random.",
        "Default: ${DEFAULT-VALUE}."
      })
  private List<String> words;

  @Option(
      names = "--layer",
      paramLabel = "LAYER",
      description = "The layer whose feature maps are explained (default: the last convolution).")
  private @Nullable String layer;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description =
          "Of an imported model of several classes, the one that is asked about (default: the one"
              + " named --positive when it was imported).")
  private @Nullable String positive;

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

  /** One image with what each method says of it. */
  private record Explained(Picture picture, List<Explanation> explanations) {}

  @Override
  public Integer call() throws IOException {
    List<SaliencyMethod> methods = methods();
    RunFolder folder = RunFolder.open(run);
    Classifier classifier = Classifier.of(folder, Optional.ofNullable(positive));
    Path to = out == null ? folder.explanations() : out;
    List<Explained> explained = new ArrayList<>();
    for (Path image : images) {
      float[] prepared = ImageFile.prepared(image, classifier.preparation());
      List<Explanation> explanations = new ArrayList<>();
      for (SaliencyMethod method : methods) {
        explanations.add(
            Explanation.of(
                method, classifier, ImageFile.name(image), ImageFile.mark(image), -1, prepared));
      }
      Picture picture =
          Picture.ofOwnRange(
              prepared, classifier.preparation().width(), classifier.preparation().height());
      explained.add(new Explained(picture, explanations));
    }
    Map<SaliencyMethod, Double> strongest = strongest(explained);
    try (Narration narration = new Narration(screen, common)) {
      List<Explanation> all = new ArrayList<>();
      for (int method = 0; method < methods.size(); method++) {
        for (Explained one : explained) {
          all.add(one.explanations().get(method));
        }
      }
      new ResultText(narration).explanations(all);
      narration.line("");
      for (Explained one : explained) {
        for (Explanation explanation : one.explanations()) {
          explanation.write(to);
        }
        Figure figure = figure(one, strongest, classifier);
        figure.draw().write(to);
        narration.line("Written: %s", to.resolve(figure.name() + ".png"));
      }
      narration.json(all.stream().map(Explanation::json).toList());
    }
    return ExitCode.DONE;
  }

  private List<SaliencyMethod> methods() {
    try {
      Optional<String> asked = Optional.ofNullable(layer);
      return words.stream().distinct().map(word -> SaliencyMethod.named(word, asked)).toList();
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(spec.commandLine(), unknown.getMessage() + ".", unknown);
    }
  }

  private static Map<SaliencyMethod, Double> strongest(List<Explained> explained) {
    Map<SaliencyMethod, Double> strongest = new LinkedHashMap<>();
    for (Explained one : explained) {
      for (Explanation explanation : one.explanations()) {
        strongest.merge(explanation.method(), explanation.map().strongest(), Math::max);
      }
    }
    return strongest;
  }

  private static Figure figure(
      Explained one, Map<SaliencyMethod, Double> strongest, Classifier classifier) {
    Explanation first = one.explanations().get(0);
    List<EvidenceFigure.Panel> panels = new ArrayList<>();
    for (Explanation explanation : one.explanations()) {
      boolean lessons = isLessons(explanation.method());
      double most = strongest.getOrDefault(explanation.method(), 0.0);
      // An empty map has no colour on any scale.
      panels.add(new EvidenceFigure.Panel(explanation.map(), lessons ? 0 : most == 0 ? 1 : most));
    }
    return EvidenceFigure.of(
        first.imageName(),
        "Where the network looked, as each method has it.",
        one.picture(),
        String.format(
            Locale.ROOT,
            "Class: not known. Pred = %.2f (%s)",
            first.probability(),
            classifier.classes().positive()),
        first.image(),
        panels);
  }

  private static boolean isLessons(SaliencyMethod method) {
    return (method instanceof GradCamPlusPlus plus && plus.score() == ExplainedScore.PROBABILITY)
        || (method instanceof ScoreCam score && score.weights() == ScoreCam.Weights.LESSON);
  }
}
