package org.pleura.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
 * <p>The patient of an image comes from a table {@code phantoms.csv} beside the class folders, or
 * from a file name as the NIH gives it ({@code 00000013_005.png} shows patient 00000013). Where the
 * finding is may stand in {@link #mask} or {@link #boxes}.
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

  private Dataset(
      Path where, FileSource source, Optional<String> positive, FirstReading firstReading)
      throws IOException {
    this.source = source;
    List<String> paths = source.paths();
    Found found = Found.in(paths);
    top = found.top;
    masks = Set.copyOf(paths.stream().filter(path -> path.startsWith(top + MASKS)).toList());
    checkClasses(where, found);
    List<String> names = List.copyOf(found.classes.keySet());
    positiveClass = positiveOf(where, names, positive);
    negativeClass = names.get(positiveClass.equals(names.get(0)) ? 1 : 0);
    reason = reasonOf(positiveClass, negativeClass, positive);
    leftOut = List.copyOf(found.leftOut);
    drawn = found.patientTable;
    Map<String, String> patients = Map.of();
    if (found.patientTable) {
      String table = new String(source.read(top + PATIENT_TABLE), UTF_8);
      patients = PatientTable.parse(table, where + "/" + top + PATIENT_TABLE);
    }
    boxes =
        found.boxTable
            ? FindingBox.parse(
                new String(source.read(top + BOX_TABLE), UTF_8),
                where + "/" + top + BOX_TABLE,
                positiveClass)
            : Map.of();
    List<String> files = new ArrayList<>();
    for (String className : List.of(positiveClass, negativeClass)) {
      found.classes.getOrDefault(className, List.of()).stream()
          .map(file -> className + "/" + file)
          .forEach(files::add);
    }
    Map<String, String> patientOf = patients;
    radiographs =
        List.copyOf(
            firstReading.of(
                files,
                (name, use) -> {
                  byte[] file = source.read(found.top + name);
                  use.of(file);
                  return radiograph(name, patientOf, Sha256.of(file));
                }));
  }

  private Radiograph radiograph(String name, Map<String, String> patients, String sha256) {
    int slash = name.indexOf('/');
    String className = name.substring(0, slash);
    Optional<String> patient =
        Optional.ofNullable(patients.get(name)).or(() -> patientInName(name.substring(slash + 1)));
    int label = className.equals(positiveClass) ? 1 : 0;
    return new Radiograph(name, label, className, patient, sha256);
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
    return open(folderOrZip, positive, Dataset::oneByOne);
  }

  private static List<Radiograph> oneByOne(List<String> names, Reader reader) throws IOException {
    List<Radiograph> radiographs = new ArrayList<>();
    for (String name : names) {
      radiographs.add(reader.read(name, file -> {}));
    }
    return radiographs;
  }

  /**
   * As {@link #open(Path, Optional)}, for those who have a use for the files when they are read.
   *
   * @param folderOrZip a folder or a zip file
   * @param positive the class folder whose images get label 1, as above
   * @param firstReading reads all files
   * @return the data set
   * @throws UnusableDataException as above
   * @throws IOException if a file cannot be read
   */
  public static Dataset open(Path folderOrZip, Optional<String> positive, FirstReading firstReading)
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
      return new Dataset(folderOrZip, source, positive, firstReading);
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
    String file = radiograph.name().substring(radiograph.className().length() + 1);
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
    String file = radiograph.name().substring(radiograph.className().length() + 1);
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
      came = "the images lie in no folder; put those of each class in a folder of its own";
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
    boolean boxTable;
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
        } else if (inside.equals(BOX_TABLE)) {
          boxTable = true;
        } else if (!inside.endsWith("/")) {
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
