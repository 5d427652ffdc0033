"""HDF5 model files as Keras 2 wrote them, from models of Keras 3.

Keras 2 cannot be installed beside Keras 3, so its files are laid out here: the same groups, data sets and
attributes, and a model_config with the options and words of the version that is asked for.

`load` has Keras 3 read such a file, after mending in a copy what Keras 3.15 does not read: slashes in names,
`groups` of a depthwise convolution, a Sequential whose configuration is only a list, and one whose first
layer alone has the shape of the input (Keras 3 takes its batch for one more axis).
"""

import dataclasses
import json
import pathlib
import shutil
import tempfile

import h5py
import keras
import numpy as np


@dataclasses.dataclass(frozen=True)
class Era:
    """What differs between the versions of Keras 2."""

    version: str
    model_class: str  # of a functional model
    tensorflow: bool  # tf.keras, else Keras with a choice of backends
    modules: bool  # initialisers name their module
    keepdims: bool  # global poolings have this option
    fixed_lists: bool  # h5py 2 wrote lists of names as strings of a fixed length
    top_level: bool  # a group for weights that belong to no layer
    sequential: str  # "input layer", "layers" or "list"


KERAS_2_1 = Era("2.1.6", "Model", False, False, False, True, False, "list")
KERAS_2_3 = Era("2.3.1", "Model", False, False, False, True, False, "layers")
TF_2_4 = Era("2.4.0", "Functional", True, False, False, True, False, "input layer")
TF_2_9 = Era("2.9.0", "Functional", True, False, True, False, True, "input layer")
TF_2_15 = Era("2.15.0", "Functional", True, True, True, False, True, "input layer")


