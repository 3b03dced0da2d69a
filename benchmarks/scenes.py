"""Do harmless changes of a picture change what is read? The scenes of the tests, each changed in nine ways.

    python benchmarks/scenes.py
    python benchmarks/scenes.py --against ../older

Each scene is read right as it is; a change of size, a small turn, JPEG, inversion, another exposure or grain should
change nothing. Prints every changed scene that is read wrongly, and how many there are for each change.
"""

from __future__ import annotations

import argparse
import functools
import json
import multiprocessing
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.reading_child import Child
from tests.reading.desks import DESKS
from tests.reading.forms import FORMS
from tests.reading.layouts import LAYOUTS
from tests.reading.scenes import SCENES

ROOT = Path(__file__).resolve().parents[1]

Pixels = NDArray[np.uint8]

ALL = {scene.__name__: scene for scene in SCENES + DESKS + FORMS + LAYOUTS}


def scaled(picture: Pixels, factor: float) -> Pixels:
    """Enlarged, or made smaller by averages."""
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def turned(picture: Pixels, degrees: float) -> Pixels:
    """Turned about its middle; its edge goes on into the corners."""
    high, wide = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(picture, turn, (wide, high), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def compressed(picture: Pixels, quality: int = 60) -> Pixels:
    """As JPEG keeps it."""
    _, code = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_UNCHANGED), np.uint8)


def inverted(picture: Pixels) -> Pixels:
    """Light and dark exchanged."""
    return np.asarray(255 - picture, np.uint8)


def exposed(picture: Pixels, gamma: float = 1.7) -> Pixels:
    """Darker in the middle of the range."""
    return np.asarray(np.rint(255 * (picture / 255.0) ** gamma), np.uint8)


def grained(picture: Pixels, deviation: float = 6.0) -> Pixels:
    """With the grain of a sensor in weak light, gray levels."""
    noise = np.random.default_rng(6).normal(0, deviation, picture.shape)
    return np.asarray(np.clip(np.rint(picture + noise), 0, 255), np.uint8)


CHANGES: dict[str, Callable[[Pixels], Pixels]] = {
    "scale 0.75": functools.partial(scaled, factor=0.75),
    "scale 1.25": functools.partial(scaled, factor=1.25),
    "scale 2": functools.partial(scaled, factor=2),
    "turn +2": functools.partial(turned, degrees=2),
    "turn -2": functools.partial(turned, degrees=-2),
    "JPEG 60": compressed,
    "inverted": inverted,
    "gamma 1.7": exposed,
    "grain 6": grained,
}


def read_scene(name: str, checkout: str) -> dict[str, str]:
    """What is read of a scene, where that is not what it holds, for each change; ``"as it is"`` is one."""
    picture, text = ALL[name]()
    wrong = {}
    changed = {"as it is": picture} | {change: spoil(picture) for change, spoil in CHANGES.items()}
    for change, pixels in changed.items():
        read = _child(checkout).read(np.ascontiguousarray(pixels))["reading"]["text"]
        if read != text:
            wrong[change] = read
    return wrong


@functools.cache
def _child(checkout: str) -> Child:
    return Child(Path(checkout))


def main() -> None:
    """Read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout, which reads the same pictures")
    parser.add_argument("--processes", type=int, default=2, help="that read at once (default: 2)")
    parser.add_argument("--json", action="store_true", help="print what was read wrongly as one JSON document")
    given = parser.parse_args()
    found: dict[str, dict[str, dict[str, str]]] = {}
    for checkout in [str(path.resolve()) for path in [ROOT, given.against] if path]:
        with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
            read = pool.imap(functools.partial(read_scene, checkout=checkout), ALL)
            found[checkout] = dict(zip(ALL, tqdm(read, total=len(ALL), desc="scenes"), strict=True))
    if given.json:
        print(json.dumps(found, indent=1))
        return
    for checkout, scenes in found.items():
        print(f"\n{checkout}")
        for name, wrong in scenes.items():
            for change, text in wrong.items():
                print(f"  {name}, {change}: {text!r}, not {ALL[name]()[1]!r}")
        for change in ["as it is", *CHANGES]:
            print(f"{change:<12}{sum(change in wrong for wrong in scenes.values()):4} of {len(scenes)}")
        changed = sum(change in wrong for wrong in scenes.values() for change in CHANGES)
        print(f"{'all changes':<12}{changed:4} of {len(ALL) * len(CHANGES)}")


if __name__ == "__main__":
    main()
