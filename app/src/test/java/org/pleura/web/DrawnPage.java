package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.openqa.selenium.By;

/**
 * One run of phantoms, its page and one browser for all tests of the page, made once. Where there
 * is no browser the tests are skipped and say so. After each test the console must be quiet.
 */
final class DrawnPage implements BeforeAllCallback, AfterEachCallback {
  private static final String CONTRAST = script("contrast.js");
  private static final String NAMES = script("names.js");

  private static Open open;

  /** What is open until the last test has ended. */
  private record Open(Path place, DrawnRun run, Browser browser) implements AutoCloseable {
    static Open make() {
      try {
        Path place = Files.createTempDirectory("pleura-page");
        DrawnRun run = DrawnRun.make(place);
        // Newer than the run, but many: the page chooses the run.
        run.crossValidation(run.runs.resolve("a-cross-validation"));
        run.search(run.runs.resolve("a-search"));
        return new Open(place, run, Browser.open());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      browser.close();
      run.close();
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<String> missing = Browser.missing();
    missing.ifPresent(why -> System.out.println(context.getDisplayName() + " is skipped: " + why));
    Assumptions.assumeTrue(missing.isEmpty(), missing.orElse(""));
    open =
        context
            .getRoot()
            .getStore(Namespace.create(DrawnPage.class))
            .computeIfAbsent(Open.class, none -> Open.make(), Open.class);
  }

  /** Scripts that fail, and anything the policy forbids, are said in the console. */
  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(browser().complaints())
        .noneMatch(line -> line.startsWith("SEVERE") && !line.contains("422"));
  }

  static DrawnRun run() {
    return open.run();
  }

  static Browser browser() {
    return open.browser();
  }

  /** A folder for files of the tests. */
  static Path place() {
    return open.place();
  }

  /** A view of the run, whatever others the tests have trained since. */
  static void view(String hash) {
    browser().view(run().page.url() + "?run=" + run().id, hash);
  }

  static String text(String selector) {
    return browser().find(By.cssSelector(selector)).getText();
  }

  /** Sets a control's value as somebody's hand would, who says so by the event {@code input}. */
  static void set(String selector, Object value) {
    browser().find(By.cssSelector(selector));
    browser()
        .run(
            "const one = document.querySelector(arguments[0]); one.value = arguments[1];"
                + " one.dispatchEvent(new Event('input'))",
            selector,
            value);
  }

  /** Drops a file on the page as a file manager does. */
  static void drop(String name, byte[] bytes) {
    browser()
        .run(
            "const bytes = Uint8Array.from(atob(arguments[1]), letter => letter.charCodeAt(0));"
                + " const held = new DataTransfer(); held.items.add(new File([bytes],"
                + " arguments[0])); document.querySelector('.drop').dispatchEvent(new"
                + " DragEvent('drop', {dataTransfer: held, bubbles: true, cancelable: true}))",
            name,
            Base64.getEncoder().encodeToString(bytes));
  }

  /**
   * What is to be seen now can be read and reached: contrast as the WCAG ask for at level AA in
   * both themes, nothing wider than a desktop's or a phone's screen, one main heading and no level
   * left out below it, and a name for all that can be worked and every picture.
   */
  static void isForEverybody(String state) {
    for (String theme : List.of("light", "dark")) {
      browser().run("document.documentElement.dataset.theme = arguments[0]", theme);
      assertThat(contrast()).as(state + ", contrast, " + theme).isEmpty();
    }
    browser().run("delete document.documentElement.dataset.theme");
    assertThat(names()).as(state + ", names").isEmpty();
    for (int width : List.of(390, 1280)) {
      browser().width(width, 900);
      Number wide = (Number) browser().run("return document.documentElement.scrollWidth");
      assertThat(wide.intValue()).as(state + " at " + width).isLessThanOrEqualTo(width);
    }
  }

  static List<?> contrast() {
    return (List<?>) browser().run(CONTRAST);
  }

  static List<?> names() {
    return (List<?>) browser().run(NAMES);
  }

  /** A script of the tests' resources. */
  static String script(String name) {
    try (InputStream stream = DrawnPage.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
