"""Class activation maps and gradients that Keras and TensorFlow give, for org.pleura.explain's tests.

For some of the small models in core/src/test/resources/keras and one made-up image each: what every
deterministic method computes, from its formula, in TensorFlow. The image is `engine_oracle.made`, salt 1.

Usage: python tools/oracle/saliency_oracle.py [OUT]
OUT is core/src/test/resources/explain/methods.json by default.
"""

import json
import pathlib
import sys

import engine_oracle as engine
import keras
import numpy as np
import tensorflow as tf
from scipy.ndimage import zoom

ROOT = engine.HERE.parents[2]
DEFAULT_OUT = ROOT / "core" / "src" / "test" / "resources" / "explain" / "methods.json"
MODELS = ("tiny_adam.keras", "resnet.h5", "keras2_lesson.h5")


class Explained:
    """A model that ends in one sigmoid, cut open at its last convolution and before the sigmoid."""

    def __init__(self, model):
        self.model = model
        self.layer = [
            layer for layer in model.layers
            if isinstance(layer, (keras.layers.Conv2D, keras.layers.DepthwiseConv2D))
        ][-1]
        last = model.layers[-1]
        assert isinstance(last, keras.layers.Dense) and last.activation.__name__ == "sigmoid"
        self.last = last
        self.inside = keras.Model(model.inputs, [self.layer.output, last.input])

    def logit(self, x):
        maps, before = self.inside(tf.constant(x), training=False)
        return maps, tf.matmul(before, self.last.kernel) + self.last.bias

    def of_maps(self, x):
        with tf.GradientTape() as tape:
            x = tf.constant(x)
            tape.watch(x)
            maps, z = self.logit(x)
        return maps.numpy()[0], tape.gradient(z, maps).numpy()[0]

    def of_input(self, x):
        x = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            _, z = self.logit(x)
        return tape.gradient(z, x).numpy()

    def logits(self, images):
        return np.concatenate([self.logit(image[None])[1].numpy()[0] for image in images])


def gradcam_plus_plus(maps, gradient):
    """Chattopadhay et al., equation 19, with the first derivative's powers for the higher ones."""
    sums = maps.sum(axis=(0, 1))
    share = np.where(gradient == 0, 0, 1 / (2 + gradient * sums))
    total = share.sum(axis=(0, 1))
    share = share / np.where(total == 0, 1, total)
    weights = (np.maximum(gradient, 0) * share).sum(axis=(0, 1))
    return np.maximum((weights * maps).sum(axis=-1), 0)


def scorecam(explained, x, maps):
    """Each map, enlarged to 0 to 1, as a mask over the mean gray."""
    height, width = x.shape[:2]
    mean = np.float32(x.astype(np.float64).mean())
    images = [np.full_like(x, mean)]
    for k in range(maps.shape[-1]):
        large = zoom(maps[..., k], (height / maps.shape[0], width / maps.shape[1]), order=1, mode="nearest")
        mask = (large - large.min()) / (large.max() - large.min() + np.float32(1e-7))
        images.append(mean + mask[..., None] * (x - mean))
    scores = explained.logits(np.array(images, np.float32)).astype(np.float64)
    return ((scores[1:] - scores[0]) * maps).sum(axis=-1)


def integrated_gradients(explained, x, steps=32):
    mean = np.float32(x.astype(np.float64).mean())
    total = np.zeros(x.shape)
    for step in range(steps):
        between = mean + np.float32((step + 0.5) / steps) * (x - mean)
        total += explained.of_input(between[None])[0]
    return ((x - mean) * total / steps).sum(axis=-1)


def occlusion(explained, x):
    """A square of two cells hides the image; a cell shows the mean fall of the logit."""
    height, width = x.shape[:2]
    rows, columns = min(16, height), min(16, width)
    mean = np.float32(x.astype(np.float64).mean())
    whole = explained.logits(x[None])[0]
    falls, counts = np.zeros((rows, columns)), np.zeros((rows, columns))
    for row in range(rows - 1):
        for column in range(columns - 1):
            hidden = x.copy()
            hidden[
                row * height // rows : (row + 2) * height // rows,
                column * width // columns : (column + 2) * width // columns,
            ] = mean
            falls[row : row + 2, column : column + 2] += whole - explained.logits(hidden[None])[0]
            counts[row : row + 2, column : column + 2] += 1
    return falls / counts


def case(name):
    keras.backend.clear_session()
    model = keras.models.load_model(ROOT / "core/src/test/resources/keras" / name, compile=False)
    explained = Explained(model)
    x = engine.made((1,) + tuple(model.input_shape[1:]), 1, 2.0)[0]
    maps, gradient = explained.of_maps(x[None])
    found = {
        "gradcam": (gradient.mean(axis=(0, 1)) * maps).sum(axis=-1),
        "gradcam++": gradcam_plus_plus(maps.astype(np.float64), gradient.astype(np.float64)),
        "layercam": np.maximum((np.maximum(gradient, 0) * maps).sum(axis=-1), 0),
        "hirescam": (gradient * maps).sum(axis=-1),
        "scorecam": scorecam(explained, x, maps),
        "scorecam-lesson": np.maximum(maps.sum(axis=-1), 0),
        "gradient": explained.of_input(x[None])[0].sum(axis=-1),
        "integrated-gradients": integrated_gradients(explained, x),
        "occlusion": occlusion(explained, x),
    }
    return {
        "model": name,
        "layer": explained.layer.name,
        "logit": float(explained.logits(x[None])[0]),
        "maps": {
            method: {"shape": list(cells.shape), "cells": [float(np.float32(v)) for v in cells.ravel()]}
            for method, cells in found.items()
        },
    }


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_OUT
    cases = [case(name) for name in MODELS]
    out.write_text(json.dumps({"made by": "tools/oracle/saliency_oracle.py", "cases": cases}) + "\n")
    print(out, out.stat().st_size)


if __name__ == "__main__":
    main()
