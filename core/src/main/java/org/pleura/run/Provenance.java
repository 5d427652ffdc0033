package org.pleura.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Labelling;

/**
 * Where a run came from: enough to tell whether two runs asked the same question on the same data,
 * and got the same answer.
 *
 * @param pleura the version that ran
 * @param started when it began, in UTC
 * @param finished when its last step ended, or null while it runs or after it was interrupted
 * @param machine where it ran
 * @param data what it ran on
 * @param weights the model it made, or null before there is one
 * @param seconds how long the steps took, by name
 * @param noted what only the data themselves could tell when the run began, or null where that was
 *     not written down
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
    String pleura,
    String started,
    @Nullable String finished,
    Machine machine,
    Data data,
    @Nullable Weights weights,
    Map<String, Double> seconds,
    @Nullable Noted noted) {

  public Provenance {
    Objects.requireNonNull(machine, "'machine' is missing");
    Objects.requireNonNull(data, "'data' is missing");
    Objects.requireNonNull(seconds, "'seconds' is missing");
    seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
  }

  /**
   * What a run found when it looked at its data, so that a report can say it without them.
   *
   * @param drawn whether the images are drawings made by Pleura
   * @param assumptions what had to be assumed, a sentence each
   */
  public record Noted(boolean drawn, List<String> assumptions) {

    public Noted {
      Objects.requireNonNull(assumptions, "'noted.assumptions' is missing");
      assumptions = List.copyOf(assumptions);
    }
  }

  /**
   * The machine and the JVM. None of it changes a result.
   *
   * @param system operating system, its version and the processor's architecture
   * @param java the JVM's name and version
   * @param processors how many processors the JVM may use
   * @param threads how many threads the run used
   * @param memoryMegabytes how much memory the JVM may use for objects
   */
  public record Machine(
      String system, String java, int processors, int threads, long memoryMegabytes) {

    static Machine here(int threads) {
      Runtime runtime = Runtime.getRuntime();
      return new Machine(
          String.join(" ", property("os.name"), property("os.version"), property("os.arch")),
          property("java.vm.name") + " " + property("java.runtime.version"),
          runtime.availableProcessors(),
          threads,
          runtime.maxMemory() >> 20);
    }

    private static String property(String name) {
      return System.getProperty(name, "unknown");
    }
  }

  /**
   * The data.
   *
   * @param location where it was found
   * @param positiveClass the class with label 1
   * @param negativeClass the class with label 0
   * @param images how many images were used
   * @param patients how many patients they are of, or null if the data do not tell
   * @param fingerprint the SHA-256 of one line {@code NAME SHA256} per image, in order
   * @param leftOut what could not be read, where leaving out was asked for
   * @param labels where labels and patients come from, or null for class folders whose names say
   *     which is positive
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Data(
      String location,
      String positiveClass,
      String negativeClass,
      int images,
      @Nullable Integer patients,
      String fingerprint,
      List<LeftOut> leftOut,
      @Nullable Labels labels) {

    public Data {
      Objects.requireNonNull(location, "'data.location' is missing");
      Objects.requireNonNull(positiveClass, "'data.positiveClass' is missing");
      Objects.requireNonNull(negativeClass, "'data.negativeClass' is missing");
      Objects.requireNonNull(fingerprint, "'data.fingerprint' is missing");
      Objects.requireNonNull(leftOut, "'data.leftOut' is missing");
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * Where labels and patients come from, if not from the names of class folders alone.
   *
   * @param table the CSV file, or null
   * @param columns names of its columns that are not the usual ones, by what they hold
   * @param positive the finding or the class with label 1, or null
   * @param negative the finding with label 0, or null
   * @param patientPattern what finds the patient in an image's name, or null
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Labels(
      @Nullable String table,
      Map<String, String> columns,
      @Nullable String positive,
      @Nullable String negative,
      @Nullable String patientPattern) {

    public Labels {
      Objects.requireNonNull(columns, "'data.labels.columns' is missing");
      columns = Collections.unmodifiableMap(new TreeMap<>(columns));
    }

    static @Nullable Labels of(Labelling labelling) {
      if (labelling.equals(Labelling.folders(Optional.empty()))) {
        return null;
      }
      return new Labels(
          labelling.table().map(file -> file.toAbsolutePath().normalize().toString()).orElse(null),
          labelling.columns(),
          labelling.positive().orElse(null),
          labelling.negative().orElse(null),
          labelling.patient().map(Pattern::pattern).orElse(null));
    }

    Labelling labelling() {
      return new Labelling(
          Optional.ofNullable(table).map(Path::of),
          columns,
          Optional.ofNullable(positive),
          Optional.ofNullable(negative),
          Optional.ofNullable(patientPattern).map(Pattern::compile));
    }
  }

  /**
   * An image that was left out.
   *
   * @param image its name
   * @param reason why, in one sentence
   */
  public record LeftOut(String image, String reason) {}

  /**
   * A model's weights.
   *
   * @param parameters how many numbers
   * @param fingerprint the SHA-256 of their little-endian float32 bytes, in Keras's order
   */
  public record Weights(int parameters, String fingerprint) {}

  /**
   * Whether the images are drawings made by Pleura, as far as the run's files tell.
   *
   * @return true if so
   */
  public boolean drawn() {
    return noted == null ? data.location().equals("phantoms") : noted.drawn();
  }

  Provenance withWeights(Weights made) {
    return new Provenance(pleura, started, finished, machine, data, made, seconds, noted);
  }

  Provenance withNoted(@Nullable Noted found) {
    return new Provenance(pleura, started, finished, machine, data, weights, seconds, found);
  }

  /**
   * The same, finished now.
   *
   * @param took how many seconds the steps took, by name
   * @return the provenance
   */
  public Provenance finished(Map<String, Double> took) {
    return new Provenance(pleura, started, now(), machine, data, weights, took, noted);
  }

  /**
   * The provenance of what begins now, on this machine.
   *
   * @param pleura the version that runs
   * @param threads how many threads it uses
   * @param data what it runs on
   * @param noted what it found when it looked at them, if it notes that
   * @return without weights, not finished
   */
  public static Provenance begun(String pleura, int threads, Data data, @Nullable Noted noted) {
    return new Provenance(pleura, now(), null, Machine.here(threads), data, null, Map.of(), noted);
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Reads a run's provenance.
   *
   * @param run the run
   * @return its provenance
   * @throws IOException if the file is missing or damaged
   */
  public static Provenance read(RunFolder run) throws IOException {
    if (run.isImported()) {
      throw new IOException(
          run.path() + " holds an imported model, which has no training to go on with.");
    }
    if (!Files.exists(run.provenance())) {
      throw new IOException(
          run.path()
              + " has no provenance.json: the run ended before its training began; start it anew,"
              + " with --force in the same folder.");
    }
    return Json.read(run.provenance(), Provenance.class);
  }

  /**
   * Writes a run's provenance.
   *
   * @param run the run
   * @throws IOException if it cannot be written
   */
  public void write(RunFolder run) throws IOException {
    Json.write(run.provenance(), this);
  }
}
