"""What Keras computes for small networks, as numbers for the engine's tests.

Builds one small network per case from weights and inputs made by formula, asks Keras for the
output and for the gradient of sum(projection * output), and writes one text file per case. The
format is described in README.md of the folder it writes. Training cases are whole fits of a tiny
network; optimiser cases are a few steps on a vector.

Usage: python tools/oracle/engine_oracle.py [OUT]
OUT is nn/src/test/resources/keras by default.
"""

import os

# One thread and TensorFlow's own kernels: the same numbers on every run.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import hashlib
import pathlib
import sys

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from keras.src.legacy.preprocessing.image import ImageDataGenerator, NumpyArrayIterator

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

HERE = pathlib.Path(__file__).resolve()
DEFAULT_OUT = HERE.parents[2] / "nn" / "src" / "test" / "resources" / "keras"

OPTIONS = {
    "Conv2D": ["filters", "kernel_size", "strides", "padding", "dilation_rate", "use_bias", "activation"],
    "DepthwiseConv2D": [
        "kernel_size", "strides", "padding", "depth_multiplier", "dilation_rate", "use_bias", "activation",
    ],
    "MaxPooling2D": ["pool_size", "strides", "padding"],
    "AveragePooling2D": ["pool_size", "strides", "padding"],
    "GlobalAveragePooling2D": [],
    "GlobalMaxPooling2D": [],
    "Dense": ["units", "use_bias", "activation"],
    "Dropout": ["rate"],
    "BatchNormalization": ["momentum", "epsilon", "center", "scale"],
    "Rescaling": ["scale", "offset"],
    "Normalization": [],
    "Activation": ["activation"],
    "ReLU": ["max_value", "negative_slope"],
    "LeakyReLU": ["negative_slope"],
    "ELU": ["alpha"],
    "Softmax": [],
    "Flatten": [],
    "Add": [],
    "Concatenate": [],
    "ZeroPadding2D": ["padding"],
}

# Longer arrays that are made by formula are given by their formula.
LONGEST = 400

# Keras has an own class for some activations with options; the engine has one layer for all.
AS_ACTIVATION = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu", "Softmax": "softmax"}


def made(shape, salt, scale=1.0):
    """Numbers in (-scale, scale) that look random and have no ties worth mentioning."""
    count = int(np.prod(shape))
    index = np.arange(count, dtype=np.int64)
    mixed = (index * 7919 + salt * 104729 + index * index % 613 * 31) % 10007
    return ((mixed - 5003) / 5003.5 * scale).astype(np.float32).reshape(shape)


def formula(shape, salt, scale, above=None):
    """Numbers by `made`; with `above`, their absolute values and that much more."""
    values = made(shape, salt, scale)
    return values if above is None else np.abs(values) + np.float32(above)


def text_of(option):
    """An option as one word: 3x3, true, none, 0.001 (floats as the shortest float32)."""
    if option is None:
        return "none"
    if isinstance(option, bool):
        return str(option).lower()
    if isinstance(option, float):
        return str(np.float32(option))
    if isinstance(option, (tuple, list)):
        nested = isinstance(option[0], (tuple, list))
        return ("," if nested else "x").join(text_of(each) for each in option)
    return str(option)


