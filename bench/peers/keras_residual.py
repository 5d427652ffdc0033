"""Trains the default plan's residual network (one tower) in Keras on prepared images that stay in memory. Prints one
line of JSON: images_per_second of the epochs after the first, validation included, as `pleura bench` measures it."""

import argparse
import json
import os
import statistics
import time

TRAINING, VALIDATION, SIDE = 505, 90, 128


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=4)
    return parser.parse_args()


def network(keras):
    layers = keras.layers

    def normalised(x, filters, kernel, strides=1):
        x = layers.Conv2D(filters, kernel, strides=strides, padding="same", use_bias=False)(x)
        return layers.BatchNormalization(momentum=0.9)(x)

    def block(x, filters, strides):
        shortcut = x
        if strides > 1:
            shortcut = normalised(layers.AveragePooling2D(2)(x), filters, 1)
        x = layers.Activation("relu")(normalised(x, filters, 3, strides))
        return layers.Activation("relu")(layers.Add()([normalised(x, filters, 3), shortcut]))

    inputs = keras.Input(shape=(SIDE, SIDE, 1))
    x = layers.Activation("relu")(normalised(inputs, 16, 5, 2))
    for filters, strides in ((16, 1), (32, 2), (64, 2), (128, 2)):
        x = block(x, filters, strides)
    x = layers.Dropout(0.3)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))


def main():
    options = arguments()
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import numpy as np
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    keras.utils.set_random_seed(42)
    images = np.random.default_rng(42).standard_normal((TRAINING, SIDE, SIDE, 1), dtype=np.float32)
    targets = (np.arange(TRAINING) % 2).astype(np.float32)
    model = network(keras)
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.AdamW(0.003), metrics=["acc"])
    times = []

    class Clock(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.started = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            times.append(time.perf_counter() - self.started)

    model.fit(
        images, targets, batch_size=32, epochs=options.epochs, verbose=0, callbacks=[Clock()],
        validation_data=(images[:VALIDATION], targets[:VALIDATION]),
    )
    print(json.dumps({"images_per_second": round(TRAINING / statistics.median(times[1:]), 1)}))


if __name__ == "__main__":
    main()
