package org.pleura.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The page's own files: resources of known names, read once. */
final class PageFiles {
  /** All there are; nothing else can be asked for. */
  static final List<String> NAMES =
      List.of(
          "index.html",
          "page.css",
          "icon.svg",
          "theme.js",
          "page.js",
          "parts.js",
          "pictures.js",
          "data.js",
          "quiz.js",
          "results.js",
          "charts.js",
          "explain.js",
          "train.js",
          "many-runs.js",
          "predict.js");

  private PageFiles() {}

  static void add(RoutesConfig routes) {
    for (String name : NAMES) {
      byte[] file = resource(name);
      routes.get("/" + name, ctx -> send(ctx, name, file));
      if (name.equals("index.html")) {
        routes.get("/", ctx -> send(ctx, name, file));
      }
    }
  }

  private static void send(Context ctx, String name, byte[] file) {
    ctx.contentType(type(name)).result(file);
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "application/json";
    };
  }

  static byte[] resource(String name) {
    try (InputStream stream = PageFiles.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the page's file " + name + " is not in the jar");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
