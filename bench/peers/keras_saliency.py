"""Times GradCAM++ and ScoreCAM of the lesson's model in TensorFlow, one image at a time.

The work is that of tf-keras-vis: one pass with gradients for GradCAM++, one prediction of the image
under each of the 50 feature maps for ScoreCAM (of the logit, without its softmax), zoomed with SciPy.
The code is ours and as lean as TensorFlow allows: the model is traced once. Where tf-keras-vis is
installed, the library itself is timed too, called as the lesson calls it. Prints one line of JSON with
milliseconds per map, the median of rounds.

    python bench/peers/keras_saliency.py --model ../shared/golden/lesson.keras
"""

import argparse
import json
import os
import statistics
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from scipy.ndimage import zoom

try:
    from tf_keras_vis.gradcam_plus_plus import GradcamPlusPlus
    from tf_keras_vis.scorecam import Scorecam
    from tf_keras_vis.utils.scores import CategoricalScore
except ImportError:
    GradcamPlusPlus = None


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--model", required=True)
    arguments.add_argument("--layer", default="conv2d_6")
    arguments.add_argument("--rounds", type=int, default=20)
    arguments.add_argument("--threads", type=int, default=2)
    asked = arguments.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(asked.threads)
    tf.config.threading.set_inter_op_parallelism_threads(asked.threads)
    whole = keras.models.load_model(asked.model, compile=False)
    model = keras.models.load_model(asked.model, compile=False)
    model.layers[-1].activation = keras.activations.linear
    both = keras.Model(model.inputs, [model.get_layer(asked.layer).output, model.output])
    size = model.input_shape[1:3]
    image = np.random.default_rng(0).normal(size=(1, *size, 1)).astype("float32")

    @tf.function
    def gradients(x):
        with tf.GradientTape() as tape:
            maps, logit = both(x)
        return maps, tape.gradient(logit, maps)

    ask = tf.function(lambda x: model(x))
    maps_of = tf.function(lambda x: both(x)[0])

    def normalised(a):
        return (a - a.min()) / (a.max() - a.min() + 1e-7)

    def grad_cam_plus_plus():
        maps, g = (a.numpy()[0] for a in gradients(image))
        second, third = g**2, g**3
        below = 2 * second + third * maps.sum(axis=(0, 1))
        alpha = second / np.where(below == 0, 1e-7, below)
        weights = (alpha * np.maximum(g, 0)).sum(axis=(0, 1))
        cam = np.maximum((maps * weights).sum(axis=-1), 0)
        return normalised(zoom(cam, (size[0] / cam.shape[0], size[1] / cam.shape[1]), order=1))

    def score_cam():
        maps = maps_of(image).numpy()[0]
        factor = (size[0] / maps.shape[0], size[1] / maps.shape[1])
        masks = [normalised(zoom(maps[..., k], factor, order=1)) for k in range(maps.shape[-1])]
        masked = image * np.stack(masks)[..., None]
        weights = ask(tf.constant(masked)).numpy()[:, 0]
        cam = np.maximum((maps * weights).sum(axis=-1), 0)
        return normalised(zoom(cam, factor, order=1))

    def library(visualization):
        # The lesson's call, on the model with its sigmoid.
        map_of = visualization(whole)
        return lambda: map_of(CategoricalScore([0]), image[0], penultimate_layer=asked.layer)

    methods = {"gradcam++": grad_cam_plus_plus, "scorecam": score_cam}
    if GradcamPlusPlus is not None:
        methods["gradcam++ of tf-keras-vis"] = library(GradcamPlusPlus)
        methods["scorecam of tf-keras-vis"] = library(Scorecam)
    result = {}
    for name, method in methods.items():
        for _ in range(5):
            method()
        times = []
        for _ in range(asked.rounds):
            start = time.perf_counter()
            method()
            times.append(1000 * (time.perf_counter() - start))
        result[name] = round(statistics.median(times), 2)
    print(json.dumps(result))


main()
