package org.pleura.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;

/** What a run had to assume, in sentences: a reader of its results must know. */
public final class Assumptions {

  private Assumptions() {}

  /**
   * What a run had to assume, because the data do not tell or the plan asks for it.
   *
   * @param folder of the run; its duplicates.csv is read if it is there
   * @param plan what is done
   * @param data what it is done with
   * @param split which image serves for what
   * @return one sentence each
   * @throws IOException if duplicates.csv cannot be read
   */
  public static List<String> of(RunFolder folder, Plan plan, RunData data, Split split)
      throws IOException {
    List<String> sentences = new ArrayList<>(of(plan, data, split));
    RepeatedFilms.sentence(folder.duplicates()).ifPresent(sentences::add);
    return sentences;
  }

  /**
   * The same, but for films that are there twice.
   *
   * @param plan what is done
   * @param data what it is done with
   * @param split which image serves for what
   * @return one sentence each
   */
  public static List<String> of(Plan plan, RunData data, Split split) {
    List<String> sentences = new ArrayList<>();
    if (data.drawn()) {
      sentences.add("The images are drawings made by Pleura, not radiographs of people.");
    }
    sentences.add(data.dataset().positiveClassReason());
    patients(plan, data, split).ifPresent(sentences::add);
    sameContent(split).ifPresent(sentences::add);
    tooFew(data, split).forEach(sentences::add);
    if (plan.training().averagedEpochs() == null) {
      TooFew.toChooseOn("The best epoch is", plan, split.validation().size())
          .ifPresent(sentences::add);
    }
    int neither =
        data.dataset().ofNeitherClass().values().stream().mapToInt(Integer::intValue).sum();
    if (neither > 0) {
      sentences.add(
          "%d images are of neither class and were left out: %s."
              .formatted(
                  neither,
                  data.dataset().ofNeitherClass().entrySet().stream()
                      .map(reason -> reason.getValue() + " " + reason.getKey())
                      .collect(Collectors.joining(", "))));
    }
    data.dataset().oddAges().ifPresent(sentences::add);
    int leftOut = data.images().leftOut().size();
    if (leftOut > 0) {
      sentences.add(
          leftOut == 1 ? "1 image could not be used." : leftOut + " images could not be used.");
    }
    phantoms(plan, data.dataset().positiveClass()).ifPresent(sentences::add);
    if (plan.augmentation().horizontalFlip()) {
      sentences.add("Training images are mirrored, which moves the heart to the other side.");
    }
    return sentences;
  }

  /**
   * What a search must assume besides: that its validation images can rank its configurations.
   *
   * @param base what is varied
   * @param split which image serves for what
   * @return one sentence, or nothing if they are enough, or if {@link #of(Plan, RunData, Split)}
   *     says so of the best epoch
   */
  public static Optional<String> ofSearch(Plan base, Split split) {
    return base.training().averagedEpochs() == null
        ? Optional.empty()
        : TooFew.toChooseOn("The best configuration is", base, split.validation().size());
  }

  private static Optional<String> phantoms(Plan plan, String positiveClass) {
    double share = plan.training().phantomShare();
    if (share == 0) {
      return Optional.empty();
    }
    return Optional.of(
        Plan.Training.isEffusion(positiveClass)
            ? "The network learns from drawn radiographs as well, %s for each image of an epoch, which are drawn for that alone and are in no other part."
                .formatted(share)
            : "The plan would show drawn radiographs in training, but they show effusions, and '%s' is not called one; so none are shown."
                .formatted(positiveClass));
  }

  private static Optional<String> patients(Plan plan, RunData data, Split split) {
    Integer patients = Inspection.patients(data.images().radiographs());
    if (patients == null) {
      List<Radiograph> unknown =
          data.images().radiographs().stream()
              .filter(radiograph -> radiograph.patient().isEmpty())
              .toList();
      boolean all = unknown.size() == data.images().radiographs().size();
      return Optional.of(
          "Patient overlap: unknown. The data do not tell which images show the same patient"
              + (all ? "" : " (not of " + unknown.get(0).name() + ", for one)")
              + ", so one patient may be in two parts, and the results may be too good.");
    }
    if (plan.split() == Plan.SplitRule.LESSON) {
      return Optional.of(
          "Patient overlap: the lesson's split does not look at patients: "
              + patientsInTwoParts(split)
              + " of "
              + patients
              + " patients are in more than one part, so the results may be too good.");
    }
    return Optional.of(
        "Patient overlap: none. Each of " + patients + " patients is in one part only.");
  }

  /**
   * Files with the same bytes are known without a look at the images, whatever the split's rule.
   */
  private static Optional<String> sameContent(Split split) {
    Map<String, Part> firstPart = new HashMap<>();
    Map<String, Radiograph> first = new HashMap<>();
    int again = 0;
    String example = "";
    for (Part part : Part.values()) {
      for (Radiograph radiograph : split.part(part)) {
        Part before = firstPart.putIfAbsent(radiograph.sha256(), part);
        Radiograph same = first.putIfAbsent(radiograph.sha256(), radiograph);
        if (same != null && before != null && before != part) {
          example =
              "%s (%s) and %s (%s)"
                  .formatted(same.name(), before.word(), radiograph.name(), part.word());
          again++;
        }
      }
    }
    return again == 0
        ? Optional.empty()
        : Optional.of(
            "Files with the same content are in two parts: %d, as %s; the results may be too good. The split keeps them together with --set split=stratified."
                .formatted(again, example));
  }

  private static List<String> tooFew(RunData data, Split split) {
    List<String> sentences = new ArrayList<>();
    for (String className :
        List.of(data.dataset().positiveClass(), data.dataset().negativeClass())) {
      int all = count(data.images().radiographs(), className);
      TooFew.sentence(className, all, count(split.test(), className)).ifPresent(sentences::add);
    }
    return sentences;
  }

  private static int count(List<Radiograph> radiographs, String className) {
    return (int) radiographs.stream().filter(one -> one.className().equals(className)).count();
  }

  private static int patientsInTwoParts(Split split) {
    Map<Optional<String>, Part> firstPart = new HashMap<>();
    Set<Optional<String>> inTwo = new HashSet<>();
    for (Part part : Part.values()) {
      for (Radiograph radiograph : split.part(part)) {
        Part first = firstPart.putIfAbsent(radiograph.patient(), part);
        if (first != null && first != part) {
          inTwo.add(radiograph.patient());
        }
      }
    }
    return inTwo.size();
  }
}
