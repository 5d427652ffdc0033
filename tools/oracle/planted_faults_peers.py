"""What Keras, scikit-learn, NumPy, Pillow and PyTorch say of the faults in docs/planted-faults.md.

Run with Python and those installed: python planted_faults_peers.py
Prints one line for each fault: what came back, or what was raised, and the warnings.
"""

import contextlib
import io
import os
import pathlib
import shutil
import tempfile
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import sklearn
import torch
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import train_test_split

rng = np.random.default_rng(0)
keras.utils.set_random_seed(0)


def tell(what, ask):
    """Prints what asking brings, raises or warns of."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(
        printed
    ), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            answer = ask()
        except Exception as error:  # what users would see is what is wanted here
            answer = f"{type(error).__name__}: {str(error).strip()}"
    words = [str(one.message).splitlines()[0] for one in warned]
    print(f"{what}: {answer} | warnings: {words or 'none'}")


def draw(folder, count, size=48, gray=None):
    """Writes images of noise, or of one gray."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        pixels = (
            rng.integers(0, 256, (size, size), dtype=np.uint8)
            if gray is None
            else np.full((size, size), gray, np.uint8)
        )
        Image.fromarray(pixels).save(folder / f"{i:03d}.png")


def read(folder):
    """How many images Keras reads for training and validation."""
    parts = keras.utils.image_dataset_from_directory(
        folder,
        label_mode="binary",
        color_mode="grayscale",
        image_size=(16, 16),
        batch_size=8,
        validation_split=0.15,
        subset="both",
        seed=1,
    )
    return sum(len(images) for part in parts for images, labels in part)


def split(features, labels, **more):
    """How many positives, and how many in all, scikit-learn's split puts into the test part."""
    test = train_test_split(features, labels, test_size=0.15, random_state=42, **more)[3]
    return f"{int(test.sum())} positive of {len(test)} test images"


def fit(labels):
    """Accuracy on the training images after training on noise with these labels."""
    model = keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    images = rng.random((len(labels), 16, 16, 1))
    return model.fit(images, labels, epochs=300, verbose=0).history["accuracy"][-1]


print("Keras", keras.__version__, "scikit-learn", sklearn.__version__, "torch", torch.__version__)
place = pathlib.Path(tempfile.mkdtemp())
draw(place / "effusion", 20)
draw(place / "normal", 20, size=40)
tell("two sizes, Keras", lambda: read(place))
tell("two sizes, NumPy", lambda: np.array([np.zeros((48, 48)), np.zeros((40, 40))]).shape)
tell("two sizes, PyTorch", lambda: torch.stack([torch.zeros(48, 48), torch.zeros(40, 40)]).shape)
shutil.copy(place / "effusion/000.png", place / "normal/000.png")
tell("one film in both classes, Keras", lambda: read(place))
draw(place / "normal", 2, gray=99)
tell("constant images, Keras", lambda: read(place))
flat, either = np.ones((9, 2)), [0] * 5 + [1] * 4
tell(
    "constant features, scikit-learn",
    lambda: LogisticRegression().fit(flat, either).score(flat, either),
)
file = place / "normal/003.png"
file.write_bytes(file.read_bytes()[:1000])
tell("truncated file, Keras", lambda: read(place))
tell("truncated file, Pillow", lambda: Image.open(file).convert("L"))
shutil.rmtree(place / "normal")
tell("one class, Keras, label_mode='binary'", lambda: read(place))
shutil.rmtree(place)
tell("one class, Keras fit", lambda: fit(np.ones(40)))
tell("one class, scikit-learn split", lambda: split(np.arange(40), np.ones(40), stratify=np.ones(40)))
tell("one class, scikit-learn fit", lambda: LogisticRegression().fit(rng.random((9, 2)), np.ones(9)))
tell("one class, roc_auc_score", lambda: roc_auc_score([1, 1, 1], [0.2, 0.3, 0.4]))
five = np.array([1] * 5 + [0] * 20)
tell("a class of five, plain split", lambda: split(np.arange(25), five))
tell("a class of five, stratify=", lambda: split(np.arange(25), five, stratify=five))
one = np.array([1] + [0] * 24)
tell("a class of one, stratify=", lambda: split(np.arange(25), one, stratify=one))
tell("shuffled labels, Keras fit on noise, training accuracy", lambda: fit(rng.integers(0, 2, 40)))
truth = np.array([0, 1] * 20)
swapped = np.where(truth == 1, 0.25, 0.75) + rng.uniform(-0.2, 0.2, 40)
tell("swapped labels, roc_auc_score", lambda: roc_auc_score(truth, swapped))
tell("swapped labels, accuracy_score", lambda: accuracy_score(truth, swapped > 0.5))
patients = np.repeat(np.arange(20), 2)
train, test = train_test_split(patients, test_size=0.15, random_state=42)
print("one patient in two parts, plain split:", len(set(train) & set(test)), "patients in both")
copies = np.repeat(rng.random((20, 4)), 2, axis=0)
tell("copies, plain split", lambda: split(copies, np.tile([0, 1], 20)))
