package org.pleura.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The radiographs of two classes, in a folder or a zip with one subfolder for each class.
 *
 * <p>A class folder is a direct subfolder that holds {@code .png}, {@code .jpg} or {@code .jpeg}
 * files; one folder around them is allowed, as zips often have it. Hidden files, {@code __MACOSX},
 * {@code Thumbs.db} and folders named {@code masks} are passed over without a word; what else is
 * passed over is in {@link #leftOut()}.
 *
 * <p>Or the images lie in any folders and their labels are findings of a table: see {@link
 * Labelling}, which also says where the patient of an image comes from. A table {@code
 * phantoms.csv} beside the class folders is read without being named, and file names as the NIH
 * gives them are understood ({@code 00000013_005.png} shows patient 00000013). Where the finding is
 * may stand in {@link #mask} or {@link #boxes}.
 *
 * <p>Opening reads every file once, for its SHA-256; {@link #read} checks it again, so what was
 * trained on is what was listed. Safe for use by several threads. Close it when done: a zip stays
 * open until then.
 */
public final class Dataset implements Closeable {
  private static final Set<String> NAMES_OF_NORMAL =
      Set.of("normal", "no_finding", "negative", "healthy", "control");

  private static final Pattern IMAGE =
      Pattern.compile(".*\\.(png|jpg|jpeg)", Pattern.CASE_INSENSITIVE);
  private static final Pattern NIH_NAME =
      Pattern.compile("(\\d{8})_\\d{3}\\.\\w+", Pattern.CASE_INSENSITIVE);

  /** The largest image file that is read. */
  public static final int MAX_FILE_BYTES = FileSource.MAX_FILE_BYTES;

  /** A folder around the class folders, the class folders, and their files. */
  private static final int CLASS_LEVELS = 3;

  /** CheXpert has five, MIMIC-CXR six; deeper than this lies no image. */
  private static final int DEEPEST = 20;

  private static final String PATIENT_TABLE = "phantoms.csv";

  /** The order of bytes, the same on every machine, where the operating system's is not. */
  private static final Comparator<String> BYTE_ORDER =
      Comparator.comparing(name -> name.getBytes(UTF_8), Arrays::compareUnsigned);

  private static final String MASKS = "masks/";
  private static final String BOX_TABLE = "BBox_List_2017.csv";

  private final FileSource source;
  private final String top;
  private final String positiveClass;
  private final String negativeClass;
  private final String reason;
  private final List<Radiograph> radiographs;
  private final List<String> leftOut;
  private final Map<String, Integer> otherFindings;
  private final Map<String, Particulars> particulars = new HashMap<>();
  private final int oddAges;
  private final boolean drawn;
  private final Set<String> masks;
  private final Map<String, List<FindingBox>> boxes;

  /** What else is done with the bytes of a file when they are at hand. */
  @FunctionalInterface
  public interface Use {
    /**
     * Does it.
     *
     * @param file the whole file
     * @throws IOException if it cannot be done, and the data set not be opened
     */
    void of(byte[] file) throws IOException;
  }

  /** Reads one file for the first time; any thread may ask. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads it.
     *
     * @param name one of the data set's, as in {@code effusion/e1.png}
     * @param use what else is done with its bytes
     * @return the radiograph, its SHA-256 included
     * @throws IOException if it cannot be read
     */
    Radiograph read(String name, Use use) throws IOException;
  }

  /**
   * The way all files are read for the first time: on how many threads, and what else is done with
   * their bytes while they are at hand.
   */
  @FunctionalInterface
  public interface FirstReading {
    /**
     * Reads all files.
     *
     * @param names of the files, in the data set's order
     * @param reader reads one
     * @return the radiographs, in the same order
     * @throws IOException if a file cannot be read
     */
    List<Radiograph> of(List<String> names, Reader reader) throws IOException;
  }

  private Dataset(Path where, FileSource source, Labelling labelling, FirstReading firstReading)
      throws IOException {
    this.source = source;
    List<String> paths = source.paths(labelling.byFindings() ? DEEPEST : CLASS_LEVELS);
    Found found = Found.in(paths);
    top = labelling.byFindings() ? "" : found.top;
    masks = Set.copyOf(paths.stream().filter(path -> path.startsWith(top + MASKS)).toList());
    drawn = found.patientTable;
    Optional<FilmTable> table = table(where, found, labelling);
    Chosen chosen =
        labelling.byFindings()
            ? Chosen.byFindings(where, paths, table.orElseThrow(), labelling)
            : Chosen.byFolders(where, found, labelling.positive());
    positiveClass = chosen.positive;
    negativeClass = chosen.negative;
    reason = chosen.reason;
    leftOut = List.copyOf(chosen.leftOut);
    otherFindings = Collections.unmodifiableMap(chosen.otherFindings);
    boxes = boxes(where, paths, found);
    Map<String, Optional<String>> patients = new HashMap<>();
    int odd = 0;
    for (String name : chosen.images.keySet()) {
      OptionalInt row = table.isPresent() ? table.get().row(name) : OptionalInt.empty();
      if (row.isPresent()) {
        particulars.put(name, table.orElseThrow().particulars(row.getAsInt()));
        odd += table.orElseThrow().oddAge(row.getAsInt()) ? 1 : 0;
      }
      Optional<String> told =
          row.isPresent() ? table.orElseThrow().patient(row.getAsInt()) : Optional.empty();
      patients.put(name, patient(name, told, labelling.patient()));
    }
    oddAges = odd;
    radiographs =
        List.copyOf(
            firstReading.of(
                List.copyOf(chosen.images.keySet()),
                (name, use) -> {
                  byte[] file = source.read(top + name);
                  use.of(file);
                  boolean positive = Boolean.TRUE.equals(chosen.images.get(name));
                  return new Radiograph(
                      name,
                      positive ? 1 : 0,
                      positive ? positiveClass : negativeClass,
                      patients.getOrDefault(name, Optional.empty()),
                      Sha256.of(file));
                }));
  }

  /** The table that was asked for, or else that of phantoms. */
  private Optional<FilmTable> table(Path where, Found found, Labelling labelling)
      throws IOException {
    if (labelling.table().isPresent()) {
      Path file = labelling.table().get();
      if (!Files.isRegularFile(file)) {
        throw new UnusableDataException(
            file + ": there is no such file; name a CSV table with a row for each image.");
      }
      String text = new String(Files.readAllBytes(file), UTF_8);
      return Optional.of(FilmTable.parse(text, file.toString(), labelling.columns()));
    }
    if (!found.patientTable) {
      return Optional.empty();
    }
    String text = new String(source.read(found.top + PATIENT_TABLE), UTF_8);
    return Optional.of(
        FilmTable.parse(
            text,
            where + "/" + found.top + PATIENT_TABLE,
            Map.of("image", "image", "patient", "patient")));
  }

  private Map<String, List<FindingBox>> boxes(Path where, List<String> paths, Found found)
      throws IOException {
    String path = paths.contains(top + BOX_TABLE) ? top + BOX_TABLE : found.top + BOX_TABLE;
    return paths.contains(path)
        ? FindingBox.parse(new String(source.read(path), UTF_8), where + "/" + path, positiveClass)
        : Map.of();
  }

  /** A name as the NIH gives it wins over the number in a table that means the same patient. */
  private static Optional<String> patient(
      String name, Optional<String> told, Optional<Pattern> pattern) throws UnusableDataException {
    String file = file(name);
    if (pattern.isPresent()) {
      Matcher matcher = pattern.get().matcher(name);
      boolean found = matcher.find();
      String patient = found ? matcher.group(matcher.groupCount() > 0 ? 1 : 0) : null;
      if (patient == null || patient.isBlank()) {
        throw new UnusableDataException(
            "The pattern '%s' is to find the patient in every image's name, but not in %s."
                .formatted(pattern.get(), name));
      }
      return Optional.of(patient);
    }
    Optional<String> named = patientInName(file);
    boolean same =
        told.isPresent()
            && named.isPresent()
            && told.get().matches("\\d{1,8}")
            && Integer.parseInt(told.get()) == Integer.parseInt(named.get());
    return told.isEmpty() || same ? named : told;
  }

  private static String file(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /**
   * Finds the radiographs of two classes and the SHA-256 of each.
   *
   * @param folderOrZip a folder or a zip file
   * @param positive the class folder whose images get label 1; if empty, the class beside one that
   *     is named like normal ({@code normal}, {@code no_finding}, {@code negative}, {@code
   *     healthy}, {@code control}), or else the last in alphabetical order
   * @return the data set
   * @throws UnusableDataException if there is no such folder or zip, there are not exactly two
   *     classes with images, or the positive class is not one of them
   * @throws IOException if a file cannot be read
   */
  public static Dataset open(Path folderOrZip, Optional<String> positive) throws IOException {
    return open(folderOrZip, Labelling.folders(positive), Dataset::oneByOne);
  }

  private static List<Radiograph> oneByOne(List<String> names, Reader reader) throws IOException {
    List<Radiograph> radiographs = new ArrayList<>();
    for (String name : names) {
      radiographs.add(reader.read(name, file -> {}));
    }
    return radiographs;
  }

  /**
   * Finds the radiographs of two classes and the SHA-256 of each.
   *
   * @param folderOrZip a folder or a zip file; by findings, the images may lie in it or in folders,
   *     up to twenty deep
   * @param labelling where labels and patients come from
   * @return the data set
   * @throws UnusableDataException if there is no such folder or zip, there are not exactly two
   *     classes with images, the positive class is not one of them, or the table does not fit
   * @throws IOException if a file cannot be read
   */
  public static Dataset open(Path folderOrZip, Labelling labelling) throws IOException {
    return open(folderOrZip, labelling, Dataset::oneByOne);
  }

  /**
   * As {@link #open(Path, Labelling)}, for those who have a use for the files when they are read.
   *
   * @param folderOrZip a folder or a zip file
   * @param labelling where labels and patients come from
   * @param firstReading reads all files
   * @return the data set
   * @throws UnusableDataException as above
   * @throws IOException if a file cannot be read
   */
  public static Dataset open(Path folderOrZip, Labelling labelling, FirstReading firstReading)
      throws IOException {
    if (!Files.exists(folderOrZip)) {
      throw new UnusableDataException(
          folderOrZip + ": there is no such folder or zip; give one with two class folders.");
    }
    FileSource source =
        Files.isDirectory(folderOrZip)
            ? new FolderSource(folderOrZip)
            : ZipSource.open(folderOrZip);
    try {
      return new Dataset(folderOrZip, source, labelling, firstReading);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /**
   * The class with label 1.
   *
   * @return a folder's name, such as {@code effusion}
   */
  public String positiveClass() {
    return positiveClass;
  }

  /**
   * The class with label 0.
   *
   * @return a folder's name, such as {@code normal}
   */
  public String negativeClass() {
    return negativeClass;
  }

  /**
   * Why the positive class is the positive one, to be shown to the user.
   *
   * @return one sentence
   */
  public String positiveClassReason() {
    return reason;
  }

  /**
   * All radiographs.
   *
   * @return the positive ones, then the negative ones, each in byte order of their file names
   */
  public List<Radiograph> radiographs() {
    return radiographs;
  }

  /**
   * Files and folders that are not part of the data set although they lie in it.
   *
   * @return their paths in byte order; those of folders end with a slash
   */
  public List<String> leftOut() {
    return leftOut;
  }

  /**
   * Images that are of neither class by their findings.
   *
   * @return how many for each reason; empty where labels are class folders
   */
  public Map<String, Integer> ofNeitherClass() {
    return otherFindings;
  }

  /**
   * What a table says of a radiograph beside its label and its patient.
   *
   * @param radiograph one of this data set
   * @return what is known; all empty where there is no table, or no row
   */
  public Particulars particulars(Radiograph radiograph) {
    return particulars.getOrDefault(radiograph.name(), Particulars.UNKNOWN);
  }

  /**
   * What is to be said of ages that cannot be.
   *
   * @return one sentence, or empty if the table has none
   */
  public Optional<String> oddAges() {
    return oddAges == 0
        ? Optional.empty()
        : Optional.of(
            "Ages that are no number of years from 0 to %d, and count as not known: %d."
                .formatted(Particulars.OLDEST, oddAges));
  }

  /**
   * Whether these are phantoms, as far as the files tell.
   *
   * @return true if a table {@code phantoms.csv} lies beside the class folders
   */
  public boolean drawn() {
    return drawn;
  }

  /**
   * The bytes of a radiograph's file.
   *
   * @param radiograph one of this data set
   * @return the whole file
   * @throws UnusableDataException if the file is gone or is no longer the one that was listed
   * @throws IOException if it cannot be read
   */
  public byte[] read(Radiograph radiograph) throws IOException {
    byte[] file = source.read(top + radiograph.name());
    if (!Sha256.of(file).equals(radiograph.sha256())) {
      throw new UnusableDataException(
          radiograph.name() + " has changed since the data set was opened; start again.");
    }
    return file;
  }

  /**
   * Where in a radiograph the finding is, if the data set has a mask of it: an image of the same
   * name in the folder {@code masks} beside the class folders, white where the finding is.
   *
   * @param radiograph one of this data set
   * @return the mask's whole file; empty if there is none, or the radiograph is of label 0
   * @throws IOException if it cannot be read
   */
  public Optional<byte[]> mask(Radiograph radiograph) throws IOException {
    String file = file(radiograph.name());
    String path = top + MASKS + file;
    return radiograph.label() == 1 && masks.contains(path)
        ? Optional.of(source.read(path))
        : Optional.empty();
  }

  /**
   * Where in a radiograph the finding is, if a table {@code BBox_List_2017.csv} as the NIH
   * publishes it lies beside the class folders: the boxes whose finding has the positive class's
   * name, whatever the letters' case.
   *
   * @param radiograph one of this data set
   * @return none if the table has none of it, or the radiograph is of label 0
   */
  public List<FindingBox> boxes(Radiograph radiograph) {
    String file = file(radiograph.name());
    return radiograph.label() == 1 ? boxes.getOrDefault(file, List.of()) : List.of();
  }

  /**
   * Whether there are masks or boxes beside the images.
   *
   * @return false if it is not known of any radiograph where the finding is
   */
  public boolean knowsPlaces() {
    return !masks.isEmpty() || !boxes.isEmpty();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** Which images there are, of which class, and why. */
  private static final class Chosen {
    final String positive;
    final String negative;
    final String reason;

    /** Each image and whether it is positive: the positive ones first, each class in order. */
    final Map<String, Boolean> images = new LinkedHashMap<>();

    final Set<String> leftOut = new TreeSet<>(BYTE_ORDER);
    final Map<String, Integer> otherFindings = new TreeMap<>();

    private Chosen(String positive, String negative, String reason) {
      this.positive = positive;
      this.negative = negative;
      this.reason = reason;
    }

    static Chosen byFolders(Path where, Found found, Optional<String> asked)
        throws UnusableDataException {
      checkClasses(where, found);
      List<String> names = List.copyOf(found.classes.keySet());
      String positive = positiveOf(where, names, asked);
      String negative = names.get(positive.equals(names.get(0)) ? 1 : 0);
      Chosen chosen = new Chosen(positive, negative, reasonOf(positive, negative, asked));
      for (String className : List.of(positive, negative)) {
        for (String file : found.classes.getOrDefault(className, List.of())) {
          chosen.images.put(className + "/" + file, className.equals(positive));
        }
      }
      chosen.leftOut.addAll(found.leftOut);
      return chosen;
    }

    static Chosen byFindings(Path where, List<String> paths, FilmTable table, Labelling labelling)
        throws UnusableDataException {
      String positive = labelling.positive().orElseThrow();
      String negative = labelling.negativeFinding();
      Chosen chosen =
          new Chosen(
              positive,
              negative,
              "'%s' is the positive class (label 1) and '%s' the other, as asked."
                  .formatted(positive, negative));
      List<String> positives = new ArrayList<>();
      List<String> negatives = new ArrayList<>();
      for (String path : paths) {
        if (Found.isPassedOver(path) || path.endsWith("/")) {
          continue;
        }
        if (!IMAGE.matcher(path).matches()) {
          if (!path.endsWith(BOX_TABLE)) {
            chosen.leftOut.add(path);
          }
          continue;
        }
        OptionalInt row = table.row(path);
        if (row.isEmpty()) {
          chosen.leftOut(path, "not in the table");
          continue;
        }
        FindingStatus is = table.status(row.getAsInt(), positive);
        FindingStatus isNot = table.status(row.getAsInt(), negative);
        if (is == FindingStatus.PRESENT && isNot == FindingStatus.PRESENT) {
          chosen.leftOut(path, "both '%s' and '%s'".formatted(positive, negative));
        } else if (is == FindingStatus.UNCERTAIN) {
          chosen.leftOut(path, "'%s' uncertain".formatted(positive));
        } else if (isNot == FindingStatus.UNCERTAIN) {
          chosen.leftOut(path, "'%s' uncertain".formatted(negative));
        } else if (is == FindingStatus.PRESENT) {
          positives.add(path);
        } else if (isNot == FindingStatus.PRESENT) {
          negatives.add(path);
        } else {
          chosen.leftOut(path, "neither '%s' nor '%s'".formatted(positive, negative));
        }
      }
      if (positives.isEmpty() || negatives.isEmpty()) {
        throw new UnusableDataException(
            "%s: expected images of '%s' and of '%s', but there are %d and %d; the table knows the findings %s."
                .formatted(
                    where,
                    positive,
                    negative,
                    positives.size(),
                    negatives.size(),
                    table.findings()));
      }
      positives.stream().sorted(BYTE_ORDER).forEach(path -> chosen.images.put(path, true));
      negatives.stream().sorted(BYTE_ORDER).forEach(path -> chosen.images.put(path, false));
      return chosen;
    }

    private void leftOut(String path, String why) {
      leftOut.add(path);
      otherFindings.merge(why, 1, Integer::sum);
    }
  }

  private static void checkClasses(Path where, Found found) throws UnusableDataException {
    Set<String> classes = found.classes.keySet();
    if (classes.size() == 2) {
      return;
    }
    String expected = "expected two class folders with PNG or JPEG images, but ";
    String came;
    if (classes.size() > 2) {
      came =
          "there are %d (%s); move all but two away"
              .formatted(classes.size(), String.join(", ", classes));
    } else if (!classes.isEmpty()) {
      came = "only '" + classes.iterator().next() + "' has any";
      if (!found.emptyFolders.isEmpty()) {
        came += " ('" + String.join("', '", found.emptyFolders) + "' has none)";
      }
    } else if (found.imagesAtTop) {
      came =
          "the images lie in no folder; put those of each class in a folder of its own, or name a"
              + " table of findings (--csv) and the two to tell apart";
    } else {
      came = "there are no images";
    }
    throw new UnusableDataException(where + ": " + expected + came + ".");
  }

  private static String positiveOf(Path where, List<String> names, Optional<String> positive)
      throws UnusableDataException {
    if (positive.isPresent()) {
      if (!names.contains(positive.get())) {
        throw new UnusableDataException(
            "%s: the positive class is to be '%s', but the classes are '%s' and '%s'."
                .formatted(where, positive.get(), names.get(0), names.get(1)));
      }
      return positive.get();
    }
    boolean firstIsNormal = isNamedNormal(names.get(0));
    boolean secondIsNormal = isNamedNormal(names.get(1));
    return secondIsNormal && !firstIsNormal ? names.get(0) : names.get(1);
  }

  private static String reasonOf(String positive, String negative, Optional<String> asked) {
    String how = "because it comes last in the alphabet";
    if (asked.isPresent()) {
      how = "as asked";
    } else if (isNamedNormal(negative) && !isNamedNormal(positive)) {
      how = "because the other class is named '" + negative + "'";
    }
    return "'" + positive + "' is the positive class (label 1) " + how + ".";
  }

  private static boolean isNamedNormal(String className) {
    return NAMES_OF_NORMAL.contains(
        className.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_'));
  }

  private static Optional<String> patientInName(String file) {
    Matcher matcher = NIH_NAME.matcher(file);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** What a list of paths says: the classes with their files, and what lies beside them. */
  private static final class Found {
    final String top;
    final TreeMap<String, List<String>> classes = new TreeMap<>(BYTE_ORDER);
    final TreeSet<String> emptyFolders = new TreeSet<>(BYTE_ORDER);
    final TreeSet<String> leftOut = new TreeSet<>(BYTE_ORDER);
    boolean patientTable;
    boolean imagesAtTop;

    private Found(List<String> paths, String top) {
      this.top = top;
      for (String path : paths) {
        if (!path.startsWith(top) || path.equals(top)) {
          continue;
        }
        String inside = path.substring(top.length());
        List<String> steps = List.of(inside.split("/", -1));
        boolean image = IMAGE.matcher(inside).matches();
        if (image && steps.size() == 2) {
          classes.computeIfAbsent(steps.get(0), name -> new ArrayList<>()).add(steps.get(1));
        } else if (inside.equals(PATIENT_TABLE)) {
          patientTable = true;
        } else if (!inside.endsWith("/") && !inside.equals(BOX_TABLE)) {
          imagesAtTop |= image && steps.size() == 1;
          leftOut.add(inside);
        }
        if (steps.size() > 1) {
          emptyFolders.add(steps.get(0));
        }
      }
      classes.values().forEach(files -> files.sort(BYTE_ORDER));
      emptyFolders.removeAll(classes.keySet());
      leftOut.removeIf(path -> emptyFolders.contains(path.replaceFirst("/.*", "")));
      emptyFolders.forEach(name -> leftOut.add(name + "/"));
    }

    static Found in(List<String> paths) {
      List<String> seen = paths.stream().filter(path -> !isPassedOver(path)).toList();
      Found found = new Found(seen, "");
      if (found.classes.isEmpty() && !found.imagesAtTop && found.emptyFolders.size() == 1) {
        return new Found(seen, found.emptyFolders.first() + "/");
      }
      return found;
    }

    private static boolean isPassedOver(String path) {
      return path.equals("/")
          || Stream.of(path.split("/", -1))
              .anyMatch(
                  step ->
                      step.startsWith(".")
                          || step.equals("__MACOSX")
                          || step.equalsIgnoreCase("Thumbs.db")
                          || step.equals("masks"));
    }
  }
}
