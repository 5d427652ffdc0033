"""Is what Pleura writes valid ONNX, and does it compute what Keras does?

Has Pleura read model files that Keras saved and write them as ONNX, has ONNX's own checker look at each
(shapes included), and compares what ONNX Runtime makes of it, with and without its optimisations, with
Keras. (ONNX's reference evaluator would be a third opinion, but that of onnx 1.23.1 takes the pads of a
MaxPool in the wrong order.) Needs Maven, the modules compiled (`mvn compile`), and the packages onnx and
onnxruntime.

Usage: python tools/oracle/check_onnx_file.py [FILE.keras ...]
The files in core/src/test/resources/keras by default.
"""

import pathlib
import subprocess
import sys
import tempfile

import engine_oracle as engine
import keras
import numpy as np
import onnx
import onnxruntime
from check_keras_file import ROOT, class_path

LARGEST_DIFFERENCE = 1e-5


def valid(file):
    """The model, if it is what Pleura says it writes."""
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    assert model.ir_version == 8 and model.producer_name == "Pleura"
    assert [(opset.domain, opset.version) for opset in model.opset_import] == [("", 17)]
    assert {entry.key: entry.value for entry in model.metadata_props} == {"source": "Röntgenbild"}
    return model


def shape(value):
    return tuple(size.dim_param or size.dim_value for size in value.type.tensor_type.shape.dim)


def same(original, written):
    theirs, ours = keras.models.load_model(original), valid(written)
    (given,), (made,) = ours.graph.input, ours.graph.output
    assert shape(given) == ("batch",) + tuple(theirs.input_shape[1:]), shape(given)
    assert shape(made) == ("batch",) + tuple(theirs.output_shape[1:]), shape(made)
    assert made.name == theirs.layers[-1].name
    values = {value for node in ours.graph.node for value in node.output}
    layers = [layer.name for layer in theirs.layers if not isinstance(layer, keras.layers.InputLayer)]
    assert values.issuperset(layers), f"no values for {set(layers) - values}"

    differences = []
    for level in ("ORT_ENABLE_ALL", "ORT_DISABLE_ALL"):
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, level)
        session = onnxruntime.InferenceSession(written, options, providers=["CPUExecutionProvider"])
        for batch in (1, 5):
            inputs = engine.made((batch,) + tuple(theirs.input_shape[1:]), batch, 2.0)
            (output,) = session.run(None, {given.name: inputs})
            differences.append(np.abs(output - theirs.predict(inputs, verbose=0)).max())
    assert max(differences) < LARGEST_DIFFERENCE, f"outputs differ by {differences}"
    return f"valid, {len(ours.graph.node)} nodes, differs from Keras by at most {max(differences):.1e}"


def main():
    files = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    files = files or sorted((ROOT / "core" / "src" / "test" / "resources" / "keras").glob("*.keras"))
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(
            ["java", "-cp", class_path(), str(ROOT / "tools" / "oracle" / "WriteOnnxFile.java"),
             *map(str, files), out],
            check=True,
        )
        for file in files:
            print(f"{file.name}: {same(file, pathlib.Path(out) / (file.stem + '.onnx'))}")


if __name__ == "__main__":
    main()
