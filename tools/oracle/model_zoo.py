"""The small models that model_oracle.py saves: every layer alone with its options, and whole networks."""

import engine_oracle as engine
import keras
import keras2_files as keras2
from keras import layers


def chain(shape, *steps):
    """Layers one after another as a functional model."""
    inputs = keras.Input(shape)
    x = inputs
    for step in steps:
        x = step(x)
    return keras.Model(inputs, x)


def beside(shape, *steps):
    """Layers that all read the input, their outputs side by side."""
    inputs = keras.Input(shape)
    return keras.Model(inputs, layers.Concatenate()([step(inputs) for step in steps]))


def conv2d():
    return chain(
        (9, 8, 2),
        layers.Conv2D(3, 3, strides=2, padding="same", name="halved"),
        layers.Conv2D(4, (2, 3), padding="same", use_bias=False),
        layers.Conv2D(3, (3, 1), strides=(2, 1), activation="relu"),
        layers.Conv2D(2, 1, padding="valid"),
    )


def conv2d_dilated():
    return chain(
        (11, 10, 1),
        layers.Conv2D(2, 3, dilation_rate=2),
        layers.Conv2D(3, 3, dilation_rate=(1, 2), padding="same", activation="tanh", use_bias=False),
    )


def conv2d_activations():
    words = ("linear", "relu", "sigmoid", "tanh", "softmax", "leaky_relu", "elu", "relu6")
    return beside((3, 3, 2), *(layers.Conv2D(3, 2, activation=word, name=f"to_{word}") for word in words))


def conv2d_activation_layers():
    functions = (
        layers.ReLU(max_value=1.0, negative_slope=0.1),
        layers.LeakyReLU(negative_slope=0.2),
        layers.ELU(alpha=0.7),
        layers.Softmax(),
    )
    return beside((3, 3, 2), *(layers.Conv2D(3, 2, activation=function) for function in functions))


def depthwise_conv2d():
    return chain(
        (10, 9, 3),
        layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, activation="relu6"),
        layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False),
        layers.DepthwiseConv2D((2, 3), strides=1, activation="leaky_relu"),
        layers.DepthwiseConv2D(2, dilation_rate=2),
    )


def max_pooling2d():
    return chain(
        (13, 12, 2),
        layers.MaxPooling2D(3, strides=2, padding="same"),
        layers.MaxPooling2D((2, 1), padding="valid"),
        layers.MaxPooling2D(2, strides=(1, 2)),
    )


def average_pooling2d():
    return chain(
        (13, 12, 2),
        layers.AveragePooling2D(3, strides=2, padding="same"),
        layers.AveragePooling2D((1, 2)),
        layers.AveragePooling2D(2, strides=(2, 1), padding="same"),
    )


def global_poolings():
    return beside((4, 5, 3), layers.GlobalMaxPooling2D(), layers.GlobalAveragePooling2D())


def dense():
    return chain(
        (3, 2, 2),
        layers.Flatten(),
        layers.Dense(7, activation="tanh", use_bias=False),
        layers.Dense(6, activation=layers.LeakyReLU(negative_slope=0.25)),
        layers.Dense(5, activation="elu"),
        layers.Dense(4, activation="softmax"),
    )


def dropout():
    return chain(
        (4, 4, 1),
        layers.Dropout(0.5),
        layers.Conv2D(3, 3),
        layers.Dropout(0.25, seed=3),
        layers.Flatten(),
        layers.Dropout(0),
        layers.Dense(2),
    )


def batch_normalization():
    return chain(
        (6, 5, 1),
        layers.Conv2D(4, 3, padding="same", use_bias=False),
        layers.BatchNormalization(axis=3, momentum=0.9, epsilon=1e-5),
        layers.BatchNormalization(scale=False),
        layers.BatchNormalization(center=False, epsilon=0.01),
        layers.Conv2D(2, 3),
        layers.BatchNormalization(center=False, scale=False),
    )


def activations():
    words = ("linear", "softmax", "elu", "relu6")
    return beside((3, 2, 2), *(layers.Activation(word) for word in words))


def activation_layers():
    return beside(
        (3, 3, 2),
        layers.ReLU(),
        layers.ReLU(max_value=6),
        layers.ReLU(max_value=0.5, negative_slope=0.2),
        layers.LeakyReLU(),
        layers.LeakyReLU(negative_slope=0.1),
        layers.ELU(),
        layers.ELU(alpha=0.3),
        layers.Softmax(),
    )


def add():
    inputs = keras.Input((5, 4, 2))
    parts = [layers.Conv2D(2, 1)(inputs), inputs, layers.Activation("tanh")(inputs)]
    return keras.Model(inputs, layers.Add()([layers.Add()(parts), inputs]))


