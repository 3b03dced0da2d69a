"""What is known about each data set by name: shapes, digests, mirrors, license.

The digests of MNIST are those of the unpacked files: whoever packs them again serves the same data.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """A data set with a name.

    Args:
        name: What commands call it.
        title: What people call it.
        train_shape: Shape of the training images.
        test_shape: Shape of the test images.
        digest: SHA-256 of the four unpacked IDX files, one after the other.
        source: Who made it.
        license: Under which terms it may be used.
    """

    name: str
    title: str
    train_shape: tuple[int, int, int]
    test_shape: tuple[int, int, int]
    digest: str
    source: str
    license: str


@dataclass(frozen=True)
class RemoteFile:
    """One of the four files of MNIST.

    Args:
        name: Its name, unpacked.
        packed_bytes: Size of the original gzip file.
        bytes: Size unpacked.
        sha256: Of the unpacked file.
    """

    name: str
    packed_bytes: int
    bytes: int
    sha256: str


MNIST = Known(
    name="mnist",
    title="MNIST",
    train_shape=(60_000, 28, 28),
    test_shape=(10_000, 28, 28),
    digest="b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a",
    source="Yann LeCun and Corinna Cortes",
    license="CC BY-SA 3.0",
)

DIGITS = Known(
    name="digits",
    title="digits of scikit-learn, enlarged to 28×28",
    train_shape=(1_437, 28, 28),
    test_shape=(360, 28, 28),
    digest="172496d9ffb8241085516b3a023cf842a41c73260f7fc38094438a73c85bb613",
    source="E. Alpaydin and C. Kaynak, UCI Optical Recognition of Handwritten Digits",
    license="CC BY 4.0",
)

KNOWN = {known.name: known for known in (MNIST, DIGITS)}

MNIST_FILES = (
    RemoteFile(
        "train-images-idx3-ubyte",
        9_912_422,
        47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    RemoteFile(
        "train-labels-idx1-ubyte",
        28_881,
        60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    RemoteFile(
        "t10k-images-idx3-ubyte",
        1_648_877,
        7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    RemoteFile(
        "t10k-labels-idx1-ubyte",
        4_542,
        10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)

# Each serves the four files above, packed; the last is the file of Keras. Tried in this order.
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
)

KERAS_FILE = RemoteFile(
    "mnist.npz", 11_490_434, 11_490_434, "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
)