class Case:
    """One text file: header lines, then arrays."""

    def __init__(self, name, about):
        self.name = name
        self.lines = [f"# {about}"]

    def header(self, *words):
        self.lines.append(" ".join(words))

    def layers(self, model):
        """The network's input and layers, each with the options that matter."""
        for layer in model.layers:
            if isinstance(layer, layers.InputLayer):
                self.header("input", layer.name, "x".join(map(str, layer.batch_shape[1:])))
                continue
            class_name = type(layer).__name__
            words = [f"layer {layer.name}"]
            words.append("class=" + ("Activation" if class_name in AS_ACTIVATION else class_name))
            parents = [node.operation.name for node in layer._inbound_nodes[0].parent_nodes]
            words.append("inputs=" + ",".join(parents))
            if class_name in AS_ACTIVATION:
                words.append("activation=" + AS_ACTIVATION[class_name])
            config = layer.get_config()
            for option in OPTIONS[class_name]:
                words.append(f"{option}={text_of(config[option])}")
            if class_name == "Dropout":
                words.append(f"seed={int(layer.seed_generator.state.numpy()[0])}")
            self.header(*words)

    def array(self, name, values):
        values = np.asarray(values)
        if values.dtype.kind == "f":
            values = values.astype(np.float32)
        shape = "x".join(map(str, values.shape)) or "1"
        self.lines.append(f"{name} {shape}: " + " ".join(map(str, values.ravel())))

    def formula(self, name, values, salt, scale, above=None):
        """An array made by formula: in full where it is short, else only how it is made."""
        if values.size <= LONGEST:
            self.array(name, values)
            return
        assert np.array_equal(values, formula(values.shape, salt, scale, above))
        words = [f"salt={salt}", f"scale={scale}"] + ([] if above is None else [f"above={above}"])
        self.header("made", name, "x".join(map(str, values.shape)), *words)

    def weights(self, prefix, model):
        for layer in model.layers:
            for weight in layer.weights:
                if "seed_generator" not in weight.path:
                    self.array(f"{prefix}/{layer.name}/{weight.name}", weight.numpy())

    def write(self, out):
        (out / f"{self.name}.txt").write_text("\n".join(self.lines) + "\n", encoding="ascii")


def network(shape, *chain):
    """A chain of layers as a functional model; a function in the chain may branch."""
    inputs = keras.Input(shape, name="input_layer")
    x = inputs
    for step in chain:
        x = step(x)
    return keras.Model(inputs, x)


def fill(model, scale):
    """Sets weights by formula; variances stay positive."""
    for position, weight in enumerate(model.weights):
        if "seed_generator" in weight.path:
            continue
        values = made(weight.shape, 17 + position, scale)
        if weight.name == "count":
            values = np.int32(3)
        if weight.name in ("moving_variance", "variance", "gamma"):
            values = np.abs(values) + np.float32(0.5)
        weight.assign(values)
    for layer in model.layers:
        if isinstance(layer, layers.Normalization):
            layer.finalize_state()  # it computes with copies of its weights


def gradients(case, model, x, training):
    """Output, and gradient of sum(projection * output) by input and every trained weight."""
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = model(x, training=training)
        projection = made(y.shape, 3)
        target = tf.reduce_sum(y * projection)
    trained = [
        (layer, weight) for layer in model.layers for weight in layer.trainable_weights
    ]
    found = tape.gradient(target, [x] + [weight.value for _, weight in trained])
    case.array("output", y.numpy())
    case.array("projection", projection)
    case.array("gradient/input", found[0].numpy())
    for (layer, weight), gradient in zip(trained, found[1:]):
        case.array(f"gradient/{layer.name}/{weight.name}", gradient.numpy())


def check(out, name, about, shape, *chain, batch=2, training=False, scale=0.5, x=None):
    keras.backend.clear_session()
    model = network(shape, *chain)
    fill(model, scale)
    case = Case(name, about)
    case.header("mode", "training" if training else "inference")
    case.layers(model)
    x = made((batch,) + shape, 1, 2.0) if x is None else x
    case.array("inputs", x)
    case.weights("weights", model)
    gradients(case, model, x, training)
    if training and any("moving" in weight.name for weight in model.weights):
        case.weights("weights_after", model)
    case.write(out)


def residual(shape):
    """Two residual blocks with batch normalisation, the second one halving the maps."""

    def block(x, filters, strides):
        y = layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
        y = layers.BatchNormalization()(y)
        y = layers.Activation("relu")(y)
        y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(y)
        y = layers.BatchNormalization()(y)
        if strides != 1:
            x = layers.Conv2D(filters, 1, strides=strides, use_bias=False)(x)
            x = layers.BatchNormalization()(x)
        return layers.Activation("relu")(layers.Add()([x, y]))

    inputs = keras.Input(shape, name="input_layer")
    x = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    x = block(x, 4, 1)
    x = block(x, 6, 2)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))


