package org.pleura.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pleura.nn.train.Optimizer;

/** How a model is trained, as Keras writes it in the compile_config of config.json. */
final class OptimizerConfig {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Options that change nothing while the ones they belong to are unset. */
  private static final Set<String> WITHOUT_EFFECT = Set.of("name", "ema_momentum");

  private OptimizerConfig() {}

  /** Writes a compile_config with Pleura's one loss, binary cross-entropy, and the accuracy. */
  static ObjectNode write(Optimizer optimizer, double labelSmoothing) {
    ObjectNode config = JSON.objectNode();
    String className =
        optimizer instanceof Optimizer.AdamW
            ? "AdamW"
            : optimizer instanceof Optimizer.Adam ? "Adam" : "SGD";
    config.put("name", className.toLowerCase(Locale.ROOT));
    config.put("learning_rate", optimizer.learningRate());
    if (optimizer instanceof Optimizer.Adam adam) {
      write(adam, config);
    } else if (optimizer instanceof Optimizer.AdamW decaying) {
      write(decaying.adam(), config);
      config.put("weight_decay", decaying.weightDecay());
    } else if (optimizer instanceof Optimizer.Sgd sgd) {
      config.put("momentum", sgd.momentum()).put("nesterov", sgd.nesterov());
    }
    ObjectNode compile = JSON.objectNode();
    compile.set("optimizer", LayerConfig.object("keras.optimizers", className, config));
    compile.set("loss", loss(labelSmoothing));
    compile.putArray("metrics").add("acc");
    return compile;
  }

  /** By its name, as Keras does, unless it has an option that is not the usual one. */
  private static JsonNode loss(double labelSmoothing) {
    if (labelSmoothing == 0) {
      return JSON.textNode("binary_crossentropy");
    }
    ObjectNode config = JSON.objectNode();
    config.put("name", "binary_crossentropy").put("reduction", "sum_over_batch_size");
    config.put("from_logits", false).put("label_smoothing", labelSmoothing).put("axis", -1);
    return LayerConfig.object("keras.losses", "BinaryCrossentropy", config);
  }

  /** How far the loss of a compile_config that was read moves the truths towards one half. */
  static double labelSmoothing(JsonNode compile) {
    return compile.at("/loss/config/label_smoothing").asDouble();
  }

  private static void write(Optimizer.Adam adam, ObjectNode config) {
    config.put("beta_1", adam.beta1()).put("beta_2", adam.beta2());
    config.put("epsilon", adam.epsilon()).put("amsgrad", false);
  }

  /**
   * Reads a compile_config.
   *
   * @param notes receives why an optimiser that is there is left out
   * @return the optimiser, empty if there is none or none that Pleura computes
   */
  static Optional<Optimizer> read(JsonNode compile, List<String> notes) {
    JsonNode optimizer = compile.path("optimizer");
    if (!isBinaryCrossentropy(compile.path("loss"))) {
      if (compile.has("loss")) {
        notes.add(
            "its loss and its optimiser are left out, so it is to be compiled before it is trained"
                + " further: Pleura has the loss binary_crossentropy of probabilities");
      }
      return Optional.empty();
    }
    if (!optimizer.isObject()) {
      return Optional.empty();
    }
    String className = optimizer.path("class_name").asText("nothing");
    try {
      LayerConfig.requireOfKeras("its optimiser", optimizer);
    } catch (UnreadableModelException other) {
      notes.add(leftOut(className) + ", which is not that of Keras");
      return Optional.empty();
    }
    if (!Set.of("Adam", "AdamW", "SGD").contains(className)) {
      notes.add(leftOut(className) + ": Pleura has Adam, AdamW and SGD");
      return Optional.empty();
    }
    JsonNode config = optimizer.path("config");
    if (config.path("learning_rate").isObject()) {
      notes.add(leftOut(className) + ": its learning rate is a schedule");
      return Optional.empty();
    }
    Set<String> known = new HashSet<>(WITHOUT_EFFECT);
    known.addAll(
        switch (className) {
          case "Adam" -> List.of("learning_rate", "beta_1", "beta_2", "epsilon");
          case "AdamW" -> List.of("learning_rate", "beta_1", "beta_2", "epsilon", "weight_decay");
          default -> List.of("learning_rate", "momentum", "nesterov");
        });
    for (Map.Entry<String, JsonNode> option : config.properties()) {
      JsonNode value = option.getValue();
      boolean unset = value.isNull() || (value.isBoolean() && !value.booleanValue());
      if (!unset && !known.contains(option.getKey())) {
        notes.add(leftOut(className) + ": Pleura has no option " + option.getKey());
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          switch (className) {
            case "Adam" -> adam(config);
            case "AdamW" ->
                new Optimizer.AdamW(adam(config), config.path("weight_decay").asDouble(Double.NaN));
            default ->
                new Optimizer.Sgd(
                    rate(config),
                    config.path("momentum").asDouble(Double.NaN),
                    config.path("nesterov").asBoolean());
          });
    } catch (IllegalArgumentException outOfRange) {
      notes.add(leftOut(className) + ": " + outOfRange.getMessage());
      return Optional.empty();
    }
  }

  private static Optimizer.Adam adam(JsonNode config) {
    return new Optimizer.Adam(
        rate(config),
        config.path("beta_1").asDouble(Double.NaN),
        config.path("beta_2").asDouble(Double.NaN),
        config.path("epsilon").asDouble(Double.NaN));
  }

  /** By its name, or as an object with the options that Pleura has. */
  private static boolean isBinaryCrossentropy(JsonNode loss) {
    if (loss.isTextual()) {
      return loss.textValue().equals("binary_crossentropy");
    }
    JsonNode config = loss.path("config");
    return loss.path("class_name").asText().equals("BinaryCrossentropy")
        && !config.path("from_logits").asBoolean()
        && config.path("label_smoothing").asDouble() >= 0
        && config.path("label_smoothing").asDouble() < 1;
  }

  /**
   * Keras writes the float32 nearest to 0.001 as 0.0010000000474974513; what was meant is 0.001.
   */
  private static double rate(JsonNode config) {
    double rate = config.path("learning_rate").asDouble(Double.NaN);
    return Double.parseDouble(Float.toString((float) rate));
  }

  private static String leftOut(String className) {
    return "the state of its optimiser, " + className + ", is left out";
  }
}