def initializer(era, described):
    """An initialiser as its era wrote it; Keras without TensorFlow had one class for all that scale."""
    name, config = described["class_name"], {}
    if name == "GlorotUniform":
        config = {"seed": None}
        if not era.tensorflow:
            name = "VarianceScaling"
            config = {"scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None}
    if era.modules:
        return {"module": "keras.initializers", "class_name": name, "config": config, "registered_name": None}
    return {"class_name": name, "config": config}


def layer_config(era, layer):
    """The options of a layer."""
    kind = type(layer).__name__
    config = layer.get_config()
    if kind == "InputLayer":
        options = {"batch_input_shape": config["batch_shape"], "dtype": "float32", "sparse": False}
        if era.tensorflow:
            options["ragged"] = False
        return {**options, "name": layer.name}
    options = {"name": config.pop("name"), "trainable": True}
    # Before Keras 2.3 only the layer that had the shape of the input had a type.
    if era is not KERAS_2_1:
        options["dtype"] = "float32"
    for key in ("trainable", "dtype", "synchronized", "renorm", "renorm_clipping", "renorm_momentum",
                "quantization_config"):
        config.pop(key, None)
    for key, value in config.items():
        if key.endswith("_initializer"):
            value = initializer(era, value)
        elif key == "groups" and not era.tensorflow or key == "keepdims" and not era.keepdims:
            continue
        options[key] = value
    if kind == "DepthwiseConv2D" and era.tensorflow:
        options["groups"] = 1
    if kind == "LeakyReLU":
        options["alpha"] = float(np.float32(options.pop("negative_slope")))
    if kind == "BatchNormalization":
        last = len(layer.input.shape) - 1
        options["axis"] = [last] if era.tensorflow else options["axis"]
    if kind == "Dense":
        options.setdefault("activity_regularizer", None)
    if kind == "Dropout":
        options = {**options, "noise_shape": None, "seed": None}
    return options


def described(era, layer):
    """A layer without its place in the graph."""
    return {"class_name": type(layer).__name__, "config": layer_config(era, layer)}


def inbound(layer):
    """For every call of a layer, the outputs it read: layer, number of its call, number of its output."""
    calls = []
    for node in layer._inbound_nodes:
        read = []
        for parent in node.parent_nodes:
            others = parent.operation._inbound_nodes
            read.append([parent.operation.name, others.index(parent), 0, {}])
        if read:
            calls.append(read)
    return calls


def functional_config(era, model):
    """The graph as every version of Keras 2 wrote it."""
    described_layers = []
    for layer in model.layers:
        entry = described(era, layer)
        described_layers.append({**entry, "name": layer.name, "inbound_nodes": inbound(layer)})
    config = {"name": model.name}
    if era.modules:
        config["trainable"] = True
    config["layers"] = described_layers
    config["input_layers"] = [[model.inputs[0]._keras_history.operation.name, 0, 0]]
    last = model.outputs[0]._keras_history
    config["output_layers"] = [[last.operation.name, last.node_index, 0]]
    return {"class_name": era.model_class, "config": config}


def sequential_config(era, model):
    """The chain; versions differ in where the shape of the input stands."""
    entries = [described(era, layer) for layer in model.layers]
    shape = [None, *model.input_shape[1:]]
    first = entries[0]["config"]
    entries[0]["config"] = {"name": first.pop("name"), "trainable": True, "batch_input_shape": shape,
                            "dtype": "float32", **first}
    if era.sequential == "input layer":
        name = model.layers[0].name + "_input"
        options = {"batch_input_shape": shape, "dtype": "float32", "sparse": False, "ragged": False}
        options["name"] = name
        entries.insert(0, {"class_name": "InputLayer", "config": options})
    if era.sequential == "list":
        return {"class_name": "Sequential", "config": entries}
    return {"class_name": "Sequential", "config": {"name": model.name, "layers": entries}}


def names(era, group, name, values, limit=64512):
    """A list of names as an attribute, cut into numbered ones where it is too long for HDF5."""
    values = [value.encode() for value in values]
    parts = [np.asarray(values)]
    while any(part.nbytes > limit for part in parts):
        parts = np.array_split(np.asarray(values), len(parts) + 1)
    if len(parts) > 1:
        for number, part in enumerate(parts):
            group.attrs[f"{name}{number}"] = part
    else:
        # From a list h5py 3 makes strings of variable length, from an array of a fixed length.
        group.attrs[name] = parts[0] if era.fixed_lists else values


def arrays(era, group, weights, limit=64512):
    """Weights by name, below a group that lists them."""
    names(era, group, "weight_names", [name for name, _ in weights], limit)
    for name, values in weights:
        group.create_dataset(name, data=values)


def weights_of(layer, suffix=""):
    """The arrays of a layer, first those that are trained."""
    chosen = [*layer.trainable_weights, *layer.non_trainable_weights]
    return [
        (f"{layer.name}{suffix}/{weight.name}:0", weight.numpy())
        for weight in chosen
        if "seed_generator" not in weight.path
    ]


def training(era, file, model):
    """What a model compiled with Adam and trained for 3 steps leaves in its file."""
    adam = {"name": "Adam", "learning_rate": float(np.float32(0.001)), "decay": 0.0, "beta_1": 0.9,
            "beta_2": 0.999, "epsilon": 1e-07, "amsgrad": False}
    metric = {"class_name": "MeanMetricWrapper",
              "config": {"name": "acc", "dtype": "float32", "fn": "binary_accuracy"}}
    config = {"loss": "binary_crossentropy", "metrics": [[metric]], "weighted_metrics": None,
              "loss_weights": None, "optimizer_config": {"class_name": "Adam", "config": adam}}
    file.attrs["training_config"] = json.dumps(config).encode()
    state = [("Adam/iter:0", np.int64(3))]
    for moment in ("m", "v"):
        for layer in model.layers:
            for name, values in weights_of(layer):
                if "moving" not in name:
                    state.append((f"Adam/{name[:-2]}/{moment}:0", np.abs(values) * np.float32(0.01)))
    arrays(era, file.create_group("optimizer_weights"), state)


def renamed(text, join):
    """Names that Keras 3 does not allow are built with two underscores in their place."""
    return text.replace("__", join)


def write(path, model, era, join="__", suffix="", limit=64512, compiled=False):
    """Writes a model.

    `suffix` is what the names of weights had when a model was built twice, `limit` how long a list may be.
    """
    sequential = isinstance(model, keras.Sequential)
    config = (sequential_config if sequential else functional_config)(era, model)
    with h5py.File(path, "w") as file:
        group = file.create_group("model_weights")
        for holder, word in ((file, str if era.tensorflow else str.encode), (group, str.encode)):
            holder.attrs["backend"] = word("tensorflow")
            holder.attrs["keras_version"] = word(era.version)
        file.attrs["model_config"] = renamed(json.dumps(config), join).encode()
        names(era, group, "layer_names", [renamed(layer.name, join) for layer in model.layers], limit)
        for layer in sorted(model.layers, key=lambda layer: layer.name):
            found = [(renamed(name, join), values) for name, values in weights_of(layer, suffix)]
            arrays(era, group.create_group(renamed(layer.name, join)), found, limit)
        if era.top_level:
            arrays(era, group.create_group("top_level_model_weights"), [])
        if compiled:
            training(era, file, model)


def mended(config):
    """A model_config as Keras 3 can read it."""
    config = json.loads(json.dumps(config).replace("/", "_"))
    if isinstance(config["config"], list):
        config["config"] = {"name": "sequential", "layers": config["config"]}
    found = config["config"]["layers"]
    shape = found[0]["config"].pop("batch_input_shape", None)
    if found[0]["class_name"] == "InputLayer":
        found[0]["config"]["batch_input_shape"] = shape
    else:
        found.insert(0, {"class_name": "InputLayer", "config": {"batch_input_shape": shape, "name": "input"}})
    for layer in found:
        if layer["class_name"] == "DepthwiseConv2D":
            layer["config"].pop("groups", None)
    return config


def load(path):
    """Has Keras 3 read a file."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "copy.h5"
        shutil.copy(path, copy)
        with h5py.File(copy, "r+") as file:
            config = json.loads(file.attrs["model_config"])
            if mended(config) != config:
                file.attrs["model_config"] = json.dumps(mended(config)).encode()
        return keras.models.load_model(copy, compile=False)
