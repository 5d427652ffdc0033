package org.pleura.web;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.pleura.data.Sha256;
import org.pleura.run.HeldFolder;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Provenance;
import org.pleura.run.RunFolder;

/**
 * What a page shows: the runs in a folder, one run, a cross-validation or a search, or radiographs
 * without a run and the runs that were made of them. Each has an identifier made from its place; a
 * client names that, never a path. Thread-safe.
 */
public final class Served implements Closeable {
  /** So many runs are kept open at once. */
  private static final int OPEN = 4;

  private final Path root;
  private final Kind kind;

  /** Where new runs are put, and, of radiographs without a run, those that were made of them. */
  private final Path runs;

  /** Runs that were begun from the page. */
  private final Set<Path> begun = ConcurrentHashMap.newKeySet();

  private final int threads;
  private final Map<String, Entry> open = new LinkedHashMap<>(16, 0.75f, true);

  private enum Kind {
    /** A folder of runs. */
    RUNS,
    RUN,
    /** A cross-validation or a search. */
    MANY_RUNS,
    /** Radiographs without a run. */
    IMAGES
  }

  private Served(Path root, Kind kind, Path runs, int threads) {
    this.root = root;
    this.kind = kind;
    this.runs = runs;
    this.threads = threads;
  }

  /**
   * Something that is open, closed only while nobody uses it; to be touched with the map locked.
   */
  private static final class Entry {
    private final Opened opened;
    private int users;
    private boolean forgotten;

    Entry(Opened opened) {
      this.opened = opened;
    }
  }

  /** A run, or images without one, that can be asked for. */
  record Listed(String id, String name, Path path, Optional<RunFolder> run) {}

  /** What is done with a run. */
  @FunctionalInterface
  interface Use<T> {
    T of(Opened opened) throws IOException;
  }

  /** A cross-validation or a search, which is many runs. */
  record ManyRuns(String name, RunFolder folder) {}

  /**
   * What is to be shown. Runs that are trained on radiographs without a run are put where the
   * command train puts them, in {@link RunFolder#RUNS}.
   *
   * @param path the folder of a run, of a cross-validation or of a search; a folder that holds such
   *     folders; or radiographs: a zip or a folder of class folders
   * @param threads how many read images at once
   * @return what the page shows
   * @throws IOException if there is nothing at this path
   */
  public static Served of(Path path, int threads) throws IOException {
    return of(path, RunFolder.RUNS, threads);
  }