def single_layers(out):
    for kernel in (1, 2, 3, 5):
        for strides in (1, 2):
            for padding in ("same", "valid"):
                check(
                    out,
                    f"conv2d_k{kernel}_s{strides}_{padding}",
                    f"a {kernel} x {kernel} convolution, stride {strides}, padding {padding}",
                    (7, 6, 2),
                    layers.Conv2D(3, kernel, strides=strides, padding=padding),
                )
                if kernel == 1 and strides == 1:
                    continue
                for multiplier in (1, 2):
                    if multiplier == 2 and kernel in (1, 2):
                        continue
                    check(
                        out,
                        f"depthwise_conv2d_k{kernel}_s{strides}_{padding}_m{multiplier}",
                        f"a depthwise {kernel} x {kernel} convolution, stride {strides}, padding {padding}, "
                        f"depth multiplier {multiplier}",
                        (7, 6, 3),
                        layers.DepthwiseConv2D(
                            kernel, strides=strides, padding=padding, depth_multiplier=multiplier
                        ),
                    )
    for padding in ("same", "valid"):
        check(
            out, f"conv2d_dilated_{padding}", "samples of the window two apart", (9, 8, 2),
            layers.Conv2D(3, 3, dilation_rate=2, padding=padding),
        )
        check(
            out, f"depthwise_conv2d_dilated_{padding}", "samples of the window two apart", (9, 8, 2),
            layers.DepthwiseConv2D(3, dilation_rate=2, padding=padding),
        )
    check(
        out, "conv2d_rectangular", "a window of 3 x 2, steps of 2 x 3", (8, 9, 2),
        layers.Conv2D(3, (3, 2), strides=(2, 3), padding="same"),
    )
    check(
        out, "conv2d_no_bias", "no bias", (6, 5, 2),
        layers.Conv2D(3, 3, padding="same", use_bias=False, activation="relu"),
    )
    check(
        out, "depthwise_conv2d_no_bias", "no bias", (6, 5, 2),
        layers.DepthwiseConv2D(3, padding="same", use_bias=False, activation="relu"),
    )
    check(
        out, "conv2d_first_of_lesson", "one channel to eight, wider than any vector register", (10, 37, 1),
        layers.Conv2D(8, 3, padding="same", activation="relu"), layers.MaxPooling2D(), batch=1,
    )
    check(
        out, "conv2d_deep_5x5", "a deep 5 x 5 convolution on small maps, as late in the lesson", (6, 6, 12),
        layers.Conv2D(20, 5, padding="same", activation="relu"), batch=1, scale=0.1,
    )
    check(
        out, "conv2d_wide_3x3", "maps wider than a vector register, an odd number of channels", (6, 35, 5),
        layers.Conv2D(7, 3, padding="same", activation="relu"), batch=1,
    )
    for activation in ("relu", "leaky_relu", "sigmoid", "tanh", "elu", "softmax", "linear"):
        check(
            out, f"conv2d_{activation}", f"a convolution ending in {activation}", (5, 4, 2),
            layers.Conv2D(4, 3, padding="same", activation=activation),
        )
        check(
            out, f"dense_{activation}", f"a dense layer ending in {activation}", (6,),
            layers.Dense(5, activation=activation), batch=3,
        )
        check(out, f"activation_{activation}", f"{activation} alone", (5, 4, 3), layers.Activation(activation))
    check(
        out, "depthwise_conv2d_elu", "a depthwise convolution ending in elu", (5, 4, 2),
        layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="elu"),
    )
    check(out, "activation_relu6", "relu that stops at 1", (5, 4, 3), layers.ReLU(max_value=1.0))
    check(
        out, "activation_relu_slope", "relu that stops at 1.5 and leaks 0.1", (5, 4, 3),
        layers.ReLU(max_value=1.5, negative_slope=0.1),
    )
    check(out, "activation_leaky_relu_0.3", "leaky relu, slope 0.3", (5, 4, 3), layers.LeakyReLU(0.3))
    check(out, "activation_elu_0.5", "elu, alpha 0.5", (5, 4, 3), layers.ELU(0.5))
    corners = np.array([[-3, -1, -0.0, 0, 1, 1.5, 6, 7]], np.float32)
    for name, layer in (
        ("relu", layers.Activation("relu")),
        ("relu_slope", layers.ReLU(max_value=1.5, negative_slope=0.1)),
        ("leaky_relu", layers.Activation("leaky_relu")),
        ("elu", layers.Activation("elu")),
        ("elu_0.5", layers.ELU(0.5)),
    ):
        check(out, f"corner_{name}", f"{name} and its derivative at its corners", (8,), layer, x=corners)
    far = np.array([[-120, -90, -30, -17, -5, 5, 17, 30, 90, 120]], np.float32)
    for name in ("sigmoid", "tanh", "elu", "softmax"):
        check(out, f"far_{name}", f"{name} far from 0", (10,), layers.Activation(name), x=far)
    check(
        out, "dense_no_bias", "no bias", (6,), layers.Dense(5, use_bias=False, activation="relu"), batch=3
    )
    check(out, "dense_wide", "more inputs and units than a vector register", (37,), layers.Dense(21), batch=2)

    for pooling, class_ in (("max", layers.MaxPooling2D), ("average", layers.AveragePooling2D)):
        for size in (2, 3):
            for strides in (1, 2, 3):
                for padding in ("same", "valid"):
                    check(
                        out,
                        f"{pooling}_pooling2d_{size}_s{strides}_{padding}",
                        f"{pooling} over {size} x {size}, stride {strides}, padding {padding}",
                        (7, 6, 2),
                        class_(size, strides=strides, padding=padding),
                    )
    check(
        out, "max_pooling2d_ties", "many equal maxima: the gradient goes to the first in row order", (6, 6, 2),
        layers.MaxPooling2D(), x=np.rint(made((2, 6, 6, 2), 1, 1.2)),
    )
    check(
        out, "max_pooling2d_ties_overlapping", "many equal maxima in windows that overlap", (7, 7, 1),
        layers.MaxPooling2D(3, strides=2, padding="same"), x=np.rint(made((2, 7, 7, 1), 1, 1.2)),
    )
    check(out, "global_average_pooling2d", "the mean of each map", (5, 7, 3), layers.GlobalAveragePooling2D())
    check(out, "global_max_pooling2d", "the maximum of each map", (5, 7, 3), layers.GlobalMaxPooling2D())
    check(
        out, "global_max_pooling2d_ties", "equal maxima of a map share its gradient",
        (4, 4, 2), layers.GlobalMaxPooling2D(), x=np.rint(made((2, 4, 4, 2), 1, 1.2)),
    )
    check(out, "flatten", "row-major, channels last", (3, 4, 2), layers.Flatten())
    check(out, "zero_padding2d", "one, two, three and no zeros", (3, 4, 2), layers.ZeroPadding2D(((1, 2), (3, 0))))
    check(
        out, "add", "two inputs, one of them read twice", (4, 5, 2),
        lambda x: layers.Add()([x, layers.Activation("tanh")(x)]),
    )
    check(
        out, "concatenate", "along the channels", (4, 5, 2),
        lambda x: layers.Concatenate()([x, layers.Conv2D(3, 1)(x), layers.Activation("relu")(x)]),
    )
    check(
        out, "rescaling", "gray levels to -1 to 1", (4, 3, 2), layers.Rescaling(1 / 127.5, offset=-1),
        x=np.rint(127.5 + 127.5 * made((2, 4, 3, 2), 1)),
    )
    check(out, "normalization", "the scale of other data", (4, 3, 2), layers.Normalization(), batch=3)
    check(
        out, "normalization_vector", "the scale of other data, on vectors", (3,),
        layers.Normalization(), batch=3,
    )
    for training in (False, True):
        mode = "training" if training else "inference"
        check(
            out, f"batch_normalization_{mode}", f"on maps, {mode}", (5, 4, 3),
            layers.BatchNormalization(), batch=3, training=training,
        )
        check(
            out, f"batch_normalization_vector_{mode}", f"on vectors, {mode}", (6,),
            layers.BatchNormalization(momentum=0.9, epsilon=1e-5), batch=4, training=training,
        )
        check(
            out, f"batch_normalization_bare_{mode}", f"neither centre nor scale, {mode}", (3, 4, 2),
            layers.BatchNormalization(momentum=0.8, center=False, scale=False), batch=3, training=training,
        )
        keras.backend.clear_session()
        model = residual((12, 10, 1))
        fill(model, 0.4)
        case = Case(f"residual_{mode}", f"two residual blocks, {mode}")
        case.header("mode", mode)
        case.layers(model)
        x = made((3, 12, 10, 1), 1, 2.0)
        case.array("inputs", x)
        case.weights("weights", model)
        gradients(case, model, x, training)
        if training:
            case.weights("weights_after", model)
        case.write(out)
    dropout(out)


