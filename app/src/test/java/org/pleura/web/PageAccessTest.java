package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pleura.web.DrawnPage.browser;
import static org.pleura.web.DrawnPage.text;
import static org.pleura.web.DrawnPage.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The page without a mouse, without all colours, and read aloud. */
@ExtendWith(DrawnPage.class)
class PageAccessTest {

  /**
   * What holds the focus: its number among all that can, how its ring stands against what is behind
   * it, and whether it is in the window and nothing lies over it.
   */
  private static final String FOCUSED =
      """
      const one = document.activeElement;
      const ringed = one.matches('input[type=file]') ? one.closest('label') : one;
      const style = getComputedStyle(ringed);
      const box = ringed.getBoundingClientRect();
      const middle = [box.left + box.width / 2, Math.min(box.top + Math.min(box.height, 40) / 2, innerHeight - 1)];
      const hit = document.elementFromPoint(...middle);
      return [[...document.querySelectorAll(ALL)].indexOf(one),
        style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        ringed === hit || ringed.contains(hit) || hit?.contains(ringed) === true || hit?.closest('label') === ringed.closest('label'),
        one.outerHTML.slice(0, 90)];
      """;

  private static final String ALL =
      "'a[href], button:enabled, input:enabled, select, textarea, summary, canvas[tabindex]'";

  private static void press(CharSequence... keys) {
    new Actions(browser().driver()).sendKeys(keys).perform();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data/0", "quiz", "results", "explain", "train", "many-runs", "predict"})
  void theTabKeyReachesAllThatCanBeWorkedAndShowsWhere(String view) {
    view(view);
    List<Long> reachable = reachable();
    List<Long> reached = new ArrayList<>();
    browser().run("document.querySelector('.skip').focus()");
    for (int i = 0; i < reachable.size(); i++) {
      if (i > 0) {
        press(Keys.TAB);
      }
      List<?> focused = (List<?>) browser().run(FOCUSED.replace("ALL", ALL));
      assertThat(focused.get(1)).as("a ring around " + focused.get(3)).isEqualTo(true);
      assertThat(focused.get(2)).as("in sight: " + focused.get(3)).isEqualTo(true);
      reached.add((Long) focused.get(0));
    }
    // In the order of the page, from the link that leads past the head of it.
    assertThat(reached).isEqualTo(reachable);
  }

  private static List<Long> reachable() {
    return ((List<?>)
            browser()
                .run(
                    "return [...document.querySelectorAll("
                        + ALL
                        + ")].map((one, i) => [one, i]).filter(([one]) => one.checkVisibility())"
                        + ".map(([, i]) => i)"))
        .stream().map(Long.class::cast).toList();
  }

  @Test
  void theFirstLinkLeadsPastTheHeadAndLeavesTheView() {
    view("results");
    press(Keys.TAB, Keys.ENTER);
    assertThat(browser().run("return document.activeElement.id")).isEqualTo("view");
    assertThat(text("h1")).isEqualTo("What the model is worth");
    press(Keys.TAB);
    assertThat(browser().run("return document.activeElement.name")).isEqualTo("threshold");
  }

  @Test
  void anotherViewBeginsAtItsHeadingAndAnotherImageWhereOneWas() {
    view("predict");
    browser().run("document.querySelector('nav a[href=\"#/data\"]').focus()");
    press(Keys.ENTER);
    browser().until("document.activeElement.textContent === 'The radiographs'");
    browser().run("location.hash = '#/data/3'");
    browser().until("document.activeElement.textContent.startsWith('effusion/')");
    browser().run("document.querySelector('[aria-label=\"Next image\"]').focus()");
    press(Keys.ENTER);
    browser().until("location.hash === '#/data/4'");
    browser().until("document.activeElement.getAttribute('aria-label') === 'Next image'");
  }

  /**
   * The contrast's own examples: on white, #767676 has (1 + 0.05) / (0.1812 + 0.05) = 4.54, #777777
   * has 1.05 / (0.1845 + 0.05) = 4.48, and half-transparent black is #808080 with 3.95.
   */
  @Test
  void contrastIsMeasuredAsTheGuidelinesDefineIt() {
    view("predict");
    assertThat(faults("<p style='background: #fff; color: #767676'>enough</p>")).isEmpty();
    assertThat(faults("<p style='background: #fff; color: #777777'>little</p>"))
        .singleElement()
        .asString()
        .isEqualTo("4.48 instead of 4.5: text of p. 'little'");
    assertThat(faults("<p style='background: #fff; color: rgb(0 0 0 / 0.5)'>thin</p>"))
        .singleElement()
        .asString()
        .startsWith("3.9");
    // Large text needs 3 to 1 only.
    assertThat(faults("<p style='background: #fff; color: #777777; font-size: 24px'>large</p>"))
        .isEmpty();
    assertThat(
            faults(
                "<p style='background: #fff'><button style='border: 1px solid #ccc; background: #fff;"
                    + " color: #000'>faint</button></p>"))
        .singleElement()
        .asString()
        .endsWith("edge of button. 'faint'");
  }

  @Test
  void whatHasNoNameIsFound() {
    view("predict");
    assertThat(names("<button></button>")).singleElement().asString().contains("without a name");
    assertThat(names("<img src='icon.svg'>")).hasSize(1);
    assertThat(names("<h4>too deep</h4>")).singleElement().asString().contains("a level left out");
    assertThat(names("<h1>a second</h1>")).hasSize(1);
  }

  private static List<?> faults(String html) {
    return with(html, DrawnPage::contrast);
  }

  private static List<?> names(String html) {
    return with(html, DrawnPage::names);
  }

  /** What is found with these elements at the end of the view. */
  private static List<?> with(String html, Supplier<List<?>> asked) {
    browser()
        .run(
            "const more = document.createElement('div'); more.id = 'more';"
                + " more.innerHTML = arguments[0]; document.querySelector('main').append(more);"
                + " for (const one of more.querySelectorAll('[data-style]'))"
                + " one.style.cssText = one.dataset.style",
            // Styles in attributes are what the page's policy forbids.
            html.replace(" style=", " data-style="));
    List<?> found = asked.get();
    browser().run("document.querySelector('#more').remove()");
    return found;
  }

  /** Just noticeable is about 2.3 (Mahy, Van Eycken and Oosterlinck, 1994). */
  @Test
  void linesOfOneChartDifferInColourForTheColourBlindToo() {
    view("train");
    for (String theme : List.of("light", "dark")) {
      browser().run("document.documentElement.dataset.theme = arguments[0]", theme);
      Number least =
          (Number)
              browser()
                  .run(
                      DrawnPage.script("colours.js"),
                      List.of("line one", "line two", "line three", "line four", "line five"));
      assertThat(least.doubleValue()).as(theme).isGreaterThan(5 * 2.3);
    }
    browser().run("delete document.documentElement.dataset.theme");
  }
}
