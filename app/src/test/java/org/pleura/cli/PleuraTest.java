package org.pleura.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.cli.Shell.pleura;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.cli.Shell.Ended;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class PleuraTest {

  @Test
  void helpGoesToStandardOutputAndIsNoError() {
    Ended help = pleura("--help");
    assertThat(help.code()).isEqualTo(0);
    assertThat(help.out()).startsWith("Usage: pleura");
    assertThat(help.messages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lesson",
        "inspect",
        "phantoms",
        "train",
        "tune",
        "evaluate",
        "predict",
        "explain",
        "audit",
        "import",
        "export"
      })
  void everyCommandExplainsItself(String command) {
    Ended help = pleura(command, "--help");
    assertThat(help.code()).isEqualTo(0);
    assertThat(help.out())
        .startsWith("Usage: pleura " + command)
        .contains("--json", "--quiet", "--verbose");
  }

  /** As network.dropout=0.4/0.6/0.8: what is typed so must not be broken where it is read. */
  private static final Pattern EXAMPLE = Pattern.compile("[\\w.]+=[\\w./:]*\\d[\\w/:]*|\\{\".*}");

  @Test
  void everyExampleOfTheHelpStandsOnOneLine() {
    Screen screen = new Screen(System.out, System.err, OptionalInt.empty());
    int examples = 0;
    for (Object command :
        List.of(
            new LessonCommand(screen),
            new TrainCommand(screen),
            new TuneCommand(screen),
            new EvaluateCommand(screen),
            new ExplainCommand(screen),
            new AuditCommand(screen),
            new ImportCommand(screen))) {
      CommandLine line = new CommandLine(command);
      List<String> help = line.getUsageMessage().lines().toList();
      for (OptionSpec option : line.getCommandSpec().options()) {
        for (String description : option.description()) {
          Matcher example = EXAMPLE.matcher(description);
          while (example.find()) {
            examples++;
            assertThat(help).anyMatch(one -> one.contains(example.group()));
          }
        }
      }
    }
    // Six of tune's own, and those of --set, which three commands have.
    assertThat(examples).isGreaterThanOrEqualTo(12);
  }

  @Test
  void withoutACommandTheUsageIsWrong() {
    Ended nothing = pleura();
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.messages())
        .isEqualTo("pleura: Missing required subcommand\nTry 'pleura --help'.\n");
    assertThat(nothing.out()).isEmpty();
  }

  @Test
  void aMistypedCommandIsNamedAndTheRightOneSuggested() {
    Ended mistyped = pleura("lessson");
    assertThat(mistyped.code()).isEqualTo(2);
    assertThat(mistyped.messages()).contains("lessson", "Did you mean", "lesson");
  }

  @Test
  void aCommandThatBeginsLikeTheWordIsSuggestedAlone() {
    assertThat(pleura("tran").messages()).contains("'tran'", "Did you mean train?");
    assertThat(pleura("eval").messages()).contains("'eval'", "Did you mean evaluate");
  }

  @Test
  void anUnknownOptionAloneIsBlamedAndTheValueOfThePlanNamed() {
    assertThat(pleura("train", "--epochs", "3", "some/where").messages())
        .isEqualTo(
            """
            pleura: Unknown option: '--epochs'
            Did you mean --set training.epochs=3?
            Try 'pleura train --help'.
            """);
    assertThat(pleura("train", "some/where", "--learning-rate=0.1").messages())
        .contains("Did you mean --set training.learningRate=0.1?");
    // predict has no plan to change.
    assertThat(pleura("predict", "--epochs", "3", "run", "image").messages())
        .contains("Unknown option: '--epochs'")
        .doesNotContain("--set");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lesson --nonsense",
        "lesson --threads 0",
        "lesson --threads many",
        "train here --cache plenty",
        "train here --cache 1.5G",
        "lesson --plan nosuchplan",
        "lesson --set training.epoch=3",
        "lesson --set network.convolutions=8x3",
        "lesson --seed -1",
        "lesson --phantoms 0",
        "lesson --set preparation.height=16",
        "train",
        "train here --resume there",
        "tune",
        "tune here --resume there",
        "tune here --preset nosuchpreset",
        "tune here --vary seed=1/2",
        "tune --resume there --trials 3",
        "tune here --grid network.dropout",
        "tune here --grid network.dropout=2",
        "tune here --grid network.dropout=0.5 --trials 0",
        "tune here --plan default --preset batch-normalization",
        "evaluate run --csv table.csv",
        "phantoms",
        "phantoms --out here --each 0",
        "predict run",
        "import",
        "import model.keras --values gray",
        "export run",
        "export run --format tflite",
      })
  void wrongUsageHasItsOwnExitCodeAndASentence(String words) {
    Ended wrong = pleura((Object[]) words.split(" "));
    assertThat(wrong.code()).as(wrong.messages()).isEqualTo(2);
    assertThat(wrong.messages()).startsWith("pleura: ").doesNotContain("Exception", "\tat ");
    assertThat(Path.of("runs")).as("nothing was begun").doesNotExist();
    assertThat(wrong.out()).isEmpty();
  }

  @Test
  void theTraceIsShownOnlyOnRequest() {
    assertThat(pleura("inspect", "/no/such/folder").messages())
        .startsWith("pleura: /no/such/folder: ")
        .doesNotContain("\tat ");
    assertThat(pleura("inspect", "/no/such/folder", "--verbose").messages()).contains("\tat ");
  }
}
