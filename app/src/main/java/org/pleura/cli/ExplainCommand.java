package org.pleura.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.pleura.explain.SaliencyMethod;
import org.pleura.report.EvidenceFigure;
import org.pleura.report.Figure;
import org.pleura.report.Picture;
import org.pleura.run.Classifier;
import org.pleura.run.Comparing;
import org.pleura.run.Doubts;
import org.pleura.run.Explanation;
import org.pleura.run.ImageFile;
import org.pleura.run.RunFacts;
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
          + " colours have one scale over all images of a call.",
      "With --compare, and no IMAGE: how far methods agree over the test images, as numbers with"
          + " intervals, and as a gallery from the wildest disagreement to the closest agreement."
    })
final class ExplainCommand implements Callable<Integer> {

  private final Screen screen;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      split = ",",
      description = {
        "One or several, with commas between: gradcam, gradcam++, scorecam, layercam, hirescam,"
            + " gradient, smoothgrad, integrated-gradients, occlusion, rise; as the lesson has"
            + " them: gradcam++-lesson, scorecam-lesson; controls that only look like maps: sobel,"
            + " centre, random.",
        "Default: gradcam++, with --compare gradcam++,scorecam."
      })
  private @Nullable List<String> words;

  @Option(
      names = "--layer",
      paramLabel = "LAYER",
      description =
          "The layer whose feature maps are explained (default: the last that everything goes"
              + " through, a convolution if there is one).")
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
      description = "Where to (default: RUN/explanations, with --compare RUN/comparison).")
  private @Nullable Path out;

  @Option(
      names = "--compare",
      description = "Compare the methods, two or more, over the run's test images.")
  private boolean compare;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "With --compare: how many test images at most, from the first (default:"
              + " ${DEFAULT-VALUE}).")
  private int most;

  @Option(
      names = "--data",
      paramLabel = "DIR|ZIP",
      description =
          "With --compare: other images than the run's own; an imported model has none of its own.")
  private @Nullable Path data;

  @Mixin private ThreadsOption threads;
  @Mixin private LoadingOptions loading;

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path run;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "IMAGE",
      description = "PNG or JPEG files; none with --compare.")
  private @Nullable List<Path> images;

  ExplainCommand(Screen screen) {
    this.screen = screen;
  }

  /** One image with what each method says of it. */
  private record Explained(Picture picture, List<Explanation> explanations) {}

  @Override
  public Integer call() throws IOException {
    List<SaliencyMethod> methods = methods();
    List<Path> files = images == null ? List.of() : images;
    checkUsage(methods, files);
    RunFolder folder = RunFolder.open(run);
    Classifier classifier = Classifier.of(folder, Optional.ofNullable(positive));
    if (compare) {
      compare(methods, folder, classifier);
    } else {
      explain(methods, files, folder, classifier);
    }
    return ExitCode.DONE;
  }

  private void checkUsage(List<SaliencyMethod> methods, List<Path> files) {
    if (compare && !files.isEmpty()) {
      throw wrong("--compare takes the test images, so no IMAGE; leave out " + files.get(0));
    }
    if (compare && methods.size() < 2) {
      throw wrong("--compare needs two methods or more; name them with --method");
    }
    if (!compare && files.isEmpty()) {
      throw wrong("no IMAGE is given; name one or more, or compare methods with --compare");
    }
    for (String option :
        List.of("--images", "--data", "--threads", "--skip-unreadable", "--cache")) {
      if (!compare && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw wrong(option + " belongs to --compare, which is not given");
      }
    }
    TestImages.requireSome(spec.commandLine(), most);
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence + ".");
  }

  private void compare(List<SaliencyMethod> methods, RunFolder folder, Classifier classifier)
      throws IOException {
    Path to = out == null ? folder.comparison() : out;
    try (Narration narration = new Narration(screen, common);
        TestImages testImages =
            TestImages.of(
                folder, classifier, data, most, loading.loading(threads.count()), narration)) {
      MethodComparison comparison = new MethodComparison(methods, classifier, testImages);
      Comparing.Outcome outcome = comparison.run(threads.count(), narration);
      new ResultText(narration).comparison(outcome);
      narration.line("");
      for (Path file : comparison.write(outcome, folder, to)) {
        narration.line("Written: %s", file);
      }
      narration.json(Comparing.json(outcome));
    }
  }

  private void explain(
      List<SaliencyMethod> methods, List<Path> files, RunFolder folder, Classifier classifier)
      throws IOException {
    Path to = out == null ? folder.explanations() : out;
    Doubts doubts = Doubts.of(folder);
    List<Warnings> warnings = new ArrayList<>();
    List<Explained> explained = new ArrayList<>();
    for (Path file : files) {
      ImageFile image = ImageFile.read(file);
      float[] prepared = image.prepared(classifier.preparation());
      // The run's own images are known by their content, wherever the files lie now.
      Optional<RunFacts.Filed> own = doubts.own(image);
      String name = own.map(RunFacts.Filed::image).orElseGet(image::name);
      int label = own.map(RunFacts.Filed::label).orElse(-1);
      warnings.add(new Warnings(file.toString(), doubts.about(image, prepared)));
      List<Explanation> explanations = new ArrayList<>();
      for (SaliencyMethod method : methods) {
        explanations.add(Explanation.of(method, classifier, name, image.sha256(), label, prepared));
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
      Warnings.say(narration, warnings, doubts);
      narration.line("");
      for (Explained one : explained) {
        for (Explanation explanation : one.explanations()) {
          explanation.write(to);
        }
        Figure figure = figure(one, strongest, classifier, folder.isImported());
        figure.draw().write(to);
        narration.line("Written: %s", to.resolve(figure.name() + ".png"));
      }
      narration.json(json(all, warnings));
    }
  }

  /** The explanations method by method, of each method image by image. */
  private static List<ObjectNode> json(List<Explanation> all, List<Warnings> warnings) {
    List<ObjectNode> documents = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      ObjectNode json = all.get(i).json();
      ArrayNode said = json.putArray("warnings");
      warnings.get(i % warnings.size()).sentences().forEach(said::add);
      documents.add(json);
    }
    return documents;
  }

  private List<SaliencyMethod> methods() {
    List<String> names =
        words != null ? words : compare ? List.of("gradcam++", "scorecam") : List.of("gradcam++");
    try {
      Optional<String> asked = Optional.ofNullable(layer);
      return names.stream().distinct().map(word -> SaliencyMethod.named(word, asked)).toList();
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
      Explained one,
      Map<SaliencyMethod, Double> strongest,
      Classifier classifier,
      boolean imported) {
    Explanation first = one.explanations().get(0);
    List<EvidenceFigure.Panel> panels = new ArrayList<>();
    for (Explanation explanation : one.explanations()) {
      double most = strongest.getOrDefault(explanation.method(), 0.0);
      panels.add(EvidenceFigure.Panel.of(explanation.method(), explanation.map(), most));
    }
    return EvidenceFigure.of(
        first.imageName(),
        "Where the network looked, as each method has it.",
        one.picture(),
        String.format(
            Locale.ROOT,
            "%s. Pred = %.3f (of %s)",
            switch (first.label()) {
              case 1 -> "Class: " + classifier.classes().positive();
              case 0 -> "Class: " + classifier.classes().negative();
              default -> imported ? "Class: not known" : "Not an image of this run";
            },
            first.probability(),
            classifier.classes().positive()),
        first.image(),
        panels);
  }
}
