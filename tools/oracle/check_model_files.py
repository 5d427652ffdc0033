"""Do Keras and ONNX Runtime open what Pleura writes, and predict the same?

Has Pleura read model files that Keras saved and write them again as .keras, .h5 and .onnx, once as they are
and, where they make one probability, once after an epoch of Pleura's own training. Opens all of them, has
ONNX's own checker look at its files (shapes included), and compares layers, weights, optimisers and
predictions. (ONNX's reference evaluator would be one more opinion, but that of onnx 1.23.1 takes the pads of
a MaxPool in the wrong order.) Needs Maven, the modules compiled (`mvn compile`), and the packages onnx and
onnxruntime.

Usage: python tools/oracle/check_model_files.py [FILE ...]
The models in core/src/test/resources/keras by default, but those with a shared layer, which Pleura refuses.
"""

import pathlib
import subprocess
import sys
import tempfile

import engine_oracle as engine
import keras
import keras2_files
import numpy as np
import onnx
import onnxruntime

ROOT = engine.HERE.parents[2]
REFUSED = ("shared_layer.keras", "shared_layer.h5", "keras2_shared.h5")

# Rounding alone, relative to the largest output where that is above 1.
LARGEST_DIFFERENCE = 1e-6


def class_path():
    """Where Pleura and its libraries are."""
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
    if file.name.startswith("keras2_") and file.parent.name == "keras":
        return keras2_files.load(file)
    return keras.models.load_model(file, compile=compiled)


def golden(shape):
    """The golden input of Pleura, a batch of one."""
    count = int(np.prod(shape))
    return (np.arange(count) * 137 % 1009 / 504 - 1).astype("float32").reshape((1,) + tuple(shape))


def difference(found, expected):
    """The largest one, relative to the largest number where that is above 1."""
    found, expected = np.ravel(found), np.ravel(expected)
    return float(np.abs(found - expected).max() / max(1.0, np.abs(expected).max()))


def close(what, found, expected):
    """The difference, if it is rounding alone."""
    by = difference(found, expected)
    assert by < LARGEST_DIFFERENCE, f"{what}: differs by {by}"
    return by


def same_weights(ours, theirs):
    """The number of arrays, if all are equal; a Normalization that was given its numbers has none in Keras."""
    def weighted(model):
        return [
            layer for layer in model.layers
            if layer.get_weights() and not isinstance(layer, keras.layers.Normalization)
        ]
    assert [type(layer) for layer in weighted(ours)] == [type(layer) for layer in weighted(theirs)]
    a, b = ([array for layer in weighted(model) for array in layer.get_weights()] for model in (ours, theirs))
    assert len(a) == len(b) and all(np.array_equal(x, y) for x, y in zip(a, b)), "weights differ"
    return len(a)


