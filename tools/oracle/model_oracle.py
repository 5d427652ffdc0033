"""Model files that Keras saved, and what Keras makes of an input with them.

Writes small `.keras` files, and `.h5` files as Keras 3 still writes them and as Keras 2 wrote them, and
beside each model a text file in the format of nn/src/test/resources/keras/README.md with `inputs`,
`output`, the weights and, where the model was trained, the state of its optimiser. Arrays that are long and
made by formula are given by their formula. Every file is loaded again and must predict what its text says.

A `.keras` file names the time it was written and where its objects lay in memory. One that differs from the
file already there in nothing else is left alone.

Usage: python tools/oracle/model_oracle.py [OUT]
OUT is core/src/test/resources/keras by default.
"""

import json
import pathlib
import sys
import tempfile
import zipfile

import engine_oracle as engine
import keras
import keras2_files
import model_zoo
import numpy as np
from keras import layers

DEFAULT_OUT = engine.HERE.parents[2] / "core" / "src" / "test" / "resources" / "keras"


def every_layer():
    """A network with every layer that Pleura computes, and every way to write an activation."""
    inputs = keras.Input((12, 10, 1))
    x = layers.Conv2D(4, 3, strides=(1, 2), padding="same", activation=layers.ReLU(max_value=2.0))(inputs)
    x = layers.Conv2D(4, 3, dilation_rate=2, padding="same", activation="leaky_relu", name="dilated")(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU(max_value=1.5, negative_slope=0.1)(x)
    x = layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", use_bias=False, activation="elu")(x)
    y = layers.MaxPooling2D(2, strides=1, padding="same")(x)
    y = layers.LeakyReLU(0.3)(y)
    y = layers.ELU(0.5)(y)
    x = layers.Add()([x, y])
    x = layers.Concatenate()([x, y, layers.Activation("tanh")(x)])
    x = layers.ZeroPadding2D(((1, 2), (3, 0)))(x)
    x = layers.AveragePooling2D((3, 2), strides=2)(x)
    x = layers.Dropout(0.3)(x)
    z = layers.GlobalMaxPooling2D()(x)
    a = layers.GlobalAveragePooling2D()(x)
    x = layers.Conv2D(3, 1, activation="softmax")(x)
    x = layers.Softmax()(x)
    x = layers.Flatten()(x)
    x = layers.Concatenate()([x, z, a])
    x = layers.BatchNormalization(momentum=0.9, epsilon=1e-5, center=False, scale=False)(x)
    x = layers.Dense(5, activation="relu6")(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))