def dropout(out):
    """The masks of three calls in training, and a network with dropout in the middle."""
    keras.backend.clear_session()
    layer = layers.Dropout(0.6, seed=790779947)
    model = network((19,), layer)
    case = Case("dropout", "three calls in training: call k draws its mask from (seed, k)")
    case.header("mode", "training")
    case.layers(model)
    x = made((5, 19), 1, 2.0)
    case.array("inputs", x)
    for call in range(3):
        with tf.GradientTape() as tape:
            tensor = tf.constant(x)
            tape.watch(tensor)
            y = model(tensor, training=True)
            target = tf.reduce_sum(y * made(y.shape, 3))
        case.array(f"output/{call}", y.numpy())
        case.array(f"gradient/input/{call}", tape.gradient(target, tensor).numpy())
    case.array("projection", made((5, 19), 3))
    case.write(out)
    check(
        out, "dropout_maps", "dropout on maps, first call in training", (4, 3, 5),
        layers.Dropout(0.25, seed=7), training=True,
    )


def optimizers(out):
    steps = 6
    gradient = made((steps, 9), 5)
    gradient[:, 1] = 0
    gradient[:, 2] *= np.float32(1e-8)
    gradient[:, 3] *= np.float32(1e4)
    gradient[1:, 4] = 0
    for name, optimizer in (
        ("adam", keras.optimizers.Adam()),
        ("adam_options", keras.optimizers.Adam(learning_rate=0.01, beta_1=0.8, beta_2=0.99, epsilon=1e-4)),
        ("adamw", keras.optimizers.AdamW(learning_rate=0.01, weight_decay=0.05)),
        ("sgd", keras.optimizers.SGD(learning_rate=0.05)),
        ("sgd_momentum", keras.optimizers.SGD(learning_rate=0.05, momentum=0.9)),
        ("sgd_nesterov", keras.optimizers.SGD(learning_rate=0.05, momentum=0.9, nesterov=True)),
    ):
        case = Case(f"optimizer_{name}", "weights and state after each of six steps")
        config = optimizer.get_config()
        keys = ["learning_rate"] + (
            ["beta_1", "beta_2", "epsilon"] if name.startswith("adam") else ["momentum", "nesterov"]
        ) + (["weight_decay"] if name == "adamw" else [])
        case.header("optimizer", type(optimizer).__name__, *(f"{key}={text_of(config[key])}" for key in keys))
        weights = keras.Variable(made((9,), 6))
        optimizer.build([weights])
        case.array("weights", weights.numpy())
        case.array("gradients", gradient)
        for step in range(steps):
            optimizer.apply([tf.constant(gradient[step])])
            case.array(f"weights/{step + 1}", weights.numpy())
        for variable in optimizer.variables[2:]:
            case.array("state/" + variable.name.split("_")[-1], variable.numpy())
        case.write(out)