def without_dropout(model):
    """The masks of two trainings would differ."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0.0
    return model


def same_further_training(ours, theirs):
    """Going on with the training moves both the same way, if the file has its optimiser."""
    inputs = engine.made((5,) + tuple(theirs.input_shape[1:]), 1, 2.0)
    targets = np.array([0, 1, 1, 0, 1], np.float32).reshape(-1, 1)
    assert [v.shape for v in ours.optimizer.variables] == [v.shape for v in theirs.optimizer.variables]
    assert all(np.array_equal(x, y) for x, y in zip(ours.optimizer.variables, theirs.optimizer.variables))
    for model in (ours, theirs):
        without_dropout(model).fit(inputs, targets, shuffle=False, epochs=2, verbose=0)
    assert all(np.array_equal(x, y) for x, y in zip(ours.get_weights(), theirs.get_weights()))


def can_be_trained(model):
    """A step moves its weights, if it has any."""
    before = [weight.copy() for weight in model.get_weights()]
    inputs = engine.made((5,) + tuple(model.input_shape[1:]), 1, 2.0)
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(0.01))
    model.fit(inputs, np.zeros((5,) + tuple(model.output_shape[1:])), verbose=0)
    moved = any(not np.array_equal(x, y) for x, y in zip(before, model.get_weights()))
    assert moved or not model.trainable_weights, "no weight moves in training"


def check_keras(written, theirs, java, resumable):
    """What was compared and found equal."""
    ours = opened(written, True)
    count = same_weights(ours, theirs)
    shape = tuple(theirs.input_shape[1:])
    inputs = np.concatenate([golden(shape), engine.made((4,) + shape, 1, 2.0)])
    # A model that was built by a call may know a batch of one only.
    found, expected = (model.predict(inputs, verbose=0) for model in (ours, theirs))
    assert np.array_equal(found, expected), f"{written.name}: predictions differ"
    by = close(f"{written.name} beside Pleura", java, expected[:1])
    if resumable and written.suffix == ".keras":
        same_further_training(ours, opened(resumable, True))
    else:
        can_be_trained(ours)
    return f"{count} arrays equal, Pleura differs by {by:.0e}"


def shape_of(value):
    """The sizes of a value in ONNX, names for those that are open."""
    return tuple(size.dim_param or size.dim_value for size in value.type.tensor_type.shape.dim)


def check_onnx(written, theirs, java):
    """What was compared and found close."""
    model = onnx.load(written)
    onnx.checker.check_model(model, full_check=True)
    assert model.ir_version == 8 and model.producer_name == "Pleura"
    assert [(opset.domain, opset.version) for opset in model.opset_import] == [("", 17)]
    assert {entry.key: entry.value for entry in model.metadata_props} == {"source": "Röntgenbild"}
    (given,), (made,) = model.graph.input, model.graph.output
    assert shape_of(given) == ("batch",) + tuple(theirs.input_shape[1:]), shape_of(given)
    assert shape_of(made) == ("batch",) + tuple(theirs.output_shape[1:]), shape_of(made)
    assert made.name == theirs.layers[-1].name
    values = {value for node in model.graph.node for value in node.output}
    layers = [layer.name for layer in theirs.layers if not isinstance(layer, keras.layers.InputLayer)]
    assert values.issuperset(layers), f"no values for {set(layers) - values}"

    largest = 0
    shape = tuple(theirs.input_shape[1:])
    for level in ("ORT_ENABLE_ALL", "ORT_DISABLE_ALL"):
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, level)
        session = onnxruntime.InferenceSession(written, options, providers=["CPUExecutionProvider"])
        for inputs in (golden(shape), engine.made((5,) + shape, 1, 2.0)):
            (output,) = session.run(None, {given.name: inputs})
            expected = theirs.predict(inputs, verbose=0)
            largest = max(largest, close(f"{written.name} beside Keras", output, expected))
            if len(inputs) == 1:
                largest = max(largest, close(f"{written.name} beside Pleura", output, java))
    return f"valid ONNX, {len(model.graph.node)} nodes, differs by {largest:.0e}"


def java_output(out, name):
    """What Pleura makes of the golden input."""
    return np.array([float(line) for line in (out / (name + ".txt")).read_text().split()], np.float32)


def check(file, out):
    """All that was written of one file."""
    theirs = opened(file, file.suffix == ".keras")
    java = java_output(out, file.name)
    optimiser = file.suffix == ".keras" and type(getattr(theirs, "optimizer", None)).__name__ in ("Adam", "SGD")
    for kind in (".keras", ".h5"):
        resumable = file if optimiser else None
        print(f"{file.name} as {kind}: {check_keras(out / (file.name + kind), theirs, java, resumable)}")
    print(f"{file.name} as .onnx: {check_onnx(out / (file.name + '.onnx'), theirs, java)}")
    name = file.name + ".trained"
    if (out / (name + ".keras")).exists():
        trained, java = opened(out / (name + ".keras"), False), java_output(out, name)
        same = check_keras(out / (name + ".h5"), trained, java, None)
        again = opened(out / (name + ".keras"), True)
        same_further_training(again, opened(out / (name + ".keras"), True))
        found = check_onnx(out / (name + ".onnx"), trained, java)
        print(f"{file.name} trained for an epoch: {same}, goes on training; {found}")


def main():
    files = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    if not files:
        folder = ROOT / "core" / "src" / "test" / "resources" / "keras"
        files = sorted(file for file in folder.iterdir() if file.suffix in (".keras", ".h5"))
    files = [file for file in files if file.name not in REFUSED]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["java", "-cp", class_path(), str(ROOT / "tools" / "oracle" / "WriteModels.java"),
             *map(str, files), folder],
            check=True,
        )
        for file in files:
            check(file, pathlib.Path(folder))
    print(f"{len(files)} models")


if __name__ == "__main__":
    main()
