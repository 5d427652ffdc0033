package org.pleura.web;

import io.javalin.http.Context;
import java.util.Set;

/**
 * Turns away what does not come from the page itself. Another site open in the same browser can
 * send requests to this machine, and can have its own name resolve to it (DNS rebinding); so the
 * host must be one of this machine's own names, and a request that a browser marks as another
 * site's is refused.
 */
final class Guard {
  private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private Guard() {}

  /** Refuses, or lets pass and says what the browser may do with the answer. */
  static void check(Context ctx) throws Refused {
    ctx.header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cache-Control", "no-store");
    String host = ctx.header("Host");
    if (host == null || !isThisMachine(host, ctx.req().getLocalPort())) {
      throw new Refused(
          Refused.FORBIDDEN, "This page answers only under 127.0.0.1 or localhost and its port.");
    }
    String origin = ctx.header("Origin");
    if (origin != null && !origin.equals("http://" + host)) {
      throw new Refused(Refused.FORBIDDEN, "Requests from other pages are not answered.");
    }
    String site = ctx.header("Sec-Fetch-Site");
    boolean fromElsewhere = site != null && !site.equals("same-origin") && !site.equals("none");
    // A link from elsewhere may open the page; nothing else may be fetched from there.
    boolean opensThePage =
        "navigate".equals(ctx.header("Sec-Fetch-Mode")) && !ctx.path().startsWith("/api/");
    if (fromElsewhere && !opensThePage) {
      throw new Refused(Refused.FORBIDDEN, "Requests from other pages are not answered.");
    }
  }

  private static boolean isThisMachine(String host, int port) {
    int colon = host.lastIndexOf(':');
    return colon > 0
        && NAMES.contains(host.substring(0, colon))
        && host.substring(colon + 1).equals(String.valueOf(port));
  }
}
