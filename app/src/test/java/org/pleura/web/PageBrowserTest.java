package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The page as somebody uses it, on phantoms, in a real browser. */
class PageBrowserTest {

  @TempDir private static Path place;
  private static DrawnRun run;
  private static Browser browser;

  @BeforeAll
  static void open() throws IOException {
    Optional<String> missing = Browser.missing();
    missing.ifPresent(why -> System.out.println("PageBrowserTest is skipped: " + why));
    Assumptions.assumeTrue(missing.isEmpty(), missing.orElse(""));
    run = DrawnRun.make(place);
    browser = Browser.open();
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
      run.close();
    }
  }

  /** Scripts that fail, and anything the policy forbids, are said in the console. */
  @AfterEach
  void theConsoleIsQuiet() {
    assertThat(browser.complaints())
        .noneMatch(line -> line.startsWith("SEVERE") && !line.contains("422"));
  }

  private static String text(String selector) {
    return browser.find(By.cssSelector(selector)).getText();
  }

  @Test
  void theGalleryShowsWhatTheFilterLeaves() {
    browser.view(run.page.url(), "data");
    assertThat(text("main .lead")).contains("80 images").contains("drawings made by Pleura");
    assertThat(browser.all(By.cssSelector(".gallery li"))).hasSize(60);
    browser.click(".choice[aria-label=Class] button:nth-child(2)");
    browser.until("document.querySelectorAll('.gallery li').length === 40");
    assertThat(browser.all(By.cssSelector(".gallery .class.zero"))).isEmpty();
    browser.click(".choice[aria-label=Part] button:nth-child(4)");
    browser.until("document.querySelector('main .row .small').textContent.includes(' of ')");
    browser.until(
        "[...document.querySelectorAll('.gallery img')].every(i => i.alt.startsWith('effusion'))");
    // Chosen filters stay when one comes back; the other tests want all.
    browser.click(".choice[aria-label=Class] button:nth-child(1)");
    browser.click(".choice[aria-label=Part] button:nth-child(1)");
    browser.until("document.querySelectorAll('.gallery li').length === 60");
  }

  @Test
  void anImageIsAMatrixUnderThePointer() {
    browser.view(run.page.url(), "data/0");
    String before = text(".readout");
    assertThat(before).matches("row 256, column 256: \\d+");
    WebElement canvas = browser.find(By.cssSelector(".viewer canvas"));
    new Actions(browser.driver()).moveToElement(canvas, 40, 60).perform();
    browser.until(
        "!document.querySelector('.readout').textContent.startsWith('row 256, column 256')");
    // By keyboard, one pixel at a time.
    canvas.sendKeys(Keys.ARROW_DOWN);
    assertThat(browser.all(By.cssSelector(".matrix td"))).hasSize(81);
    assertThat(text(".matrix .here")).isEqualTo(text(".readout").replaceAll(".*: ", ""));
  }

  @Test
  void draggingChangesTheWindow() {
    browser.view(run.page.url(), "data/0");
    WebElement canvas = browser.find(By.cssSelector(".viewer canvas"));
    new Actions(browser.driver())
        .moveToElement(canvas)
        .clickAndHold()
        .moveByOffset(80, 40)
        .release()
        .perform();
    browser.until("document.querySelector('input[name=window]').value !== '255'");
    browser.until("document.querySelector('input[name=level]').value !== '127.5'");
  }

  @Test
  void fiveAugmentedImagesAreDrawnOnDemand() {
    browser.view(run.page.url(), "data/0");
    assertThat(browser.all(By.cssSelector(".five img"))).isEmpty();
    browser.click(".augment button");
    browser.until(
        "[...document.querySelectorAll('.five img')].filter(i => i.complete && i.naturalWidth === 128).length === 5");
  }

  @Test
  void theQuizIsPlayedToItsScoreByKeyboard() {
    browser.view(run.page.url(), "quiz");
    browser.find(By.cssSelector(".begin")).sendKeys(Keys.ENTER);
    for (int i = 0; i < 10; i++) {
      browser.find(By.cssSelector(".guess .one:enabled"));
      new Actions(browser.driver()).sendKeys(i % 2 == 0 ? "1" : Keys.ARROW_RIGHT).perform();
      browser.find(By.cssSelector(".next"));
      browser.until("document.activeElement.matches('.next')");
      new Actions(browser.driver()).sendKeys(Keys.ENTER).perform();
    }
    browser.until("document.querySelector('#view').dataset.score !== undefined");
    assertThat(text("main h1")).matches("\\d+ of 10");
    assertThat(text("main")).contains("Wilson, 95 %");
    assertThat(browser.all(By.cssSelector("table.list tbody tr"))).hasSize(10);
    assertThat(text(".differed")).contains("Where you differed");
  }

  @Test
  void theThresholdMovesTheFiguresAndANumberOpensItsImages() {
    browser.view(run.page.url(), "results");
    browser.until("document.querySelector('#view').dataset.threshold === '0.5'");
    browser.run(
        "const t = document.querySelector('input[name=threshold]'); t.value = 0;"
            + " t.dispatchEvent(new Event('input'))");
    browser.until("document.querySelector('#view').dataset.threshold === '0'");
    // Everything is called an effusion.
    assertThat(text(".figure:nth-child(2) .value")).isEqualTo("1.00");
    assertThat(text(".confusion .cell:last-child .count")).isEqualTo("0");
    String found = text(".confusion .right .count");
    browser.click(".confusion .right");
    browser.until("document.querySelectorAll('.behind .gallery li').length === " + found);
    assertThat(browser.all(By.cssSelector("svg.chart .curve"))).hasSize(1);
    assertThat(browser.all(By.cssSelector("svg.chart .dot"))).isNotEmpty();
    assertThat(text("main")).doesNotContain("null").doesNotContain("[object");
  }

  @Test
  void methodsStandSideBySideAndLayersBecomeRandom() {
    browser.view(run.page.url(), "explain");
    browser.until("document.querySelector('#view').dataset.maps === 'gradcam,gradcam++,scorecam'");
    assertThat(browser.all(By.cssSelector(".panels canvas"))).hasSize(4);
    assertThat(text(".agreement")).contains("mean rank correlation");
    browser.click("input[name=random]");
    browser.until("document.querySelectorAll('.panels canvas').length === 5");
    browser.click("input[name=random]");
    browser.until("document.querySelectorAll('.panels canvas').length === 4");
    browser.click(".randomise");
    browser.until("document.querySelector('.said')?.textContent.includes('No layer is random')");
    browser.run(
        "const s = document.querySelector('input[name=layers]'); s.value = s.max;"
            + " s.dispatchEvent(new Event('input'))");
    browser.until("document.querySelector('.said').textContent.startsWith('Random: dense')");
    assertThat(text(".audit")).contains("was not audited");
    browser.click(".compare");
    browser.until("document.querySelectorAll('.gallery li').length > 3");
  }

  @Test
  void aShortTrainingGoesToItsEnd() {
    browser.view(run.page.url(), "train");
    browser.run(
        "const t = document.querySelector('textarea[name=settings]'); t.closest('details').open = true;"
            + " t.value = 'training.epochs=2\\npreparation.height=128\\npreparation.width=128\\nname=short';"
            + " t.dispatchEvent(new Event('input'))");
    browser.until("document.querySelector('.summary').textContent.includes('(None, 128, 128, 1)')");
    browser.click(".start");
    browser.until("document.querySelector('#view').dataset.ended !== undefined");
    assertThat(text(".live .status")).startsWith("Done");
    assertThat(browser.all(By.cssSelector(".live svg"))).hasSize(2);
    // Two points for training and two for validation, in each of the two charts.
    assertThat(browser.all(By.cssSelector(".live svg circle"))).hasSize(8);
    assertThat(text(".compared")).contains("-short");
    assertThat(browser.all(By.cssSelector("#run option"))).hasSize(2);
  }

  @Test
  void aDroppedImageIsAnswered() throws IOException {
    browser.view(run.page.url(), "predict");
    choose(run.phantom("effusion"));
    assertThat(text(".probability")).matches("[01]\\.\\d\\d");
    assertThat(text(".answer")).contains("test images").contains("Grad-CAM");
    browser.click("input[name=grid]");
    assertThat(browser.all(By.cssSelector("main [role=alert]"))).isEmpty();
  }

  @Test
  void aBadFileIsRefusedInWords() throws IOException {
    browser.view(run.page.url(), "predict");
    Path bad = Files.writeString(place.resolve("bad.png"), "no image");
    choose(bad);
    assertThat(text(".note.error")).contains("expected a PNG or JPEG image");
    choose(run.phantom("normal"));
    browser.find(By.cssSelector(".probability"));
  }

  private static void choose(Path file) {
    browser.find(By.cssSelector("input[type=file]")).sendKeys(file.toAbsolutePath().toString());
  }

  @Test
  void noViewIsWiderThanItsScreen() {
    for (int width : List.of(1280, 390)) {
      browser.width(width, 900);
      for (String view :
          List.of("data", "data/0", "quiz", "results", "explain", "train", "predict")) {
        browser.view(run.page.url(), view);
        Number wide = (Number) browser.run("return document.documentElement.scrollWidth");
        assertThat(wide.intValue()).as(view + " at " + width).isLessThanOrEqualTo(width);
      }
    }
    browser.width(1280, 900);
  }

  @Test
  void theThemeIsSwitchedAndKept() {
    browser.view(run.page.url(), "data");
    String before = (String) browser.run("return getComputedStyle(document.body).backgroundColor");
    browser.click("#theme");
    String after = (String) browser.run("return getComputedStyle(document.body).backgroundColor");
    assertThat(after).isNotEqualTo(before);
    browser.view(run.page.url(), "data");
    assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo(after);
    browser.click("#theme");
  }

  @Test
  void everyControlHasAName() {
    for (String view :
        List.of("data", "data/0", "quiz", "results", "explain", "train", "predict")) {
      browser.view(run.page.url(), view);
      Object nameless =
          browser.run(
              "return [...document.querySelectorAll('button, a, input, select, textarea, canvas, img')]"
                  + ".filter(e => !(e.getAttribute('aria-label') || e.textContent.trim()"
                  + " || e.closest('label')?.textContent.trim() || e.hasAttribute('alt') || e.placeholder))"
                  + ".filter(e => !e.closest('.legend'))"
                  + ".map(e => e.outerHTML.slice(0, 80)).join(' | ')");
      assertThat(nameless).as(view).isEqualTo("");
    }
  }
}
