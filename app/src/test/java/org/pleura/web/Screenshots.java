package org.pleura.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openqa.selenium.By;

/** Takes pictures of the views of a page that is open, in both themes and widths. No test. */
final class Screenshots {

  /** A picture is of a film, not of the place kept for one. */
  private static final String FILM_IS_THERE =
      "document.querySelector('.quiz img')?.naturalWidth > 0";

  private Screenshots() {}

  /**
   * Where the page is, where the pictures go, an image to drop, and the views wanted if not all:
   * "training" trains for each picture, and is taken only if named.
   */
  public static void main(String[] arguments) throws IOException {
    String url = arguments[0];
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    List<String> wanted = List.of(arguments).subList(3, arguments.length);
    try (Browser browser = Browser.open()) {
      for (String theme : List.of("light", "dark")) {
        browser.theme(theme);
        for (int width : new int[] {1280, 390}) {
          for (String view :
              List.of(
                  "data",
                  "image",
                  "quiz",
                  "score",
                  "predict",
                  "results",
                  "explain",
                  "train",
                  "training",
                  "many-runs")) {
            if (wanted.isEmpty() ? !view.equals("training") : wanted.contains(view)) {
              browser.width(width, 900);
              take(browser, url, view, Path.of(arguments[2]));
              Number height = (Number) browser.run("return document.documentElement.scrollHeight");
              Number wide = (Number) browser.run("return document.documentElement.scrollWidth");
              if (wide.intValue() > width) {
                System.out.println(view + " is " + wide + " wide at " + width);
              }
              browser.width(width, Math.min(4000, Math.max(900, height.intValue())));
              pause();
              browser.picture(folder.resolve(view + "-" + theme + "-" + width + ".png"));
            }
          }
        }
      }
      browser.complaints().forEach(System.out::println);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(700);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void take(Browser browser, String url, String view, Path image) {
    switch (view) {
      case "image" -> {
        browser.view(url, "data/3");
        browser.click(".augment button");
        pause();
      }
      case "quiz" -> {
        browser.view(url, "quiz");
        browser.click(".begin");
        browser.until(FILM_IS_THERE);
        browser.click(".guess .one");
        browser.find(By.cssSelector(".next"));
      }
      case "score" -> {
        browser.view(url, "quiz");
        browser.click(".begin");
        for (int i = 0; i < 10; i++) {
          browser.find(By.cssSelector(".guess .one:enabled"));
          browser.until(FILM_IS_THERE);
          browser.click(".guess .one");
          browser.click(".next");
        }
        browser.until("document.querySelector('#view').dataset.score !== undefined");
      }
      case "predict" -> {
        browser.view(url, "predict");
        browser.find(By.cssSelector("input[type=file]")).sendKeys(image.toString());
        browser.find(By.cssSelector(".probability"));
      }
      case "training" -> {
        browser.view(url, "train");
        browser.click(".choice[aria-label=Plan] button:nth-child(2)");
        browser.until("document.querySelector('.called').textContent.includes('lesson')");
        browser.run(
            "const epochs = document.querySelector(\"input[name='training.epochs']\");"
                + " epochs.value = 20; epochs.dispatchEvent(new Event('input'))");
        browser.until("document.querySelector('.called').textContent.includes('epochs 20')");
        browser.click(".start");
        String ended = "return document.querySelector('#view').dataset.ended !== undefined";
        while (!Boolean.TRUE.equals(browser.run(ended))) {
          pause();
        }
        browser.run("scrollTo(0, 0)");
      }
      default -> browser.view(url, view);
    }
  }
}
