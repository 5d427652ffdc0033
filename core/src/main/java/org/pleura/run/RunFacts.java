package org.pleura.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.pleura.data.CsvTable;
import org.pleura.data.Part;
import org.pleura.model.ModelFile;
import org.pleura.nn.Graph;
import org.pleura.nn.train.History;
import org.pleura.prepare.Preparation;

/**
 * All that the files of a run's folder say: the one source of the report and of the model card. The
 * data themselves are not needed.
 *
 * @param name of the folder
 * @param classes what the two classes are called
 * @param preparation how an image becomes the network's input
 * @param graph the layers
 * @param plan what was asked for; empty for a model that was trained elsewhere
 * @param imported where a model that was trained elsewhere came from
 * @param provenance where the run came from; empty for a model that was trained elsewhere
 * @param split which image was in which part
 * @param repeated what is known of images that show one film, where that was looked for
 * @param history of the training; empty if there was none here
 * @param predictions what the model says of the run's images
 * @param evaluation on the run's test part
 * @param elsewhere the evaluations on other data, by the names of their folders
 * @param explanations of which images maps were kept, a line for each method
 * @param agreement how far methods agree, where that was asked
 * @param audit whether maps can be believed, where that was asked
 */
public record RunFacts(
    String name,
    Classes classes,
    Preparation preparation,
    Graph graph,
    Optional<Plan> plan,
    Optional<Imported> imported,
    Optional<Provenance> provenance,
    List<Filed> split,
    Optional<String> repeated,
    Optional<History> history,
    List<Prediction> predictions,
    Optional<EvaluationFacts> evaluation,
    Map<String, EvaluationFacts> elsewhere,
    List<Explained> explanations,
    Optional<AgreementFacts> agreement,
    Optional<AuditFacts> audit) {

  /** Copies the lists. */
  public RunFacts {
    split = List.copyOf(split);
    predictions = List.copyOf(predictions);
    explanations = List.copyOf(explanations);
  }

  /**
   * A line of split.csv.
   *
   * @param image its name
   * @param sha256 of its file
   * @param patient who it shows, if that is known
   * @param label 1 or 0
   * @param part where it is
   */
  public record Filed(
      String image, String sha256, Optional<String> patient, int label, Part part) {}

  /**
   * A map that was kept.
   *
   * @param image the image's name
   * @param own whether it is one of the run's images, by the SHA-256 of its file: false too where
   *     that cannot be told, and for an imported model, which has none
   * @param picture the name of the picture of it, without an ending
   * @param title of the method
   * @param layer whose maps were explained
   * @param probability what the model said
   * @param label 1 or 0; empty if the truth is not known
   * @param massFor the sum of the cells above 0
   * @param massAgainst the sum of those below
   */
  public record Explained(
      String image,
      boolean own,
      String picture,
      String title,
      String layer,
      double probability,
      OptionalInt label,
      double massFor,
      double massAgainst) {}

  /**
   * Reads the files of a run, as many as there are.
   *
   * @param folder of a run, or of an imported model
   * @return what they say
   * @throws IOException if the run has not come to an evaluation, or a file is damaged; the message
   *     says what to do
   */
  public static RunFacts read(RunFolder folder) throws IOException {
    return folder.isImported() ? ofImported(folder) : ofRun(folder);
  }

  private static RunFacts ofRun(RunFolder folder) throws IOException {
    Provenance provenance = Provenance.read(folder);
    Plan plan = PlanFile.read(folder.plan());
    if (!Files.exists(folder.evaluation())) {
      throw new IOException(
          folder.path()
              + " has no evaluation.json: "
              + (Files.exists(folder.predictions())
                  ? "evaluate the run first."
                  : "the run has not come so far; go on with it (--resume)."));
    }
    List<Filed> split = split(folder.split());
    return new RunFacts(
        name(folder),
        Classes.of(folder),
        plan.preparation(),
        plan.graph(),
        Optional.of(plan),
        Optional.empty(),
        Optional.of(provenance),
        split,
        RepeatedFilms.sentence(folder.duplicates()),
        Files.exists(folder.history())
            ? Optional.of(HistoryFile.read(folder.history()))
            : Optional.empty(),
        Files.exists(folder.predictions()) ? PredictionsFile.read(folder.predictions()) : List.of(),
        Optional.of(EvaluationFacts.read(folder.evaluation())),
        elsewhere(folder),
        explanations(folder, split),
        agreement(folder),
        audit(folder));
  }

  private static RunFacts ofImported(RunFolder folder) throws IOException {
    Imported imported = Imported.read(folder);
    if (!Files.exists(folder.model())) {
      throw new IOException(
          folder.path() + " has no model.keras; import the model anew, with --force.");
    }
    return new RunFacts(
        name(folder),
        imported.classes(),
        imported.preparation(),
        ModelFile.readNetwork(folder.model()).graph(),
        Optional.empty(),
        Optional.of(imported),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        elsewhere(folder),
        explanations(folder, List.of()),
        agreement(folder),
        audit(folder));
  }

  private static String name(RunFolder folder) {
    Path name = folder.path().toAbsolutePath().normalize().getFileName();
    return name == null ? "run" : name.toString();
  }

  /**
   * Which image is in which part.
   *
   * @param file split.csv
   * @return in its order
   * @throws IOException if it cannot be read
   */
  public static List<Filed> split(Path file) throws IOException {
    List<Filed> filed = new ArrayList<>();
    CsvTable table = Csv.read(file);
    for (int row = 0; row < table.size(); row++) {
      filed.add(
          new Filed(
              table.text(row, "image"),
              table.text(row, "sha256"),
              table.given(row, "patient"),
              table.text(row, "label").equals("1") ? 1 : 0,
              PredictionsFile.part(table, row)));
    }
    return filed;
  }

  /**
   * The run's images by what is in their files, whatever the names.
   *
   * @param folder of a run; of an imported model none are known
   * @return by SHA-256; of a file in two parts that in the training part, which takes most from
   *     what a model says of it, or else in the validation part
   * @throws IOException if split.csv cannot be read
   */
  public static Map<String, Filed> bySha256(RunFolder folder) throws IOException {
    Map<String, Filed> images = new HashMap<>();
    if (Files.exists(folder.split())) {
      for (Filed one : split(folder.split())) {
        images.merge(one.sha256(), one, (a, b) -> a.part().compareTo(b.part()) <= 0 ? a : b);
      }
    }
    return images;
  }

  private static Map<String, EvaluationFacts> elsewhere(RunFolder folder) throws IOException {
    Map<String, EvaluationFacts> found = new LinkedHashMap<>();
    for (Path other : entries(folder.evaluations(), "*")) {
      Path file = new RunFolder(other).evaluation();
      if (Files.isRegularFile(file)) {
        found.put(other.getFileName().toString(), EvaluationFacts.read(file));
      }
    }
    return found;
  }

  private static List<Explained> explanations(RunFolder folder, List<Filed> split)
      throws IOException {
    List<Explained> explained = new ArrayList<>();
    for (Path file : entries(folder.explanations(), "*.json")) {
      JsonFacts facts = new JsonFacts(file.toString());
      ObjectNode json = Json.read(file, ObjectNode.class);
      String image = facts.text(json, "image");
      String picture = picture(file, facts.text(json, "method"));
      Optional<Filed> own = own(image, json.path("sha256").asText(), picture, split);
      explained.add(
          new Explained(
              own.map(Filed::image).orElse(image),
              own.isPresent(),
              picture,
              facts.text(json, "title"),
              facts.text(json, "layer"),
              facts.number(json, "probability"),
              json.has("label") ? OptionalInt.of(facts.count(json, "label")) : OptionalInt.empty(),
              facts.number(json, "massFor"),
              facts.number(json, "massAgainst")));
    }
    return explained;
  }

  /** The explanation's file name without the method, as {@link Explanation#imageName}. */
  private static String picture(Path file, String method) {
    return file.getFileName()
        .toString()
        .replaceFirst("-" + Pattern.quote(method.replace("+", "-plus")) + "\\.json$", "");
  }

  /**
   * Which of the run's images an explanation is of. The name alone would not do: another file may
   * have it. Explanations without a SHA-256 are the run's own, or of before it was kept: of those
   * the file's name has its first digits.
   */
  private static Optional<Filed> own(
      String image, String sha256, String picture, List<Filed> split) {
    boolean unmarked = sha256.isEmpty() && picture.equals(Explanation.imageName(image, ""));
    return split.stream()
        .filter(
            one ->
                unmarked
                    ? one.image().equals(image)
                    : sha256.isEmpty()
                        ? picture.equals(Explanation.imageName(image, one.sha256()))
                        : sha256.equals(one.sha256()))
        .findFirst();
  }

  private static Optional<AgreementFacts> agreement(RunFolder folder) throws IOException {
    Path file = folder.comparison().resolve("comparison.json");
    return Files.exists(file) ? Optional.of(AgreementFacts.read(file)) : Optional.empty();
  }

  private static Optional<AuditFacts> audit(RunFolder folder) throws IOException {
    return Files.exists(folder.audit())
        ? Optional.of(AuditFacts.read(folder.audit()))
        : Optional.empty();
  }

  /** In the order of their names, whatever the file system's. */
  private static Set<Path> entries(Path folder, String glob) throws IOException {
    Set<Path> entries = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
        stream.forEach(entries::add);
      }
    }
    return entries;
  }

  /**
   * Whether the images are drawings made by Pleura, as far as the run's files tell.
   *
   * @return true if so
   */
  public boolean drawn() {
    return provenance.map(Provenance::drawn).orElse(false);
  }

  /**
   * What had to be assumed of the data.
   *
   * @return a sentence each; those that only the data could tell are missing for runs of before
   *     they were kept
   */
  public List<String> assumptions() {
    return assumptions(provenance, repeated);
  }

  /**
   * The same of a folder of which no more is asked.
   *
   * @param folder of the run
   * @return as {@link #assumptions()}; none for a model that was trained elsewhere
   * @throws IOException if a file is damaged
   */
  public static List<String> assumptions(RunFolder folder) throws IOException {
    Optional<Provenance> provenance =
        Files.exists(folder.provenance()) ? Optional.of(Provenance.read(folder)) : Optional.empty();
    return assumptions(provenance, RepeatedFilms.sentence(folder.duplicates()));
  }

  private static List<String> assumptions(
      Optional<Provenance> provenance, Optional<String> repeated) {
    List<String> sentences = new ArrayList<>();
    provenance
        .map(Provenance::noted)
        .map(Provenance.Noted::assumptions)
        .ifPresent(sentences::addAll);
    repeated.ifPresent(sentences::add);
    return sentences;
  }

  /**
   * The images of a part.
   *
   * @param part which
   * @return in the split's order
   */
  public List<Filed> part(Part part) {
    return split.stream().filter(filed -> filed.part() == part).toList();
  }

  /**
   * How many patients images are of.
   *
   * @param images any of the split
   * @return empty if that is not known of each
   */
  public static OptionalInt patients(List<Filed> images) {
    Set<String> patients = new HashSet<>();
    for (Filed image : images) {
      if (image.patient().isEmpty()) {
        return OptionalInt.empty();
      }
      patients.add(image.patient().get());
    }
    return OptionalInt.of(patients.size());
  }

  /**
   * How many patients are in more than one part.
   *
   * @return empty if the patient is not known of each image
   */
  public OptionalInt patientsInTwoParts() {
    if (split.isEmpty() || patients(split).isEmpty()) {
      return OptionalInt.empty();
    }
    Map<String, Part> first = new HashMap<>();
    Set<String> again = new HashSet<>();
    for (Filed filed : split) {
      String patient = filed.patient().orElseThrow();
      Part before = first.putIfAbsent(patient, filed.part());
      if (before != null && before != filed.part()) {
        again.add(patient);
      }
    }
    return OptionalInt.of(again.size());
  }

  /**
   * The test images that were called wrongly, those of which the model was surest first.
   *
   * @return at the evaluation's threshold; equal ones in the order of the file
   */
  public List<Prediction> mistakes() {
    double threshold = evaluation.map(EvaluationFacts::threshold).orElse(Run.THRESHOLD);
    List<Prediction> wrong = new ArrayList<>();
    for (Prediction one : predictions) {
      boolean called = one.probability() > threshold;
      if (one.part() == Part.TEST && called != (one.label() == 1)) {
        wrong.add(one);
      }
    }
    wrong.sort(
        (a, b) ->
            Double.compare(
                Math.abs(b.probability() - b.label()), Math.abs(a.probability() - a.label())));
    return wrong;
  }

  /**
   * Says so if the training reached nothing that a constant probability does not reach.
   *
   * @return one sentence, or nothing
   */
  public Optional<String> learnedNothing() {
    return history.flatMap(
        training ->
            ConstantProbability.notBeaten(
                training, positiveShare(Part.TRAIN), positiveShare(Part.VALIDATION)));
  }

  private double positiveShare(Part part) {
    return part(part).stream().mapToInt(Filed::label).average().orElse(0);
  }

  /**
   * Whether the audit is of the model that the run holds now.
   *
   * @return true too where there is no audit, or the model's fingerprint is not known
   */
  public boolean auditIsOfThisModel() {
    Optional<String> now =
        imported
            .map(Imported::weights)
            .or(() -> provenance.map(Provenance::weights))
            .map(Provenance.Weights::fingerprint);
    return audit.isEmpty() || now.isEmpty() || now.get().equals(audit.get().weights());
  }
}