def loss(out):
    keras.backend.clear_session()
    logits = np.array([[-90], [-50], [-5], [-0.3], [0], [0.3], [5], [50], [90], [0.7]], np.float32)
    labels = np.array([[0], [1], [1], [0], [1], [1], [0], [0], [1], [0]], np.float32)
    case = Case("binary_crossentropy", "the mean over the batch, from logits, and its gradient by each logit")
    z = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(z)
        # As in fit: the loss finds the logit behind the sigmoid.
        p = keras.activations.sigmoid(z)
        value = keras.losses.BinaryCrossentropy()(labels, p)
    case.array("logits", logits)
    case.array("labels", labels)
    case.array("loss", value.numpy())
    case.array("gradient/logits", tape.gradient(value, z).numpy())
    case.write(out)


def image(index):
    """One 32 x 32 image and its label; every value is a multiple of 1/64, so no rounding anywhere."""
    row, column = np.mgrid[0:32, 0:32]
    label = 1 if index * 7 % 11 < 5 else 0
    noise = (index * 37 + row * 57 + column * 101 + row * column * (index % 5 + 3)) % 127
    disc = (row - (8 + index % 13)) ** 2 + (column - (20 - index % 9)) ** 2 < 30
    return ((noise - 63 + np.where(disc, 90 * label, 0)) / 64).astype(np.float32)[:, :, None], label


