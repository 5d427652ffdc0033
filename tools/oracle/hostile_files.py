"""HDF5 model files that point elsewhere instead of holding their arrays, for the tests that refuse them.

Each is a dense layer of three inputs as Keras 2 keeps it, but its kernel, or the group of the layer, is a
link, lies in another file, or is compressed. What they point to is `elsewhere.h5`, which is not written, and
`/etc/hostname`.

Usage: python tools/oracle/hostile_files.py [OUT]
OUT is core/src/test/resources/hostile by default.
"""

import json
import pathlib
import sys

import h5py
import numpy as np

HERE = pathlib.Path(__file__).resolve()
DEFAULT_OUT = HERE.parents[2] / "core" / "src" / "test" / "resources" / "hostile"

CONFIG = {
    "class_name": "Sequential",
    "config": [
        {
            "class_name": "Dense",
            "config": {
                "name": "dense", "batch_input_shape": [None, 3], "units": 1, "use_bias": False,
                "activation": "sigmoid",
            },
        }
    ],
}


def kernel_in(layer, **options):
    """A kernel where it belongs."""
    return layer.create_dataset("dense/kernel:0", data=np.ones((3, 1), np.float32), **options)


def external_link(weights):
    weights["dense"] = h5py.ExternalLink("elsewhere.h5", "/model_weights/dense")


def soft_link(weights):
    kernel_in(weights.create_group("away"))
    weights["away"].attrs["weight_names"] = [b"dense/kernel:0"]
    weights["dense"] = h5py.SoftLink("/model_weights/away")


def circular_link(weights):
    weights["dense"] = h5py.SoftLink("/model_weights/dense")


def group_in_itself(weights):
    """A hard link that makes the tree of groups a circle."""
    layer = weights.create_group("dense")
    layer.attrs["weight_names"] = [b"/".join([b"dense"] * 2000) + b"/kernel:0"]
    layer["dense"] = layer


def external_storage(weights):
    """The numbers lie in a file of the machine that reads."""
    layer = weights.create_group("dense")
    layer.attrs["weight_names"] = [b"dense/kernel:0"]
    layer.create_dataset(
        "dense/kernel:0", shape=(3, 1), dtype="f4", external=[("/etc/hostname", 0, h5py.h5f.UNLIMITED)]
    )


def virtual(weights):
    """The numbers are a view of another file."""
    layer = weights.create_group("dense")
    layer.attrs["weight_names"] = [b"dense/kernel:0"]
    layout = h5py.VirtualLayout(shape=(3, 1), dtype="f4")
    layout[:] = h5py.VirtualSource("elsewhere.h5", "kernel", shape=(3, 1))
    layer.create_virtual_dataset("dense/kernel:0", layout)


def compressed(weights):
    layer = weights.create_group("dense")
    layer.attrs["weight_names"] = [b"dense/kernel:0"]
    kernel_in(layer, compression="gzip")


def empty(weights):
    """An array of the right shape that was never filled."""
    layer = weights.create_group("dense")
    layer.attrs["weight_names"] = [b"dense/kernel:0"]
    layer.create_dataset("dense/kernel:0", data=h5py.Empty("f4"))


def beyond_ascii(out):
    """No harm meant: names that Keras writes in UTF-8 into attributes that say they are ASCII."""
    config = json.loads(json.dumps(CONFIG).replace('"name": "dense"', '"name": "größe"'))
    with h5py.File(out / "beyond_ascii.h5", "w") as file:
        file.attrs["keras_version"] = "3.15.1"
        file.attrs["model_config"] = json.dumps(config, ensure_ascii=False)
        layer = file.create_group("model_weights").create_group("größe")
        layer.attrs["weight_names"] = ["größe/kernel".encode()]
        layer.create_dataset("größe/kernel", data=np.array([[1], [2], [3]], np.float32))


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_OUT
    out.mkdir(parents=True, exist_ok=True)
    for content in (
        external_link, soft_link, circular_link, group_in_itself, external_storage, virtual, compressed, empty,
    ):
        with h5py.File(out / (content.__name__ + ".h5"), "w") as file:
            file.attrs["keras_version"] = "2.15.0"
            file.attrs["model_config"] = json.dumps(CONFIG)
            content(file.create_group("model_weights"))
    beyond_ascii(out)
    for file in sorted(out.iterdir()):
        print(file.name, file.stat().st_size)


if __name__ == "__main__":
    main()
