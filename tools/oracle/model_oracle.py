"""Model files that Keras saved, and what Keras makes of an input with them.

Writes small `.keras` files and, beside each, a text file in the format of
nn/src/test/resources/keras/README.md with `inputs`, `output` and, where the model was trained, the
state of its optimiser.

Usage: python tools/oracle/model_oracle.py [OUT]
OUT is core/src/test/resources/keras by default.
"""

import pathlib
import sys

import engine_oracle as engine
import keras
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
    model.save(out / f"{name}.keras")
    case = engine.Case(name, "what Keras makes of these inputs with the model beside this file")
    case.array("inputs", x)
    case.array("output", model.predict(x, verbose=0))
    case.weights("weights", model)
    if optimizer is not None:
        for position, variable in enumerate(optimizer.variables):
            case.array(f"optimizer/{position}", np.asarray(variable))
    case.write(out)


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_OUT
    out.mkdir(parents=True, exist_ok=True)
    save(out, "every_layer", every_layer)
    save(out, "sequential", sequential)
    save(out, "residual_sgd", lambda: engine.residual((12, 10, 1)), keras.optimizers.SGD(0.05, momentum=0.9))
    save(out, "tiny_adam", engine.tiny, keras.optimizers.Adam())
    for file in sorted(out.iterdir()):
        print(file.name, file.stat().st_size)


if __name__ == "__main__":
    main()
