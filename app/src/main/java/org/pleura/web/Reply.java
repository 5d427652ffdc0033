package org.pleura.web;

import io.javalin.http.Context;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.run.Json;

/** The forms in which answers are given. */
final class Reply {

  private Reply() {}

  static void json(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.line(value));
  }

  /** A picture that stays the same as long as its address does. */
  static void picture(Context ctx, GrayImage image) {
    ctx.header("Cache-Control", "private, max-age=3600")
        .contentType("image/png")
        .result(ImageFiles.encodePng(image));
  }

  /** A sentence that says what went wrong. */
  static void error(Context ctx, int status, String sentence) {
    ctx.status(status);
    json(ctx, Json.object().put("error", sentence));
  }
}
