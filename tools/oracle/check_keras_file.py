"""Does Keras open what Pleura writes, and predict the same?

Has Pleura read model files that Keras saved and write them again in both formats, opens all in Keras, and
compares layers, weights, optimisers and predictions, which must all be equal. Needs Maven, and the modules
compiled (`mvn compile`).

Usage: python tools/oracle/check_keras_file.py [FILE ...]
The models in core/src/test/resources/keras by default.
"""

import pathlib
import subprocess
import sys
import tempfile

import engine_oracle as engine
import keras
import numpy as np

ROOT = engine.HERE.parents[2]


def class_path():
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run(
            ["mvn", "-q", "-B", "-o", "-pl", "core", "-am", "compile", "dependency:build-classpath",
             "-Dmdep.outputFile=" + file.name],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )
        libraries = pathlib.Path(file.name).read_text().strip()
    return f"{ROOT}/core/target/classes:{ROOT}/nn/target/classes:{libraries}"


def opened(file, compiled):
    """A model as Keras opens it."""
    return keras.models.load_model(file, compile=compiled)


def same(original, written):
    """What was compared and found equal; fails where something differs."""
    ours = opened(written, written.suffix == ".keras")
    theirs = opened(original, original.suffix == ".keras")
    assert isinstance(ours, keras.Model)
    assert [type(layer).__name__ for layer in ours.layers if layer.weights] == [
        type(layer).__name__ for layer in theirs.layers if layer.weights
    ]
    a, b = ours.get_weights(), theirs.get_weights()
    assert len(a) == len(b) and all(np.array_equal(x, y) for x, y in zip(a, b)), "weights differ"
    inputs = engine.made((5,) + tuple(theirs.input_shape[1:]), 1, 2.0)
    difference = np.abs(ours.predict(inputs, verbose=0) - theirs.predict(inputs, verbose=0)).max()
    assert difference == 0, f"predictions differ by {difference}"
    targets = np.array([0, 1, 1, 0, 1], np.float32).reshape(-1, 1)
    if getattr(theirs, "optimizer", None) is None or getattr(ours, "optimizer", None) is None:
        ours.compile(loss="mse", optimizer="adam")
        ours.fit(inputs, np.zeros((5,) + tuple(theirs.output_shape[1:])), verbose=0)
        return f"{len(a)} arrays and all predictions equal, can be trained"
    # Going on with the training must move both the same way, dropout aside.
    assert [v.shape for v in ours.optimizer.variables] == [v.shape for v in theirs.optimizer.variables]
    assert all(
        np.array_equal(x, y) for x, y in zip(ours.optimizer.variables, theirs.optimizer.variables)
    ), "the optimisers differ"
    for model in (ours, theirs):
        for layer in model.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.rate = 0.0
        model.fit(inputs, targets, shuffle=False, epochs=2, verbose=0)
    assert all(np.array_equal(x, y) for x, y in zip(ours.get_weights(), theirs.get_weights()))
    return f"{len(a)} arrays, all predictions, the optimiser and two more epochs equal"


def main():
    files = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    if not files:
        folder = ROOT / "core" / "src" / "test" / "resources" / "keras"
        files = sorted(file for file in folder.iterdir() if file.suffix in (".keras", ".h5"))
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(
            ["java", "-cp", class_path(), str(ROOT / "tools" / "oracle" / "RewriteKerasFile.java"),
             *map(str, files), out],
            check=True,
        )
        for file in files:
            for kind in (".keras", ".h5"):
                print(f"{file.name}{kind}: {same(file, pathlib.Path(out) / (file.name + kind))}")


if __name__ == "__main__":
    main()
