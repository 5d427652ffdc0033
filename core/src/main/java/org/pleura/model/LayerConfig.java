package org.pleura.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Add;
import org.pleura.nn.AveragePooling2D;
import org.pleura.nn.BatchNormalization;
import org.pleura.nn.Concatenate;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.DepthwiseConv2D;
import org.pleura.nn.Dropout;
import org.pleura.nn.Extent;
import org.pleura.nn.Flatten;
import org.pleura.nn.GlobalAveragePooling2D;
import org.pleura.nn.GlobalMaxPooling2D;
import org.pleura.nn.Layer;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Normalization;
import org.pleura.nn.Padding;
import org.pleura.nn.Rescaling;
import org.pleura.nn.ZeroPadding2D;

/** One layer as Keras writes it in config.json, without its place in the graph. */
final class LayerConfig {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The classes that are read. */
  private static final List<String> KNOWN =
      List.of(
          "Conv2D",
          "DepthwiseConv2D",
          "MaxPooling2D",
          "AveragePooling2D",
          "GlobalAveragePooling2D",
          "GlobalMaxPooling2D",
          "Dense",
          "Dropout",
          "BatchNormalization",
          "Rescaling",
          "Normalization",
          "Activation",
          "ReLU",
          "LeakyReLU",
          "ELU",
          "Softmax",
          "Flatten",
          "Add",
          "Concatenate",
          "ZeroPadding2D");

  /** Those of them that are an activation, alone or inside another layer. */
  private static final List<String> ACTIVATION_LAYERS =
      List.of("Activation", "ReLU", "LeakyReLU", "ELU", "Softmax");

  /** Layers that vary images in training only; otherwise what goes in comes out. */
  private static final List<String> TRAINING_ONLY =
      List.of(
          "RandomFlip",
          "RandomRotation",
          "RandomZoom",
          "RandomTranslation",
          "RandomContrast",
          "RandomBrightness",
          "GaussianNoise",
          "GaussianDropout",
          "SpatialDropout2D",
          "ActivityRegularization");

  /** What arithmetic with tensors is called in a model file. */
  private static final List<String> OPERATIONS =
      List.of(
          "TrueDivide",
          "Divide",
          "Subtract",
          "Multiply",
          "GetItem",
          "Stack",
          "TFOpLambda",
          "TensorFlowOpLayer",
          "SlicingOpLambda");

  /** The activations Keras has a word for. */
  private static final List<String> WORDS =
      List.of("linear", "relu", "sigmoid", "tanh", "softmax", "leaky_relu", "elu", "relu6");

  private LayerConfig() {}

  /**
   * Writes a layer.
   *
   * @return {module, class_name, config, registered_name}
   */
  static ObjectNode write(String name, Layer layer) {
    ObjectNode config = JSON.objectNode();
    config.put("name", name).put("trainable", true);
    config.set("dtype", object("keras", "DTypePolicy", JSON.objectNode().put("name", "float32")));
    String className = layer.className();
    if (layer instanceof Conv2D conv) {
      config.put("filters", conv.filters());
      window(config, "kernel_size", conv.kernelSize(), conv.strides(), conv.padding());
      config.set("dilation_rate", pair(conv.dilationRate()));
      config.put("groups", 1);
      config.set("activation", activation(name, conv.activation()));
      biased(config, "kernel", conv.useBias());
    } else if (layer instanceof DepthwiseConv2D conv) {
      config.put("depth_multiplier", conv.depthMultiplier());
      window(config, "kernel_size", conv.kernelSize(), conv.strides(), conv.padding());
      config.set("dilation_rate", pair(conv.dilationRate()));
      config.set("activation", activation(name, conv.activation()));
      biased(config, "depthwise", conv.useBias());
    } else if (layer instanceof MaxPooling2D pool) {
      window(config, "pool_size", pool.poolSize(), pool.strides(), pool.padding());
    } else if (layer instanceof AveragePooling2D pool) {
      window(config, "pool_size", pool.poolSize(), pool.strides(), pool.padding());
    } else if (layer instanceof GlobalAveragePooling2D || layer instanceof GlobalMaxPooling2D) {
      config.put("data_format", "channels_last").put("keepdims", false);
    } else if (layer instanceof Dense dense) {
      config.put("units", dense.units());
      config.set("activation", activation(name, dense.activation()));
      biased(config, "kernel", dense.useBias());
    } else if (layer instanceof Dropout dropout) {
      config.put("rate", dropout.rate()).putNull("seed").putNull("noise_shape");
    } else if (layer instanceof BatchNormalization norm) {
      config.put("axis", -1).put("momentum", norm.momentum()).put("epsilon", norm.epsilon());
      config.put("center", norm.center()).put("scale", norm.scale());
      for (String part : List.of("beta", "gamma", "moving_mean", "moving_variance")) {
        boolean one = part.equals("gamma") || part.equals("moving_variance");
        config.set(part + "_initializer", initializer(one ? "Ones" : "Zeros"));
      }
      for (String part : List.of("beta", "gamma")) {
        config.putNull(part + "_regularizer").putNull(part + "_constraint");
      }
      config.put("synchronized", false);
    } else if (layer instanceof Rescaling rescaling) {
      config.put("scale", rescaling.scale()).put("offset", rescaling.offset());
    } else if (layer instanceof Normalization) {
      config.put("axis", -1).put("invert", false).putNull("mean").putNull("variance");
    } else if (layer instanceof Activation activation) {
      return activationLayer(config, activation.function());
    } else if (layer instanceof Flatten) {
      config.put("data_format", "channels_last");
    } else if (layer instanceof Concatenate) {
      config.put("axis", -1);
    } else if (layer instanceof ZeroPadding2D zeros) {
      ArrayNode padding = config.putArray("padding");
      padding.addArray().add(zeros.top()).add(zeros.bottom());
      padding.addArray().add(zeros.left()).add(zeros.right());
      config.put("data_format", "channels_last");
    } else if (!(layer instanceof Add)) {
      throw new IllegalStateException("no Keras layer is known for " + layer);
    }
    return object("keras.layers", className, config);
  }

