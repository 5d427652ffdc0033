package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.web.DrawnPage.browser;
import static org.pleura.web.DrawnPage.drop;
import static org.pleura.web.DrawnPage.run;
import static org.pleura.web.DrawnPage.set;
import static org.pleura.web.DrawnPage.text;
import static org.pleura.web.DrawnPage.view;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;

/** An answer that comes after a newer one is not shown any more. */
@ExtendWith(DrawnPage.class)
class PageLateAnswersTest {

  /** The next answer to an address that holds these letters waits until it is let go. */
  private static void hold(String letters) {
    browser()
        .run(
            """
            const answered = window.fetch;
            window.held = null;
            window.fetch = async (address, options) => {
              if (window.held || !String(address).includes(arguments[0])) return answered(address, options);
              window.held = {};
              const until = new Promise((resolve) => { window.held.go = resolve; });
              const answer = await answered(address, { ...options, signal: undefined });
              await until;
              return answer;
            };
            """,
            letters);
  }

  /** Lets the held answer go, and the page do with it all that it would. */
  private static void letGo() {
    browser()
        .driver()
        .executeAsyncScript(
            "const done = arguments[arguments.length - 1]; window.held.go(); setTimeout(done, 500)");
  }

  private static void untilHeld() {
    browser().until("window.held?.go !== undefined");
  }

  @Test
  void ofTwoImagesDroppedTheSecondStays() throws IOException {
    view("predict");
    hold("/predict");
    drop("first.png", Files.readAllBytes(run().phantom("effusion")));
    untilHeld();
    drop("second.png", Files.readAllBytes(run().phantom("normal")));
    assertThat(text(".answer")).contains("second.png");
    letGo();
    assertThat(text(".answer")).contains("second.png").doesNotContain("first.png");
  }

  @Test
  void ofTwoChoicesOfMethodsTheSecondStays() {
    view("explain");
    browser().until("document.querySelector('#view').dataset.maps !== undefined");
    hold("/maps?");
    browser().click("input[name=gradcam]");
    untilHeld();
    browser().click("input[name=scorecam]");
    browser().until("document.querySelector('#view').dataset.maps === 'gradcam++'");
    letGo();
    assertThat(browser().all(By.cssSelector(".panels canvas"))).hasSize(2);
    browser().click("input[name=gradcam]");
    browser().click("input[name=scorecam]");
    browser().until("document.querySelector('#view').dataset.maps.split(',').length === 3");
  }

  @Test
  void ofTwoThresholdsTheSecondStays() {
    view("results");
    browser().until("document.querySelector('#view').dataset.threshold === '0.5'");
    hold("/threshold?");
    set("input[name=threshold]", "1");
    untilHeld();
    set("input[name=threshold]", "0");
    browser().until("document.querySelector('#view').dataset.threshold === '0'");
    letGo();
    // At 0 all are called positive, at 1 none.
    assertThat(text(".figure:nth-child(2) .value")).isEqualTo("1.00");
  }

  @Test
  void ofTwoFiltersTheSecondStays() {
    view("data");
    hold("class=normal");
    browser().click(".choice[aria-label=Class] button:nth-child(3)");
    untilHeld();
    browser().click(".choice[aria-label=Class] button:nth-child(1)");
    browser().until("document.querySelectorAll('.gallery li').length === 60");
    letGo();
    assertThat(browser().all(By.cssSelector(".gallery .class.one"))).isNotEmpty();
  }

  @Test
  void ofTwoPlansTheSecondStays() {
    view("train");
    browser().until("document.querySelector('.summary td') !== null");
    hold("/summary");
    browser().click(".choice[aria-label=Plan] button:nth-child(2)");
    untilHeld();
    set("textarea[name=settings]", "preparation.height=64\npreparation.width=64");
    browser().until("document.querySelector('.summary').textContent.includes('(None, 64, 64, 1)')");
    letGo();
    assertThat(summary()).contains("(None, 64, 64, 1)");
  }

  private static String summary() {
    return (String) browser().run("return document.querySelector('.summary').textContent");
  }

  @Test
  void aViewThatWasLeftWritesNoMore() {
    view("data");
    hold("/evaluation");
    browser().run("location.hash = '#/results'");
    untilHeld();
    browser().run("location.hash = '#/data'");
    browser().until("document.querySelector('#view').dataset.shown === 'data'");
    letGo();
    assertThat(text("h1")).isEqualTo("The radiographs");
  }
}
