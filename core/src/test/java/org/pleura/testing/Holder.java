package org.pleura.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.pleura.run.HeldFolder;
import org.pleura.run.RunFolder;

/** Another process, which holds the folder that it is given until its input ends. */
public final class Holder implements AutoCloseable {
  private final Process process;

  private Holder(Process process) {
    this.process = process;
  }

  /**
   * Begins to hold a folder.
   *
   * @param held of a run, a cross-validation or a search
   * @return the process, which holds it by now; closing kills it
   * @throws IOException if it cannot be started, or could not hold the folder
   */
  public static Holder of(Path held) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                held.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!("holds " + held).equals(out.readLine())) {
      process.destroyForcibly();
      throw new IOException("the other process does not hold " + held);
    }
    return new Holder(process);
  }

  /** Kills the process, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * What the other process does.
   *
   * @param arguments the folder
   * @throws IOException if it cannot be held
   */
  public static void main(String[] arguments) throws IOException {
    try (HeldFolder held = HeldFolder.of(new RunFolder(Path.of(arguments[0])))) {
      System.out.println("holds " + held.folder().path());
      System.in.read();
    }
  }
}
