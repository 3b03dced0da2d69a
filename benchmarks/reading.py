"""Every figure that the project claims for its reader.

    DIGITWISE_DATA=folder DIGITWISE_PRACTICE=folder DIGITWISE_NUMBERS=folder python benchmarks/reading.py

Prints each figure beside its bound and ends with 1 if one is missed. Nothing here is used in training.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import composed, corruptions, doubt, garbage
from digitwise.data import load_dataset
from digitwise.evaluation.measures import calibrate
from digitwise.evaluation.picture_labels import written
from digitwise.evaluation.pictures import measure_pictures
from digitwise.evaluation.pictures_text import summarize_pictures
from digitwise.images import Images, Labels
from digitwise.reading.output.drawing import save_png
from digitwise.reading.reader import Reader
from digitwise.reading.result import Reading
from digitwise.training.augmentation import Originals
from digitwise.training.augmentation.printed_paper.pictures import picture

Figure = tuple[str, float, float, bool]
"""What it is, its value, its bound, and whether larger is better."""


def practice(reader: Reader, folder: str) -> list[Figure]:
    """Other people's handwriting, by source."""
    report = measure_pictures(folder, reader)
    print(summarize_pictures(report), "\n")
    numbers = [outcome.right for outcome in report.outcomes if not outcome.single]
    singles = sum(outcome.single for outcome in report.outcomes)
    return [
        ("practice, single digits, mean over sources", report.macro(single=True) or 0, 0.985, True),
        ("practice, whole numbers", sum(numbers) / len(numbers), 0.92, True),
        ("practice, calibration error", report.calibration_error, 0.03, False),
        ("practice, share of digits doubtful", len(report.doubtful) / singles, 0.03, False),
    ]


def arrays(reader: Reader, images: Images, labels: Labels) -> list[Figure]:
    """MNIST's test images as they are, and as pictures spoiled in fifteen ways."""
    probabilities = reader.classify(images)
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    shares = []
    for spoil in corruptions.ALL:
        shares.append(_share_read(reader, list(corruptions.spoiled(images, spoil)), labels))
        print(f"  {spoil.__name__:<14}{shares[-1]:.4f}", flush=True)
    return [
        ("MNIST test, arrays", float(right.mean()), 0.997, True),
        ("MNIST test, calibration error", calibrate(sure, right).expected_error, 0.01, False),
        ("mean of 15 corruptions", statistics.mean(shares), 0.985, True),
    ]


def as_pictures(reader: Reader, images: Images, labels: Labels) -> list[Figure]:
    """MNIST's test images enlarged, moved, rescaled 0.6–1.2 and inverted, and the 8×8 digits of scikit-learn."""
    rng = np.random.default_rng(1)
    pictures = [_moved(image, rng) for image in images]
    small = load_dataset("digits")
    eight = np.concatenate([small.train_images, small.test_images])
    truth = np.concatenate([small.train_labels, small.test_labels])
    return [
        ("MNIST test, as pictures", _share_read(reader, pictures, labels), 0.996, True),
        ("digits of scikit-learn, as pictures", _share_read(reader, list(eight), truth), 0.98, True),
    ]


def numbers(reader: Reader, images: Images, labels: Labels, count: int) -> list[Figure]:
    """Numbers composed of MNIST's test digits, and pages of them."""
    rng = np.random.default_rng(2)
    alone = _read_beside_truth(reader, [composed.number(images, labels, rng) for _ in range(count)])
    pages = _read_beside_truth(reader, [composed.page(images, labels, rng) for _ in range(count)])
    # A page of several numbers is right if all of them are; this is the share of the numbers themselves.
    lines = [pair for truth, text in pages for pair in _lines_beside_truth(truth, text)]
    return [
        ("composed numbers, exactly right", _share_equal(alone), 0.95, True),
        ("composed pages, exactly right", _share_equal(pages), 0.90, True),
        ("numbers of those pages, exactly right", _share_equal(lines), 0.90, True),
    ]


def doubts(reader: Reader, images: Images, labels: Labels, count: int, folder: str | None) -> dict[str, doubt.Curve]:
    """What doubt is worth: on numbers composed of MNIST's test digits, loose and on printed paper, and on people's own.

    Gaps and slashes are compared as labeled pictures are.
    """
    originals, rng = Originals.of(images, labels), np.random.default_rng(6)
    drawn = [picture(originals, rng) for _ in range(count)]
    # Pictures without a number are garbage, which is measured by itself.
    drawn = [(pixels, truth) for pixels, truth in drawn if truth]
    read = list(reader.read_many(pixels for pixels, _ in drawn))
    right = [written(one.text) == written(" ".join(truth)) for one, (_, truth) in zip(read, drawn, strict=True)]
    found = {"composed on paper": _curve(read, right)}
    if folder:
        outcomes = [one for one in measure_pictures(folder, reader).outcomes if not one.single]
        found["people's own"] = _curve([one.reading for one in outcomes], [one.right for one in outcomes])
    return found


def _curve(read: list[Reading], right: list[bool]) -> doubt.Curve:
    doubtful = [not one.numbers or any(number.doubtful for number in one.numbers) for one in read]
    return doubt.curve(np.array([doubt.surety(one) for one in read]), np.array(right), np.array(doubtful))