  /** The name of the class that {@link #write} gives a layer. */
  static String className(Layer layer) {
    return write("", layer).path("class_name").asText();
  }

  private static void window(
      ObjectNode config, String sizeName, Extent size, Extent strides, Padding padding) {
    config.set(sizeName, pair(size));
    config.set("strides", pair(strides));
    config.put("padding", padding.name().toLowerCase(Locale.ROOT));
    config.put("data_format", "channels_last");
  }

  private static void biased(ObjectNode config, String kernel, boolean useBias) {
    config.put("use_bias", useBias);
    config.set(kernel + "_initializer", initializer("GlorotUniform"));
    config.set("bias_initializer", initializer("Zeros"));
    for (String part : List.of(kernel, "bias")) {
      config.putNull(part + "_regularizer").putNull(part + "_constraint");
    }
    config.putNull("activity_regularizer");
  }

  private static ArrayNode pair(Extent extent) {
    return JSON.arrayNode().add(extent.height()).add(extent.width());
  }

  private static ObjectNode initializer(String className) {
    ObjectNode config = JSON.objectNode();
    if (className.equals("GlorotUniform")) {
      config.putNull("seed");
    }
    return object("keras.initializers", className, config);
  }

  static ObjectNode object(String module, String className, ObjectNode config) {
    ObjectNode object = JSON.objectNode();
    object.put("module", module).put("class_name", className);
    object.set("config", config);
    return object.putNull("registered_name");
  }

  /**
   * An activation inside another layer: a word where Keras has one, else the layer of that kind.
   */
  private static JsonNode activation(String layer, ActivationFunction function) {
    String word = word(function);
    if (word != null) {
      return JSON.textNode(word);
    }
    ObjectNode config = JSON.objectNode().put("name", layer + "_activation");
    return activationLayer(config, function);
  }

  private static ObjectNode activationLayer(ObjectNode config, ActivationFunction function) {
    String word = word(function);
    if (word != null) {
      return object("keras.layers", "Activation", config.put("activation", word));
    }
    if (function instanceof ActivationFunction.Elu elu) {
      return object("keras.layers", "ELU", config.put("alpha", elu.alpha()));
    }
    ActivationFunction.Relu relu = (ActivationFunction.Relu) function;
    if (Float.isInfinite(relu.maxValue())) {
      config.put("negative_slope", relu.negativeSlope());
      return object("keras.layers", "LeakyReLU", config);
    }
    config.put("max_value", relu.maxValue()).put("negative_slope", relu.negativeSlope());
    return object("keras.layers", "ReLU", config.put("threshold", 0.0));
  }

  private static @Nullable String word(ActivationFunction function) {
    for (String word : WORDS) {
      if (function.equals(named(word))) {
        return word;
      }
    }
    return null;
  }

  private static ActivationFunction named(String word) {
    switch (word) {
      case "relu":
        return ActivationFunction.RELU;
      case "sigmoid":
        return ActivationFunction.SIGMOID;
      case "tanh":
        return ActivationFunction.TANH;
      case "softmax":
        return ActivationFunction.SOFTMAX;
      case "leaky_relu":
        return ActivationFunction.LEAKY_RELU;
      case "elu":
        return ActivationFunction.ELU;
      case "relu6":
        return new ActivationFunction.Relu(6f, 0f);
      default:
        return ActivationFunction.LINEAR;
    }
  }