class Watch(keras.callbacks.Callback):
    """The running means Keras shows after each batch."""

    def __init__(self):
        super().__init__()
        self.losses, self.accuracies = [], []

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(np.float32(logs["loss"]))
        self.accuracies.append(np.float32(logs["acc"]))


def trajectory(out, name, about, build, optimizer, epochs, steps=None):
    keras.backend.clear_session()
    train = [image(i) for i in range(50)]
    validation = [image(i) for i in range(50, 70)]
    x, y = (np.array(part) for part in zip(*train))
    x_val, y_val = (np.array(part) for part in zip(*validation))
    y, y_val = (part.astype(np.float64).reshape(-1, 1) for part in (y, y_val))
    keras.utils.set_random_seed(42)
    model = build()
    model.compile(loss="binary_crossentropy", optimizer=optimizer, metrics=["acc"])
    case = Case(name, about)
    config = optimizer.get_config()
    keys = ("beta_1", "beta_2", "epsilon") if "beta_1" in config else ("momentum", "nesterov")
    case.header(
        "optimizer", type(optimizer).__name__,
        *(f"{key}={text_of(config[key])}" for key in ("learning_rate",) + keys),
    )
    case.header("fit", f"epochs={epochs}", "batch_size=8", f"steps_per_epoch={steps or 'all'}", "seed=42")
    case.layers(model)
    digest = hashlib.sha256(np.concatenate([x, x_val]).astype("<f4").tobytes()).hexdigest()
    case.header("images", "train=50", "validation=20", f"sha256={digest}")
    case.array("labels", np.concatenate([y, y_val]).ravel().astype(np.int64))
    case.weights("weights", model)

    generated = []
    original = NumpyArrayIterator._get_batches_of_transformed_samples

    def noted(self, rows):
        generated.append(np.array(rows))
        return original(self, rows)

    NumpyArrayIterator._get_batches_of_transformed_samples = noted
    watch = Watch()
    generator = ImageDataGenerator(
        rotation_range=0, width_shift_range=0, height_shift_range=0, zoom_range=0, horizontal_flip=False
    )
    history = model.fit(
        generator.flow(x, y, batch_size=8),
        epochs=epochs,
        steps_per_epoch=steps,
        validation_data=(x_val, y_val),
        callbacks=[watch],
        verbose=0,
    ).history
    NumpyArrayIterator._get_batches_of_transformed_samples = original
    # Keras draws two batches before training to learn their shapes and throws them away.
    case.array("rows", np.concatenate(generated[2:]))
    case.array("batch_sizes", np.array([len(rows) for rows in generated[2:]]))
    case.array("running_loss", np.array(watch.losses))
    case.array("running_accuracy", np.array(watch.accuracies))
    for key, title in (("loss", "loss"), ("acc", "accuracy"), ("val_loss", "val_loss"), ("val_acc", "val_accuracy")):
        case.array(f"history/{title}", np.array(history[key], np.float32))
    case.weights("weights_after", model)
    case.array("predictions", model.predict(x_val, verbose=0))
    case.write(out)
    return model, x_val


def tiny():
    inputs = keras.Input((32, 32, 1), name="input_layer")
    x = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(6, 3, padding="same", activation="relu")(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(8, 5, padding="same", activation="relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(16, activation="relu")(x)
    x = layers.Dropout(0.6)(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_OUT
    out.mkdir(parents=True, exist_ok=True)
    single_layers(out)
    optimizers(out)
    loss(out)
    trajectory(
        out, "trajectory_tiny", "a tiny network as the lesson's, trained for two epochs with Adam",
        tiny, keras.optimizers.Adam(), 2,
    )
    trajectory(
        out, "trajectory_residual", "two residual blocks trained for two epochs with Nesterov momentum",
        lambda: residual((32, 32, 1)), keras.optimizers.SGD(0.02, momentum=0.9, nesterov=True), 2,
    )
    files = sorted(out.glob("*.txt"))
    print(f"{len(files)} cases, {sum(file.stat().st_size for file in files)} bytes in {out}")


if __name__ == "__main__":
    main()
