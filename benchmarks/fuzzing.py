"""Throw mutated bytes at what takes bytes of strangers, led by the code that they reach, until the time is up.

python benchmarks/fuzzing.py TARGET [SECONDS [SEED]]      # picture, idx, npz, card or onnx; needs the extra fuzz

Whatever is not one of our own errors ends it with a traceback; the bytes that did it are left in ``crash-…`` in the
current folder. What it finds becomes a test.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["digitwise", "PIL"]):
    import numpy as np
    from PIL import Image

    from digitwise.data.idx import idx_header, parse_idx
    from digitwise.data.npz import read_npz
    from digitwise.errors import DigitwiseError
    from digitwise.models.card import INPUT_CONTRACT, read_card
    from digitwise.models.onnx_file import parse_onnx
    from digitwise.models.onnx_memory import graph_memory
    from digitwise.reading.picture.decode import decode_picture
    from digitwise.reading.recognition.classify import WEIGHTS

SECONDS = 60
LONGEST = 20_000
"""Bytes of the longest input; longer ones reach nothing new in the time."""

_folder = Path(tempfile.mkdtemp(prefix="digitwise-fuzzing-"))


def picture(data: bytes) -> None:
    """Decode a picture of any format."""
    decode_picture(data)


def idx(data: bytes) -> None:
    """Parse an IDX stream of images and one of labels."""
    for rank in (1, 3):
        with suppress(DigitwiseError):
            parse_idx(io.BytesIO(data), rank, "fuzzed")


def npz(data: bytes) -> None:
    """Read an archive of arrays."""
    path = _folder / "mnist.npz"
    path.write_bytes(data)
    read_npz(path)


def card(data: bytes) -> None:
    """Read the card of a model."""
    (_folder / "card.json").write_bytes(data)
    read_card(_folder)


def onnx(data: bytes) -> None:
    """Measure an ONNX file."""
    graph_memory(parse_onnx(data), (1, 28, 28))


TARGETS: dict[str, Callable[[bytes], None]] = {f.__name__: f for f in (picture, idx, npz, card, onnx)}


def seeds(target: str) -> list[bytes]:
    """Good inputs to begin with."""
    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8)
    if target == "picture":
        return [_encoded(pixels, kind) for kind in ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")]
    if target == "idx":
        return [idx_header(pixels[None]) + pixels.tobytes(), idx_header(pixels[0]) + pixels[0].tobytes()]
    if target == "npz":
        images, labels, buffer = np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8), io.BytesIO()
        np.savez(buffer, x_train=images, y_train=labels, x_test=images, y_test=labels)
        return [buffer.getvalue()]
    if target == "card":
        good = {"format": 1, "name": "a", "sha256": "0" * 64, "classes": [*"0123456789"], "input": INPUT_CONTRACT}
        return [json.dumps(good).encode()]
    return [WEIGHTS.read_bytes()[:LONGEST]]


def _encoded(pixels: np.ndarray[tuple[int, int], np.dtype[np.uint8]], kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


def main(target: str, seconds: int = SECONDS, seed: int = 0) -> None:
    """Fuzz a target for some seconds, each time otherwise unless a seed is given."""
    corpus = _folder / "corpus"
    corpus.mkdir()
    for number, content in enumerate(seeds(target)):
        (corpus / str(number)).write_bytes(content)

    def one(data: bytes) -> None:
        with suppress(DigitwiseError):
            TARGETS[target](data)

    limits = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20", "-rss_limit_mb=2048", "-verbosity=0"]
    limits.append(f"-seed={seed}")
    atheris.Setup([sys.argv[0], *limits, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], *(int(words) for words in sys.argv[2:4]))
