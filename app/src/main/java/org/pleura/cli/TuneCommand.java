package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.run.Divided;
import org.pleura.run.HeldFolder;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;
import org.pleura.run.WarmUp;
import org.pleura.tune.Preset;
import org.pleura.tune.Rung;
import org.pleura.tune.Search;
import org.pleura.tune.Space;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code tune}: looks for a better plan. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    description = {
      "Looks for a better plan: trains configurations of it for a part of its epochs, the best"
          + " third of them three times as long, and so on (successive halving), and ranks them by"
          + " the loss of the kept model on the validation images. No model is asked about the test"
          + " images.",
      "What varies is said with --vary, --space or --preset; otherwise what is worth varying first."
          + " Leaves tuning.csv, tuning.json, best.json, a figure, a report, and a run for each"
          + " training in trial-7/epochs-10 and so on (--out: runs/DATE-PLAN-tune by default)."
    })
final class TuneCommand implements Callable<Integer> {

  private final Screen screen;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private RunOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR|ZIP",
      description =
          "A folder or a zip with two class folders of PNG or JPEG images; not with --resume.")
  private @Nullable Path location;

  @Option(
      names = {"--vary", "--grid"},
      paramLabel = "PATH=VALUES",
      description = {
        "A value of the plan that varies, by values or a range; may be given several times. Without"
            + " a range all combinations are a grid. For example:",
        "network.dropout=0.4/0.6/0.8",
        "augmentation.rotationRange=0..15",
        "training.learningRate=0.0003..0.01:log",
        "training.patience=3..10:integer",
        "(log: evenly in its logarithm)"
      })
  private List<String> varied = new ArrayList<>();

  @Option(
      names = "--space",
      paramLabel = "FILE",
      description = {
        "The same as --vary, of one value or several, from a JSON file with an object such as:",
        "{\"network.dropout\": [0.4, 0.6]}",
        "{\"training.learningRate\": \"0.0003..0.01:log\"}"
      })
  private @Nullable Path space;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      converter = PresetName.class,
      description =
          "An exercise of the lesson, each value trained to the end: dropout, batch-normalization,"
              + " filters, learning-rate or early-stopping.")
  private @Nullable Preset preset;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description =
          "How many configurations start, drawn at random by the seed (default: all of a grid, 9"
              + " with a range).")
  private @Nullable Integer trials;

  @Option(
      names = "--no-halving",
      description = "Train every configuration for all of the plan's epochs.")
  private boolean noHalving;

  /** Reads a preset's name, with hyphens. */
  static final class PresetName implements ITypeConverter<Preset> {
    @Override
    public Preset convert(String text) {
      List<String> names = new ArrayList<>();
      for (Preset one : Preset.values()) {
        String name = one.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        if (name.equals(text)) {
          return one;
        }
        names.add(name);
      }
      throw new TypeConversionException(
          "expected one of " + String.join(", ", names) + ", but it is '" + text + "'");
    }
  }

  TuneCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    boolean resumes = options.resumes(location != null);
    checkUsage(resumes);
    try (Narration narration = new Narration(screen, common)) {
      if (resumes) {
        resume(options.resumedSearch(), narration);
      } else if (location != null) {
        begin(location, narration);
      }
    }
    return ExitCode.DONE;
  }

  private void checkUsage(boolean resumes) {
    boolean asked = !varied.isEmpty() || space != null || preset != null;
    if (resumes && (asked || trials != null || noHalving)) {
      throw wrong(
          "--resume goes on with the configurations that the search was begun with, so --vary,"
              + " --grid, --space, --preset, --trials and --no-halving cannot stand beside it.");
    }
    if (!resumes && location == null) {
      throw wrong("tune needs a folder or a zip of radiographs, or a search to --resume.");
    }
    if (trials != null && (trials < 1 || trials > Space.MOST_TRIALS)) {
      throw wrong("--trials must be 1 to " + Space.MOST_TRIALS + ", but it is " + trials + ".");
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private void begin(Path data, Narration narration) throws IOException {
    Plan base = options.plan(Plan.lesson(), preset == null ? List.of() : preset.settings());
    List<List<String>> configurations =
        space(base)
            .configurations(
                trials == null ? OptionalInt.empty() : OptionalInt.of(trials), base.seed());
    // Refused before anything is read: what is no plan, a number of threads, a place.
    Search.plans(base, configurations);
    List<Rung> rungs =
        noHalving || preset != null
            ? Rung.single(configurations.size())
            : Rung.halving(configurations.size(), base.training().epochs());
    int threads = options.threads();
    options.checkFolder(Optional.of(data));
    WarmUp.inBackground();
    try (RunData read = options.read(data, base, narration)) {
      Divided divided = Divided.of(base, read, threads, narration.progress());
      try (HeldFolder held = options.newFolder(PlanFile.runName(base) + "-tune")) {
        held.unlocked().ifPresent(narration::note);
        goOn(
            Search.begin(
                held.folder(),
                base,
                configurations,
                rungs,
                read,
                divided,
                options.loading(),
                Pleura.Version.current()),
            narration);
      }
    }
  }

  private Space space(Plan base) throws IOException {
    List<Space> asked = new ArrayList<>();
    if (preset != null) {
      asked.add(preset.space());
    }
    if (space != null) {
      asked.add(Space.read(space));
    }
    if (!varied.isEmpty()) {
      asked.add(Space.of(varied));
    }
    if (asked.isEmpty()) {
      return Space.usual(base);
    }
    Space all = asked.get(0);
    for (Space other : asked.subList(1, asked.size())) {
      all = all.and(other);
    }
    return all;
  }

  private void resume(RunFolder folder, Narration narration) throws IOException {
    if (isOver(folder, narration)) { // and stays so: not even a lock is to be left in its folder
      return;
    }
    try (HeldFolder held = HeldFolder.of(folder)) {
      // Asked again, now that nobody else can be at its last step.
      if (isOver(folder, narration)) {
        return;
      }
      WarmUp.inBackground();
      held.unlocked().ifPresent(narration::note);
      Search resumed = Search.reopen(held.folder(), options.loading(), narration.progress());
      try (RunData data = resumed.data()) {
        narration.note("Going on with " + folder.path() + ", on " + data.location() + ".");
        goOn(resumed, narration);
      }
    }
  }

  private static boolean isOver(RunFolder folder, Narration narration) throws IOException {
    boolean over = Run.isOver(folder);
    if (over) {
      narration.line("%s is finished; its figures are in %s", folder.path(), folder.tuning());
    }
    return over;
  }

  private static void goOn(Search search, Narration narration) throws IOException {
    SearchTalk talk = new SearchTalk(search, narration);
    talk.before();
    Interruption interruption = Interruption.expectInTrials(search.folder(), narration);
    try {
      talk.after(search.run(talk));
    } finally {
      interruption.isOver();
    }
  }
}