def refusals(reader: Reader, count: int) -> list[Figure]:
    """Pictures without a digit of which one is read without a doubt."""
    figures = []
    for kind in garbage.ALL:
        rng = np.random.default_rng(3)
        readings = reader.read_many(kind(rng) for _ in range(count))
        accepted = sum(any(not digit.doubtful for digit in reading.digits) for reading in readings)
        figures.append((f"garbage accepted: {kind.__name__}", accepted / count, 0.02, False))
    return figures


def speed(reader: Reader) -> list[Figure]:
    """Medians in milliseconds, warm but for the last."""
    rng = np.random.default_rng(4)
    image = np.zeros((28, 28), np.uint8)
    cv2.polylines(image, [np.array([[8, 6], [19, 6], [12, 22]], np.int32)], False, 255, 2, cv2.LINE_AA)
    photo = np.clip(200 + rng.normal(0, 4, (3000, 4000, 3)), 0, 255).astype(np.uint8)
    cv2.putText(photo, "1047", (1200, 1700), cv2.FONT_HERSHEY_SIMPLEX, 14, (40, 40, 60), 30, cv2.LINE_AA)
    encoded = cv2.imencode(".jpg", photo)[1].tobytes()
    picture = Path("speed-of-reading.png")
    save_png(255 - image, picture)
    try:
        process = _median(
            lambda: subprocess.run(
                [sys.executable, "-m", "digitwise", "read", picture], check=True, capture_output=True
            ),
            9,
        )
    finally:
        picture.unlink()
    return [
        ("classify one image, ms", 1000 * _median(lambda: reader.classify(image[None]), 500), 0.5, False),
        ("read one 28×28 picture, ms", 1000 * _median(lambda: reader.read(image), 300), 2, False),
        ("read a 12-megapixel photo, ms", 1000 * _median(lambda: reader.read(encoded), 9), 500, False),
        ("digitwise read, whole process, ms", 1000 * process, 600, False),
    ]


def _read_beside_truth(reader: Reader, drawn: list[composed.Composed]) -> list[tuple[str, str]]:
    read = reader.read_many(one.picture for one in drawn)
    return [(one.text, reading.text) for one, reading in zip(drawn, read, strict=True)]


def _lines_beside_truth(truth: str, read: str) -> list[tuple[str, str]]:
    """Where there are more lines or fewer than there should be, none is right."""
    wanted, found = truth.split("\n"), read.split("\n")
    return list(zip(wanted, found if len(found) == len(wanted) else [""] * len(wanted), strict=True))


def _share_equal(pairs: list[tuple[str, str]]) -> float:
    return sum(truth == read for truth, read in pairs) / len(pairs)


def _moved(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    factor = 4 * rng.uniform(0.6, 1.2)
    left, top = rng.uniform(0, 160 - 28 * factor, 2) if factor < 5.7 else (0.0, 0.0)
    place = np.array([[factor, 0, left], [0, factor, top]])
    page = cv2.warpAffine(image, place, (160, 160), flags=cv2.INTER_CUBIC)
    return np.asarray(page if rng.random() < 0.5 else 255 - page, np.uint8)


def _share_read(reader: Reader, pictures: list[NDArray[np.uint8]], labels: Labels) -> float:
    readings = reader.read_many(pictures, single=True)
    return sum(r.text == str(label) for r, label in zip(readings, labels, strict=True)) / len(labels)


def _median(action: Callable[[], object], times: int) -> float:
    action()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def main() -> None:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="run folder or .onnx file (default: the network that ships)")
    parser.add_argument("--images", type=int, default=10_000, help="of MNIST's test images (default: all)")
    parser.add_argument("--count", type=int, default=1000, help="composed numbers, and garbage of each kind")
    parser.add_argument("--curve", type=Path, help="draw the share doubtful against the errors that remain here")
    parser.add_argument("--sheet", type=Path, help="write the contact sheet of the corruptions here and stop")
    given = parser.parse_args()
    mnist = load_dataset("mnist")
    images, labels = mnist.test_images[: given.images], mnist.test_labels[: given.images]
    if given.sheet:
        save_png(corruptions.contact_sheet(images), given.sheet)
        return
    reader = Reader(given.model)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    folder = os.environ.get("DIGITWISE_PRACTICE")
    figures = practice(reader, folder) if folder else []
    figures += arrays(reader, images, labels) + as_pictures(reader, images, labels)
    figures += numbers(reader, images, labels, given.count) + refusals(reader, given.count) + speed(reader)
    curves = doubts(reader, images, labels, given.count, os.environ.get("DIGITWISE_NUMBERS"))
    for name, found in curves.items():
        print(doubt.table(name, found), "\n")
        figures += [
            (f"numbers {name}, wrong without a doubt", found.own[1], 0.01, False),
            (f"numbers {name}, doubtful", found.own[0], 0.12, False),
        ]
    if given.curve:
        doubt.draw(curves, given.curve)
    missed = 0
    for name, value, bound, larger in figures:
        good = value >= bound if larger else value <= bound
        missed += not good
        print(f"{name:<46}{value:9.4f}  {'≥' if larger else '≤'} {bound:<6}{'' if good else '  MISSED'}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
