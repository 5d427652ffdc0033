package org.pleura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The two launchers side by side, as text: that of Windows cannot be run here, and must not fall
 * behind the other.
 */
class LaunchersTest {

  /** An option of the JVM, up to its value: -Xmn32m, -XX:+UseSerialGC, -Djava.awt.headless=true. */
  private static final Pattern OPTION =
      Pattern.compile(
          "(?<=[\\s(\"=])(--add-modules"
              + " \\S+?|-X[\\w:+=]+|-D\\w+\\.[\\w.]+(?:=\\w+)?)(?=[\\s)\"=]|$)");

  /**
   * What the script alone has: the terminal's width, descriptor and name are handed over by bash,
   * the file of loaded classes is put in place by it after the program, and large pages are
   * Linux's.
   */
  private static final Set<String> OF_THE_SCRIPT_ALONE =
      Set.of(
          "-Dpleura.terminal.columns",
          "-Dpleura.messages.descriptor=0",
          "-Dpleura.command",
          "-XX:SharedArchiveFile",
          "-XX:ArchiveClassesAtExit",
          "-XX:+UseTransparentHugePages",
          "-Xlog:disable");

  private static String script;
  private static String windows;

  @BeforeAll
  static void bothAsTheyAre() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("pleura.cmd"))) {
      root = root.getParent();
    }
    script = withoutComments(Files.readString(root.resolve("pleura")), "#");
    windows = withoutComments(Files.readString(root.resolve("pleura.cmd")), "rem ");
  }

  private static String withoutComments(String text, String sign) {
    return text.lines()
        .filter(line -> !line.strip().startsWith(sign))
        .map(line -> line + "\n")
        .reduce("", String::concat);
  }

  private static Set<String> options(String launcher) {
    Set<String> options = new TreeSet<>();
    Matcher option = OPTION.matcher(launcher);
    while (option.find()) {
      options.add(option.group(1).replaceAll("=$", ""));
    }
    return options;
  }

  @Test
  void bothGiveJavaTheSameOptions() {
    Set<String> ofTheScript = options(script);
    assertThat(ofTheScript).containsAll(OF_THE_SCRIPT_ALONE);
    ofTheScript.removeAll(OF_THE_SCRIPT_ALONE);
    assertThat(options(windows))
        .isEqualTo(ofTheScript)
        .containsExactlyInAnyOrder(
            "--add-modules jdk.incubator.vector",
            "-Djava.awt.headless=true",
            "-Dpleura.kernels=scalar",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmn32m",
            "-Xmn64m");
    // The last of two sizes counts.
    assertThat(windows)
        .contains(
            "-Xmn32m %engine% -jar",
            "if \"%~7\"==\"\" set \"engine=-XX:TieredStopAtLevel=1"
                + " -Dpleura.kernels=scalar -Xmn64m\"");
  }

  @Test
  void bothTakeTheJavaOfJavaHomeIfThereIsOneAndThatOfThePathOtherwise() {
    assertThat(script)
        .contains("if [ -n \"${JAVA_HOME:-}\" ] && [ -x \"$JAVA_HOME/bin/java\" ]; then")
        .contains("java=$JAVA_HOME/bin/java", "java=$(command -v java)");
    assertThat(windows)
        .contains(
            "set \"java=java\"\n"
                + "if defined JAVA_HOME if exist \"%JAVA_HOME%\\bin\\java.exe\""
                + " set \"java=%JAVA_HOME%\\bin\\java.exe\"\n");
    for (String launcher : new String[] {script, windows}) {
      assertThat(launcher).contains("Java was not found. Install a JDK, version 17 or newer");
    }
  }

  @Test
  void bothBuildTheJarWhereItIsMissingOrOlderThanTheSources() {
    assertThat(script)
        .contains(
            "jar=$root/app/target/pleura.jar", "[ -f \"$jar\" ] || return 1", "-jar \"$jar\"");
    assertThat(windows)
        .contains("set \"jar=%root%app\\target\\pleura.jar\"")
        // Stale until it is seen that the jar is there and newer.
        .contains("set \"stale=1\"\nif exist \"%jar%\" (\n", "-jar \"%jar%\" %*");
    for (String launcher : new String[] {script, windows}) {
      assertThat(launcher)
          .contains("mvn -q -B -DskipTests package", "Maven was not found", "did not succeed");
      for (String source : new String[] {"nn", "core", "app"}) {
        assertThat(launcher).contains(source);
      }
    }
  }

  @Test
  void bothAnswerShortQuestionsWithTheQuickCompiler() {
    assertThat(script).contains("'' | --version | -V | --help | -h) options=(");
    assertThat(windows)
        .contains(
            "for %%w in (--version -V --help -h) do if \"%~1\"==\"%%w\" set"
                + " \"engine=-XX:TieredStopAtLevel=1\"")
        .contains("if \"%~1\"==\"\" set \"engine=-XX:TieredStopAtLevel=1\"");
  }
}
