"""The networks of Digitwise: each one list of layers, from images to probabilities.

Scaling and flattening are layers, so the preprocessing travels with the model: every network takes ``(n, 28, 28)``
``uint8`` images, 0 = paper, 255 = ink.
"""

from __future__ import annotations

from collections.abc import Callable

from digitwise.backend import keras
from digitwise.errors import UsageError, unknown_name
from digitwise.images import CLASSES, SIDE

layers = keras.layers


MOST_HIDDEN_UNITS = 2**16
"""With weights, gradients and the state of an optimizer these take a gigabyte."""


def classic(hidden_units: int = 512) -> keras.Model:
    """The network of the classic first program: one hidden layer of ReLU nodes, ten softmax outputs.

    Args:
        hidden_units: Number of nodes in the hidden layer, 1 to 65,536.

    Returns:
        A Keras model from ``(n, 28, 28)`` ``uint8`` to ``(n, 10)`` probabilities; 407,050 parameters with 512 nodes.

    Raises:
        UsageError: If ``hidden_units`` is no integer in that range.

    Example:
        >>> classic().count_params()
        407050
    """
    if not isinstance(hidden_units, int) or not 1 <= hidden_units <= MOST_HIDDEN_UNITS:
        raise UsageError(f"hidden_units is {hidden_units!r}, expected an integer from 1 to {MOST_HIDDEN_UNITS:,}")
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE), dtype="uint8", name="images"),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(hidden_units, activation="relu"),
            layers.Dense(CLASSES, activation="softmax"),
        ],
        name="classic",
    )


def quick(filters: int = 16, dropout: float = 0.0, more: int = 0) -> keras.Model:
    """The network that reaches 99 % soonest: three small convolutions, the first two skipping every other place.

    Windows are few, because they cost more than the arithmetic in them: on a processor a convolution is a matrix
    product of its windows. With 32 filters and dropout 0.3 it is the network of the preset ``accurate``; with 40 and
    one more convolution it is that of ``record``.

    Args:
        filters: Filters of the first convolution; the second has twice as many, the last four times.
        dropout: Share of the last features that are left out at each step.
        more: Convolutions between the second and the last one, as wide as the second and as fine as what it gives.

    Returns:
        A Keras model from ``(n, 28, 28)`` ``uint8`` to ``(n, 10)`` probabilities.

    Example:
        >>> quick().count_params()
        29658
    """
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE), dtype="uint8", name="images"),
            layers.Rescaling(1 / 255),
            layers.Reshape((SIDE, SIDE, 1)),
            *_convolution(filters, 5, strides=2, padding="valid"),
            *_convolution(2 * filters, strides=2, padding="valid"),
            *[layer for _ in range(more) for layer in _convolution(2 * filters)],
            *_convolution(4 * filters, padding="valid"),
            layers.Flatten(),
            layers.Dropout(dropout),
            layers.Dense(CLASSES, activation="softmax"),
        ],
        name="quick",
    )


def averaged_over_shifts(model: keras.Model, reach: int = 1) -> keras.Model:
    """A network that looks at each image five times: as it is, and moved up, down, left and right; and takes the mean.

    Args:
        model: A network from ``(n, 28, 28)`` ``uint8`` to probabilities; it is part of the new one, with its weights.
        reach: By how many pixels the images are moved.

    Returns:
        A Keras model from ``(n, 28, 28)`` ``uint8`` to the mean of the five answers, under the same name.

    Example:
        >>> network = quick()
        >>> averaged_over_shifts(network).count_params() == network.count_params()
        True
    """
    images = keras.Input((SIDE, SIDE), dtype="uint8", name="images")
    padded = layers.ZeroPadding2D(reach)(layers.Reshape((SIDE, SIDE, 1))(images))
    answers = []
    for down, across in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)):
        edges = [(reach * (1 + way), reach * (1 - way)) for way in (down, across)]
        answers.append(model(layers.Reshape((SIDE, SIDE))(layers.Cropping2D(edges)(padded))))
    return keras.Model(images, layers.Average()(answers), name=model.name)


def reader(classes: int = CLASSES + 1) -> keras.Model:
    """The network that reads real handwriting: eight convolutions, and an eleventh answer, "not a digit".

    Its shipped weights come from :mod:`digitwise.training.shipped.reader_recipe`. Every convolution is followed by
    batch normalization; the second halves the field at once, because most of the work lies in the full one.

    Args:
        classes: 11, or 10 for a training on digits alone, which shows it nothing that is none.

    Returns:
        A Keras model from ``(n, 28, 28)`` ``uint8`` to ``(n, 11)`` probabilities: the ten digits and "not a digit".

    Example:
        >>> reader().count_params()
        480731
    """
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE), dtype="uint8", name="images"),
            layers.Rescaling(1 / 255),
            layers.Reshape((SIDE, SIDE, 1)),
            *_convolution(16),
            *_convolution(32, strides=2),
            *_convolution(64),
            *_convolution(64),
            *_convolution(64),
            layers.MaxPooling2D(),
            *_convolution(128),
            *_convolution(128),
            *_convolution(128),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.4),
            layers.Dense(classes, activation="softmax"),
        ],
        name="reader",
    )


