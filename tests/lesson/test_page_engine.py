"""The JavaScript of the learning page against the Python that it mirrors, number for number, through Node."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from typing import Any

import numpy as np
import pytest

from digitwise.lesson import engine
from digitwise.lesson.drawn import drawn_digits
from digitwise.lesson.engine import one_hot
from digitwise.lesson.fooling import fool, score_slope
from digitwise.lesson.network import (
    GradientDescent,
    Momentum,
    RMSprop,
    Weights,
    backward,
    forward,
    scale,
    start_weights,
)
from digitwise.lesson.quantize import change_tensors_of, tensors_of, weights_of
from digitwise.lesson.strokes import Stroke, image_of, ink_of
from digitwise.web.server.static_files import PAGES

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="no node on the PATH to run the page's JavaScript with")

RNG = np.random.default_rng(5)
HIDDEN = 48
COUNT = 16

PRELUDE = """
import {{ readFileSync }} from "node:fs";
const given = JSON.parse(readFileSync(0, "utf8"));
const at = (name) => import("{pages}/" + name);
const f64 = (values) => Float64Array.from(values);
const list = (values) => Array.from(values);
const answer = (it) => console.log(JSON.stringify(it));
"""


def run(script: str, **given: Any) -> Any:
    """What a script makes of ``given``; it calls ``answer`` with something that JSON can hold."""
    prelude = PRELUDE.format(pages=(PAGES / "js" / "learn").as_uri())
    answer = subprocess.run(
        [
            str(NODE),
            "--input-type=module",
            "-e",
            prelude + script,
        ],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def flat(array: Any) -> list[float]:
    """An array as JSON."""
    return [float(value) for value in np.asarray(array).reshape(-1)]


def words_of(weights: Weights) -> dict[str, list[float]]:
    """Weights under the names of the page."""
    return dict(zip(("hidden", "hiddenBiases", "output", "outputBiases"), map(flat, weights), strict=True))


@pytest.fixture(scope="module")
def images() -> Any:
    """Drawn digits of all hands, and their labels."""
    drawn = drawn_digits()["digits"][:COUNT]
    strokes = [[Stroke([(x, y) for x, y in line]) for line in digit["strokes"]] for digit in drawn]
    return np.stack([image_of(one) for one in strokes]), np.array([digit["digit"] for digit in drawn], np.uint8)


def test_functions_give_the_same_values() -> None:
    """Node, layer, activations and losses, for random numbers and for the cases at their edges."""
    inputs, weights, biases = RNG.normal(size=(3, 5)), RNG.normal(size=(5, 10)), RNG.normal(size=10)
    scores = RNG.normal(size=(3, 10)) * 300
    probabilities, truth = engine.softmax(scores), one_hot(np.array([0, 4, 9], np.uint8))
    p, t = np.array([0.0, 0.2, 0.775, 1.0]), np.array([1.0, 0.0, 1.0, 1.0])
    given = run(
        """
        const e = await at("engine.js");
        answer({
          node: e.weightedSum(f64(given.inputs.slice(0, 5)), f64(given.column), 0.25),
          dense: list(e.dense(f64(given.inputs), f64(given.weights), f64(given.biases), 3)),
          relu: list(e.relu(f64([-1, 0, 2]))),
          softmax: list(e.softmax(f64(given.scores), 10)),
          entropy: list(e.categoricalCrossEntropy(f64(given.probabilities), f64(given.truth))),
          bits: list(e.categoricalCrossEntropy(f64(given.probabilities), f64(given.truth), 2)),
          binary: list(e.binaryCrossEntropy(f64(given.p), f64(given.t), 2)),
        });
        """,
        inputs=flat(inputs),
        weights=flat(weights),
        column=flat(weights[:, 0]),
        biases=flat(biases),
        scores=flat(scores),
        probabilities=flat(probabilities),
        truth=flat(truth),
        p=flat(p),
        t=flat(t),
    )
    expected = {
        "node": engine.weighted_sum(inputs[0], weights[:, 0], 0.25),
        "dense": engine.dense(inputs, weights, biases),
        "relu": [0, 0, 2],
        "softmax": probabilities,
        "entropy": engine.categorical_cross_entropy(probabilities, truth),
        "bits": engine.categorical_cross_entropy(probabilities, truth, 2),
    }
    for name, values in expected.items():
        np.testing.assert_allclose(
            given[name], np.asarray(values).reshape(np.shape(given[name])), atol=1e-5, err_msg=name
        )
    assert engine.categorical_cross_entropy(np.array([0.775, 0.225]), np.array([1.0, 0.0]), 2) == pytest.approx(
        0.3677, abs=5e-5
    )


def test_scores_and_slopes_are_the_same(images: Any) -> None:
    """Forward, and backward to every weight and to the pixels, within 1e-5."""
    pixels, labels = images
    weights, truth = start_weights(HIDDEN, seed=2), one_hot(labels)
    given = run(
        """
        const n = await at("network.js");
        const done = n.forward(given.weights, f64(given.inputs), given.count);
        const one = n.forward(given.weights, f64(given.inputs.slice(0, 784)), 1);
        const back = n.backward(given.weights, done, f64(given.truth), given.count);
        answer({
          scores: list(done.scores), probabilities: list(done.probabilities),
          slopes: n.PARTS.map((part) => list(back[part])),
          pixels: list(n.inputsBackward(given.weights, one, f64(given.truth.slice(0, 10)))),
        });
        """,
        weights=words_of(weights),
        inputs=flat(scale(pixels)),
        truth=flat(truth),
        count=COUNT,
    )
    done = forward(weights, scale(pixels))
    scores = engine.dense(done.hidden, weights.output, weights.output_biases)
    np.testing.assert_allclose(given["scores"], scores.reshape(-1), atol=1e-5)
    np.testing.assert_allclose(given["probabilities"], done.probabilities.reshape(-1), atol=1e-5)
    for mine, theirs in zip(backward(weights, done, truth), given["slopes"], strict=True):
        np.testing.assert_allclose(theirs, mine.reshape(-1), atol=1e-5)
    # The slope of the loss is that of the scores times p − t, score by score.
    slope = (done.probabilities[0] - truth[0]) @ weights.output.T * (done.sums[0] > 0) @ weights.hidden.T
    np.testing.assert_allclose(given["pixels"], slope, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "rate", "mine"),
    [("sgd", 0.1, GradientDescent(0.1)), ("momentum", 0.05, Momentum(0.05)), ("rmsprop", 0.001, RMSprop(0.001))],
)
def test_twenty_steps_of_training_are_the_same(images: Any, name: str, rate: float, mine: Any) -> None:
    """The weights after 20 steps differ by less than 1e-4."""
    pixels, labels = images
    weights, truth = start_weights(HIDDEN, seed=3), one_hot(labels)
    given = run(
        """
        const n = await at("network.js");
        const step = n.optimizer(given.name, given.rate);
        let weights = given.weights;
        for (let i = 0; i < 20; i++) {
          const done = n.forward(weights, Float32Array.from(given.inputs), given.count);
          weights = step(weights, n.backward(weights, done, Float32Array.from(given.truth), given.count));
        }
        answer(n.PARTS.map((part) => list(weights[part])));
        """,
        weights=words_of(weights),
        name=name,
        rate=rate,
        inputs=flat(scale(pixels)),
        truth=flat(truth),
        count=COUNT,
    )
    for _ in range(20):
        weights = mine(weights, backward(weights, forward(weights, scale(pixels)), truth))
    for python, page in zip(weights, given, strict=True):
        np.testing.assert_allclose(page, python.reshape(-1), atol=1e-4)


def drawings() -> list[list[Stroke]]:
    """The drawn digits, and lines that no hand would draw: dots, random ones, and some that are partly erased."""
    drawn = [[Stroke([(x, y) for x, y in line]) for line in one["strokes"]] for one in drawn_digits()["digits"]]
    rng, wild = np.random.default_rng(6), []
    for _ in range(20):
        lines = [Stroke([(x, y) for x, y in rng.uniform(0, 700, (6, 2)).tolist()]) for _ in range(2)]
        wild.append([*lines, Stroke([(x, y) for x, y in rng.uniform(0, 700, (2, 2)).tolist()], erases=True)])
    return [*drawn, *wild, [Stroke([(5, 5)])], [Stroke([(0, 0), (300, 2)])]]


def test_strokes_become_the_same_image() -> None:
    """By one rule in both languages: no pixel differs by more than 1 of 255 from what `normalize` makes of the ink."""
    given = run(
        """
        const { imageOf, inkOf } = await at("strokes.js");
        answer(given.drawings.map((strokes) => ({ image: list(imageOf(strokes)), ink: list(inkOf(strokes).ink) })));
        """,
        drawings=[[stroke._asdict() for stroke in one] for one in drawings()],
    )
    for strokes, page in zip(drawings(), given, strict=True):
        ink = np.array(page["ink"], int)
        assert np.abs(ink - ink_of(strokes).reshape(-1)).max() <= 1
        assert np.abs(np.array(page["image"], int) - image_of(strokes).reshape(-1)).max() <= 1


def test_weights_in_a_file_are_the_same() -> None:
    """A safetensors file that Python wrote is read by the page, and gives the same weights."""
    from safetensors.numpy import save

    start, later = start_weights(HIDDEN, seed=2), start_weights(HIDDEN, seed=3)
    for tensors in (tensors_of(start), change_tensors_of(later, start)):
        given = run(
            """
            const { readSafetensors } = await at("safetensors.js");
            const tensors = readSafetensors(Uint8Array.from(Buffer.from(given.file, "base64")));
            const pairs = Object.entries(tensors).map(([name, { shape, data }]) => [name, [shape, list(data)]]);
            answer(Object.fromEntries(pairs));
            """,
            file=base64.b64encode(save(tensors)).decode(),
        )
        for name, tensor in tensors.items():
            assert given[name][0] == list(tensor.shape)
            np.testing.assert_array_equal(np.array(given[name][1], tensor.dtype), tensor.reshape(-1))


def test_quantized_weights_are_near() -> None:
    """One byte for a weight is exact to half of its scale, alone and as a change."""
    start, later = start_weights(HIDDEN, seed=2), start_weights(HIDDEN, seed=3)
    tensors = tensors_of(start)
    known = weights_of(tensors)
    assert (np.abs(known.hidden - start.hidden) <= tensors["hidden_scales"] / 2 + 1e-7).all()
    change = change_tensors_of(later, known)
    again = weights_of(change, known)
    assert (np.abs(again.hidden - later.hidden) <= change["hidden_change_scales"] / 2 + 1e-6).all()
    np.testing.assert_array_equal(again.output, later.output.astype(np.float32))


def test_the_same_pixels_fool_the_network(images: Any) -> None:
    """Page and Python change the same pixels in the same order."""
    weights = start_weights(HIDDEN, seed=2)
    given = run(
        """
        const { fool } = await at("fooling.js");
        answer(given.images.map((image) => fool(given.weights, Uint8Array.from(image))));
        """,
        weights=words_of(weights),
        images=[flat(image) for image in images[0]],
    )
    for image, page in zip(images[0], given, strict=True):
        fooled = fool(weights, image)
        assert (list(page["pixels"]), page["before"], page["after"]) == (fooled.pixels, fooled.before, fooled.after)


def test_the_slope_of_the_scores_is_that_of_finite_differences(images: Any) -> None:
    """A little more ink raises one score over another as the slope says."""
    weights, inputs = start_weights(HIDDEN, seed=2), scale(images[0][:1])
    slope = score_slope(weights, inputs, 3, 8)

    def lead(pixels: Any) -> float:
        scores = engine.dense(forward(weights, pixels).hidden, weights.output, weights.output_biases)[0]
        return float(scores[3] - scores[8])

    for pixel in (200, 300, 406, 500):
        more, less = inputs.copy(), inputs.copy()
        more[0, pixel] += 1e-5
        less[0, pixel] -= 1e-5
        assert slope[pixel] == pytest.approx((lead(more) - lead(less)) / 2e-5, abs=1e-6)
