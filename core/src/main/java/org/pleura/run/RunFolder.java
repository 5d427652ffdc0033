package org.pleura.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of one run: the files in which its steps meet, each under its fixed name.
 *
 * <pre>
 * plan.json          everything asked for, defaults included; or instead
 * import.json        where a model trained elsewhere came from, and how it is to be asked
 * split.csv          image, sha256, patient, label, part
 * duplicates.csv     images that show one film, where the split asked
 * history.csv        epoch, loss, accuracy, val_loss, val_accuracy, seconds
 * model.keras        the weights to keep so far, as the plan says
 * exported.onnx      the same for other software, as .keras, .h5 or .onnx
 * checkpoint/        what is needed to resume
 * typicality.json    what is usual among the training images
 * predictions.csv    image, patient, label, part, logit, probability; sex, age, view, followup
 * evaluation.json    every figure with its interval, or its reason for having none
 * evaluation.html    the same as a page, where evaluate was asked
 * evaluations/       the same on other data, a folder for each
 * audit.json         which ways of explaining passed which checks, with the figures
 * explanations/      per image and method: the map as numbers, its mass
 * comparison/        how far methods agree, with the images from wildest to closest
 * figures/           PNG and SVG
 * phantoms/          the drawn radiographs of a run without data
 * report.html        one self-contained file
 * model-card.md      the same facts as a model card
 * provenance.json    versions, machine, data and weight fingerprints, time
 * .lock              empty; locked while somebody trains here ({@link HeldFolder})
 * </pre>
 *
 * <p>That of a cross-validation holds plan.json and provenance.json, and:
 *
 * <pre>
 * folds.csv             image, sha256, patient, label, fold
 * crossvalidation.json  what was asked, and every figure by fold and by seed
 * seed-42/fold-1/       one run for each fold and seed; its test part is the fold
 * seed-42/              a run without a model: every image's prediction by the fold that left it out
 * report.html           all of that as one self-contained file
 * </pre>
 *
 * <p>That of a search for a better plan holds plan.json, split.csv, duplicates.csv, figures/ and
 * provenance.json, and:
 *
 * <pre>
 * tuning.json           what was asked, and what each training brought
 * tuning.csv            the same as a table, a column for each value that varies
 * best.json             the best plan, in the end
 * trial-7/epochs-10/    one run for each training; its predictions are of the validation part alone
 * report.html           all of that as one self-contained file
 * </pre>
 *
 * <p>Every file is written under a temporary name and renamed, so a reader meets it whole or not at
 * all.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

  /** Where runs are put if nothing else is said: the folder runs beside whoever asks. */
  public static final Path RUNS = Path.of("runs");

  /** A fold is two levels deep in its cross-validation, a training as deep in its search. */
  private static final int DEEPEST = 2;

  private static final List<String> FILES =
      List.of(
          "split.csv",
          "duplicates.csv",
          "history.csv",
          "model.keras",
          "exported.keras",
          "exported.h5",
          "exported.onnx",
          "typicality.json",
          "predictions.csv",
          "evaluation.json",
          "evaluation.html",
          "audit.json",
          "report.html",
          "model-card.md",
          "provenance.json",
          "folds.csv",
          "crossvalidation.json",
          "tuning.csv",
          "best.json",
          "tuning.json",
          // The last, because they are what makes a folder a run: an interrupted deletion can be
          // repeated.
          "import.json",
          "plan.json");

  private static final List<String> FOLDERS =
      List.of(
          "checkpoint",
          "comparison",
          "evaluations",
          "explanations",
          "figures",
          "phantoms",
          ".phantoms.part");

  /**
   * Makes the folder of a new run.
   *
   * @param path where; missing parents are made
   * @param force whether the files of a run that is there already may be deleted
   * @return the empty folder
   * @throws RunExistsException if a run is there and {@code force} is not set, if something is
   *     there that is no run, or if another process trains there or in a part of it; nothing is
   *     deleted then
   * @throws IOException if the folder cannot be made
   */
  public static RunFolder create(Path path, boolean force) throws IOException {
    requireReplaceable(path, force);
    RunFolder run = new RunFolder(path);
    HeldFolder.requireNobodyElse(run);
    if (run.isRun()) {
      run.clear();
    }
    Files.createDirectories(path);
    return run;
  }

  /**
   * Checks, before anything long begins, that {@link #create} would not refuse.
   *
   * @param path where the run is to be
   * @param force whether a run that is there may be replaced
   * @throws RunExistsException as {@link #create}, and if somebody trains there or in a part of it
   * @throws IOException if the folder cannot be looked at
   */
  public static void requireFree(Path path, boolean force) throws IOException {
    Optional<RunFolder> held = HeldFolder.heldAt(new RunFolder(path));
    if (held.isPresent()) {
      throw new RunExistsException(
          held.get().path()
              + " is being trained in at this moment; wait until that has ended, or name another"
              + " folder with --out.");
    }
    requireReplaceable(path, force);
  }

  private static void requireReplaceable(Path path, boolean force) throws IOException {
    if (!Files.exists(path) || isEmptyFolder(path)) {
      return;
    }
    if (!new RunFolder(path).isRun()) {
      throw new RunExistsException(
          path + " exists and is not the folder of a run; name another folder with --out.");
    }
    if (!force) {
      boolean search = new RunFolder(path).isSearch();
      throw new RunExistsException(
          path
              + (search
                  ? " already holds a search; go on with it by tune --resume " + path + ","
                  : " already holds a run;")
              + " name another folder with --out, or replace it with --force.");
    }
  }

  /** Refuses a folder in which there is anything. */
  static void requireUnused(Path path) throws IOException {
    if (Files.exists(path) && !isEmptyFolder(path)) {
      throw new RunExistsException(
          path + " is not empty; name a new or an empty folder with --out.");
    }
  }

  /**
   * Makes the folder of a new run under a name of its own: the date and what it is of, with -2, -3
   * and so on behind it when that is taken.
   *
   * @param parent the folder of all runs
   * @param date the day of the run
   * @param name what it is of, as {@link PlanFile#runName}
   * @return the empty folder
   * @throws NotWrittenException if the folder cannot be made
   */
  public static RunFolder createNamed(Path parent, LocalDate date, String name) throws IOException {
    requireRoom(parent);
    try {
      Files.createDirectories(parent);
      for (int number = 1; ; number++) {
        Path path = parent.resolve(date + "-" + name + (number == 1 ? "" : "-" + number));
        try {
          return new RunFolder(Files.createDirectory(path));
        } catch (FileAlreadyExistsException taken) {
          // Somebody has this name, perhaps since a moment ago: try the next.
        }
      }
    } catch (IOException e) {
      throw new NotWrittenException(
          "no folder can be made in " + parent + ": " + WholeFile.reason(e) + ".", e);
    }
  }

  /**
   * Checks, before anything long begins, that {@link #createNamed} would not refuse.
   *
   * @param parent the folder of all runs, which need not be there yet
   * @throws NotWrittenException if no folder can be made there
   */
  public static void requireRoom(Path parent) throws NotWrittenException {
    Path there = parent.toAbsolutePath().normalize();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    String why =
        !Files.isDirectory(there)
            ? there + " is a file, not a folder"
            : Files.isWritable(there) ? "" : "this user may not write in " + there;
    if (!why.isEmpty()) {
      throw new NotWrittenException("no folder can be made in " + parent + ": " + why + ".");
    }
  }

  /**
   * The folder of a run that exists.
   *
   * @param path the folder
   * @return the run
   * @throws IOException if there is no run in it, or a cross-validation or a search, which are
   *     many; the message says what was looked for
   */
  public static RunFolder open(Path path) throws IOException {
    RunFolder run = openAny(path);
    if (run.isCrossValidation()) {
      throw new IOException(
          path
              + " holds a cross-validation; name the predictions of one of its seeds, or one of its"
              + " folds, as seed-42 or seed-42/fold-1 in it.");
    }
    if (run.isSearch()) {
      throw new IOException(
          path + " holds a search; name one of its trainings, as trial-7/epochs-10 in it.");
    }
    return run;
  }

  /**
   * The folder of a run, of a cross-validation or of a search that exists.
   *
   * @param path the folder
   * @return what is there; {@link #isCrossValidation()} and {@link #isSearch()} tell which
   * @throws IOException if there is none of them in it; the message says what was looked for
   */
  public static RunFolder openAny(Path path) throws IOException {
    RunFolder run = new RunFolder(path);
    if (!run.isRun()) {
      throw new IOException(
          path
              + (Files.isDirectory(path)
                  ? " holds neither plan.json nor import.json"
                  : " is not a folder")
              + ", so it is not the folder of a run.");
    }
    return run;
  }

  private boolean isRun() {
    return Files.isRegularFile(plan()) || isImported();
  }

  private static boolean isEmptyFolder(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      // What is left of a file that was being written when the process died counts for nothing.
      return entries.allMatch(
          entry -> WholeFile.isUnfinished(entry) || entry.endsWith(HeldFolder.FILE));
    }
  }

  /** Deletes what a run writes, and nothing else that somebody may have put there. */
  private void clear() throws IOException {
    for (RunFolder part : parts()) {
      part.clearAway();
    }
    for (String folder : FOLDERS) {
      deleteTree(path.resolve(folder));
    }
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(path, ".*.part")) {
      for (Path part : parts) { // of a process that was killed
        Files.deleteIfExists(part);
      }
    }
    for (String file : FILES) {
      Files.deleteIfExists(path.resolve(file));
    }
  }

  /**
   * The folders of the runs that a cross-validation or a search is made of, the inner ones first;
   * none of a run.
   */
  List<RunFolder> parts() throws IOException {
    List<RunFolder> parts = new ArrayList<>();
    if (isCrossValidation()) {
      addParts("seed-\\d+", "fold-\\d+", parts);
    }
    if (isSearch()) {
      addParts("trial-\\d+", "epochs-\\d+", parts);
    }
    return parts;
  }

  private void addParts(String outer, String inner, List<RunFolder> parts) throws IOException {
    for (RunFolder each : within(outer)) {
      parts.addAll(each.within(inner));
      parts.add(each);
    }
  }

  /**
   * The cross-validation or the search that this is a part of.
   *
   * @return the folder of the whole, or empty if this stands alone
   */
  public Optional<RunFolder> whole() {
    Path real = real();
    Path outer = real;
    for (int level = 0; level < DEEPEST && outer.getParent() != null; level++) {
      outer = outer.getParent();
      RunFolder whole = new RunFolder(outer);
      String name = outer.relativize(real).toString().replace('\\', '/');
      if ((whole.isCrossValidation() && name.matches("seed-\\d+(/fold-\\d+)?"))
          || (whole.isSearch() && name.matches("trial-\\d+(/epochs-\\d+)?"))) {
        return Optional.of(whole);
      }
    }
    return Optional.empty();
  }

  private Path real() {
    try {
      return path.toRealPath();
    } catch (IOException notThere) {
      return path.toAbsolutePath().normalize();
    }
  }

  private List<RunFolder> within(String name) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).matches(name))
          .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .map(RunFolder::new)
          .toList();
    }
  }

  /** Deletes what a run writes, and the folder with it if nothing else is left there. */
  void clearAway() throws IOException {
    clear();
    Files.deleteIfExists(path.resolve(HeldFolder.FILE));
    try (Stream<Path> left = Files.list(path)) {
      if (left.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(path);
  }

  /**
   * Whether a path is that of a file that a run itself writes, other than an exported model.
   *
   * @param file any path
   * @return true for model.keras, plan.json and so on in this folder
   */
  public boolean isOwn(Path file) {
    Path folder = path.toAbsolutePath().normalize();
    Path absolute = file.toAbsolutePath().normalize();
    return folder.equals(absolute.getParent())
        && FILES.contains(absolute.getFileName().toString())
        && !absolute.getFileName().toString().startsWith("exported.");
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }

  /**
   * Everything asked for.
   *
   * @return the path of plan.json
   */
  public Path plan() {
    return path.resolve("plan.json");
  }

  /**
   * Where an imported model came from.
   *
   * @return the path of import.json
   */
  public Path imported() {
    return path.resolve("import.json");
  }

  /**
   * Whether the model was trained elsewhere.
   *
   * @return true if there is an import.json
   */
  public boolean isImported() {
    return Files.isRegularFile(imported());
  }

  /**
   * Which images show one film.
   *
   * @return the path of duplicates.csv
   */
  public Path duplicates() {
    return path.resolve("duplicates.csv");
  }

  /**
   * Which radiograph is in which part.
   *
   * @return the path of split.csv
   */
  public Path split() {
    return path.resolve("split.csv");
  }

  /**
   * One line per epoch.
   *
   * @return the path of history.csv
   */
  public Path history() {
    return path.resolve("history.csv");
  }

  /**
   * The weights to keep so far.
   *
   * @return the path of model.keras
   */
  public Path model() {
    return path.resolve("model.keras");
  }

  /**
   * The model in a format of other software.
   *
   * @param format which
   * @return the path of exported.keras, exported.h5 or exported.onnx
   */
  public Path exported(Exporting.Format format) {
    return path.resolve("exported." + format.ending());
  }

  /**
   * What is needed to resume.
   *
   * @return the path of the folder checkpoint
   */
  public Path checkpoint() {
    return path.resolve("checkpoint");
  }

  /**
   * What is usual among the training images.
   *
   * @return the path of typicality.json
   */
  public Path typicality() {
    return path.resolve("typicality.json");
  }

  /**
   * What the model says of each radiograph.
   *
   * @return the path of predictions.csv
   */
  public Path predictions() {
    return path.resolve("predictions.csv");
  }

  /**
   * Every figure of merit with its interval.
   *
   * @return the path of evaluation.json
   */
  public Path evaluation() {
    return path.resolve("evaluation.json");
  }

  /**
   * Whether what the maps show can be believed.
   *
   * @return the path of audit.json
   */
  public Path audit() {
    return path.resolve("audit.json");
  }

  /**
   * Where the network looked.
   *
   * @return the path of the folder explanations
   */
  public Path explanations() {
    return path.resolve("explanations");
  }

  /**
   * How far methods agree on where the network looked.
   *
   * @return the path of the folder comparison
   */
  public Path comparison() {
    return path.resolve("comparison");
  }

  /**
   * The figures.
   *
   * @return the path of the folder figures
   */
  public Path figures() {
    return path.resolve("figures");
  }

  /**
   * The drawn radiographs of a run without data.
   *
   * @return the path of the folder phantoms
   */
  public Path phantoms() {
    return path.resolve("phantoms");
  }

  /**
   * The report.
   *
   * @return the path of report.html
   */
  public Path report() {
    return path.resolve("report.html");
  }

  /**
   * The model card.
   *
   * @return the path of model-card.md
   */
  public Path modelCard() {
    return path.resolve("model-card.md");
  }

  /**
   * The evaluations of the model on other data than the run's.
   *
   * @return the path of the folder evaluations
   */
  public Path evaluations() {
    return path.resolve("evaluations");
  }

  /**
   * Where all this came from.
   *
   * @return the path of provenance.json
   */
  public Path provenance() {
    return path.resolve("provenance.json");
  }

  /**
   * Which radiograph is in which fold.
   *
   * @return the path of folds.csv
   */
  public Path folds() {
    return path.resolve("folds.csv");
  }

  /**
   * What a cross-validation asked and found.
   *
   * @return the path of crossvalidation.json
   */
  public Path crossValidation() {
    return path.resolve("crossvalidation.json");
  }

  /**
   * Whether this is not one run, but the folder of a cross-validation.
   *
   * @return true if there is a crossvalidation.json
   */
  public boolean isCrossValidation() {
    return Files.isRegularFile(crossValidation());
  }

  /**
   * Where a cross-validation gathers the predictions of one seed.
   *
   * @param seed of its trainings
   * @return the folder of a run without a model
   */
  public RunFolder ofSeed(long seed) {
    return new RunFolder(path.resolve("seed-" + seed));
  }

  /**
   * Where, within the folder of a seed, the run of a fold is.
   *
   * @param fold from 1
   * @return the folder of that run
   */
  public RunFolder ofFold(int fold) {
    return new RunFolder(path.resolve("fold-" + fold));
  }

  /**
   * What a search asked and found.
   *
   * @return the path of tuning.json
   */
  public Path tuning() {
    return path.resolve("tuning.json");
  }

  /**
   * What a search found, as a table.
   *
   * @return the path of tuning.csv
   */
  public Path tuningTable() {
    return path.resolve("tuning.csv");
  }

  /**
   * The best plan that a search found.
   *
   * @return the path of best.json
   */
  public Path bestPlan() {
    return path.resolve("best.json");
  }

  /**
   * Whether this is not one run, but the folder of a search.
   *
   * @return true if there is a tuning.json
   */
  public boolean isSearch() {
    return Files.isRegularFile(tuning());
  }

  /**
   * Where a search trains one of its configurations.
   *
   * @param number of the configuration, from 1
   * @param epochs how long
   * @return the folder of that run
   */
  public RunFolder ofTrial(int number, int epochs) {
    return new RunFolder(path.resolve("trial-" + number).resolve("epochs-" + epochs));
  }
}