  /**
   * Reads a layer.
   *
   * @param name its name, for messages
   * @param className Keras's class
   * @param config its options
   * @param rank the number of axes of its input without the batch, to know the last one
   * @param notes receives what is left out but does not change a prediction
   * @throws UnreadableModelException if Pleura has no such layer, or not with these options
   */
  static Layer read(String name, String className, JsonNode config, int rank, List<String> notes)
      throws UnreadableModelException {
    if (isTrainingOnly(className)) {
      notes.add(
          "layer '"
              + name
              + "' ("
              + className
              + ") does nothing outside training and becomes an Activation, linear");
      return new Activation(ActivationFunction.LINEAR);
    }
    Options options = new Options(name, className, config, notes);
    try {
      Layer layer = read(options, name, className, rank);
      options.finish();
      return layer;
    } catch (IllegalArgumentException outOfRange) {
      throw new UnreadableModelException(
          "layer '" + name + "' (" + className + "): " + outOfRange.getMessage(), outOfRange);
    }
  }

  private static Layer read(Options options, String name, String className, int rank)
      throws UnreadableModelException {
    switch (className) {
      case "Conv2D":
        options.only("groups", "1");
        weighted(options, "kernel");
        return new Conv2D(
            options.integer("filters"),
            options.extent("kernel_size"),
            options.extent("strides"),
            padding(options),
            options.extent("dilation_rate"),
            options.flag("use_bias"),
            activation(options, rank));
      case "DepthwiseConv2D":
        options.only("groups", "1");
        weighted(options, "depthwise");
        return new DepthwiseConv2D(
            options.integer("depth_multiplier"),
            options.extent("kernel_size"),
            options.extent("strides"),
            padding(options),
            options.extent("dilation_rate"),
            options.flag("use_bias"),
            activation(options, rank));
      case "MaxPooling2D":
        return new MaxPooling2D(
            options.extent("pool_size"), options.extent("strides"), padding(options));
      case "AveragePooling2D":
        return new AveragePooling2D(
            options.extent("pool_size"), options.extent("strides"), padding(options));
      case "GlobalAveragePooling2D":
        options.only("data_format", "channels_last");
        return new GlobalAveragePooling2D();
      case "GlobalMaxPooling2D":
        options.only("data_format", "channels_last");
        return new GlobalMaxPooling2D();
      case "Dense":
        weighted(options, "kernel");
        return new Dense(
            options.integer("units"), options.flag("use_bias"), activation(options, rank));
      case "Dropout":
        options.ignored("seed");
        return new Dropout(options.number("rate"));
      case "BatchNormalization":
        options.lastAxis("axis", rank);
        options.ignored("beta_initializer", "gamma_initializer", "renorm_momentum");
        options.ignored("moving_mean_initializer", "moving_variance_initializer");
        options.ignored("synchronized");
        options.noted("beta_regularizer", "gamma_regularizer");
        options.noted("beta_constraint", "gamma_constraint");
        return new BatchNormalization(
            options.number("momentum"),
            options.number("epsilon"),
            options.flag("center"),
            options.flag("scale"));
      case "Rescaling":
        return new Rescaling(options.number("scale"), options.number("offset"));
      case "Normalization":
        options.lastAxis("axis", rank);
        options.ignored("mean", "variance"); // read by statistics
        return new Normalization();
      case "Activation":
        return new Activation(activation(options, rank));
      case "ReLU":
      case "LeakyReLU":
      case "ELU":
      case "Softmax":
        return new Activation(activationOfLayer(options, className, rank));
      case "Flatten":
        options.only("data_format", "channels_last");
        return new Flatten();
      case "Add":
        return new Add();
      case "Concatenate":
        options.lastAxis("axis", rank);
        return new Concatenate();
      case "ZeroPadding2D":
        options.only("data_format", "channels_last");
        return zeroPadding(options);
      default:
        throw unknown(name, className);
    }
  }

  /**
   * Refuses an object of a class that only has the name of one of Keras's: what a class of its own
   * computes is known to its Python code alone.
   *
   * @param what whose class it is
   * @param object with class_name, and in files of Keras 3 module and registered_name
   */
  static void requireOfKeras(String what, JsonNode object) throws UnreadableModelException {
    String className = object.path("class_name").asText("nothing");
    String module = object.path("module").asText("keras");
    String registered = object.path("registered_name").asText("null");
    boolean ours = module.equals("keras") || module.startsWith("keras.");
    boolean named = registered.equals("null") || registered.equals(className);
    if (!ours || !named) {
      throw new UnreadableModelException(
          what
              + " is a "
              + className
              + " of its own ("
              + (named ? module : registered)
              + "), known only to its Python code; Pleura computes the layers of Keras");
    }
  }

  /** Whether {@link #read} knows a class, whatever its options. */
  static boolean knows(String className) {
    return KNOWN.contains(className) || isTrainingOnly(className);
  }

