package org.pleura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code pleura} in a checkout made for the test: its Maven is a stand-in that puts a
 * jar in place whose class path is this test's, so the real launcher starts the real program.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script needs bash")
class LauncherTest {

  private static final String GREETING = "WARNING: Using incubator modules: jdk.incubator.vector";

  @TempDir private Path temporary;
  private Path checkout;
  private Path tools;

  /** What a process left behind. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void aCheckoutWithItsOwnMaven() throws IOException {
    checkout = Files.createDirectories(temporary.resolve("a folder/checkout"));
    for (String module : new String[] {"nn", "core", "app"}) {
      Files.createDirectories(checkout.resolve(module + "/src/main/java"));
      Files.writeString(checkout.resolve(module + "/pom.xml"), "");
    }
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.copy(projectRoot().resolve("pleura"), checkout.resolve("pleura"));
    makeExecutable(checkout.resolve("pleura"));

    tools = Files.createDirectories(temporary.resolve("tools"));
    Path ready = temporary.resolve("ready.jar");
    packThisClassPath(ready);
    script(
        "mvn",
        "echo built >>'" + temporary.resolve("builds") + "'",
        "sleep 0.3",
        "mkdir -p app/target",
        "cp '" + ready + "' app/target/pleura.jar");
  }

  @Test
  void theFirstStartBuildsAndTheSecondDoesNot() throws Exception {
    Ended first = pleura(checkout, "./pleura", "--version");
    assertThat(first.err())
        .isEqualTo(
            "Building Pleura (first start only; Maven fetches its libraries, which may take minutes) ...\n");
    assertThat(first.out()).startsWith("Pleura ");
    assertThat(first.code()).isZero();

    assertThat(pleura(checkout, "./pleura", "--version").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aSourceNewerThanTheJarIsBuilt() throws Exception {
    pleura(checkout, "./pleura", "--version");
    Path source = Files.writeString(checkout.resolve("nn/src/main/java/New.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(pleura(checkout, "./pleura", "--version").err())
        .isEqualTo("Building Pleura (sources have changed) ...\n");
  }

  @Test
  void itRunsFromAnyFolderAndThroughLinks() throws Exception {
    Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), checkout.resolve("pleura"));
    Path second = Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("../link"));
    assertThat(link).exists();
    assertThat(pleura(elsewhere, second.toString(), "--version").code()).isZero();
    assertThat(pleura(elsewhere, checkout + "/pleura", "--version").code()).isZero();
    assertThat(elsewhere.resolve("app")).doesNotExist();
  }

  @Test
  void exitCodesAndMessagesPassThroughAndTheJvmsGreetingDoesNot() throws Exception {
    pleura(checkout, "./pleura", "--version");
    Ended wrong = pleura(checkout, "./pleura", "--nonsense");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).startsWith("pleura: ").contains("--nonsense").doesNotContain(GREETING);
  }

  @Test
  void aPredictionThatFailsLeavesNoClassesForTheNextAndItsCodeAndMessagePassThrough()
      throws Exception {
    pleura(checkout, "./pleura", "--version");
    Ended failed = pleura(checkout, "./pleura", "predict", "nowhere", "image.png");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).startsWith("pleura: nowhere ").doesNotContain(GREETING);
    assertThat(checkout.resolve("target").toFile().list()).noneMatch(name -> name.contains("jsa"));
  }

  @Test
  void aPredictionOfAFewImagesLeavesClassesThatTheNextOneTakesUntilPleuraIsBuiltAnew()
      throws Exception {
    // Built by Maven, so that there is no folder for the classes yet.
    Path jar = checkout.resolve("app/target/pleura.jar");
    Files.createDirectories(jar.getParent());
    packThisClassPath(jar);
    // A Java that says what it is asked, and leaves the file that it is to leave.
    Path home = Files.createDirectories(temporary.resolve("standIn/bin")).getParent();
    Files.writeString(
        home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\nMODULES=\"jdk.incubator.vector\"\n");
    Path java = home.resolve("bin/java");
    Files.writeString(
        java,
        "#!/bin/sh\nfor a in \"$@\"; do case $a in -XX:ArchiveClassesAtExit=*) touch \"${a#*=}\";;"
            + " esac; done\necho \"$@\"\n");
    makeExecutable(java);
    List<String> standIn = List.of("JAVA_HOME=" + home);
    Path archive = checkout.resolve("target/pleura-17.0.1.jsa");
    String taken = "-XX:SharedArchiveFile=";

    // Its classes would be those of the help.
    for (String word : List.of("-h", "--help")) {
      Ended help = run(checkout, standIn, "./pleura", "predict", word);
      assertThat(help.out())
          .contains("predict " + word)
          .doesNotContain("-XX:ArchiveClassesAtExit=");
    }
    Ended first = run(checkout, standIn, "./pleura", "predict", "run", "image.png");
    assertThat(first.out()).contains("-XX:ArchiveClassesAtExit=").doesNotContain(taken);
    assertThat(archive).exists();
    Files.setLastModifiedTime(archive, seconds(2));
    Ended second = run(checkout, standIn, "./pleura", "predict", "run", "image.png");
    assertThat(second.out()).contains(taken).doesNotContain("-XX:ArchiveClassesAtExit=");
    assertThat(run(checkout, standIn, "./pleura", "evaluate", "run").out()).contains(taken);
    for (String training : List.of("lesson", "train", "tune", "audit", "bench")) {
      // With them a lesson took 40 to 70 MB more, and no less time.
      Ended ended = run(checkout, standIn, "./pleura", training, "images");
      assertThat(ended.out()).contains(training + " images").doesNotContain(taken);
    }

    Files.setLastModifiedTime(jar, seconds(4));
    Ended third = run(checkout, standIn, "./pleura", "predict", "run", "image.png");
    assertThat(third.out()).contains("-XX:ArchiveClassesAtExit=").doesNotContain(taken);
    // Of a build that changed another module than the application only the stamp tells.
    Files.setLastModifiedTime(archive, seconds(6));
    Files.writeString(checkout.resolve("target/launcher.stamp"), "");
    Files.setLastModifiedTime(checkout.resolve("target/launcher.stamp"), seconds(8));
    Ended fourth = run(checkout, standIn, "./pleura", "predict", "run", "image.png");
    assertThat(fourth.out()).contains("-XX:ArchiveClassesAtExit=").doesNotContain(taken);
  }

  private static FileTime seconds(long fromNow) {
    return FileTime.from(Instant.now().plusSeconds(fromNow));
  }

  @Test
  void whatTheJvmSaysOtherwiseIsNotLost() throws Exception {
    pleura(checkout, "./pleura", "--version");
    Ended broken =
        run(checkout, List.of("JAVA_TOOL_OPTIONS=-XX:+NoSuchFlag"), "./pleura", "--version");
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.err()).contains("NoSuchFlag");
  }

  @Test
  void twoFirstStartsAtOnceBuildOnce() throws Exception {
    Process one = start(checkout, List.of(), "./pleura", "--version");
    Process other = start(checkout, List.of(), "./pleura", "--version");
    assertThat(ended(one).code()).isZero();
    assertThat(ended(other).code()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aLockLeftByAKilledStartIsNotWaitedFor() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.createDirectories(checkout.resolve("target"));
    Files.createSymbolicLink(
        checkout.resolve("target/launcher.lock"), Path.of(String.valueOf(gone.pid())));
    assertThat(pleura(checkout, "./pleura", "--version").code()).isZero();
    assertThat(Files.isSymbolicLink(checkout.resolve("target/launcher.lock"))).isFalse();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamedInsteadOfWaitedForWithoutEnd() throws Exception {
    script("ln", "exit 1");
    Ended ended = pleura(checkout, "./pleura", "--version");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("/target cannot be written").doesNotContain("Waiting");
  }

  @Test
  void aFailedBuildIsSaidAndNothingIsRun() throws Exception {
    script("mvn", "echo 'does not compile'", "exit 1");
    Ended ended = pleura(checkout, "./pleura", "--version");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("does not compile", "the build did not succeed");
  }

  @Test
  void aJavaThatIsTooOldOrMissingIsNamed() throws Exception {
    script("java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
    Ended old = pleura(checkout, "./pleura", "--version");
    assertThat(old.code()).isEqualTo(1);
    assertThat(old.err())
        .contains("Java 17 or newer is needed", tools + "/java", "11.0.2", "openjdk-17");

    script(
        "java",
        "case $1 in",
        "  -version) echo 'java version \"1.8.0_292\"' >&2 ;;",
        "  *) echo \"Unrecognized option: $1\" >&2; exit 1 ;;",
        "esac");
    assertThat(pleura(checkout, "./pleura", "--version").err()).contains("1.8.0_292");

    Files.delete(tools.resolve("java"));
    Ended missing = runWithPath(plainTools(), checkout, List.of(), "./pleura", "--version");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("Java was not found", "openjdk-17");
  }

  @Test
  void aJavaWithoutTheVectorModuleRunsWithoutIt() throws Exception {
    pleura(checkout, "./pleura", "--version");
    script(
        "java",
        "case $1 in",
        "  --add-modules) echo 'Module jdk.incubator.vector not found' >&2; exit 1 ;;",
        "  *) exec '" + System.getProperty("java.home") + "/bin/java' \"$@\" ;;",
        "esac");
    Ended ended = pleura(checkout, "./pleura", "--version");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).startsWith("Pleura ");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void aFewImagesAreAskedWithoutVectorCodeWhichWouldNotBeCompiledInTime() throws Exception {
    pleura(checkout, "./pleura", "--version");
    aJavaThatRepeatsWhatItIsAsked();
    String quick = "-XX:TieredStopAtLevel=1";
    String vectors = "jdk.incubator.vector";
    // A larger young generation, so that no collection interrupts them.
    assertThat(pleura(checkout, "./pleura", "predict", "run", "a.png").out())
        .contains(quick, "-Xmn64m", "-Dpleura.kernels=scalar")
        .doesNotContain(vectors);
    assertThat(pleura(checkout, "./pleura", "predict", "run", "@names").out())
        .contains(vectors, "-Xmn32m")
        .doesNotContain(quick, "pleura.kernels");
    List<String> many = new ArrayList<>(List.of("./pleura", "predict", "run"));
    many.addAll(Collections.nCopies(40, "a.png"));
    assertThat(pleura(checkout, many.toArray(String[]::new)).out())
        .contains(vectors)
        .doesNotContain(quick);
    assertThat(pleura(checkout, "./pleura", "train", "folder").out())
        .contains(vectors)
        .doesNotContain(quick, "pleura.kernels");
  }

  @Test
  void whereJavaHasNoVectorModuleToGreetForNothingIsFiltered() throws Exception {
    pleura(checkout, "./pleura", "--version");
    aJavaThatRepeatsWhatItIsAsked();
    Path filtered = temporary.resolve("filtered");
    script("grep", "touch '" + filtered + "'", "exec cat");
    pleura(checkout, "./pleura", "--version");
    pleura(checkout, "./pleura", "predict", "run", "a.png");
    assertThat(filtered).doesNotExist();
    pleura(checkout, "./pleura", "train", "folder");
    for (int wait = 0; wait < 100 && !Files.exists(filtered); wait++) {
      Thread.sleep(50); // the filter runs beside
    }
    assertThat(filtered).exists();
  }

  private void aJavaThatRepeatsWhatItIsAsked() throws IOException {
    script(
        "java",
        "case \" $* \" in",
        "  *' -version '*) echo 'version \"17\"' ;;",
        "  *) echo \"$*\" ;;",
        "esac");
  }

  @Test
  void onlyAFewImagesAreAskedWithLargePagesAndOnlyWhereLinuxGivesThemToThoseWhoAsk()
      throws Exception {
    pleura(checkout, "./pleura", "--version");
    aJavaThatRepeatsWhatItIsAsked();
    Path linux = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    boolean given = Files.isReadable(linux) && Files.readString(linux).contains("[madvise]");
    String pages = "-XX:+UseTransparentHugePages";
    assertThat(pleura(checkout, "./pleura", "predict", "run", "a.png").out().contains(pages))
        .isEqualTo(given);
    assertThat(pleura(checkout, "./pleura", "--version").out()).doesNotContain(pages);
    assertThat(pleura(checkout, "./pleura", "predict", "run", "@names").out())
        .doesNotContain(pages);
    assertThat(pleura(checkout, "./pleura", "train", "folder").out()).doesNotContain(pages);
  }

  @Test
  void aMissingMavenIsNamed() throws Exception {
    Files.delete(tools.resolve("mvn"));
    Path plain = plainTools();
    for (String name : new String[] {"java", "javac"}) {
      standIn(name, System.getProperty("java.home") + "/bin/");
    }
    Ended ended = runWithPath(plain, checkout, List.of(), "./pleura", "--version");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("Maven was not found", "apt install maven");
  }

  @Test
  void theProgramIsTheLaunchersOwnProcessSoSignalsReachIt() throws Exception {
    pleura(checkout, "./pleura", "--version");
    script(
        "java",
        "case \" $* \" in",
        "  *' -version '*) echo 'version \"17\"' ;;",
        "  *) exec sleep 60 ;;",
        "esac");
    Process process = start(checkout, List.of(), "./pleura", "--version");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!process.info().command().orElse("").endsWith("sleep") && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(process.info().command().orElse("")).endsWith("sleep");
    process.toHandle().destroy(); // Process.destroy would close our end of the pipes
    // 128 + 15: ended by SIGTERM, with nobody in between to hide it.
    assertThat(ended(process).code()).isEqualTo(143);
  }

  private Ended pleura(Path folder, String... command) throws Exception {
    return run(folder, List.of(), command);
  }

  private Ended run(Path folder, List<String> environment, String... command) throws Exception {
    return ended(start(folder, environment, command));
  }

  private Process start(Path folder, List<String> environment, String... command)
      throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin");
    return start(tools + ":" + java + ":/usr/bin:/bin", folder, environment, command);
  }

  private Ended runWithPath(Path path, Path folder, List<String> environment, String... command)
      throws Exception {
    return ended(start(path.toString(), folder, environment, command));
  }

  private Process start(String path, Path folder, List<String> environment, String... command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("PATH", path);
    for (String setting : environment) {
      String[] parts = setting.split("=", 2);
      builder.environment().put(parts[0], parts[1]);
    }
    return builder.start();
  }

  private static Ended ended(Process process) throws Exception {
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out, err);
  }

  private long builds() throws IOException {
    return Files.readAllLines(temporary.resolve("builds")).size();
  }

  private void script(String name, String... lines) throws IOException {
    Path script = tools.resolve(name);
    Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    makeExecutable(script);
  }

  private static void makeExecutable(Path file) {
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** What the script itself needs, without Java and Maven. */
  private Path plainTools() throws IOException {
    tools = Files.createDirectories(temporary.resolve("plain"));
    for (String name :
        "bash dirname readlink find head ln rm mkdir mv sleep stty grep".split(" ")) {
      standIn(name, Files.exists(Path.of("/usr/bin", name)) ? "/usr/bin/" : "/bin/");
    }
    return tools;
  }

  private void standIn(String name, String folder) throws IOException {
    script(name, "exec '" + folder + name + "' \"$@\"");
  }

  /** A jar that names the main class and this test's class path, and holds nothing. */
  private static void packThisClassPath(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Pleura.class.getName());
    main.put(
        Attributes.Name.CLASS_PATH,
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.finish();
    }
  }

  private static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("pleura.cmd"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