def sequential():
    return keras.Sequential(
        [
            keras.Input((8, 9, 2)),
            layers.Conv2D(3, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.BatchNormalization(),
            layers.GlobalAveragePooling2D(),
            layers.Dense(4, activation="tanh"),
            layers.Dense(1),
        ]
    )


def contents(file):
    """What a model file says, without when and in which process it was written."""
    if file.suffix != ".keras":
        return file.read_bytes()

    def lasting(config):
        if isinstance(config, dict):
            return {key: lasting(value) for key, value in config.items() if key != "shared_object_id"}
        return [lasting(each) for each in config] if isinstance(config, list) else config

    with zipfile.ZipFile(file) as archive:
        return lasting(json.loads(archive.read("config.json"))), archive.read("model.weights.h5")


def put(file, write):
    """Has a model file written, unless the one that is there says the same."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = pathlib.Path(folder) / file.name
        write(fresh)
        if not file.exists() or contents(file) != contents(fresh):
            file.write_bytes(fresh.read_bytes())


def save(out, name, build, optimizer=None, shape=None):
    keras.backend.clear_session()
    keras.utils.set_random_seed(42)
    model = build()
    shape = tuple(model.input_shape[1:])
    x = engine.made((6,) + shape, 1, 2.0)
    if optimizer is not None:
        model.compile(loss="binary_crossentropy", optimizer=optimizer, metrics=["acc"])
        y = np.array([0, 1, 1, 0, 1, 0], np.float32).reshape(-1, 1)
        model.fit(x, y, batch_size=3, epochs=2, shuffle=False, verbose=0)
    put(out / f"{name}.keras", model.save)
    case = engine.Case(name, "what Keras makes of these inputs with the model beside this file")
    case.array("inputs", x)
    case.array("output", model.predict(x, verbose=0))
    case.weights("weights", model)
    if optimizer is not None:
        for position, variable in enumerate(optimizer.variables):
            case.array(f"optimizer/{position}", np.asarray(variable))
    case.write(out)


def fill(model):
    """Sets weights by formula so that no layer's output fades or overflows; returns the formulas by path."""
    formulas = {}
    for layer in model.layers:
        if isinstance(layer, layers.Normalization):
            continue
        for weight in layer.weights:
            if "seed_generator" in weight.path:
                continue
            shape = weight.shape
            fan_in = int(np.prod(shape[:2] if weight.name == "depthwise_kernel" else shape[:-1]))
            scale = round(float(np.sqrt(5 / fan_in)), 3) if weight.name.endswith("kernel") else 0.4
            above = 0.5 if weight.name in ("gamma", "moving_variance") else None
            formula = (17 + len(formulas), scale, above)
            weight.assign(engine.formula(shape, *formula))
            formulas[f"{layer.name}/{weight.name}"] = formula
    return formulas


def text(out, name, about, model, formulas, scale, join="__"):
    """Writes the text beside a model and returns its inputs and output."""
    x = engine.made((3,) + tuple(model.input_shape[1:]), 1, scale)
    y = model.predict(x, verbose=0)
    case = engine.Case(name, about)
    case.header("mode", "inference")
    case.formula("inputs", x, 1, scale)
    case.array("output", y)
    for layer in model.layers:
        for weight in layer.weights:
            path = f"{layer.name}/{weight.name}"
            told = "weights/" + keras2_files.renamed(path, join)
            if path in formulas:
                case.formula(told, weight.numpy(), *formulas[path])
            elif "seed_generator" not in weight.path:
                case.array(told, weight.numpy())
    case.write(out)
    return x, y


def agree(file, model, x, y):
    """The file is loaded again by Keras and predicts the same."""
    again = model.predict(x, verbose=0)
    assert np.array_equal(again, y), f"{file.name}: {np.abs(again - y).max()}"


def useful(name, y):
    """Outputs must differ between images and units, and be neither huge nor saturated."""
    flat = y.reshape(len(y), -1)
    assert np.isfinite(flat).all() and 0.05 < np.abs(flat).max() < 30, f"{name}: {np.abs(flat).max()}"
    assert np.abs(flat - flat[0]).max(axis=1)[1:].min() > 1e-4, f"{name}: all images look alike"
    assert flat.shape[1] > 1 or 0.01 < flat.min() < flat.max() < 0.99 or flat.std() > 0.05, f"{name}: {flat}"


def modern(out, name, about, build, kinds, scale=2.0):
    """A model as Keras 3 saves it."""
    keras.backend.clear_session()
    model = build()
    x, y = text(out, name, about, model, fill(model), scale)
    useful(name, y)
    for kind in kinds.split():
        file = out / f"{name}.{kind}"
        put(file, model.save)
        agree(file, keras.models.load_model(file, compile=False), x, y)


def old(out, name, about, build, era, scale=2.0, join="__", **options):
    """A model as Keras 2 saved it."""
    keras.backend.clear_session()
    model = build()
    x, y = text(out, name, about, model, fill(model), scale, join)
    useful(name, y)
    file = out / f"{name}.h5"
    put(file, lambda fresh: keras2_files.write(fresh, model, era, join, **options))
    agree(file, keras2_files.load(file), x, y)


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_OUT
    out.mkdir(parents=True, exist_ok=True)
    save(out, "every_layer", every_layer)
    save(out, "sequential", sequential)
    save(out, "residual_sgd", lambda: engine.residual((12, 10, 1)), keras.optimizers.SGD(0.05, momentum=0.9))
    save(out, "tiny_adam", engine.tiny, keras.optimizers.Adam())
    for arguments in model_zoo.MODERN:
        modern(out, *arguments)
    for name, about, build, era, options in model_zoo.OLD:
        old(out, name, about, build, era, **options)
    for file in sorted(out.iterdir()):
        print(file.name, file.stat().st_size)


if __name__ == "__main__":
    main()