def concatenate():
    inputs = keras.Input((5, 4, 2))
    parts = [layers.Conv2D(3, 1)(inputs), inputs, layers.Conv2D(1, 3, padding="same")(inputs)]
    x = layers.Concatenate(axis=3)(parts)
    y = [layers.GlobalMaxPooling2D()(x), layers.GlobalAveragePooling2D()(inputs)]
    return keras.Model(inputs, layers.Concatenate(axis=-1)(y))


def zero_padding2d():
    return chain(
        (3, 4, 2),
        layers.ZeroPadding2D(1),
        layers.Conv2D(2, 3),
        layers.ZeroPadding2D((2, 0)),
        layers.Conv2D(1, 3),
        layers.ZeroPadding2D(((0, 1), (2, 3))),
    )


def rescaling():
    return chain((6, 6, 3), layers.Rescaling(1 / 127.5, offset=-1), layers.Conv2D(2, 3))


def rescaling_255():
    return chain((5, 6, 1), layers.Rescaling(1.0 / 255), layers.Conv2D(2, 3, padding="same"), layers.Flatten())


def normalization(channels):
    """Adapted to data whose channels differ in mean and spread."""
    data = engine.made((5, 6, 6, channels), 9, 40.0)
    for channel in range(channels):
        data[..., channel] = data[..., channel] * (channel + 1) + 100 * channel + 30
    layer = layers.Normalization(axis=-1)
    layer.adapt(data)
    return chain((6, 6, channels), layer, layers.Conv2D(2, 3))


def normalization_of_numbers():
    """Mean and variance given instead of learned: they stand in the configuration."""
    layer = layers.Normalization(mean=[1.0, -0.5, 0.25], variance=[4.0, 0.5, 1.5])
    return chain((6, 6, 3), layer, layers.Conv2D(2, 3))


