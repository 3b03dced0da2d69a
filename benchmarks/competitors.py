"""One training of the classic run in a process of its own; the last line it prints is JSON.

    python benchmarks/competitors.py NAME mnist.npz

NAME is keras, torch, scikit-learn, digitwise, digitwise-bfloat16, digitwise-unseen or floor. Each is written as its
users write it; the imports are inside, because they count, and because no environment has all of them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

EPOCHS, BATCH, HIDDEN = 5, 128, 512


def keras(path: str) -> dict[str, Any]:
    """The classic script; KERAS_BACKEND says on what."""
    import keras
    import numpy as np

    with np.load(path) as data:
        train_images, train_labels = data["x_train"], data["y_train"]
        test_images, test_labels = data["x_test"], data["y_test"]
    train_images = train_images.reshape((60000, 784)).astype("float32") / 255
    test_images = test_images.reshape((10000, 784)).astype("float32") / 255
    train_labels, test_labels = keras.utils.to_categorical(train_labels), keras.utils.to_categorical(test_labels)
    model = keras.Sequential(
        [keras.layers.Dense(HIDDEN, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    )
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    ends: list[float] = []
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: ends.append(time.perf_counter()))
    start = time.perf_counter()
    model.fit(train_images, train_labels, epochs=EPOCHS, batch_size=BATCH, callbacks=[clock])
    fit = time.perf_counter() - start
    _, accuracy = model.evaluate(test_images, test_labels)
    return {"fit": fit, "epochs": _lengths(start, ends), "accuracy": accuracy}


def torch(path: str) -> dict[str, Any]:
    """A plain loop over batches drawn by index, without a DataLoader."""
    import numpy as np
    import torch

    with np.load(path) as data:
        train_images, train_labels, test_images, test_labels = (
            torch.from_numpy(data[name]) for name in ("x_train", "y_train", "x_test", "y_test")
        )
    images, labels = train_images.reshape(-1, 784).float() / 255, train_labels.long()
    model = torch.nn.Sequential(torch.nn.Linear(784, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 10))
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3, alpha=0.9)
    ends: list[float] = []
    start = time.perf_counter()
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(images)).split(BATCH):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()
        ends.append(time.perf_counter())
    with torch.no_grad():
        guesses = model(test_images.reshape(-1, 784).float() / 255).argmax(1)
    return {
        "fit": ends[-1] - start,
        "epochs": _lengths(start, ends),
        "accuracy": float((guesses == test_labels).float().mean()),
    }


def scikit_learn(path: str) -> dict[str, Any]:
    """``MLPClassifier`` with Adam, which has no RMSprop."""
    import warnings

    import numpy as np
    from sklearn.neural_network import MLPClassifier

    with np.load(path) as data:
        images, labels = data["x_train"].reshape(-1, 784).astype("float32") / 255, data["y_train"]
        test_images, test_labels = data["x_test"].reshape(-1, 784).astype("float32") / 255, data["y_test"]
    model = MLPClassifier((HIDDEN,), batch_size=BATCH, max_iter=EPOCHS, alpha=0)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would like more epochs
        model.fit(images, labels)
    fit = time.perf_counter() - start
    return {"fit": fit, "epochs": [fit / EPOCHS] * EPOCHS, "accuracy": float(model.score(test_images, test_labels))}


def digitwise(path: str, precision: str = "float32", live: bool = True) -> dict[str, Any]:
    """``digitwise.train`` of this project, for the length of its epochs; ``live`` is progress inside an epoch."""
    from digitwise.backend import keras
    from digitwise.data import load_dataset
    from digitwise.training.compiled import epoch as compiled_epoch
    from digitwise.training.train import train

    if not live:
        compiled_epoch.INTERVAL = 1e6
    ends: list[float] = []
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: ends.append(time.perf_counter()))
    run = train("classic", load_dataset(None, path), precision=precision, output=None, callbacks=[clock])
    return {
        "fit": run.seconds,
        "epochs": _lengths(ends[0] - run.seconds, ends),
        "accuracy": run.report.accuracy,
    }


def floor(_: str) -> dict[str, Any]:
    """The arithmetic of an epoch at the speed of the fastest of seven large float32 products."""
    import numpy as np
    from threadpoolctl import threadpool_info

    side, work = 4096, 98.2e9
    a, b = (np.random.default_rng(seed).random((side, side), np.float32) for seed in (0, 1))
    seconds: list[float] = []
    while len(seconds) < 7:
        start = time.perf_counter()
        np.dot(a, b)
        seconds.append(time.perf_counter() - start)
    epoch = work * min(seconds) / (2 * side**3)
    kernels = {f"{pool['internal_api']} {pool.get('architecture', '')}".strip() for pool in threadpool_info()}
    return {"epochs": [epoch] * EPOCHS, "kernel": ", ".join(sorted(kernels))}


def _lengths(start: float, ends: list[float]) -> list[float]:
    return [end - begin for begin, end in zip([start, *ends], ends, strict=False)]


NAMES: dict[str, Callable[[str], dict[str, Any]]] = {
    "keras": keras,
    "torch": torch,
    "scikit-learn": scikit_learn,
    "digitwise": digitwise,
    "digitwise-bfloat16": lambda path: digitwise(path, "bfloat16"),
    "digitwise-unseen": lambda path: digitwise(path, live=False),
    "floor": floor,
}

if __name__ == "__main__":
    print(json.dumps(NAMES[sys.argv[1]](sys.argv[2])))