  /** The same with another place for runs that are trained on radiographs without a run. */
  static Served of(Path path, Path runs, int threads) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException(
          path
              + " does not exist; name a run, a folder of runs, or radiographs. '"
              + FromHere.command("lesson")
              + "' makes a run in runs.");
    }
    Path real = path.toRealPath();
    Kind kind = kind(real);
    Path place = kind == Kind.RUNS ? real : runs.toAbsolutePath().normalize();
    return new Served(real, kind, place, threads);
  }

  /**
   * What was found at the path, and which of it the page shows first, for the console.
   *
   * @return a sentence or two; where there is nothing, what to do
   * @throws IOException if a folder cannot be read
   */
  public String found() throws IOException {
    List<Listed> all = list();
    String shown =
        ShownFirst.of(all)
            .map(one -> one.run().isEmpty() ? "these images" : "the run " + one.name())
            .orElse("nothing yet");
    String place = FromHere.path(root);
    int many = manyRuns().size();
    if (kind == Kind.IMAGES && Files.isRegularFile(root)) {
      return "The page shows the images of %s, and %s made of them.".formatted(place, runs(all));
    }
    int images = kind == Kind.IMAGES ? ImageFolders.in(root) : 0;
    if (images == 0 && all.stream().allMatch(one -> one.run().isEmpty()) && many == 0) {
      return "Found 0 runs and 0 image folders in %s. Name a run, or a folder that holds a folder of images for each class ('%s'), or begin a training on the page: it can draw radiographs."
          .formatted(place, FromHere.command("serve DIR"));
    }
    if (kind == Kind.IMAGES) {
      return "Found %s in %s, and %s made of them in %s. The page opens on %s."
          .formatted(counted(images, "image folder"), place, runs(all), FromHere.path(runs), shown);
    }
    return kind == Kind.RUN
        ? "The page shows the run %s.".formatted(place)
        : "Found %s in %s. The page opens on %s.".formatted(runs(all), place, shown);
  }

  private static String runs(List<Listed> all) {
    return counted((int) all.stream().filter(one -> one.run().isPresent()).count(), "run");
  }

  private static String counted(int count, String name) {
    return count + " " + name + (count == 1 ? "" : "s");
  }

  private static Kind kind(Path real) throws IOException {
    if (isRun(real)) {
      return Kind.RUN;
    }
    if (isManyRuns(real)) {
      return Kind.MANY_RUNS;
    }
    boolean holdsRuns =
        Files.isDirectory(real)
            && (isEmpty(real)
                || folders(real).stream().anyMatch(one -> isRun(one) || isManyRuns(one)));
    return holdsRuns ? Kind.RUNS : Kind.IMAGES;
  }

  private static boolean isManyRuns(Path folder) {
    RunFolder run = new RunFolder(folder);
    return run.isCrossValidation() || run.isSearch();
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private static boolean isRun(Path folder) {
    try {
      RunFolder.open(folder);
      return true;
    } catch (IOException notARun) {
      return false;
    }
  }

  /** The runs in a folder, and those of cross-validations in it. */
  private static List<Path> runsIn(Path folder) throws IOException {
    List<Path> runs = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return runs;
    }
    for (Path child : folders(folder)) {
      if (new RunFolder(child).isCrossValidation()) {
        runs.addAll(runsOf(child));
      } else if (isRun(child)) {
        runs.add(child);
      }
    }
    return runs;
  }

  /** Of each seed of a cross-validation all folds together, which have no model, and each fold. */
  private static List<Path> runsOf(Path crossValidation) throws IOException {
    List<Path> runs = new ArrayList<>();
    for (Path seed : folders(crossValidation)) {
      if (isRun(seed)) {
        runs.add(seed);
      }
      folders(seed).stream().filter(Served::isRun).forEach(runs::add);
    }
    return runs;
  }

  private static List<Path> folders(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      // A link could lead out of the served folder.
      return children
          .filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  /** Whether new runs have a place. */
  boolean trains() {
    return kind == Kind.RUNS || kind == Kind.IMAGES;
  }

  /**
   * Makes the folder of a new run, which is listed from now on; refuses where the page shows one
   * run, a cross-validation or a search.
   */
  HeldFolder newRun(Plan plan) throws IOException {
    if (!trains()) {
      throw new Refused(
          Refused.CONFLICT,
          "New runs need a folder to be put in; open the page on a folder of runs, which may be"
              + " empty, or on radiographs.");
    }
    HeldFolder held =
        HeldFolder.createNamed(runs, LocalDate.now(ZoneId.systemDefault()), PlanFile.runName(plan));
    // The plan makes a run of it.
    held.orAbandon(() -> planned(held.folder(), plan));
    begun.add(held.folder().path());
    return held;
  }

  private static RunFolder planned(RunFolder folder, Plan plan) throws IOException {
    PlanFile.write(folder.plan(), plan);
    return folder;
  }

  /** What there is now, by name; runs that are made while the page is open appear. */
  List<Listed> list() throws IOException {
    return all().filter(this::isShown).toList();
  }

  private Stream<Listed> all() throws IOException {
    return switch (kind) {
      case RUNS -> runsIn(root).stream().map(this::run);
      case RUN -> Stream.of(run(root));
      case MANY_RUNS -> runsOf(root).stream().map(this::run);
      case IMAGES ->
          Stream.concat(
              Stream.of(new Listed("images", name(root), root, Optional.empty())),
              runsIn(runs).stream().map(this::run));
    };
  }

  /** Beside radiographs without a run, those of the runs that were made of them, or made here. */
  private boolean isShown(Listed listed) {
    return listed.run().isEmpty()
        || kind != Kind.IMAGES
        || begun.contains(listed.path())
        || isOfTheseImages(listed.run().get());
  }

  private boolean isOfTheseImages(RunFolder run) {
    try {
      String location = Provenance.read(run).data().location();
      return run.path().resolve(location).toRealPath().equals(root);
    } catch (IOException unknown) {
      return false;
    }
  }

  private Listed run(Path path) {
    Path from = kind == Kind.IMAGES ? runs : root;
    String name =
        path.equals(from) ? name(from) : from.relativize(path).toString().replace('\\', '/');
    return new Listed(id(path), name, path, Optional.of(new RunFolder(path)));
  }

  /** The tables that may say what is on radiographs without a run, by their paths from there. */
  Map<String, Path> tables() throws IOException {
    return kind == Kind.IMAGES && Files.isDirectory(root) ? Tables.beside(root) : Map.of();
  }

  /** The cross-validations and searches. */
  List<ManyRuns> manyRuns() throws IOException {
    if (kind == Kind.MANY_RUNS) {
      return List.of(new ManyRuns(name(root), new RunFolder(root)));
    }
    if (kind == Kind.RUN || !Files.isDirectory(runs)) {
      return List.of();
    }
    return folders(runs).stream()
        .filter(Served::isManyRuns)
        .map(folder -> new ManyRuns(name(folder), new RunFolder(folder)))
        .filter(many -> kind == Kind.RUNS || isOfTheseImages(many.folder()))
        .toList();
  }

  private static String name(Path path) {
    return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse(path.toString());
  }

  static String id(Path path) {
    return Sha256.of(path.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 10);
  }

  /** Something listed, by its identifier. */
  Listed find(String id) throws IOException {
    return all()
        .filter(one -> one.id().equals(id))
        .filter(this::isShown)
        .findFirst()
        .orElseThrow(
            () -> new Refused(Refused.NOT_FOUND, "There is no run of this name here (any more)."));
  }

  /** Uses a run, or images, while it is kept open. */
  <T> T with(String id, Use<T> use) throws IOException {
    Listed listed = find(id);
    List<Opened> unused = new ArrayList<>();
    Entry entry;
    synchronized (open) {
      forgetIfChanged(listed.id(), unused);
      entry = open.computeIfAbsent(listed.id(), absent -> new Entry(opened(listed)));
      entry.users++;
      forgetIdle(unused);
    }
    try {
      for (Opened one : unused) {
        one.close();
      }
      return use.of(entry.opened);
    } finally {
      leave(entry);
    }
  }

  private Opened opened(Listed listed) {
    return listed
        .run()
        .map(run -> Opened.run(run, threads))
        .orElseGet(() -> Opened.images(listed.path(), threads));
  }

  private void leave(Entry entry) throws IOException {
    boolean isLast;
    synchronized (open) {
      entry.users--;
      isLast = entry.forgotten && entry.users == 0;
    }
    if (isLast) {
      entry.opened.close();
    }
  }

  /** Takes those that were not used for longest, unless somebody is at it. */
  private void forgetIdle(List<Opened> unused) {
    var entries = open.values().iterator();
    while (open.size() > OPEN && entries.hasNext()) {
      Entry oldest = entries.next();
      if (oldest.users == 0) {
        entries.remove();
        unused.add(oldest.opened);
      }
    }
  }

  /** A run that was trained or evaluated elsewhere is read anew. */
  private void forgetIfChanged(String id, List<Opened> unused) {
    Entry entry = open.get(id);
    if (entry != null && entry.opened.isChanged()) {
      remove(id).ifPresent(unused::add);
    }
  }

  /** Removed under the lock and closed outside it; if somebody uses it, by the last who does. */
  private Optional<Opened> remove(String id) {
    Entry entry = open.remove(id);
    if (entry == null) {
      return Optional.empty();
    }
    entry.forgotten = true;
    return entry.users == 0 ? Optional.of(entry.opened) : Optional.empty();
  }

  /** Forgets what is known of a run whose files have changed. Waits for nobody. */
  void forget(String id) throws IOException {
    Optional<Opened> unused;
    synchronized (open) {
      unused = remove(id);
    }
    if (unused.isPresent()) {
      unused.get().close();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (open) {
      for (Entry entry : open.values()) {
        entry.opened.close();
      }
      open.clear();
    }
  }
}
