package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.web.DrawnPage.browser;
import static org.pleura.web.DrawnPage.drop;
import static org.pleura.web.DrawnPage.isForEverybody;
import static org.pleura.web.DrawnPage.run;
import static org.pleura.web.DrawnPage.set;
import static org.pleura.web.DrawnPage.text;
import static org.pleura.web.DrawnPage.view;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.pleura.cli.Shell;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.RunFolder;

/** The page as somebody uses it, on phantoms, in a real browser. */
@ExtendWith(DrawnPage.class)
class PageBrowserTest {

  /** What the table of runs says in the column of epochs. */
  private static final String EPOCHS_OF =
      "[...document.querySelectorAll('.compared tbody tr')]"
          + ".find(row => row.querySelector('.run-name').textContent.endsWith(arguments[0]))"
          + ".children[5].textContent";

  private static List<WebElement> all(String selector) {
    return browser().all(By.cssSelector(selector));
  }

  private static void until(String condition) {
    browser().until(condition);
  }

  /** The colours of a canvas, as a number that is another one when they are others. */
  private static Object drawn(String selector) {
    return browser()
        .run(
            "const canvas = document.querySelector(arguments[0]);"
                + " return canvas.toDataURL().split('').reduce("
                + "(sum, letter) => (31 * sum + letter.charCodeAt(0)) % 1000003, 0)",
            selector);
  }

  private static void untilDrawnAnew(String selector, Object before) {
    browser().untilTrue(() -> !drawn(selector).equals(before));
  }

  @Test
  void theGalleryShowsWhatTheFiltersLeave() {
    view("data");
    assertThat(text("main .lead")).contains("80 images").contains("drawings made by Pleura");
    // Forty of each class, by part: the row of a class says all of them first.
    assertThat(text(".counts tbody tr")).startsWith("effusion 40");
    assertThat(all(".gallery li")).hasSize(60);
    assertThat(text(".meaning")).contains("the model's probability of effusion");
    isForEverybody("gallery");
    browser().click(".choice[aria-label=Class] button:nth-child(2)");
    until("document.querySelectorAll('.gallery li').length === 40");
    assertThat(all(".gallery .class.zero")).isEmpty();
    browser().click(".choice[aria-label=Part] button:nth-child(4)");
    until("document.querySelector('main .row .small').textContent.includes(' of ')");
    until("document.querySelectorAll('.gallery li').length < 40");
    until(
        "[...document.querySelectorAll('.gallery img')].every(i => i.alt.startsWith('effusion'))");
    // Chosen filters stay when one comes back; the other tests want all.
    browser().click(".choice[aria-label=Class] button:nth-child(1)");
    browser().click(".choice[aria-label=Part] button:nth-child(1)");
    until("document.querySelectorAll('.gallery li').length === 60");
  }

  @Test
  void theGalleryShowsTheImagesOfOnePatient() {
    view("data/0");
    String patient =
        (String)
            browser()
                .run(
                    "return [...document.querySelectorAll('.facts dt')]"
                        + ".find(e => e.textContent === 'Patient').nextElementSibling.textContent");
    view("data");
    set("input[name=patient]", patient);
    until("document.querySelectorAll('.gallery li').length < 10");
    assertThat(all(".gallery li")).isNotEmpty();
    set("input[name=patient]", "nobody");
    until("document.querySelector('main .row [role=status]').textContent === 'No image fits.'");
    set("input[name=patient]", "");
    until("document.querySelectorAll('.gallery li').length === 60");
  }

  @Test
  void anImageIsAMatrixUnderThePointer() {
    view("data/0");
    assertThat(text(".facts")).contains("probability of effusion: ");
    String before = text(".readout");
    assertThat(before).matches("row 256, column 256: \\d+");
    WebElement canvas = browser().find(By.cssSelector(".viewer canvas"));
    new Actions(browser().driver()).moveToElement(canvas, 40, 60).perform();
    until("!document.querySelector('.readout').textContent.startsWith('row 256, column 256')");
    // By keyboard, one pixel at a time.
    canvas.sendKeys(Keys.ARROW_DOWN);
    assertThat(all(".matrix td")).hasSize(81);
    assertThat(text(".matrix .here")).isEqualTo(text(".readout").replaceAll(".*: ", ""));
  }

  /**
   * A heart is measured by its width: no window, however low or wide, may stretch a film. A pixel
   * is as wide as high, so the pixel under the pointer is found by one scale both ways.
   */
  @Test
  void noWindowStretchesAFilm(@TempDir Path films) throws IOException {
    film(films.resolve("effusion").resolve("square.png"), 512, 512);
    film(films.resolve("effusion").resolve("wide.png"), 900, 600);
    film(films.resolve("normal").resolve("high.png"), 400, 700);
    try (Page page = Page.open(Served.of(films, films.resolve("runs"), 2), 0, 2, "test")) {
      for (int image = 0; image < 3; image++) {
        browser().view(page.url(), "data/" + image);
        for (int[] window :
            new int[][] {
              {1280, 900},
              {1280, 720},
              {1440, 900},
              {1024, 600},
              {1600, 400},
              {880, 500},
              {390, 844}
            }) {
          browser().width(window[0], window[1]);
          until("document.querySelector('.readout').textContent !== ''");
          assertThat(browser().run(POINTED_AT))
              .as("image " + image + " at " + window[0] + " x " + window[1])
              .isEqualTo("as it is");
        }
      }
      browser().width(1280, 900);
      browser().driver().get("about:blank");
    }
  }

  /** Points at a place by the scale of the width alone, and says what is not as it should be. */
  private static final String POINTED_AT =
      "const canvas = document.querySelector('.viewer canvas'); const box ="
          + " canvas.getBoundingClientRect(); const ratio = canvas.width / canvas.height; if"
          + " (Math.abs(box.width / box.height / ratio - 1) > 0.005) return `${box.width} by"
          + " ${box.height} for ${canvas.width} by ${canvas.height}`; const frame ="
          + " canvas.parentElement.getBoundingClientRect(); if (box.bottom > frame.bottom + 1 ||"
          + " box.right > frame.right + 1) return 'cut off'; const scale = canvas.width /"
          + " box.width; const [x, y] = [box.width * 0.3, box.height * 0.8];"
          + " canvas.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + x,"
          + " clientY: box.top + y})); const [row, column] ="
          + " document.querySelector('.readout').textContent.match(/\\d+/g).map(Number); return"
          + " Math.abs(row - y * scale) <= 2 + scale && Math.abs(column - x * scale) <= 1 + scale ?"
          + " 'as it is' : `row ${row} at ${y * scale}, column ${column} at ${x * scale}`";

