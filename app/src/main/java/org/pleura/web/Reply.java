package org.pleura.web;

import io.javalin.http.Context;
import java.io.IOException;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.run.Json;

/** The forms in which answers are given. */
final class Reply {

  private Reply() {}

  static void json(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.line(value));
  }

  /** What is found out about the run that the address names, while it is kept open. */
  static void json(Context ctx, Served served, Served.Use<?> use) throws IOException {
    json(ctx, served.with(ctx.pathParam("run"), use));
  }

  /** A picture; it is not kept by the browser, for the run behind its address may change. */
  static void picture(Context ctx, GrayImage image) {
    ctx.contentType("image/png").result(ImageFiles.encodePng(image));
  }

  /** A sentence that says what went wrong. */
  static void error(Context ctx, int status, String sentence) {
    ctx.status(status);
    json(ctx, Json.object().put("error", sentence));
  }
}
