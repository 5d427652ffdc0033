package org.pleura.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.pleura.explain.Heatmap;
import org.pleura.run.Explanation;

/** A map as the page draws it: its cells, and what scale they are to be seen on. */
final class MapJson {

  private MapJson() {}

  static ObjectNode of(Explanation explanation) {
    Heatmap map = explanation.map();
    return explanation
        .json()
        .put("height", map.height())
        .put("width", map.width())
        .put("strongest", map.strongest());
  }
}
