package org.pleura.web;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium without a window, driven by the tests. */
final class Browser implements AutoCloseable {

  /** A busy machine is slow; nothing is measured here. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Why there is no browser to test with, or nothing if there is one. */
  static Optional<String> missing() {
    if (find("chromedriver").isEmpty() || binary().isEmpty()) {
      return Optional.of(
          "no browser: the tests of the page need chromium and chromedriver on the path (Debian:"
              + " apt-get install chromium chromium-driver)");
    }
    return Optional.empty();
  }

  private static Optional<Path> binary() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> find(name).stream())
        .findFirst();
  }

  private static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser open() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(binary().orElseThrow().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--hide-scrollbars",
        "--window-size=1280,900");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(find("chromedriver").orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Opens a view and waits until it is drawn. */
  void view(String url, String hash) {
    driver.get("about:blank");
    driver.get(url + "#/" + hash);
    String word = hash.replaceAll("/.*", "");
    until("document.querySelector('#view').dataset.shown === '" + word + "'");
  }

  WebElement find(By where) {
    return wait(waiting -> waiting.findElement(where));
  }

  /** Clicks something once it is there, in the middle of the window, where nothing covers it. */
  void click(String selector) {
    WebElement element = find(By.cssSelector(selector));
    run("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
  }

  List<WebElement> all(By where) {
    return driver.findElements(where);
  }

  /** Waits for a script's condition. */
  void until(String condition) {
    wait(waiting -> Boolean.TRUE.equals(run("return " + condition)) ? true : null);
  }

  /** Waits until something that is asked here is so. */
  void untilTrue(java.util.function.BooleanSupplier condition) {
    wait(waiting -> condition.getAsBoolean() ? true : null);
  }

  private <T> T wait(java.util.function.Function<ChromeDriver, T> condition) {
    return new WebDriverWait(driver, PATIENCE)
        .ignoring(org.openqa.selenium.NoSuchElementException.class)
        .until(ignored -> condition.apply(driver));
  }

  Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  /** A width as phones and desktops have it; headless windows may not be so narrow. */
  void width(int width, int height) {
    driver.manage().window().setSize(new Dimension(Math.max(600, width), height));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  void theme(String theme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
  }

  void picture(Path file) throws IOException {
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /** What the page complained about in its console. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