def lesson():
    """The lesson's network; its weights do not depend on the size of the images."""
    inputs = keras.Input((64, 64, 1))
    x = inputs
    for filters, size in ((8, 3), (8, 3), (12, 3), (12, 3), (20, 5), (20, 5)):
        x = layers.Conv2D(filters, size, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D((2, 2))(x)
    x = layers.Conv2D(50, 5, padding="same", activation="relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(128, activation="relu")(x)
    x = layers.Dropout(0.6)(x)
    x = layers.Dense(32, activation="relu")(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))


def lesson_normalized():
    """The exercise: batch normalisation after the first convolution; ready to be trained."""
    inputs = keras.Input((16, 16, 1))
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(6, 3, padding="same", activation="relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["acc"])
    model.optimizer.build(model.trainable_variables)
    return model


def lenet5():
    """LeNet-5 with fewer channels and units."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(6, 5, padding="same", activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(8, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(12, activation="tanh"),
            layers.Dense(11, activation="tanh"),
            layers.Dense(10, activation="softmax"),
        ],
        name="lenet5",
    )


def vgg():
    """Pairs of convolutions, then dense layers, on colour images."""
    inputs = keras.Input((12, 12, 3), name="colour")
    x = inputs
    for block, filters in ((1, (4, 4)), (2, (6,))):
        for number, count in enumerate(filters, 1):
            name = f"block{block}_conv{number}"
            x = layers.Conv2D(count, 3, padding="same", activation="relu", name=name)(x)
        x = layers.MaxPooling2D((2, 2), strides=(2, 2), name=f"block{block}_pool")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(8, activation="relu", name="fc1")(x)
    x = layers.Dropout(0.5, name="drop")(x)
    return keras.Model(inputs, layers.Dense(3, activation="softmax", name="predictions")(x), name="vgg")


def resnet():
    """A stem of 7 x 7 with explicit zeros and a residual block that halves the maps."""

    def block(x, filters, stride, name):
        shortcut = layers.Conv2D(filters, 1, strides=stride, name=name + "_0_conv")(x)
        shortcut = layers.BatchNormalization(epsilon=1.001e-5, name=name + "_0_bn")(shortcut)
        x = layers.Conv2D(filters, 3, strides=stride, padding="same", name=name + "_1_conv")(x)
        x = layers.BatchNormalization(epsilon=1.001e-5, name=name + "_1_bn")(x)
        x = layers.Activation("relu", name=name + "_1_relu")(x)
        x = layers.Conv2D(filters, 3, padding="same", name=name + "_2_conv")(x)
        x = layers.BatchNormalization(epsilon=1.001e-5, name=name + "_2_bn")(x)
        return layers.Activation("relu", name=name + "_out")(layers.Add(name=name + "_add")([shortcut, x]))

    inputs = keras.Input((24, 22, 1))
    x = layers.ZeroPadding2D(((3, 3), (3, 3)), name="conv1_pad")(inputs)
    x = layers.Conv2D(4, 7, strides=2, name="conv1_conv")(x)
    x = layers.BatchNormalization(epsilon=1.001e-5, name="conv1_bn")(x)
    x = layers.Activation("relu", name="conv1_relu")(x)
    x = layers.ZeroPadding2D(((1, 1), (1, 1)), name="pool1_pad")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)
    x = block(x, 6, 2, "conv2")
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid", name="predictions")(x), name="resnet")


def mobilenet():
    """A depthwise and a pointwise convolution with clipped rectifiers, on colours of 0 to 255."""
    inputs = keras.Input((18, 18, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False, name="conv1")(x)
    x = layers.BatchNormalization(name="conv1_bn")(x)
    x = layers.ReLU(6.0, name="conv1_relu")(x)
    x = layers.ZeroPadding2D(((0, 1), (0, 1)), name="conv_pad_2")(x)
    x = layers.DepthwiseConv2D(3, strides=2, use_bias=False, name="conv_dw_2")(x)
    x = layers.BatchNormalization(name="conv_dw_2_bn")(x)
    x = layers.ReLU(6.0, name="conv_dw_2_relu")(x)
    x = layers.Conv2D(6, 1, padding="same", use_bias=False, name="conv_pw_2")(x)
    x = layers.BatchNormalization(name="conv_pw_2_bn")(x)
    x = layers.ReLU(6.0, name="conv_pw_2_relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.001)(x)
    return keras.Model(inputs, layers.Dense(2, activation="softmax")(x), name="mobilenet")


def inception():
    """Branches of different depth, side by side."""
    inputs = keras.Input((10, 9, 1))
    x = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(inputs)
    narrow = layers.Conv2D(3, 1, activation="relu")(x)
    wide = layers.Conv2D(2, 1, activation="relu")(x)
    wide = layers.Conv2D(3, (3, 1), padding="same", activation="relu")(wide)
    pooled = layers.AveragePooling2D(3, strides=1, padding="same")(x)
    pooled = layers.Conv2D(2, 1, activation="relu")(pooled)
    x = layers.Concatenate(axis=3, name="mixed0")([narrow, wide, pooled])
    x = layers.GlobalMaxPooling2D()(x)
    return keras.Model(inputs, layers.Dense(3)(x), name="inception")


def misleading_names():
    """Layers of equal shapes named as Keras would name others."""
    inputs = keras.Input((6, 6, 2))
    x = layers.Conv2D(2, 3, padding="same", name="conv2d_1")(inputs)
    x = layers.Conv2D(2, 3, padding="same", activation="relu", name="conv2d")(x)
    x = layers.GlobalAveragePooling2D(name="dense")(x)
    x = layers.Dense(2, name="conv2d_2")(x)
    return keras.Model(inputs, layers.Dense(2, name="vars")(x))


def training_only():
    """Layers that do nothing but vary images in training."""
    inputs = keras.Input((8, 8, 1))
    x = layers.RandomFlip("horizontal", seed=1)(inputs)
    x = layers.RandomRotation(0.1, seed=2)(x)
    x = layers.RandomZoom(0.1, seed=3)(x)
    x = layers.RandomTranslation(0.1, 0.1, seed=4)(x)
    x = layers.RandomContrast(0.1, seed=5)(x)
    x = layers.GaussianNoise(0.3, seed=6)(x)
    x = layers.Conv2D(3, 3, activation="relu")(x)
    x = layers.SpatialDropout2D(0.3, seed=7)(x)
    x = layers.GaussianDropout(0.2, seed=8)(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))


def many_of_a_kind():
    """More than ten layers of a class, in a process that had made some before."""
    for _ in range(3):
        layers.Dense(1)
    return keras.Sequential(
        [keras.Input((2, 2, 1)), layers.Flatten()] + [layers.Dense(3) for _ in range(11)]
    )


def shared_layer():
    """One convolution that is called on two tensors."""
    inputs = keras.Input((6, 5, 2))
    conv = layers.Conv2D(2, 3, padding="same", activation="tanh")
    once = conv(inputs)
    twice = conv(layers.Activation("relu")(once))
    return keras.Model(inputs, layers.Concatenate()([once, twice, layers.Add()([once, twice])]))


def sequential_without_input():
    """A sequential model that learned its input's shape when it was first called."""
    model = keras.Sequential([layers.Conv2D(3, 3, activation="relu"), layers.Flatten(), layers.Dense(2)])
    model(engine.made((1, 6, 6, 1), 1))
    return model


def sequential_ending_in_activation():
    return keras.Sequential(
        [
            keras.Input((7, 7, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(1),
            layers.Activation("sigmoid"),
        ],
        name="effusion",
    )


def old_lesson():
    """As the lesson's network, with fewer channels."""
    inputs = keras.Input((16, 16, 1), name="input_1")
    x = inputs
    for filters in (4, 6):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D((2, 2))(x)
    x = layers.Conv2D(8, 5, padding="same", activation="relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(8, activation="relu")(x)
    x = layers.Dropout(0.6)(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x), name="model")


def old_residual():
    """A residual block with batch normalisation."""
    inputs = keras.Input((9, 8, 1), name="input_1")
    x = layers.ZeroPadding2D(padding=((1, 1), (1, 1)))(inputs)
    x = layers.Conv2D(3, 3, strides=2)(x)
    x = layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = layers.Activation("relu")(x)
    y = layers.Conv2D(3, 3, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.BatchNormalization()(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x), name="model")


def old_mobilenet():
    """A depthwise and a pointwise convolution with clipped rectifiers."""
    inputs = keras.Input((11, 10, 3), name="input_1")
    x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = layers.DepthwiseConv2D(
        3, strides=2, padding="same", use_bias=False, depth_multiplier=2, name="conv_dw_1"
    )(x)
    x = layers.BatchNormalization(name="conv_dw_1_bn")(x)
    x = layers.ReLU(6.0, name="conv_dw_1_relu")(x)
    x = layers.Conv2D(5, 1, padding="same", use_bias=False, name="conv_pw_1")(x)
    x = layers.BatchNormalization(name="conv_pw_1_bn")(x)
    x = layers.LeakyReLU(negative_slope=0.3)(x)
    x = layers.GlobalMaxPooling2D()(x)
    return keras.Model(inputs, layers.Dense(2, activation="softmax", name="predictions")(x), name="mobilenet")


def old_branches():
    """Branches side by side, as Keras named layers before it came with TensorFlow."""
    inputs = keras.Input((8, 8, 1), name="input_1")
    x = layers.Conv2D(3, 3, activation="relu", name="conv2d_1")(inputs)
    y = layers.AveragePooling2D(3, strides=1, padding="same", name="average_pooling2d_1")(x)
    y = layers.DepthwiseConv2D(3, padding="same", name="depthwise_conv2d_1")(y)
    x = layers.Concatenate(axis=3, name="concatenate_1")([x, y])
    x = layers.BatchNormalization(axis=3, name="batch_normalization_1")(x)
    x = layers.LeakyReLU(negative_slope=0.1, name="leaky_re_lu_1")(x)
    x = layers.GlobalAveragePooling2D(name="global_average_pooling2d_1")(x)
    return keras.Model(inputs, layers.Dense(2, name="dense_1")(x), name="model_1")


def old_densenet():
    """Every layer reads all that were before it; two underscores stand for a slash."""
    inputs = keras.Input((10, 10, 1), name="input_1")
    x = layers.Conv2D(3, 3, strides=2, padding="same", use_bias=False, name="conv1__conv")(inputs)
    x = layers.BatchNormalization(axis=3, epsilon=1.001e-5, name="conv1__bn")(x)
    x = layers.Activation("relu", name="conv1__relu")(x)
    y = layers.Conv2D(2, 3, padding="same", use_bias=False, name="conv2_block1_1_conv")(x)
    y = layers.BatchNormalization(axis=3, epsilon=1.001e-5, name="conv2_block1_1_bn")(y)
    x = layers.Concatenate(axis=3, name="conv2_block1_concat")([x, y])
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    return keras.Model(inputs, layers.Dense(2, activation="sigmoid", name="fc1000")(x), name="densenet")


def old_shared():
    """One convolution that is called twice."""
    inputs = keras.Input((6, 5, 2), name="input_1")
    conv = layers.Conv2D(2, 3, padding="same", activation="tanh")
    once = conv(inputs)
    twice = conv(layers.Activation("relu")(once))
    return keras.Model(inputs, layers.Add()([once, twice, inputs]), name="model")


def old_sequential(first=0):
    """A chain; Keras counted the layers of a class from 1 before it came with TensorFlow."""

    def name(kind):
        return f"{kind}_{first}" if first else kind

    return keras.Sequential(
        [
            keras.Input((8, 7, 1)),
            layers.Conv2D(3, 3, activation="relu", name=name("conv2d")),
            layers.BatchNormalization(name=name("batch_normalization")),
            layers.Flatten(name=name("flatten")),
            layers.Dropout(0.5, name=name("dropout")),
            layers.Dense(1, name=name("dense")),
            layers.Activation("sigmoid", name=name("activation")),
        ],
        name=name("sequential"),
    )


MODERN = [
    ("conv2d", "convolutions: strides, paddings, without bias", conv2d, "h5"),
    ("conv2d_dilated", "convolutions with gaps", conv2d_dilated, "keras"),
    ("conv2d_activations", "every activation word in a convolution", conv2d_activations, "h5"),
    ("conv2d_activation_layers", "layers as activations", conv2d_activation_layers, "keras"),
    ("depthwise_conv2d", "depthwise convolutions", depthwise_conv2d, "keras"),
    ("max_pooling2d", "max pooling", max_pooling2d, "keras"),
    ("average_pooling2d", "average pooling", average_pooling2d, "h5"),
    ("global_poolings", "both global poolings", global_poolings, "keras"),
    ("dense", "dense layers", dense, "h5"),
    ("dropout", "dropout, also with a seed and with rate 0", dropout, "h5"),
    ("batch_normalization", "batch normalisation", batch_normalization, "keras"),
    ("activations", "activations in layers of their own", activations, "keras"),
    ("activation_layers", "activations with options", activation_layers, "h5"),
    ("add", "a sum of three", add, "keras"),
    ("concatenate", "maps and vectors side by side", concatenate, "h5"),
    ("zero_padding2d", "zeros around maps: a number, a pair, pairs", zero_padding2d, "keras"),
    ("rescaling", "pixels of 0 to 255 to -1 to 1", rescaling, "keras", 200.0),
    ("rescaling_255", "pixels of 0 to 255 to 0 to 1", rescaling_255, "h5", 200.0),
    ("normalization", "adapted to gray images", lambda: normalization(1), "keras h5", 100.0),
    ("normalization_colour", "adapted to colour images", lambda: normalization(3), "h5", 100.0),
    ("normalization_of_numbers", "mean and variance given", normalization_of_numbers, "keras"),
    ("lesson", "the lesson's network for images of 64 x 64", lesson, "keras h5"),
    ("lesson_normalized", "batch normalisation after the first convolution", lesson_normalized, "h5"),
    ("lenet5", "LeNet-5, narrower", lenet5, "keras"),
    ("vgg", "pairs of convolutions on colour images", vgg, "h5"),
    ("resnet", "a residual block after a stem of 7 x 7", resnet, "h5"),
    ("mobilenet", "a depthwise block", mobilenet, "h5", 200.0),
    ("inception", "branches side by side", inception, "h5"),
    ("misleading_names", "names that Keras would have given to others", misleading_names, "keras h5"),
    ("training_only", "layers that vary images in training", training_only, "keras h5"),
    ("many_of_a_kind", "more than ten layers of a class", many_of_a_kind, "keras"),
    ("shared_layer", "one layer called twice", shared_layer, "keras h5"),
    ("sequential_without_input", "no input layer, no name", sequential_without_input, "keras h5"),
    ("sequential_ending_in_activation", "the sigmoid is a layer", sequential_ending_in_activation, "h5"),
]

OLD = [
    ("keras2_lesson", "as the lesson, Keras 2.15", old_lesson, keras2.TF_2_15, {}),
    ("keras2_residual", "a residual block, Keras 2.4", old_residual, keras2.TF_2_4, {}),
    ("keras2_mobilenet", "depthwise, Keras 2.15", old_mobilenet, keras2.TF_2_15, {"scale": 200.0}),
    ("keras2_branches", "class Model, Keras 2.3.1", old_branches, keras2.KERAS_2_3, {}),
    ("keras2_densenet", "slashes in names, Keras 2.9", old_densenet, keras2.TF_2_9, {"join": "/"}),
    ("keras2_shared", "a layer called twice, trained, Keras 2.4", old_shared, keras2.TF_2_4, {"compiled": True}),
    ("keras2_sequential", "with an input layer, Keras 2.9", old_sequential, keras2.TF_2_9, {}),
    ("keras2_sequential_layers", "name and layers, Keras 2.3.1", lambda: old_sequential(1), keras2.KERAS_2_3, {}),
    (
        "keras2_sequential_list", "a list, weights named otherwise than layers, Keras 2.1.6",
        lambda: old_sequential(2), keras2.KERAS_2_1, {"suffix": "_1"},
    ),
    ("keras2_cut_lists", "lists of names in several attributes", old_sequential, keras2.TF_2_9, {"limit": 100}),
]
