package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short training gives the same bits in Java machines started with other vectors, without
 * vectors, without a compiler, and of another version.
 */
class SameBitsOnOtherMachinesTest {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";
  private static final int PATIENCE_SECONDS = 120;

  private static final Path HOME = Path.of(System.getProperty("java.home"));

  @TempDir private Path folder = Path.of("");

  /** What {@link ShortTraining} said. */
  private record Report(String kernels, String outcome) {}

  private Report run(Path home, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java(home).toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ShortTraining.class.getName());
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("ended in time: %s", command).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, said).isZero();
    return new Report(line(said, "kernels: "), line(said, "outcome: "));
  }

  private static String line(String said, String head) {
    return said.lines()
        .filter(line -> line.startsWith(head))
        .map(line -> line.substring(head.length()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line '" + head + "' in " + said));
  }

  private static Path java(Path home) {
    Path plain = home.resolve("bin").resolve("java");
    return Files.exists(plain) ? plain : home.resolve("bin").resolve("java.exe");
  }

  private static void assumeX86() {
    String architecture = System.getProperty("os.arch");
    assumeTrue(
        architecture.equals("amd64") || architecture.equals("x86_64"),
        "-XX:UseAVX is for x86, and this is " + architecture);
  }

  @Test
  void withVectorsOfAvx2() throws IOException, InterruptedException {
    assumeX86();
    Report report = run(HOME, VECTORS, "-XX:UseAVX=2");
    assertThat(report.kernels()).isIn("vectors of 4", "vectors of 8");
    assertThat(report.outcome()).isEqualTo(ShortTraining.outcome());
  }

  @Test
  void withVectorsOfSseAndNoFusedMultiplyAdd() throws IOException, InterruptedException {
    assumeX86();
    Report report = run(HOME, VECTORS, "-XX:UseAVX=0");
    assertThat(report.kernels()).isEqualTo("vectors of 4");
    assertThat(report.outcome()).isEqualTo(ShortTraining.outcome());
  }

  @Test
  void withoutTheModuleOfVectors() throws IOException, InterruptedException {
    Report report = run(HOME);
    assertThat(report.kernels()).isEqualTo("scalar");
    assertThat(report.outcome()).isEqualTo(ShortTraining.outcome());
  }

  @Test
  void whenAskedForScalarKernelsAndNothingIsCompiled() throws IOException, InterruptedException {
    Report report = run(HOME, VECTORS, "-Dpleura.kernels=scalar", "-Xint");
    assertThat(report.kernels()).isEqualTo("scalar");
    assertThat(report.outcome()).isEqualTo(ShortTraining.outcome());
  }

  @Test
  void onAnotherVersionOfJavaWithAndWithoutVectors() throws IOException, InterruptedException {
    List<Path> others = otherVersions();
    assumeTrue(!others.isEmpty(), "there is no other Java of at least 17 beside " + HOME);
    for (Path other : others) {
      Report fast = run(other, VECTORS);
      assertThat(fast.kernels()).as(other.toString()).startsWith("vectors");
      assertThat(fast.outcome()).as(other.toString()).isEqualTo(ShortTraining.outcome());
      Report plain = run(other);
      assertThat(plain.kernels()).as(other.toString()).isEqualTo("scalar");
      assertThat(plain.outcome()).as(other.toString()).isEqualTo(ShortTraining.outcome());
    }
  }

  /** JDKs in the folder that holds this one, of other feature versions. */
  private static List<Path> otherVersions() throws IOException {
    Path parent = HOME.toRealPath().getParent();
    if (parent == null) {
      return List.of();
    }
    List<Path> others = new ArrayList<>();
    List<Integer> versions = new ArrayList<>(List.of(Runtime.version().feature()));
    try (Stream<Path> siblings = Files.list(parent)) {
      for (Path sibling : siblings.sorted().toList()) {
        int version = version(sibling);
        if (version >= 17 && !versions.contains(version)) {
          versions.add(version);
          others.add(sibling);
        }
      }
    }
    return others;
  }

  /** The feature version of a JDK, from its release file; 0 if it is none. */
  private static int version(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.exists(release) || !Files.isExecutable(java(home))) {
      return 0;
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }
}
