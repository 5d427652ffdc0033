package org.pleura.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.pleura.data.FilmTable;
import org.pleura.data.Labelling;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say where labels and patients come from. */
final class DataOptions {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "A table with a row for each image: Data_Entry_2017_v2020.csv of the NIH, or any with named"
              + " columns. It says who is on each image, and with --positive also the labels.")
  private @Nullable Path csv;

  @Option(
      names = "--positive",
      paramLabel = "NAME",
      description =
          "The finding of the table with label 1, as Effusion; without --csv, the class folder.")
  private @Nullable String positive;

  @Option(
      names = "--negative",
      paramLabel = "NAME",
      description = "The finding of the table with label 0 (default: 'No Finding').")
  private @Nullable String negative;

  @Option(
      names = "--column",
      paramLabel = "WHAT=NAME",
      description =
          "Which column of the table holds what, if it has an unusual name: image, patient, findings,"
              + " age, sex, view or followup; may be given several times.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--patient-pattern",
      paramLabel = "REGEX",
      description =
          "Finds the patient in an image's name: the first group of this regular expression, as"
              + " '(\\d+)_'.")
  private @Nullable String patientPattern;

  boolean areDefaults() {
    return csv == null
        && positive == null
        && negative == null
        && columns.isEmpty()
        && patientPattern == null;
  }

  /**
   * What was asked for.
   *
   * @param positiveClass the class folder with label 1 that a plan names, if it does
   */
  Labelling labelling(Optional<String> positiveClass) {
    if (csv == null && (negative != null || !columns.isEmpty())) {
      throw wrong("--negative and --column are about a table; name it with --csv.");
    }
    if (negative != null && positive == null) {
      throw wrong("--negative needs --positive, the finding to be told from it.");
    }
    for (String what : columns.keySet()) {
      if (!FilmTable.ROLES.contains(what)) {
        throw wrong("--column must be one of " + FilmTable.ROLES + ", but it is '" + what + "'.");
      }
    }
    return new Labelling(
        Optional.ofNullable(csv),
        columns,
        positive != null || csv != null ? Optional.ofNullable(positive) : positiveClass,
        Optional.ofNullable(negative),
        Optional.ofNullable(patientPattern).map(this::pattern));
  }

  /**
   * The options that ask for a labelling.
   *
   * @param asked the labelling
   * @param positiveClass the class folder that the plan names, which needs no option
   */
  static List<String> words(Labelling asked, @Nullable String positiveClass) {
    List<String> words = new ArrayList<>();
    asked.table().ifPresent(table -> words.addAll(List.of("--csv", table.toString())));
    asked.columns().forEach((what, name) -> words.addAll(List.of("--column", what + "=" + name)));
    asked
        .positive()
        .filter(name -> asked.table().isPresent() || !name.equals(positiveClass))
        .ifPresent(name -> words.addAll(List.of("--positive", name)));
    asked.negative().ifPresent(name -> words.addAll(List.of("--negative", name)));
    asked
        .patient()
        .ifPresent(pattern -> words.addAll(List.of("--patient-pattern", pattern.pattern())));
    return words;
  }

  private Pattern pattern(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw wrong(
          "--patient-pattern must be a regular expression, but '"
              + regex
              + "' is none: "
              + e.getDescription()
              + ".");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
