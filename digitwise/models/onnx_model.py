"""ONNX models, loaded with care: the digest checked, the memory measured, and only then seen by a runtime."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import ModelError
from digitwise.files import read_bounded
from digitwise.images import SIDE, Images, check_images
from digitwise.models.card import INPUT_CONTRACT, Card, check_digest, read_card
from digitwise.models.onnx_file import Graph, parse_onnx
from digitwise.models.onnx_memory import graph_memory
from digitwise.text import one_line

MAXIMUM_BYTES = 100 * 2**20
"""Of the largest file that is read."""

MEMORY_BYTES = 2**31
"""What a model may need for one batch, each element counted with the 8 bytes of the widest type."""

BATCHES = (64, 16, 4, 1)
"""How many images are predicted at once: the most that a model has the memory for. Of more, what convolutions hand on
to each other no longer fits the processor's caches: an image of 256 takes 7 % longer, one of 1,024 takes 12 %."""


class OnnxModel:
    """A network in ONNX Runtime, and its card.

    Attributes:
        name: Name of the network.
        card: What the model says of itself.
    """

    def __init__(self, content: bytes, card: Card, threads: int = 0) -> None:
        self._batch = _batch_of(_graph_of(content, card.name), card.name)
        self._session = _opened(content, card.name, threads)
        self.name = card.name
        self.card = card
        self._input = self._session.get_inputs()[0].name
        self._check()

    def predict(self, images: Images) -> NDArray[np.float32]:
        """Return the probabilities of images.

        Args:
            images: ``(n, 28, 28)`` ``uint8``, 255 = ink.

        Returns:
            ``(n, classes)`` ``float32``; each row sums to one.

        Raises:
            ImagesError: For any other dtype or shape.
        """
        check_images(images)
        size = self._batch
        if len(images) <= size:
            return self._run(images)
        return np.concatenate([self._run(images[i : i + size]) for i in range(0, len(images), size)])

    def _run(self, images: Images) -> NDArray[np.float32]:
        if not len(images):
            return np.zeros((0, len(self.card.classes)), np.float32)
        answer: NDArray[np.float32] = self._session.run(None, {self._input: np.ascontiguousarray(images)})[0]
        return answer

    def _check(self) -> None:
        """Refuse a model that does not turn images into finite probabilities of the card's classes."""
        probe = np.zeros((2, SIDE, SIDE), np.uint8)
        probe[1, 4:24, 13:16] = 255
        try:
            rows = self._run(probe)
        except Exception as error:  # as above: ONNX Runtime's own types
            raise ModelError(
                f"the model '{self.name}' does not take uint8 images (n, 28, 28): {one_line(error)}"
            ) from error
        expected = (2, len(self.card.classes))
        if rows.shape != expected:
            raise ModelError(f"the model '{self.name}' answers with shape {rows.shape}, its card says {expected}")
        if not np.isfinite(rows).all() or not np.allclose(rows.sum(axis=1), 1, atol=1e-3):
            raise ModelError(f"the model '{self.name}' does not answer with probabilities; its weights are damaged")


def open_session(content: bytes, name: str, threads: int = 0) -> Any:
    """Open the bytes of an ONNX file in ONNX Runtime.

    Args:
        content: The file.
        name: Name of the model, for the error.
        threads: Threads for one prediction; 0 lets ONNX Runtime choose.

    Raises:
        ModelError: If it is none that can be run, or keeps weights in other files: a runtime that gets bytes looks for
            those in the current folder.
    """
    _graph_of(content, name)
    return _opened(content, name, threads)


def _graph_of(content: bytes, name: str) -> Graph:
    """What a model consists of, if all of it is known."""
    try:
        return parse_onnx(content)
    except ModelError as error:
        raise ModelError(f"the model '{name}' is refused: {error}") from error


def _opened(content: bytes, name: str, threads: int) -> Any:
    """The session of a model whose graph was looked at."""
    from digitwise.models.onnx_runtime import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait by spinning take the cores from everything else that a reading does.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises its own types, all of them direct children of Exception
        raise ModelError(f"the model '{name}' is no ONNX model that can be run: {one_line(error)}") from error


def _batch_of(graph: Graph, name: str) -> int:
    """The largest batch that a model has the memory for."""
    try:
        needs = ((size, graph_memory(graph, (size, SIDE, SIDE))) for size in BATCHES)
        found = next((size for size, need in needs if need <= MEMORY_BYTES), None)
    except ModelError as error:
        raise ModelError(f"the model '{name}' is refused: {error}") from error
    if found is None:
        need = graph_memory(graph, (1, SIDE, SIDE))
        raise ModelError(
            f"the model '{name}' needs {need / 2**30:,.1f} GiB for one image, expected at most "
            f"{MEMORY_BYTES / 2**30:g} GiB; nothing of it was run"
        )
    return found


def load_onnx(path: Path, threads: int = 0) -> OnnxModel:
    """Load an ONNX model with the card beside it.

    Args:
        path: The ``.onnx`` file; ``card.json`` lies in the same folder.
        threads: Threads for one prediction; 0 lets ONNX Runtime choose.

    Returns:
        The model, checked.

    Raises:
        ModelError: If the file or its card is missing, too large, altered, or does not answer with probabilities.
    """
    return OnnxModel(*read_model(Path(path)), threads)


def read_model(path: Path, contract: dict[str, Any] = INPUT_CONTRACT) -> tuple[bytes, Card]:
    """Read an ONNX file and the card beside it.

    Nothing but a regular file is opened. The bytes are read once, bounded, and their digest is checked before they are
    parsed.

    Args:
        path: The ``.onnx`` file.
        contract: What the model is going to be given.

    Raises:
        ModelError: If the file or its card is missing, too large or altered.
    """
    try:
        content = read_bounded(path, MAXIMUM_BYTES)
    except (OSError, ValueError) as error:
        raise ModelError(f"no model at {path}: {getattr(error, 'strerror', None) or error}") from error
    if len(content) > MAXIMUM_BYTES:
        raise ModelError(f"{path} is larger than {MAXIMUM_BYTES // 2**20} MiB; no model of ours is")
    card = read_card(path.parent, contract)
    check_digest(content, card, path)
    return content, card
