"""The lesson in Keras, as its readers run it, timed.

Reads a folder of X-rays (`effusion/*.png` and `normal/*.png`), prepares, splits, builds, trains
with a checkpoint of the best validation loss, and evaluates that checkpoint on the test images.
Progress goes to standard error; standard output gets one line of JSON.

Two things differ from the lesson's text, so that two runs can be compared: file names are sorted
by their bytes (the lesson takes the operating system's order), and Keras itself is seeded (the
lesson's `tf.random.set_seed` does not reach Keras 3).
"""

import time

STARTED = time.perf_counter()

import argparse
import contextlib
import glob
import json
import os
import platform
import resource
import sys
import tempfile


def seconds_since_process_start():
    """Seconds since this process was started; on Linux the start of the interpreter is counted."""
    try:
        with open("/proc/self/stat", encoding="ascii") as stat:
            ticks = int(stat.read().rsplit(")", 1)[1].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return time.perf_counter() - STARTED


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder with effusion/*.png and normal/*.png")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument(
        "--steps-per-epoch",
        type=int,
        default=15,
        help="the lesson says 15; 0 is all batches (see README.md for what 15 of 16 does in Keras 3)",
    )
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=42)
    return parser.parse_args()


def prepared(cv2, np, folder):
    """Every image of one folder: gray, 256 x 256, mean 0 and standard deviation 1."""
    images = []
    for path in sorted(glob.glob(os.path.join(folder, "*.png")), key=os.fsencode):
        image = cv2.resize(cv2.imread(path, cv2.IMREAD_GRAYSCALE), (256, 256))
        images.append((image - image.mean()) / image.std())
    if not images:
        sys.exit(f"{folder}: expected at least one .png file, found none; point --data at the folder above it")
    return images


def build(keras):
    """The lesson's network: 54,627 weights."""
    layers = keras.layers
    inputs = keras.Input(shape=(256, 256, 1))
    x = inputs
    for filters, kernel in ((8, 3), (8, 3), (12, 3), (12, 3), (20, 5), (20, 5)):
        x = layers.Conv2D(filters, kernel_size=kernel, padding="same", activation="relu")(x)
        x = layers.MaxPool2D()(x)
    x = layers.Conv2D(50, kernel_size=5, padding="same", activation="relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(128, activation="relu")(x)
    x = layers.Dropout(0.6)(x)
    x = layers.Dense(32, activation="relu")(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))


def main():
    options = arguments()
    # The thread pools read these once, while the libraries are imported.
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import cv2
    import keras
    import numpy as np
    import tensorflow as tf
    from keras.src.legacy.preprocessing.image import ImageDataGenerator
    from sklearn.model_selection import train_test_split

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    cv2.setNumThreads(options.threads)
    imported = seconds_since_process_start()

    effusion = prepared(cv2, np, os.path.join(options.data, "effusion"))
    normal = prepared(cv2, np, os.path.join(options.data, "normal"))
    images = np.expand_dims(np.array(effusion + normal, dtype=np.float32), 3)
    labels = np.array([1.0] * len(effusion) + [0.0] * len(normal)).reshape(-1, 1)
    rest, test, rest_labels, test_labels = train_test_split(
        images, labels, test_size=0.15, random_state=42
    )
    train, validation, train_labels, validation_labels = train_test_split(
        rest, rest_labels, test_size=0.15, random_state=42
    )
    prepared_at = seconds_since_process_start()

    class Watch(keras.callbacks.Callback):
        """Notes the seconds and the training images of each epoch, validation included."""

        def on_train_begin(self, logs=None):
            self.seconds, self.images = [], []

        def on_epoch_begin(self, epoch, logs=None):
            self.began = time.perf_counter()

        def on_test_begin(self, logs=None):
            # The loss is a mean over the images trained on in this epoch, and knows their number.
            self.images.append(int(self.model.metrics[0].count))

        def on_epoch_end(self, epoch, logs=None):
            self.seconds.append(time.perf_counter() - self.began)

    keras.utils.set_random_seed(options.seed)
    model = build(keras)
    model.summary(print_fn=lambda line: print(line, file=sys.stderr))
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["acc"])
    generator = ImageDataGenerator(
        rotation_range=0,
        width_shift_range=0,
        height_shift_range=0,
        zoom_range=0,
        horizontal_flip=False,
    )
    watch = Watch()
    with tempfile.TemporaryDirectory() as folder:
        best = os.path.join(folder, "best_model.keras")
        with contextlib.redirect_stdout(sys.stderr):
            began = time.perf_counter()
            history = model.fit(
                generator.flow(train, train_labels, batch_size=options.batch_size),
                steps_per_epoch=options.steps_per_epoch or None,
                epochs=options.epochs,
                validation_data=(validation, validation_labels),
                callbacks=[
                    watch,
                    keras.callbacks.ModelCheckpoint(
                        best, monitor="val_loss", verbose=1, mode="min", save_best_only=True
                    ),
                ],
            )
            fit_seconds = time.perf_counter() - began
            _, accuracy = keras.models.load_model(best).evaluate(test, test_labels)
    total = seconds_since_process_start()

    later_seconds = sum(watch.seconds[1:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = {
        "program": "keras_lesson",
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "python": platform.python_version(),
        "threads": options.threads,
        "batch_size": options.batch_size,
        "steps_per_epoch": options.steps_per_epoch,
        "epochs": options.epochs,
        "training_images": sum(watch.images),
        "images_per_epoch": watch.images,
        "fit_seconds": round(fit_seconds, 3),
        "images_per_second": round(sum(watch.images) / fit_seconds, 1),
        "first_epoch_seconds": round(watch.seconds[0], 3),
        "images_per_second_after_first_epoch": (
            round(sum(watch.images[1:]) / later_seconds, 1) if later_seconds else None
        ),
        "seconds_to_imported": round(imported, 3),
        "seconds_to_prepared": round(prepared_at, 3),
        "seconds_to_test_accuracy": round(total, 3),
        "peak_rss_mib": round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1),
        "best_val_loss": round(min(history.history["val_loss"]), 5),
        "test_accuracy": round(float(accuracy), 5),
        "history": {name: [round(value, 6) for value in values] for name, values in history.history.items()},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