def sequence_reader(symbols: int = CLASSES + 2) -> keras.Model:
    """The network that reads a whole number at once, where digits touch: a strip in, symbols from left to right out.

    Its shipped weights come from :mod:`digitwise.training.shipped.sequence_recipe`. Every second column of the strip
    gets probabilities of the ten digits, a point, a minus sign, and of nothing: connectionist temporal classification.

    Args:
        symbols: What it tells apart; the one for printed paper knows six more signs.

    Returns:
        A Keras model from ``(n, 28, width)`` ``uint8`` to ``(n, 1, width / 2, symbols + 1)`` probabilities, for any
        even width.

    Example:
        >>> sequence_reader().output_shape
        (None, 1, None, 13)

    References:
        Graves, Fernández, Gomez and Schmidhuber, "Connectionist temporal classification", ICML 2006.
    """
    return keras.Sequential(
        [
            keras.Input((SIDE, None), dtype="uint8", name="images"),
            layers.Rescaling(1 / 255),
            layers.Reshape((SIDE, -1, 1)),
            *_convolution(16),
            layers.MaxPooling2D(2),
            *_convolution(32),
            *_convolution(48),
            *_convolution(48),
            layers.MaxPooling2D((2, 1)),
            *_convolution(64),
            *_convolution(64),
            *_convolution(96),
            *_convolution(96, (7, 1), padding="valid"),
            layers.Dropout(0.2),
            *_convolution(96, (1, 5)),
            layers.Conv2D(symbols + 1, 1),
            layers.Softmax(),
        ],
        name="sequence_reader",
    )


CONTEXT = (2, 4, 8)
"""Dilations of the convolutions through which a column of `paper_reader` sees some four digits to either side."""


def paper_reader(symbols: int) -> keras.Model:
    """The network that reads a number on printed paper: `sequence_reader`, whose columns see all of a date.

    Whether a stroke is a slash or a 1 is told by how the other one of a date is written, and by how high its digits
    are. Dilated convolutions over the columns bring that together (Yu and Koltun 2016); they come without
    normalization, so that they can begin by handing on what they are given.

    Args:
        symbols: What it tells apart.

    Returns:
        A Keras model of the shapes of `sequence_reader`.

    Example:
        >>> paper_reader(18).output_shape
        (None, 1, None, 19)

    References:
        Yu and Koltun, "Multi-scale context aggregation by dilated convolutions", ICLR 2016.
    """
    *before, last, softmax = sequence_reader(symbols).layers
    width = last.kernel.shape[-2]
    context = [
        layer
        for dilation in CONTEXT
        for layer in (
            layers.Conv2D(width, (1, 5), padding="same", dilation_rate=(1, dilation)),
            layers.ReLU(),
        )
    ]
    return keras.Sequential(
        [keras.Input((SIDE, None), dtype="uint8", name="images"), *before, *context, last, softmax], name="paper_reader"
    )


def _convolution(
    filters: int, window: int | tuple[int, int] = 3, strides: int = 1, padding: str = "same"
) -> list[keras.Layer]:
    """A convolution, normalized, with ReLU."""
    return [
        layers.Conv2D(filters, window, strides=strides, padding=padding, use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
    ]


NETWORKS: dict[str, Callable[..., keras.Model]] = {"classic": classic, "quick": quick, "reader": reader}


def check_name(name: str) -> None:
    """Refuse a name that no network has.

    Raises:
        UsageError: Naming the nearest that there is.
    """
    if name not in NETWORKS:
        raise unknown_name("network", name, NETWORKS)


def build(name: str, **options: float) -> keras.Model:
    """Build a network by its name.

    Args:
        name: One of `NETWORKS`.
        **options: What the network's own function takes, such as ``hidden_units``.

    Returns:
        A Keras model with freshly drawn weights.

    Raises:
        UsageError: For an unknown name (the nearest known one is named) or an option the network does not have.

    Example:
        >>> build("classic", hidden_units=16).count_params()
        12730
    """
    check_name(name)
    try:
        return NETWORKS[name](**options)
    except TypeError as error:
        raise UsageError(f"network '{name}' has no option {', '.join(options)}") from error