  /** Grays that rise from the left to the right. */
  private static void film(Path file, int width, int height) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, 255 * x / width);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void draggingChangesTheWindow() {
    view("data/0");
    Object before = drawn(".viewer canvas");
    WebElement canvas = browser().find(By.cssSelector(".viewer canvas"));
    new Actions(browser().driver())
        .moveToElement(canvas)
        .clickAndHold()
        .moveByOffset(80, 40)
        .release()
        .perform();
    until("document.querySelector('input[name=window]').value !== '255'");
    until("document.querySelector('input[name=level]').value !== '127.5'");
    untilDrawnAnew(".viewer canvas", before);
  }

  @Test
  void thePreparedImageIsBesideTheOriginal() {
    view("data/0");
    until(
        "[...document.querySelectorAll('.pair img')].map(i => i.naturalWidth).join(' ') === '512"
            + " 128'");
    assertThat(text(".pair figure:last-child figcaption")).startsWith("Prepared: 128 × 128");
  }

  @Test
  void fiveAugmentedImagesAreDrawnOnDemand() {
    view("data/0");
    assertThat(all(".five img")).isEmpty();
    browser().click(".augment button");
    until(
        "[...document.querySelectorAll('.five img')].filter(i => i.complete && i.naturalWidth ==="
            + " 128).length === 5");
    set("input[name=rotation]", "30");
    until(
        "[...document.querySelectorAll('.five img')].filter(i => i.src.includes('rotation=30') &&"
            + " i.complete && i.naturalWidth === 128).length === 5");
    isForEverybody("one image");
  }

  @Test
  void theQuizIsPlayedToItsScoreByKeyboard() {
    view("quiz");
    isForEverybody("quiz, before it begins");
    browser().find(By.cssSelector(".begin")).sendKeys(Keys.ENTER);
    for (int i = 0; i < 10; i++) {
      browser().find(By.cssSelector(".guess .one:enabled"));
      if (i == 0) {
        isForEverybody("quiz, a question");
      }
      new Actions(browser().driver()).sendKeys(i % 2 == 0 ? "1" : Keys.ARROW_RIGHT).perform();
      browser().find(By.cssSelector(".next"));
      until("document.activeElement.matches('.next')");
      if (i == 4) {
        isForEverybody("quiz, the answer");
      }
      new Actions(browser().driver()).sendKeys(Keys.ENTER).perform();
    }
    until("document.querySelector('#view').dataset.score !== undefined");
    assertThat(text("main h1")).matches("\\d+ of 10");
    assertThat(text("main")).contains("Wilson, 95 %");
    assertThat(text(".figures")).contains("The model's, on the same");
    assertThat(text("main .lead"))
        .doesNotContain("overlap")
        .matches(".*(on the same X-rays|On the same X-rays).*");
    assertThat(all("table.list tbody tr")).hasSize(10);
    // You and the model differ where its sign and yours are not the same; each such image has its
    // map.
    Number differed =
        (Number)
            browser()
                .run(
                    "return [...document.querySelectorAll('table.list tbody tr')].filter(row =>"
                        + " row.children[2].textContent.slice(0, -2) !=="
                        + " row.children[3].textContent.slice(0, -2)).length");
    assertThat(text(".differed")).contains("Where you differed");
    assertThat(all(".differences canvas")).hasSize(differed.intValue());
    isForEverybody("quiz, the score");
  }

  /**
   * Five against none of five tosses: 2 / 2^5 = 0.0625; six against none: 2 / 2^6 = 0.03125; one
   * against three: 2 (1 + 4) / 2^4 = 0.625.
   */
  @Test
  void theModelAndYouAreComparedOnTheXraysThatOnlyOneHadRight() {
    view("data");
    String said =
        "const done = arguments[arguments.length - 1]; import('./quiz.js').then(q =>"
            + " done(q.besideTheModel({onlyYou: arguments[0], onlyTheModel: arguments[1], p:"
            + " arguments[2], test: 'a test'})))";
    assertThat(browser().driver().executeAsyncScript(said, 1, 3, 0.625))
        .isEqualTo(
            "On the same X-rays, only you were right once, only the model 3 times. If you were"
                + " equally good, chance alone would bring a split as uneven as that, or more so,"
                + " with probability 0.63 (a test): these do not tell you and the model apart.");
    assertThat((String) browser().driver().executeAsyncScript(said, 5, 0, 0.0625))
        .contains("only you were right 5 times, only the model never")
        .contains("0.063")
        .endsWith("these do not tell you and the model apart.");
    assertThat((String) browser().driver().executeAsyncScript(said, 0, 6, 0.03125))
        .contains("0.031")
        .endsWith("the model did better than you.");
    assertThat(browser().driver().executeAsyncScript(said, 0, 0, 1))
        .isEqualTo(
            "You and the model were right on the same X-rays; nothing here tells you apart.");
  }

  @Test
  void theAnswersStayWhereTheyAreWhenTheFilmComes() {
    view("quiz");
    browser().click(".begin");
    String film = "document.querySelector('.quiz img')";
    until(film + "?.naturalWidth > 0");
    for (int width : List.of(390, 1280)) {
      browser().width(width, 900);
      Object loaded = answersAt();
      // As before it has come: an image without a source has no size of its own.
      browser().run(film + ".dataset.from = " + film + ".src; " + film + ".removeAttribute('src')");
      until(film + ".naturalWidth === 0");
      assertThat(answersAt()).as("without the film, at " + width).isEqualTo(loaded);
      browser().run(film + ".src = " + film + ".dataset.from");
      until(film + ".naturalWidth > 0");
      assertThat(answersAt()).as("with the film again, at " + width).isEqualTo(loaded);
      // The whole film is to be seen, and not drawn out.
      assertThat(browser().run("return getComputedStyle(" + film + ").objectFit"))
          .isEqualTo("contain");
    }
  }

  /** Where the two answers are in the window. */
  private static Object answersAt() {
    return browser()
        .run(
            "return [...document.querySelectorAll('.guess button')].map(one =>"
                + " one.getBoundingClientRect()).map(box => `${box.left} ${box.top}`)");
  }

  /** On a phone the views lie over the lowest part of the window. */
  @Test
  void whatIsDoneNextIsNotBehindTheViewsOfAPhone() {
    browser().width(390, 844);
    view("quiz");
    browser().click(".begin");
    until("document.querySelector('.quiz img')?.naturalWidth > 0");
    browser().run("scrollTo(0, 0)");
    browser().run("document.querySelector('.guess .one').click()");
    until("document.activeElement.matches('.next')");
    until(
        "(box => document.elementFromPoint(box.left + 9, box.top + 1)?.matches('.next')"
            + " && document.elementFromPoint(box.left + 9, box.bottom - 2)?.matches('.next'))("
            + "document.querySelector('.next').getBoundingClientRect())");
    browser().width(1280, 900);
  }

  @Test
  void theThresholdMovesTheFiguresAndANumberOpensItsImages() {
    view("results");
    until("document.querySelector('#view').dataset.threshold === '0.5'");
    String operating = (String) browser().run("return document.querySelector('.mark').outerHTML");
    set("input[name=threshold]", "0");
    until("document.querySelector('#view').dataset.threshold === '0'");
    // Everything is called an effusion.
    assertThat(text(".figure:nth-child(2) .value")).isEqualTo("1.00");
    assertThat(text(".confusion .cell:last-child .count")).isEqualTo("0");
    assertThat(browser().run("return document.querySelector('.mark').outerHTML"))
        .isNotEqualTo(operating);
    String found = text(".confusion .right .count");
    browser().click(".confusion .right");
    until("document.querySelectorAll('.behind .gallery li').length === " + found);
    assertThat(all("svg.chart .curve")).hasSize(1);
    assertThat(all("svg.chart .band")).hasSize(1);
    assertThat(all("svg.chart .dot")).isNotEmpty();
    assertThat(text("main")).doesNotContain("null").doesNotContain("[object");
    isForEverybody("results");
  }

  /** At 0 all are called positive, so the mistakes are those of the other class, and no others. */
  @Test
  void theWorstMistakesFollowTheThreshold() {
    view("results");
    until("document.querySelector('#view').dataset.threshold === '0.5'");
    set("input[name=threshold]", "0");
    until("document.querySelector('#view').dataset.threshold === '0'");
    assertThat(text(".worst")).contains("At the threshold 0.000");
    assertThat(all(".worst li")).isNotEmpty();
    assertThat(all(".worst .class.one")).isEmpty();
    set("input[name=threshold]", "1");
    until("document.querySelector('#view').dataset.threshold === '1'");
    assertThat(all(".worst li")).isNotEmpty();
    assertThat(all(".worst .class.zero")).isEmpty();
  }

  /** Every move of the hand is answered on the page; the server is asked once the hand rests. */
  @Test
  void whileTheThresholdMovesTheNumbersFollowAndTheServerIsAskedOnce() {
    view("results");
    until("document.querySelector('#view').dataset.threshold === '0.5'");
    Object counts =
        browser()
            .run(
                "const asked = window.fetch; window.thresholds = []; window.fetch = (address,"
                    + " options) => { if (String(address).includes('/threshold?'))"
                    + " window.thresholds.push(String(address)); return asked(address, options); };"
                    + " const slider = document.querySelector('input[name=threshold]'); const seen"
                    + " = []; for (const value of ['0.4', '0.3', '0.2', '0.1', '0']) { slider.value"
                    + " = value; slider.dispatchEvent(new Event('input'));"
                    + " seen.push([...document.querySelectorAll('.confusion .count')].map(one =>"
                    + " one.textContent).join(' ') + ', ' + document.querySelector('.figure"
                    + " .detail').textContent[0]); } return seen");
    // At 0 all are called positive: of the matrix's four numbers the second and fourth are 0.
    assertThat((List<?>) counts)
        .hasSize(5)
        .allMatch(seen -> ((String) seen).matches("\\d+ \\d+ \\d+ \\d+, …"))
        .last()
        .asString()
        .matches("\\d+ 0 \\d+ 0, …");
    String counted =
        (String) browser().run("return document.querySelector('.confusion').innerText");
    until("document.querySelector('#view').dataset.threshold === '0'");
    assertThat((List<?>) browser().run("return window.thresholds"))
        .singleElement()
        .asString()
        .endsWith("/threshold?value=0");
    assertThat(text(".figure .detail")).contains(" to ").contains("bootstrap of patients");
    assertThat(browser().run("return document.querySelector('.confusion').innerText"))
        .as("the server counts as the page does")
        .isEqualTo(counted);
  }

  /** The matrix has room for images beside the ROC curve; it is not left empty until a click. */
  @Test
  void theMoreFrequentMistakeIsOpenAtFirst() {
    view("results");
    int missed = Integer.parseInt(text(".confusion .cell:nth-of-type(2) .count"));
    int falseAlarms = Integer.parseInt(text(".confusion .cell:nth-of-type(3) .count"));
    assertThat(missed + falseAlarms).isPositive();
    assertThat(all(".behind .gallery li")).hasSize(Math.max(missed, falseAlarms));
    assertThat(text(".behind h3"))
        .endsWith(missed >= falseAlarms ? "effusion, called normal" : "normal, called effusion");
    assertThat(all(".confusion [aria-pressed=true]")).hasSize(1);
  }

  @Test
  void resultsSayFirstWhetherAPatientIsInTwoParts() {
    view("results");
    assertThat(text(".assumed li"))
        .matches("Patient overlap: .*\\d+ of \\d+ patients are in more.*");
    assertThat(
            browser()
                .run(
                    "return document.querySelector('.assumed').getBoundingClientRect().bottom <="
                        + " document.querySelector('.figures').getBoundingClientRect().top"))
        .isEqualTo(true);
  }

  @Test
  void resultsHaveTheirSubgroupsAndTheWorstMistakesFirst() {
    view("results");
    assertThat(text("main")).contains("Subgroups").contains("view: ");
    List<?> mistakes =
        (List<?>)
            browser()
                .run(
                    "return"
                        + " [...[...document.querySelectorAll('section')].at(-1).querySelectorAll('li')].map(li"
                        + " => Math.abs((li.querySelector('.one') ? 1 : 0) -"
                        + " Number(li.querySelector('.number').textContent.replace(/^[<>] /, ''))))");
    assertThat(mistakes).isNotEmpty();
    assertThat(text(".worst")).contains("At the threshold 0.500");
    for (int i = 1; i < mistakes.size(); i++) {
      assertThat(((Number) mistakes.get(i)).doubleValue())
          .isLessThanOrEqualTo(((Number) mistakes.get(i - 1)).doubleValue());
    }
  }

  @Test
  void methodsStandSideBySideAndLayersBecomeRandom() {
    view("explain");
    until("document.querySelector('#view').dataset.maps === 'gradcam,gradcam++,scorecam'");
    assertThat(all(".panels canvas")).hasSize(4);
    assertThat(text(".agreement")).contains("mean rank correlation");
    String ofMethods = text(".agreement .big");
    assertThat(text(".agreement")).doesNotContain("control").doesNotContain("None");
    browser().click("input[name=random]");
    until("document.querySelectorAll('.panels canvas').length === 5");
    until("document.querySelector('.agreement .big') !== null");
    // How far maps agree with noise is told, but is no part of whether methods agree.
    assertThat(text(".agreement .big")).isEqualTo(ofMethods);
    assertThat(text(".agreement")).contains("Pairs with a control are left out of it");
    assertThat(all(".agreement tbody tr")).hasSize(6);
    assertThat(text(".agreement .reasons")).contains("cells differ (").contains("8 × 8");
    browser().click("input[name=random]");
    until("document.querySelectorAll('.panels canvas').length === 4");
    browser().click(".randomise");
    until("document.querySelector('.said')?.textContent.includes('No layer is random')");
    browser()
        .run(
            "const s = document.querySelector('input[name=layers]'); s.value = s.max;"
                + " s.dispatchEvent(new Event('input'))");
    until("document.querySelector('.said').textContent.startsWith('Random: dense')");
    browser().click(".compare");
    until("document.querySelectorAll('.gallery li').length > 3");
    // The wildest disagreement first.
    List<?> agreement =
        (List<?>)
            browser()
                .run(
                    "return [...document.querySelectorAll('.gallery .number')]"
                        + ".map(e => Number(e.textContent.replace('\\u2212', '-')))");
    assertThat(agreement.stream().map(one -> ((Number) one).doubleValue()).toList()).isSorted();
    isForEverybody("explain");
  }

  @Test
  void onAPhoneTheMethodsAreFoldedAwaySoThatAMapIsSeenFirst() {
    try {
      browser().width(390, 844);
      view("explain");
      until("document.querySelector('#view').dataset.maps !== undefined");
      assertThat(text(".methods-of summary")).isEqualTo("Methods: 3 of 15 are shown");
      assertThat(browser().find(By.cssSelector("input[name=random]")).isDisplayed()).isFalse();
      Number top =
          (Number)
              browser()
                  .run(
                      "return scrollY +"
                          + " document.querySelector('.panels').getBoundingClientRect().top");
      assertThat(top.doubleValue()).isLessThan(844);
      browser().click(".methods-of summary");
      assertThat(browser().find(By.cssSelector("input[name=random]")).isDisplayed()).isTrue();
    } finally {
      browser().width(1280, 900);
    }
    view("explain");
    assertThat(browser().find(By.cssSelector("input[name=random]")).isDisplayed()).isTrue();
  }

  /** One way to write them all, and a minus that is none in names and dates. */
  @Test
  void numbersOfMapsAreWrittenAlike() {
    view("data");
    assertThat(
            browser()
                .driver()
                .executeAsyncScript(
                    "const done = arguments[arguments.length - 1]; import('./parts.js').then(p =>"
                        + " done([p.short(0.00267), p.short(0.00083), p.short(-0.0000123),"
                        + " p.short(0.00000123), p.short(-2.5e-12), p.short(12345.6), p.short(0),"
                        + " p.fixed(-0.004), p.fixed(-0.006),"
                        + " p.minus('it is -0.12 (-1 to 2) in 2026-11-27-run')]))"))
        .isEqualTo(
            List.of(
                "0.00267",
                "0.000830",
                "\u22120.0000123",
                "1.23 \u00d7 10\u207b\u2076",
                "\u22122.50 \u00d7 10\u207b\u00b9\u00b2",
                "12346",
                "0",
                "0.00",
                "\u22120.01",
                "it is \u22120.12 (\u22121 to 2) in 2026-11-27-run"));
  }

  @Test
  void colourFadesAndCellsHaveTheirLines() {
    view("explain");
    until("document.querySelector('#view').dataset.maps !== undefined");
    String map = ".panels figure:nth-child(2) canvas";
    Object full = drawn(map);
    set("input[name=opacity]", "0");
    untilDrawnAnew(map, full);
    Object gray = drawn(map);
    assertThat(
            browser()
                .run(
                    "const canvas = document.querySelector(arguments[0]); const all ="
                        + " canvas.getContext('2d').getImageData(0, 0, canvas.width,"
                        + " canvas.height).data; return all.filter((value, i) => i % 4 < 2 &&"
                        + " Math.abs(value - all[i + 1]) > 2).length",
                    map))
        .as("channels more than the table's rounding away from gray")
        .isEqualTo(0L);
    browser().click("input[name=grid]");
    untilDrawnAnew(map, gray);
    browser().click("input[name=grid]");
    set("input[name=opacity]", "1");
    untilDrawnAnew(map, gray);
    assertThat(text(".map-controls .legend")).contains("against").contains("for");
  }

  /** On all phantoms, of which there are enough for the checks; both need no training anew. */
  @Test
  void theAuditsVerdictsOpenTheirReasons() throws IOException {
    view("explain");
    assertThat(text(".audit")).contains("was not audited");
    Shell.Ended audit =
        Shell.pleura(
            "audit",
            run().folder,
            "--data",
            run().folder.resolve("phantoms"),
            "--method",
            "gradcam,gradient",
            "--checks",
            "weights,stability",
            "--images",
            "20",
            "--quiet");
    assertThat(audit.code())
        .as(audit.messages())
        .isIn(0, 4); // 4: not every method passes every check
    view("explain");
    assertThat(all(".verdicts tbody tr")).hasSize(2);
    assertThat(all(".verdicts button")).hasSize(4);
    List<String> reasons =
        DrawnRun.json(Files.readString(run().folder.resolve("audit.json"))).findValuesAsText("why");
    assertThat(reasons).hasSize(4);
    for (WebElement verdict : all(".verdicts button")) {
      browser().run("arguments[0].scrollIntoView({block: 'center'})", verdict);
      verdict.click();
      String[] heading = text(".why h3").split(", ");
      assertThat(verdict.getText()).endsWith(heading[1]);
      assertThat(reasons).contains(text(".why p"));
      assertThat(text(".why .small")).startsWith("Rule: ");
    }
    isForEverybody("explain, with an audit");
    Files.delete(run().folder.resolve("audit.json"));
  }

  @Test
  void crossValidationsAndSearchesAreTold() {
    view("many-runs");
    assertThat(text("h1")).isEqualTo("Cross-validations and searches");
    assertThat(texts("section h2")).containsExactly("a-cross-validation", "a-search");
    assertThat(text("section:nth-of-type(1)"))
        .contains(
            "of 2 folds, plan lesson, changed: height 128, width 128, epochs 1 and 1 more, 80"
                + " images.");
    assertThat(texts("section:nth-of-type(1) tbody td:first-child"))
        .containsExactly("42", "1042", "All");
    // The mean, the least and the most of two folds; then their standard deviation.
    assertThat(texts("section:nth-of-type(1) tbody td:nth-child(2)"))
        .allMatch(words -> words.matches("[01]\\.\\d\\d \\([01]\\.\\d\\d to [01]\\.\\d\\d\\)"));
    assertThat(texts("section:nth-of-type(1) tbody td:nth-child(3)"))
        .allMatch(words -> words.matches("0\\.\\d\\d"));
    assertThat(texts("section:nth-of-type(2) tbody td:first-child"))
        .hasSize(2)
        .allMatch(words -> words.matches("[12]: network\\.dropout=.*"));
    isForEverybody("cross-validations and searches");
  }

  private static List<String> texts(String selector) {
    return all(selector).stream().map(WebElement::getText).toList();
  }

  private static void settings(String lines) {
    browser()
        .run("document.querySelector('textarea[name=settings]').closest('details').open = true");
    set("textarea[name=settings]", lines);
  }

  @Test
  void aShortTrainingGoesToItsEnd() {
    view("train");
    assertThat(text(".choice[aria-label=Plan] [aria-pressed=true]")).isEqualTo("default");
    until("document.querySelector('.called').textContent === 'The plan is default.'");
    set("input[name='training.epochs']", 2);
    until(
        "document.querySelector('.called').textContent === 'The plan is default, changed: epochs"
            + " 2.'");
    browser().click(".choice[aria-label=Plan] button:nth-child(2)");
    until("document.querySelector('.called').textContent === 'The plan is lesson.'");
    settings("training.epochs=2\npreparation.height=128\npreparation.width=128\nname=short");
    until("document.querySelector('.summary').textContent.includes('(None, 128, 128, 1)')");
    browser().run("document.querySelector('.summary').closest('details').open = true");
    isForEverybody("a training's plan");
    browser().click(".start");
    until("document.querySelector('#view').dataset.ended !== undefined");
    assertThat(text(".live .status")).startsWith("Done");
    assertThat(all(".live svg.chart")).hasSize(2);
    // Two points for training and two for validation, in each of the two charts.
    assertThat(all(".live svg.chart .point")).hasSize(8);
    assertThat(text(".live")).contains("loss (binary cross-entropy)").contains("epoch");
    assertThat(all(".live svg.chart .best")).hasSize(2);
    assertThat(text(".live svg.chart")).matches("(?s).*best: epoch [12].*");
    assertThat(text(".compared")).contains("-short");
    assertThat(all("#run option")).hasSizeGreaterThan(1);
    // A line for each run that is compared, with its own colour, dash and marker.
    assertThat(all(".compared svg.chart .line")).hasSizeGreaterThan(1);
    assertThat(
            (List<?>)
                browser()
                    .run(
                        "return [...document.querySelectorAll('.compared svg.chart"
                            + " .line')].flatMap(e => [getComputedStyle(e).stroke, 'dash ' +"
                            + " getComputedStyle(e).strokeDasharray])"))
        .doesNotHaveDuplicates();
    assertThat(text(".live h2")).matches("Training .*-short, plan short");
    isForEverybody("a training that has ended");
  }

  @Test
  void aSliderStandsWhereTheOtherSettingsPutIt() {
    view("train");
    until("document.querySelector('.called').textContent === 'The plan is default.'");
    set("input[name='training.epochs']", 7);
    until("document.querySelector('.will-run').textContent.includes('epochs 7,')");
    settings("training.epochs=4\nname=mine");
    // The name stands for the plan, so the line below it must say what is in it.
    until("document.querySelector('.called').textContent === 'The plan is mine.'");
    assertThat(text(".will-run")).startsWith("It will be run with epochs 4, batch size ");
    String epochs = "document.querySelector(\"input[name='training.epochs']\")";
    assertThat(browser().run("return " + epochs + ".value")).isEqualTo("4");
    assertThat(browser().run("return " + epochs + ".disabled")).isEqualTo(true);
    assertThat(browser().run("return " + epochs + ".parentElement.innerText"))
        .asString()
        .contains("Epochs, as under Other settings")
        .contains("4");
    isForEverybody("a training's other settings");
    // More than the slider can show is said all the same.
    settings("training.epochs=3000");
    until("document.querySelector('.will-run').textContent.includes('epochs 3000,')");
    assertThat(
            browser().run("return " + epochs + ".parentElement.querySelector('output').innerText"))
        .isEqualTo("3000");
    settings("");
    until("document.querySelector('.will-run').textContent.includes('epochs 7,')");
    assertThat(browser().run("return " + epochs + ".value")).isEqualTo("7");
    assertThat(browser().run("return " + epochs + ".disabled")).isEqualTo(false);
  }

  @Test
  void whatATrainingBroughtCanBeOpenedOnceItHasEnded(@TempDir Path runs) throws IOException {
    run().stopped(runs.resolve("ended"));
    try (Page page = Page.open(Served.of(runs, 2), 0, 2, "test")) {
      browser().view(page.url(), "train");
      assertThat(texts("nav a")).contains("Data", "Train").doesNotContain("Results");
      browser().click(".resume");
      until("document.querySelector('#view').dataset.ended !== undefined");
      until("document.querySelector('nav a[href=\"#/results\"]') !== null");
      assertThat(browser().run("return document.querySelector('nav [aria-current]').textContent"))
          .isEqualTo("Train");
    }
  }

  @Test
  void whatIsShownIsSaidAndRunsAreComparedFromThere() {
    view("data");
    assertThat(text("#shown"))
        .startsWith("Run drawn, plan lesson, changed: ")
        .contains(", finished ");
    browser().click("#shown a");
    until("document.querySelector('#view').dataset.shown === 'train'");
    assertThat(text(".compared")).contains("Tick the runs");
    assertThat(text(".compared")).contains("bootstrap of patients");
    assertThat(
            browser()
                .run(
                    "return [...document.querySelectorAll('.compared tbody tr')].find(row =>"
                        + " row.querySelector('.run-name').textContent ==="
                        + " 'drawn').querySelector('input').checked"))
        .as("the run that is shown is ticked, whatever is newer")
        .isEqualTo(true);
    int drawn = all(".compared svg.chart .line").size();
    assertThat(drawn).isEqualTo(all(".compared input:checked").size()).isGreaterThan(1);
    browser().click(".compared input:checked");
    until("document.querySelectorAll('.compared svg.chart .line').length === " + (drawn - 1));
    assertThat(all("#shown")).singleElement().matches(line -> !line.isDisplayed());
  }

  /** Twenty phantoms of each class are other data than the forty of the other runs. */
  @Test
  void runsOnOtherDataAreNotComparedUnsaid(@TempDir Path runs, @TempDir Path elsewhere)
      throws IOException {
    run().stopped(runs.resolve("one"));
    run().stopped(runs.resolve("two"));
    // Of the same name, but fewer.
    Path fewer = Files.createDirectories(elsewhere.resolve("phantoms"));
    for (String one : List.of("effusion/e", "normal/n")) {
      Files.createDirectories(fewer.resolve(one).getParent());
      for (int i = 1; i <= 20; i++) {
        Path name = Path.of(one + i + ".png");
        Files.copy(run().folder.resolve("phantoms").resolve(name), fewer.resolve(name));
      }
    }
    run().stopped(runs.resolve("other"), fewer);
    PlanFile.write(RunFolder.create(runs.resolve("z-begun"), false).plan(), Plan.lesson());
    try (Page page = Page.open(Served.of(runs, 2), 0, 2, "test")) {
      browser().view(page.url(), "train");
      until("document.querySelectorAll('.compared tbody tr').length === 3");
      assertThat(text(".compared .empty")).startsWith("Without a row: z-begun, ");
      List<String> data = texts(".compared .data-of");
      assertThat(data).containsOnly("phantoms", "phantoms (2)").hasSize(3);
      assertThat(Set.copyOf(data)).as("one and two are on the same").hasSize(2);
      // The newest and what is on the same data are drawn at first; then all are.
      assertThat(all(".compared .mixed")).isEmpty();
      browser()
          .run(
              "document.querySelectorAll('.compared input:not(:checked)').forEach(one =>"
                  + " one.click())");
      until("document.querySelectorAll('.compared svg.chart .line').length === 3");
      assertThat(text(".compared .mixed")).contains("on different data");
      assertThat(texts(".compared .keys li")).allMatch(line -> line.contains(", on "));
      isForEverybody("runs on different data");
      browser().view(page.url(), "data");
      assertThat(text("#shown a")).isEqualTo("Compare 3 runs");
      // Its pictures are asked for no more before it is closed.
      browser().driver().get("about:blank");
    }
  }

  /**
   * Rounded to two digits 0.9961 to 0.9978 is 1.00 to 1.00, and 0.49997 to three is 0.500. A
   * probability of 0.99999 beside the threshold 0.9998 needs four digits, with which it is 1.0000.
   */
  @Test
  void noNumberIsRoundedIntoWhatItIsNot() {
    view("data");
    assertThat(
            browser()
                .driver()
                .executeAsyncScript(
                    "const done = arguments[arguments.length - 1]; import('./parts.js').then(p =>"
                        + " done([ p.interval({value: 0.997, low: 0.9961, high: 0.9978}),"
                        + " p.interval({value: 0.5, low: 0.4, high: 0.6}), p.interval({value: 1,"
                        + " low: 1, high: 1}), p.probability(0.49997), p.probability(0.5),"
                        + " p.probability(0.1234), p.probability(0.6998, 0.7), p.probability(0.99951),"
                        + " p.probability(0.00049), p.probability(1), p.probability(0.99999,"
                        + " 0.9998)]))"))
        .isEqualTo(
            List.of(
                "0.997 (0.996 to 0.998)",
                "0.50 (0.40 to 0.60)",
                "1.00 (1.00 to 1.00)",
                "0.49997",
                "0.500",
                "0.123",
                "0.6998",
                "> 0.999",
                "< 0.001",
                "> 0.999",
                "> 0.9999"));
  }

  @Test
  void learningCurvesBeginWhereTheirValuesAre() {
    view("data");
    String axis =
        "const done = arguments[arguments.length - 1]; import('./charts.js').then(c => done("
            + "[...c.lines('a', 'b', [{name: 'one', points: arguments[0]}], 3, arguments[1])"
            + ".querySelectorAll('text[text-anchor=end]')].map(t => t.textContent)))";
    List<List<Number>> losses = List.of(List.of(1, 0.61), List.of(2, 0.48), List.of(3, 0.42));
    assertThat(axis(axis, losses, Map.of()))
        .isEqualTo(List.of("0.40", "0.45", "0.50", "0.55", "0.60", "0.65"));
    // Accuracies are shown from 0.4 to 1 unless one is worse.
    Map<String, Object> held = Map.of("held", List.of(0.4, 1));
    assertThat(axis(axis, losses, held)).isEqualTo(List.of("0.4", "0.6", "0.8", "1.0"));
    assertThat(axis(axis, List.of(List.of(1, 0.2), List.of(2, 0.6)), held))
        .isEqualTo(List.of("0.2", "0.3", "0.4", "0.5", "0.6"));
    // What hardly changes is not drawn as if it did.
    assertThat(axis(axis, List.of(List.of(1, 0.693), List.of(2, 0.692)), Map.of()))
        .isEqualTo(List.of("0.66", "0.67", "0.68", "0.69", "0.70", "0.71", "0.72"));
  }

  private static Object axis(String script, List<?> points, Map<String, ?> held) {
    return browser().driver().executeAsyncScript(script, points, held);
  }

  @Test
  void aTableWiderThanThePhoneSaysSo() {
    view("many-runs");
    browser().width(390, 900);
    String more = "section:nth-of-type(1) .more";
    until("document.querySelector('section .scrolling').classList.contains('left')");
    assertThat(text(more)).startsWith("scroll");
    browser().run("document.querySelector('section .scroll').scrollLeft = 1000");
    until("!document.querySelector('section .scrolling').classList.contains('left')");
    browser().width(1280, 900);
    until("!document.querySelector('section .scrolling').classList.contains('wider')");
    assertThat(browser().find(By.cssSelector(more)).isDisplayed()).isFalse();
  }

  @Test
  void whereTheImagesAreGoneEachViewSaysSo(@TempDir Path place) throws IOException {
    Path copy = run().copy(place.resolve("copy"));
    Files.move(copy.resolve("phantoms"), place.resolve("elsewhere"));
    try (Page page = Page.open(Served.of(copy, 2), 0, 2, "test")) {
      browser().driver().get("about:blank");
      browser().driver().get(page.url());
      until("document.querySelector('#view').dataset.shown === 'results'");
      for (String view : List.of("data", "quiz", "explain")) {
        browser().view(page.url(), view);
        assertThat(text("main .note"))
            .isEqualTo(
                "This run's images are no longer at "
                    + copy.toRealPath().resolve("phantoms")
                    + "; put them back there to look at them here.");
        isForEverybody(view + ", images gone");
      }
      browser().view(page.url(), "predict");
      assertThat(text("main .note")).contains("no longer at").contains("the model can be asked");
      drop("one.png", Files.readAllBytes(run().phantom("normal")));
      assertThat(text(".answer .note:not(.own)"))
          .contains("cannot be told")
          .contains("no longer at");
      assertThat(text(".probability")).matches("([<>] )?0\\.\\d{3,}");
    }
  }

  @Test
  void theCommandThatAuditsIsExactAndCanBeTaken() {
    view("explain");
    until("document.querySelector('.audit .copy') !== null");
    assertThat(text(".audit code"))
        .isEqualTo(FromHere.command("audit", new RunFolder(real(run().folder))))
        .startsWith("./pleura audit /");
    browser()
        .run(
            "navigator.clipboard.writeText = async (words) => { window.taken = words; };"
                + " document.querySelector('.audit .copy').click()");
    until(
        "window.taken?.startsWith('./pleura audit ') && document.querySelector('.audit"
            + " .copy').textContent === 'Copied'");
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aPageOfRadiographsOpensOnThem(@TempDir Path runs) throws IOException {
    Path phantoms = run().folder.resolve("phantoms");
    // The run was made of these images, and is listed beside them.
    try (Page page = Page.open(Served.of(phantoms, run().runs, 2), 0, 2, "test")) {
      browser().driver().get("about:blank");
      browser().driver().get(page.url());
      until("document.querySelector('#view').dataset.shown === 'data'");
      assertThat(chosen()).isEqualTo("phantoms");
      assertThat(all("#run option")).hasSizeGreaterThan(1);
      assertThat(text("#shown")).startsWith("Images phantoms");
      for (String view : List.of("results", "explain", "predict")) {
        browser().view(page.url(), view);
        assertThat(text("main .note"))
            .matches(".* needs? a run with .*")
            .endsWith("phantoms is a folder of images, not a run.");
        assertThat(all("main a[href='#/train']")).hasSize(1);
        assertThat(all("nav [aria-current]")).isEmpty();
        isForEverybody(view + ", without a run");
      }
      // Its pictures are asked for no more before it is closed.
      browser().driver().get("about:blank");
    }
  }

  @Test
  void theRunThatWasChosenStaysChosenWhenThePageIsLoadedAgain() throws IOException {
    // By its name the last, and not finished.
    Path begun = run().runs.resolve("z-begun");
    PlanFile.write(RunFolder.create(begun, false).plan(), Plan.lesson());
    try {
      browser().view(run().page.url(), "data");
      assertThat(chosen()).isNotEqualTo("z-begun").doesNotContain("fold");
      browser()
          .run(
              "const run = document.querySelector('#run');"
                  + " run.value = [...run.options].find(one => one.text.endsWith('fold-1')).value;"
                  + " run.dispatchEvent(new Event('change'))");
      until("location.search.startsWith('?run=')");
      String fold = chosen();
      assertThat(fold).endsWith("fold-1");
      browser().driver().navigate().refresh();
      until("document.querySelector('#view').dataset.shown === 'data'");
      assertThat(chosen()).isEqualTo(fold);
      browser().click("nav a[href='#/results']");
      until("document.querySelector('#view').dataset.shown === 'results'");
      browser().driver().navigate().refresh();
      until("document.querySelector('#view').dataset.shown === 'results'");
      assertThat(chosen()).isEqualTo(fold);
    } finally {
      Files.delete(begun.resolve("plan.json"));
      Files.delete(begun);
    }
  }

  private static String chosen() {
    return (String) browser().run("return document.querySelector('#run').selectedOptions[0].text");
  }

  @Test
  void findingsAreAskedForWithATableOnly(@TempDir Path place) throws IOException {
    Path films = Files.createDirectories(place.resolve("served").resolve("films"));
    Files.copy(run().phantom("effusion"), films.resolve("one.png"));
    Files.writeString(films.resolveSibling("list.csv"), "image,findings\none.png,Effusion\n");
    Served served = Served.of(place.resolve("served"), place.resolve("runs"), 2);
    try (Page page = Page.open(served, 0, 2, "test")) {
      browser().view(page.url(), "train");
      assertThat(findings()).isZero();
      isForEverybody("labels by class folders");
      chooseTable("list.csv");
      assertThat(findings()).isEqualTo(2);
      isForEverybody("labels by a table");
      chooseTable("");
      assertThat(findings()).isZero();
    }
  }

  /** How many fields for findings are to be seen. */
  private static long findings() {
    return all("input[name=positive], input[name=negative]").stream()
        .filter(WebElement::isDisplayed)
        .count();
  }

  private static void chooseTable(String name) {
    browser()
        .run(
            "const table = document.querySelector('select[name=table]');"
                + " table.value = arguments[0]; table.dispatchEvent(new Event('change'))",
            name);
  }

  @Test
  void aTrainingIsStoppedAndGoesOn() {
    view("train");
    browser().click(".choice[aria-label=Plan] button:nth-child(2)");
    settings("training.epochs=3000\npreparation.height=128\npreparation.width=128\nname=long");
    until("document.querySelector('.summary').textContent.includes('(None, 128, 128, 1)')");
    browser().click(".start");
    until(
        "Number(document.querySelector('.status')?.textContent.match(/^Epoch (\\d+) of 3000/)?.[1])"
            + " >= 2");
    assertThat(text(".live .status")).contains("the best so far is epoch").contains("left.");
    // Whatever the form says by now, which is about the next run.
    settings("training.epochs=2");
    browser().click(".choice[aria-label=Plan] button:nth-child(1)");
    until(
        "document.querySelector('.called').textContent === 'The plan is default, changed: epochs"
            + " 2.'");
    assertThat(text(".live h2")).matches("Training .*-long, plan long");
    assertThat(text(".next-run h2")).isEqualTo("The next run");
    assertThat(text(".next-run .later"))
        .isEqualTo("One at a time: once the training above has ended.");
    browser().click(".stop");
    until("document.querySelector('#view').dataset.ended?.startsWith('Stopped')");
    int epochs = epochs("-long");
    assertThat(epochs).isGreaterThanOrEqualTo(2);
    browser().run("delete document.querySelector('#view').dataset.ended");
    browser().click(".resume");
    until(
        "Number(document.querySelector('.status').textContent.match(/^Epoch (\\d+) of/)?.[1]) > "
            + epochs);
    assertThat(text(".live h2")).matches("Training .*-long, plan long");
    browser().click(".stop");
    until("document.querySelector('#view').dataset.ended?.startsWith('Stopped')");
    // The table is asked for anew after the training has ended, and comes a little later.
    until("Number(" + EPOCHS_OF.replace("arguments[0]", "'-long'") + ") > " + epochs);
  }

  /** How many the table of runs says that a run has. */
  private static int epochs(String run) {
    browser().until("document.querySelector('.compared .resume') !== null");
    return Integer.parseInt((String) browser().run("return " + EPOCHS_OF, run));
  }

  @Test
  void aDroppedImageIsAnswered() throws IOException {
    view("predict");
    isForEverybody("predict, before");
    drop("dropped.png", Files.readAllBytes(run().imageOf("train")));
    assertThat(text(".answer .own")).contains("from its training part");
    assertThat(text(".answer")).doesNotContain("test images");
    drop("dropped.png", Files.readAllBytes(run().imageOf("test")));
    until("document.querySelector('.answer .own')?.textContent.includes('from its test part')");
    assertThat(text(".probability")).matches("([<>] )?0\\.\\d{3,}");
    assertThat(text(".answer"))
        .contains("dropped.png")
        .contains("test images")
        .contains("Grad-CAM");
    String map = ".answer .pair figure:last-child canvas";
    Object plain = drawn(map);
    browser().click("input[name=grid]");
    untilDrawnAnew(map, plain);
    assertThat(all("main [role=alert]")).isEmpty();
    isForEverybody("predict, the answer");
  }

  @Test
  void anImageUnlikeAChestIsAnsweredWithAWarning() throws IOException {
    view("predict");
    drop("stripe.png", Files.readAllBytes(stripe()));
    assertThat(text(".answer [role=alert]")).contains("unlike what the model knows");
    assertThat(text(".answer")).doesNotContain("test images").doesNotContain("Scaled");
    isForEverybody("predict, a warning");
  }

  /** A coloured strip, ten times as long as high. */
  private static Path stripe() throws IOException {
    BufferedImage strip = new BufferedImage(600, 60, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 600; x++) {
      for (int y = 0; y < 60; y++) {
        strip.setRGB(x, y, x < 300 ? 0xFF2000 : 0x0040FF);
      }
    }
    Path file = DrawnPage.place().resolve("stripe.png");
    ImageIO.write(strip, "png", file.toFile());
    return file;
  }

  @Test
  void aBadFileIsRefusedInWords() throws IOException {
    view("predict");
    drop("bad.png", "no image".getBytes(StandardCharsets.UTF_8));
    assertThat(text(".note.error")).contains("expected a PNG or JPEG image");
    isForEverybody("predict, a bad file");
    // By the dialogue for files too, and a good one after it.
    browser()
        .find(By.cssSelector("input[type=file]"))
        .sendKeys(run().phantom("normal").toAbsolutePath().toString());
    browser().find(By.cssSelector(".probability"));
    assertThat(all(".note.error")).isEmpty();
  }

  @Test
  void theThemeIsSwitchedAndKept() {
    view("data");
    String before =
        (String) browser().run("return getComputedStyle(document.body).backgroundColor");
    browser().click("#theme");
    String after = (String) browser().run("return getComputedStyle(document.body).backgroundColor");
    assertThat(after).isNotEqualTo(before);
    view("data");
    assertThat(browser().run("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo(after);
    browser().click("#theme");
    browser().run("localStorage.removeItem('theme')");
  }
}
