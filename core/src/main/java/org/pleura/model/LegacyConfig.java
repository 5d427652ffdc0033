package org.pleura.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.pleura.nn.Graph;

/**
 * A graph as Keras 2 wrote it: what {@link ModelConfig} writes with fewer words, and in other words
 * where Keras 3 has changed them.
 */
final class LegacyConfig {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Words of Keras 3 that Keras 2 does not know; both do without. */
  private static final Set<String> NEW =
      Set.of("module", "registered_name", "build_config", "optional", "synchronized");

  private LegacyConfig() {}

  /** Writes a graph as a functional model. */
  static ObjectNode write(Graph graph) {
    ObjectNode model = ModelConfig.write(graph);
    ObjectNode written = (ObjectNode) shortened(model);
    JsonNode layers = written.at("/config/layers");
    for (int i = 1; i < layers.size(); i++) {
      Graph.Node node = graph.nodes().get(i - 1);
      ArrayNode call = ((ObjectNode) layers.get(i)).putArray("inbound_nodes").addArray();
      for (String input : node.inputs()) {
        call.addArray().add(input).add(0).add(0).addObject();
      }
    }
    ObjectNode input = (ObjectNode) layers.get(0).path("config");
    input.set("batch_input_shape", model.at("/config/layers/0/config/batch_shape"));
    input.remove("batch_shape");
    ObjectNode config = (ObjectNode) written.path("config");
    for (String ends : new String[] {"input_layers", "output_layers"}) {
      config.set(ends, JSON.arrayNode().add(config.path(ends)));
    }
    return written;
  }

  /** Without what is as it would be if nothing were said. */
  private static JsonNode shortened(JsonNode node) {
    if (node.isArray()) {
      ArrayNode array = JSON.arrayNode();
      node.forEach(element -> array.add(shortened(element)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    boolean leaky = node.path("class_name").asText().equals("LeakyReLU");
    ObjectNode object = JSON.objectNode();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      if (NEW.contains(name) || value.isNull() || name.endsWith("_initializer")) {
        continue;
      }
      if (name.equals("dtype")) {
        object.put(name, "float32");
      } else if (name.equals("activation")) {
        // Keras 3 does not find the layer of an activation without its module.
        object.set(name, value);
      } else if (leaky && name.equals("config")) {
        ObjectNode config = (ObjectNode) shortened(value);
        config.set("alpha", config.remove("negative_slope"));
        object.set(name, config);
      } else {
        object.set(name, shortened(value));
      }
    }
    return object;
  }
}
