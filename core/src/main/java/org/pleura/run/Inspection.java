package org.pleura.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Dataset;
import org.pleura.data.Groups;
import org.pleura.data.Labelling;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.duplicates.Signature;
import org.pleura.evaluate.Estimate;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.image.ImageHeader;
import org.pleura.image.UnreadableImageException;
import org.pleura.inspect.LabelLeak;
import org.pleura.inspect.Look;
import org.pleura.inspect.Polarity;

/**
 * What there is in a data set, found by reading every image of it once. What is kept of an image is
 * some six kilobytes, whatever its size.
 *
 * @param positiveClass the class with label 1
 * @param negativeClass the class with label 0
 * @param positiveClassReason why it is the positive one, in a sentence
 * @param images how many images each class has, the positive one first
 * @param ofNeitherClass how many images are of neither class by their findings, by reason
 * @param patients how many patients they are of, or null if the data do not tell
 * @param patientOverlap what is known of patients in several parts
 * @param views how many images of each class were taken in each view, by view; empty if unknown
 * @param sexes the same by the patient's sex
 * @param ages of the patients, by class; empty if unknown
 * @param oddAges how many ages cannot be and count as unknown, in a sentence; null if none
 * @param grays how bright the usable images of each class are, by class
 * @param kinds what the files are and how many of each kind, the most frequent first
 * @param identical usable files with the same bytes, each group in order
 * @param nearDuplicates images that show one film although their files differ, the surest first
 * @param closest the most alike of the others
 * @param contradictions how many pairs or groups of one film bear both labels
 * @param inverted images whose grays are inverted, as far as their looks tell
 * @param invertedByClass how many they are of each class
 * @param exposure images that are very dark or very bright, with the reason
 * @param tooFew a sentence for each class that is too small for a test of it to tell anything
 * @param leaks how well the label can be told without looking at the lungs
 * @param unusable images that cannot be read, or have only one gray, with the reason
 * @param passedOver other files and folders beside the images
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Inspection(
    String positiveClass,
    String negativeClass,
    String positiveClassReason,
    Map<String, Integer> images,
    Map<String, Integer> ofNeitherClass,
    @Nullable Integer patients,
    String patientOverlap,
    Map<String, Map<String, Integer>> views,
    Map<String, Map<String, Integer>> sexes,
    Map<String, Ages> ages,
    @Nullable String oddAges,
    Map<String, MeanGrays> grays,
    List<Kind> kinds,
    List<List<String>> identical,
    List<RepeatedFilms.Pair> nearDuplicates,
    List<RepeatedFilms.Pair> closest,
    int contradictions,
    List<String> inverted,
    Map<String, Integer> invertedByClass,
    List<Provenance.LeftOut> exposure,
    List<String> tooFew,
    List<Leak> leaks,
    List<Provenance.LeftOut> unusable,
    List<String> passedOver) {

  /** An image whose mean gray is outside of these is very dark or very bright. */
  private static final double DARKEST = 45;

  private static final double BRIGHTEST = 210;

  /** So many pixels at one end of the grays are too many. */
  private static final double MOST_CLIPPED = 0.6;

  /**
   * How old the patients of a class are.
   *
   * @param youngest in years
   * @param median the age that half of the images do not exceed
   * @param oldest in years
   * @param unknown of how many images it is not known
   */
  public record Ages(int youngest, int median, int oldest, int unknown) {}

  /**
   * The mean grays of the images of a class.
   *
   * @param darkest the smallest, 0 (black) to 255 (white)
   * @param median the mean gray that half of the images do not exceed
   * @param brightest the largest
   */
  public record MeanGrays(double darkest, double median, double brightest) {}

  /**
   * How well the label can be told from one blinkered look.
   *
   * @param look what was seen
   * @param auroc of a model that saw nothing else, or null if there is none
   * @param low the lower end of its interval
   * @param high the upper end
   * @param method how the interval was made
   * @param judgement what is to be thought of it
   * @param sentence all that in words
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Leak(
      String look,
      @Nullable Double auroc,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable String method,
      String judgement,
      String sentence) {

    static Leak of(LabelLeak leak) {
      String look = leak.look().name().toLowerCase(Locale.ROOT);
      String judgement = leak.judgement().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return leak.auroc() instanceof Estimate.Known known
          ? new Leak(
              look,
              known.value(),
              known.low(),
              known.high(),
              known.method(),
              judgement,
              leak.sentence())
          : new Leak(look, null, null, null, null, judgement, leak.sentence());
    }

    /**
     * Whether it is so much that it is suspicious.
     *
     * @return true if so
     */
    public boolean isSuspicious() {
      return judgement.equals("suspicious");
    }
  }

  /**
   * Files of the same format and size.
   *
   * @param format PNG or JPEG
   * @param width columns
   * @param height rows
   * @param channels samples per pixel
   * @param bits bits of a sample
   * @param files how many
   * @param byClass how many of them are of each class
   */
  public record Kind(
      String format,
      int width,
      int height,
      int channels,
      int bits,
      int files,
      Map<String, Integer> byClass) {

    /**
     * The array that image libraries make of such a file in colour.
     *
     * @return for example (512, 512, 3)
     */
    public String colourShape() {
      return "(" + height + ", " + width + ", 3)";
    }

    /**
     * The array that image libraries make of such a file in gray.
     *
     * @return for example (512, 512)
     */
    public String grayShape() {
      return "(" + height + ", " + width + ")";
    }
  }

  /** What is kept of one image. */
  private record Seen(
      Optional<ImageHeader> header,
      Optional<String> problem,
      Optional<Signature> signature,
      double polarity,
      Optional<String> exposure,
      Map<Look, float[]> looks) {

    static Seen nothing(Optional<ImageHeader> header, String problem) {
      return new Seen(
          header, Optional.of(problem), Optional.empty(), 0, Optional.empty(), Map.of());
    }
  }

  /**
   * A data set and what there is in it. Close it when done.
   *
   * @param data the data set, open
   * @param inspection what there is
   */
  public record Inspected(Dataset data, Inspection inspection) implements Closeable {
    @Override
    public void close() throws IOException {
      data.close();
    }
  }

  /**
   * Opens a data set and reads every image of it, each once.
   *
   * @param location a folder or a zip
   * @param labelling where labels and patients come from
   * @param threads how many read at once
   * @param progress hears how many are read
   * @return the data set and what there is
   * @throws IOException if the data set cannot be read; an image that cannot be decoded is no error
   *     here
   */
  public static Inspected of(Path location, Labelling labelling, int threads, Progress progress)
      throws IOException {
    Map<String, Seen> seen = new ConcurrentHashMap<>();
    Dataset data =
        Dataset.open(
            location,
            labelling,
            (names, reader) ->
                Threads.map(
                    threads,
                    names,
                    "Reading images",
                    progress,
                    name -> reader.read(name, file -> seen.put(name, seen(name, file)))));
    try {
      return new Inspected(data, of(data, seen, threads, progress));
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private static Inspection of(Dataset data, Map<String, Seen> seen, int threads, Progress progress)
      throws IOException {
    List<Radiograph> all = data.radiographs();
    Map<String, Integer> images = new LinkedHashMap<>();
    Map<ImageHeader, Map<String, Integer>> headers = new LinkedHashMap<>();
    Map<String, Integer> invertedByClass = zeros(data);
    List<Provenance.LeftOut> unusable = new ArrayList<>();
    List<Provenance.LeftOut> exposure = new ArrayList<>();
    List<String> inverted = new ArrayList<>();
    List<Radiograph> usable = new ArrayList<>();
    List<Seen> ofUsable = new ArrayList<>();
    for (Radiograph radiograph : all) {
      String name = radiograph.name();
      Seen one = Objects.requireNonNull(seen.get(name));
      String className = radiograph.className();
      images.merge(className, 1, Integer::sum);
      one.header()
          .ifPresent(
              header ->
                  headers
                      .computeIfAbsent(header, unused -> zeros(data))
                      .merge(className, 1, Integer::sum));
      one.problem().ifPresent(problem -> unusable.add(new Provenance.LeftOut(name, problem)));
      one.exposure().ifPresent(problem -> exposure.add(new Provenance.LeftOut(name, problem)));
      if (one.polarity() < Polarity.INVERTED) {
        inverted.add(name);
        invertedByClass.merge(className, 1, Integer::sum);
      }
      if (one.signature().isPresent()) {
        usable.add(radiograph);
        ofUsable.add(one);
      }
    }
    RepeatedFilms repeated =
        RepeatedFilms.of(
            usable,
            ofUsable.stream().map(one -> one.signature().orElseThrow()).toList(),
            threads,
            progress);
    Integer patients = patients(all);
    return new Inspection(
        data.positiveClass(),
        data.negativeClass(),
        data.positiveClassReason(),
        images,
        data.ofNeitherClass(),
        patients,
        patients == null
            ? "unknown: the data do not tell which images show the same patient"
            : "none in a stratified split, which keeps each patient's images in one part",
        byClass(data, radiograph -> data.particulars(radiograph).view()),
        byClass(data, radiograph -> data.particulars(radiograph).sex()),
        ages(data),
        data.oddAges().orElse(null),
        grays(data, usable, ofUsable),
        kinds(headers),
        repeated.identical(),
        repeated.pairs(),
        repeated.closest(),
        repeated.contradictions(usable),
        inverted,
        invertedByClass,
        exposure,
        tooFew(images),
        leaks(usable, ofUsable, repeated, threads, progress),
        unusable,
        data.leftOut());
  }

  /**
   * Writes all of it as JSON.
   *
   * @param file where to
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    Json.write(file, this);
  }

  private static List<Leak> leaks(
      List<Radiograph> usable,
      List<Seen> seen,
      RepeatedFilms repeated,
      int threads,
      Progress progress)
      throws IOException {
    Groups groups = Groups.of(usable, repeated.sameFilm());
    return Threads.map(
        threads,
        List.of(Look.values()),
        "Looking for what could leak the label",
        progress,
        look ->
            Leak.of(
                LabelLeak.of(
                    look,
                    seen.stream().map(one -> one.looks().getOrDefault(look, new float[0])).toList(),
                    usable,
                    groups)));
  }

  /** What a table says of an image. */
  private interface Particular {
    Optional<String> of(Radiograph radiograph);
  }

  /** Counts by value and class; what is not known counts as unknown, unless nothing is. */
  private static Map<String, Map<String, Integer>> byClass(Dataset data, Particular particular) {
    List<Radiograph> all = data.radiographs();
    if (all.stream().noneMatch(radiograph -> particular.of(radiograph).isPresent())) {
      return Map.of();
    }
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    for (Radiograph radiograph : all) {
      counts
          .computeIfAbsent(particular.of(radiograph).orElse("unknown"), value -> zeros(data))
          .merge(radiograph.className(), 1, Integer::sum);
    }
    return counts;
  }

  private static Map<String, Integer> zeros(Dataset data) {
    Map<String, Integer> zeros = new LinkedHashMap<>();
    zeros.put(data.positiveClass(), 0);
    zeros.put(data.negativeClass(), 0);
    return zeros;
  }

  private static Map<String, Ages> ages(Dataset data) {
    Map<String, Ages> ages = new LinkedHashMap<>();
    for (String className : zeros(data).keySet()) {
      List<Radiograph> ofClass =
          data.radiographs().stream().filter(one -> one.className().equals(className)).toList();
      int[] known =
          ofClass.stream()
              .map(one -> data.particulars(one).age())
              .filter(OptionalInt::isPresent)
              .mapToInt(OptionalInt::getAsInt)
              .sorted()
              .toArray();
      if (known.length > 0) {
        ages.put(
            className,
            new Ages(
                known[0],
                known[(known.length - 1) / 2],
                known[known.length - 1],
                ofClass.size() - known.length));
      }
    }
    return ages;
  }

  /** One sentence for each class of which the test part would have too few. */
  private static List<String> tooFew(Map<String, Integer> images) {
    List<String> sentences = new ArrayList<>();
    images.forEach(
        (name, count) ->
            TooFew.sentence(name, count, Split.tests(count)).ifPresent(sentences::add));
    return sentences;
  }

  private static Map<String, MeanGrays> grays(
      Dataset data, List<Radiograph> usable, List<Seen> seen) {
    Map<String, MeanGrays> grays = new LinkedHashMap<>();
    for (String className : zeros(data).keySet()) {
      double[] means =
          IntStream.range(0, usable.size())
              .filter(i -> usable.get(i).className().equals(className))
              .mapToDouble(i -> seen.get(i).looks().getOrDefault(Look.MEAN, new float[1])[0])
              .sorted()
              .toArray();
      if (means.length > 0) {
        grays.put(
            className,
            new MeanGrays(means[0], means[(means.length - 1) / 2], means[means.length - 1]));
      }
    }
    return grays;
  }

  /** How many patients, or null unless every image's patient is known. */
  static @Nullable Integer patients(List<Radiograph> radiographs) {
    if (radiographs.stream().anyMatch(radiograph -> radiograph.patient().isEmpty())) {
      return null;
    }
    return (int) radiographs.stream().map(Radiograph::patient).distinct().count();
  }

  private static Seen seen(String name, byte[] file) throws IOException {
    try {
      ImageHeader header = ImageFiles.header(file, name);
      GrayImage image = ImageFiles.decodeGray(file, name);
      Optional<String> constant = constant(name, image);
      if (constant.isPresent()) {
        return Seen.nothing(Optional.of(header), constant.get());
      }
      Map<Look, float[]> looks = new EnumMap<>(Look.class);
      for (Look look : Look.values()) {
        looks.put(look, look.at(image, header, file.length));
      }
      return new Seen(
          Optional.of(header),
          Optional.empty(),
          Optional.of(Signature.of(image)),
          Polarity.of(image),
          exposure(image),
          looks);
    } catch (UnreadableImageException e) {
      return Seen.nothing(Optional.empty(), Objects.toString(e.getMessage()));
    }
  }

  private static Optional<String> exposure(GrayImage image) {
    byte[] pixels = image.pixels();
    long sum = 0;
    int black = 0;
    int white = 0;
    for (byte pixel : pixels) {
      sum += pixel & 0xff;
      black += pixel == 0 ? 1 : 0;
      white += pixel == -1 ? 1 : 0;
    }
    double mean = (double) sum / pixels.length;
    if (mean < DARKEST || black > MOST_CLIPPED * pixels.length) {
      return Optional.of(dark("dark", mean, black, "black", pixels.length));
    }
    if (mean > BRIGHTEST || white > MOST_CLIPPED * pixels.length) {
      return Optional.of(dark("bright", mean, white, "white", pixels.length));
    }
    return Optional.empty();
  }

  private static String dark(String how, double mean, int clipped, String end, int pixels) {
    return String.format(
        Locale.ROOT,
        "very %s: mean gray %.0f, %.0f %% of the pixels %s",
        how,
        mean,
        100.0 * clipped / pixels,
        end);
  }

  private static Optional<String> constant(String name, GrayImage image) {
    byte[] pixels = image.pixels();
    for (byte pixel : pixels) {
      if (pixel != pixels[0]) {
        return Optional.empty();
      }
    }
    return Optional.of(name + ": every pixel of this image has the gray " + (pixels[0] & 0xff));
  }

  private static List<Kind> kinds(Map<ImageHeader, Map<String, Integer>> headers) {
    return headers.entrySet().stream()
        .map(entry -> kind(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingInt(Kind::files).reversed())
        .toList();
  }

  private static Kind kind(ImageHeader header, Map<String, Integer> byClass) {
    return new Kind(
        header.format().name(),
        header.width(),
        header.height(),
        header.channels(),
        header.bitsPerSample(),
        byClass.values().stream().mapToInt(Integer::intValue).sum(),
        byClass);
  }
}