  /** Whether a layer of this class does nothing but vary images in training. */
  static boolean isTrainingOnly(String className) {
    return TRAINING_ONLY.contains(className);
  }

  /** Says why a layer of this class is not read, and what is. */
  static UnreadableModelException unknown(String name, String className) {
    String layer = "layer '" + name + "' is a " + className + ", which Pleura does not compute; ";
    if (className.equals("Functional")
        || className.equals("Sequential")
        || className.equals("Model")) {
      return new UnreadableModelException(
          "layer '"
              + name
              + "' is a model within the model ("
              + className
              + "), which Pleura does not read; build it flat, as keras.Model(base.input,"
              + " head(base.output)), and save that");
    }
    if (OPERATIONS.contains(className)) {
      return new UnreadableModelException(
          layer
              + "it is an operation on numbers, in whose place a layer can stand, such as"
              + " Rescaling(1/255) for a division by 255");
    }
    return new UnreadableModelException(layer + "it computes " + String.join(", ", KNOWN));
  }

  /**
   * The numbers of a Normalization that was given them instead of data to adapt to.
   *
   * @return mean and variance of each channel and the count 0, or empty if it was adapted
   */
  static Optional<float[]> statistics(String name, JsonNode config, int channels)
      throws UnreadableModelException {
    Options options = new Options(name, "Normalization", config, new ArrayList<>());
    if (options.raw("mean").isMissingNode() || options.raw("mean").isNull()) {
      return Optional.empty();
    }
    float[] numbers = new float[2 * channels + 1];
    System.arraycopy(options.numbers("mean", channels), 0, numbers, 0, channels);
    float[] variance = options.numbers("variance", channels);
    System.arraycopy(variance, 0, numbers, channels, channels);
    for (float number : variance) {
      if (number < 0) {
        throw options.refused("variance", "numbers that are not negative");
      }
    }
    return Optional.of(numbers);
  }

  private static void weighted(Options options, String kernel) {
    options.ignored(kernel + "_initializer", "bias_initializer");
    options.noted(kernel + "_regularizer", kernel + "_constraint");
    options.noted("bias_regularizer", "bias_constraint", "activity_regularizer");
  }

  private static Padding padding(Options options) throws UnreadableModelException {
    options.only("data_format", "channels_last");
    return options.oneOf("padding", "valid", "same").equals("same") ? Padding.SAME : Padding.VALID;
  }

  private static ActivationFunction activation(Options options, int rank)
      throws UnreadableModelException {
    JsonNode value = options.raw("activation");
    if (value.isNull() || value.isMissingNode()) {
      return ActivationFunction.LINEAR;
    }
    if (value.isTextual() && WORDS.contains(value.textValue())) {
      return named(value.textValue());
    }
    String className = value.path("class_name").asText();
    if (ACTIVATION_LAYERS.contains(className)) {
      requireOfKeras("option activation", value);
      Options own = options.within("activation", className, value.path("config"));
      ActivationFunction function =
          className.equals("Activation")
              ? activation(own, rank)
              : activationOfLayer(own, className, rank);
      own.finish();
      return function;
    }
    throw options.refused("activation", String.join(", ", WORDS));
  }

  private static ActivationFunction activationOfLayer(Options options, String className, int rank)
      throws UnreadableModelException {
    switch (className) {
      case "ReLU":
        if (options.number("threshold") != 0) {
          throw options.refused("threshold", "0");
        }
        float max =
            options.raw("max_value").isNull()
                ? Float.POSITIVE_INFINITY
                : (float) options.number("max_value");
        return new ActivationFunction.Relu(max, (float) options.number("negative_slope"));
      case "LeakyReLU":
        return new ActivationFunction.Relu(
            Float.POSITIVE_INFINITY, (float) options.number("negative_slope", "alpha"));
      case "ELU":
        return new ActivationFunction.Elu((float) options.number("alpha"));
      default:
        options.lastAxis("axis", rank);
        return ActivationFunction.SOFTMAX;
    }
  }

  /** One number for all sides, a pair for rows and columns, or a pair of pairs. */
  private static ZeroPadding2D zeroPadding(Options options) throws UnreadableModelException {
    JsonNode value = options.raw("padding");
    int[] sides = new int[4];
    for (int side = 0; side < 4; side++) {
      JsonNode axis = value.isArray() && value.size() == 2 ? value.get(side / 2) : value;
      JsonNode number = axis.isArray() && axis.size() == 2 ? axis.get(side % 2) : axis;
      if (!number.isInt()) {
        throw options.refused("padding", "((top, bottom), (left, right))");
      }
      sides[side] = number.intValue();
    }
    return new ZeroPadding2D(sides[0], sides[1], sides[2], sides[3]);
  }
}
