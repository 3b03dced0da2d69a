"""Whatever a caller gives as data becomes a `Dataset`."""

from __future__ import annotations

import logging
import os
from typing import Any

from digitwise.data.dataset import Arrays, Dataset, digest_of
from digitwise.data.layouts.orientation import lies
from digitwise.data.layouts.subject import note_on_images
from digitwise.data.loading import CUSTOM, load_dataset
from digitwise.data.registry import KNOWN
from digitwise.errors import ImagesError
from digitwise.images import check_images, check_labels

logger = logging.getLogger("digitwise")


def as_dataset(data: Any = None) -> Dataset:
    """Return the data set that a caller means.

    Args:
        data: ``None`` for the best there is, the name of a data set, a path, a `Dataset`, or
            ``((images, labels), (test_images, test_labels))`` as ``load_mnist`` returns them.

    Returns:
        The data set; arrays that were given keep their place in memory.

    Raises:
        DataError: If a path cannot be used.
        ImagesError: If arrays are not images and labels.

    Example:
        >>> as_dataset("digits").name
        'digits'
    """
    if isinstance(data, Dataset):
        return data
    if data is None or (isinstance(data, str) and data in KNOWN):
        return load_dataset(data)
    if isinstance(data, (str, os.PathLike)):
        return load_dataset(path=data)
    return _from_arrays(data)


def _from_arrays(data: Any) -> Dataset:
    try:
        (train_images, train_labels), (test_images, test_labels) = data
    except (TypeError, ValueError) as error:
        raise ImagesError(
            f"data are a {type(data).__name__}, expected a name, a path, a Dataset or "
            "((images, labels), (test_images, test_labels))"
        ) from error
    check_images(train_images)
    check_images(test_images)
    labels = check_labels(train_labels, len(train_images)), check_labels(test_labels, len(test_images))
    if lies(train_images, labels[0]):
        raise ImagesError(
            "the digits lie on their sides, rows and columns exchanged, as EMNIST has them; expected upright ones: "
            "give images.transpose(0, 2, 1)"
        )
    arrays = Arrays(train_images, labels[0], test_images, labels[1])
    subject = note_on_images(train_images)
    note = f"About the arrays in memory: {subject}." if subject else ""
    if note:
        logger.warning(note)
    return Dataset(CUSTOM, *arrays, origin="arrays in memory", digest=digest_of(arrays), note=note)
