package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Part;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.ThresholdRule;
import org.pleura.report.DrawnFigure;
import org.pleura.report.Figure;
import org.pleura.report.HtmlReport;
import org.pleura.report.ResultFigures;
import org.pleura.run.Classes;
import org.pleura.run.Classifier;
import org.pleura.run.Evaluating;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.EvaluationFile;
import org.pleura.run.Groupings;
import org.pleura.run.OtherData;
import org.pleura.run.Pairing;
import org.pleura.run.Predicting;
import org.pleura.run.Prediction;
import org.pleura.run.PredictionsFile;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code evaluate}: what predictions are worth: a run's, those on other images, or any table's. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Evaluates predictions: those of RUN/predictions.csv, or of any table with --predictions."
          + " Writes evaluation.json, evaluation.html and figures. A run's report stays as it was"
          + " until the command report brings it up to date.",
      "A table needs the columns label (1 or 0) and probability, and may have image, logit, patient,"
          + " part (train, validation, test), sex, age and view.",
      "With --data, asks the run's model about all images of another data set first; predictions,"
          + " evaluation and figures go to a folder of their own."
    })
final class EvaluateCommand implements Callable<Integer> {

  private static final String EITHER =
      "Name either the folder of a run or a table with --predictions.";

  private final Screen screen;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private ThreadsOption threads;
  @Mixin private LoadingOptions loading;
  @Mixin private DataOptions labels;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "The folder of a run.")
  private @Nullable Path run;

  @Option(
      names = "--predictions",
      paramLabel = "CSV",
      description = "A table of predictions made elsewhere, instead of a run.")
  private @Nullable Path table;

  @Option(
      names = "--data",
      paramLabel = "DIR|ZIP",
      description =
          "Another data set: with the same two class folders, or with --csv and its like.")
  private @Nullable Path data;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      converter = RuleWord.class,
      description =
          "Above which a probability is called positive: a number (default: 0.5), or chosen on the"
              + " validation part: youden, or sensitivity=S.")
  private ThresholdRule threshold = new ThresholdRule.Fixed(Run.THRESHOLD);

  @Option(
      names = "--prevalence",
      paramLabel = "P",
      description = "Gives the predictive values at this prevalence too, 0 to 1.")
  private @Nullable Double prevalence;

  @Option(
      names = "--groups",
      paramLabel = "CSV",
      description =
          "A table with sex, age or view by image or by patient, to evaluate groups apart; NIH's"
              + " Data_Entry table is one.")
  private @Nullable Path groups;

  @Option(
      names = "--against",
      paramLabel = "RUN|CSV",
      description = "Another model's predictions of the same test images, to compare with.")
  private @Nullable Path against;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where to (default: RUN, RUN/evaluations/NAME with --data, or NAME-evaluation beside the"
              + " table).")
  private @Nullable Path out;

  /** Reads a rule, so that a wrong word is wrong usage. */
  static final class RuleWord implements ITypeConverter<ThresholdRule> {
    @Override
    public ThresholdRule convert(String text) {
      try {
        return ThresholdRule.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Predictions to evaluate, what their classes are called, and where the results go. */
  private record Subject(Pairing.Side side, Classes classes, RunFolder to, Path groupedBy) {}

  EvaluateCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    try (Narration narration = new Narration(screen, common)) {
      Subject subject = subject(narration);
      List<String> notes = new ArrayList<>();
      Evaluation evaluation = evaluation(subject, notes);
      Optional<Evaluating.Against> other =
          against == null
              ? Optional.empty()
              : Optional.of(
                  Evaluating.against(subject.side(), Pairing.Side.read(against), threshold));
      notes.forEach(narration::note);
      write(subject, evaluation, other, notes);
      EvaluationText text = new EvaluationText(narration);
      text.evaluation(evaluation, subject.classes().positive(), subject.classes().negative());
      other.ifPresent(text::comparison);
      narration.line("");
      narration.line(
          "Written: %s, %s, and figures in %s",
          subject.to().evaluation(), page(subject.to()), subject.to().figures());
      narration.json(EvaluationFile.json(evaluation, other));
    }
    return ExitCode.DONE;
  }

  private void checkUsage() {
    if (run != null && table != null) {
      throw wrong(EITHER);
    }
    if (table != null && data != null) {
      throw wrong("--data asks the model of a run; a table of --predictions has none.");
    }
    if (data == null && !labels.areDefaults()) {
      throw wrong(
          "--csv, --positive and their like say what is on other images; name those with --data.");
    }
    if (prevalence != null && !(prevalence > 0 && prevalence < 1)) {
      throw wrong(
          "--prevalence must be more than 0 and less than 1, but it is " + prevalence + ".");
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private Evaluation evaluation(Subject subject, List<String> notes) throws IOException {
    List<Prediction> predictions = subject.side().predictions();
    Groupings groupings =
        groups != null
            ? Groupings.inTable(groups, predictions)
            : Groupings.inPredictions(subject.groupedBy());
    notes.addAll(groupings.notes());
    notes.addAll(Evaluating.oddities(predictions));
    return Evaluating.of(
        predictions,
        new Evaluation.Asked(
            threshold,
            prevalence == null ? OptionalDouble.empty() : OptionalDouble.of(prevalence),
            groupings.groupings()));
  }

  private void write(
      Subject subject,
      Evaluation evaluation,
      Optional<Evaluating.Against> other,
      List<String> notes)
      throws IOException {
    RunFolder to = subject.to();
    EvaluationFile.write(to.evaluation(), evaluation, other);
    Classes classes = subject.classes();
    List<Figure> figures =
        new ArrayList<>(
            ResultFigures.evaluation(evaluation, classes.positive(), classes.negative()));
    other.flatMap(one -> ResultFigures.comparison(evaluation, one)).ifPresent(figures::add);
    List<DrawnFigure> drawn = new ArrayList<>();
    for (Figure figure : figures) {
      DrawnFigure picture = figure.draw();
      picture.write(to.figures());
      drawn.add(picture);
    }
    HtmlReport.write(
        page(to),
        EvaluationPage.content(
            subject.side().name(), EvaluationFacts.read(to.evaluation()), drawn, notes));
  }

  private static Path page(RunFolder to) {
    return to.path().resolve("evaluation.html");
  }

  private Subject subject(Narration narration) throws IOException {
    if (table != null) {
      return new Subject(
          new Pairing.Side(table.toString(), PredictionsFile.read(table), Map.of()),
          new Classes("positive", "negative"),
          new RunFolder(out == null ? beside(table) : out),
          table);
    }
    if (run == null) {
      throw wrong(EITHER);
    }
    RunFolder folder = RunFolder.open(run);
    Classes classes = Classes.of(folder);
    if (data != null) {
      RunFolder to = new RunFolder(out == null ? inside(folder, data) : out);
      Pairing.Side other = predict(folder, data, to, narration);
      return new Subject(other, classes, to, to.predictions());
    }
    Pairing.Side own =
        new Pairing.Side(
            folder.path().toString(), read(folder), Pairing.Side.fingerprints(folder.split()));
    return new Subject(
        own, classes, out == null ? folder : new RunFolder(out), folder.predictions());
  }

  private static Path beside(Path table) {
    Path name = table.getFileName();
    String whole = name == null ? "predictions" : name.toString();
    int ending = whole.lastIndexOf('.');
    return table.resolveSibling((ending > 0 ? whole.substring(0, ending) : whole) + "-evaluation");
  }

  private static Path inside(RunFolder folder, Path data) {
    Path name = data.toAbsolutePath().normalize().getFileName();
    return folder.path().resolve("evaluations").resolve(name == null ? "data" : name.toString());
  }

  private static List<Prediction> read(RunFolder folder) throws IOException {
    if (!Files.exists(folder.predictions())) {
      throw new IOException(
          folder.predictions()
              + " does not exist; "
              + (folder.isImported()
                  ? "an imported model is asked about data that are named with --data."
                  : "the run has not come so far. Go on with it (--resume), or name data with"
                      + " --data."));
    }
    List<Prediction> predictions = PredictionsFile.read(folder.predictions());
    if (predictions.stream().noneMatch(one -> one.part() == Part.TEST)) {
      throw new IOException(
          folder.predictions()
              + " holds predictions of the validation part alone, as a search leaves them; train the"
              + " plan that it found, or name other data with --data.");
    }
    return predictions;
  }

  /** The predictions of all other images, and those of the run's own validation part. */
  private Pairing.Side predict(RunFolder folder, Path other, RunFolder to, Narration narration)
      throws IOException {
    Classifier classifier = Classifier.of(folder);
    try (RunData read =
        RunData.labelled(
            other,
            labels.labelling(Optional.of(classifier.classes().positive())),
            classifier.preparation(),
            loading.loading(threads.count()),
            narration.progress())) {
      OtherData.claim(to, read);
      OtherData.notNew(folder, read).ifPresent(narration::note);
      read.images().leftOut().forEach(left -> narration.note("Left out: " + left.reason()));
      List<Prediction> predictions =
          new ArrayList<>(Predicting.all(classifier, read, threads.count(), narration.progress()));
      PredictionsFile.write(to.predictions(), predictions);
      Map<String, String> fingerprints = new HashMap<>();
      read.images().radiographs().forEach(one -> fingerprints.put(one.name(), one.sha256()));
      if (Files.exists(folder.predictions())) {
        PredictionsFile.read(folder.predictions()).stream()
            .filter(one -> one.part() == Part.VALIDATION)
            .forEach(predictions::add);
      }
      return new Pairing.Side(to.path().toString(), predictions, fingerprints);
    }
  }
}
