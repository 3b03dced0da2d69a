"""The training of the networks that ship, in PyTorch: distorted batches, AdamW, averaged weights."""

from __future__ import annotations

import copy
import functools
import itertools
import logging
import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import TrainingError
from digitwise.images import Images, Labels
from digitwise.training import augmentation as distortions
from digitwise.training.shipped.torch_mirror import Weights, give_back, mirror

if TYPE_CHECKING:
    import torch
    from torch import nn

logger = logging.getLogger("digitwise")

_KEPT = 512
"""Batches of which some come back: so many that a strip is seldom seen twice within a few steps."""


@dataclass(frozen=True)
class Settings:
    """What the training depends on, and nothing else does.

    Attributes:
        epochs: How often as many images are seen as there are originals.
        batch_size: Images in a step.
        learning_rate: Its peak; it rises over the first steps and falls along half a cosine.
        weight_decay: AdamW's.
        label_smoothing: Share of each target that is spread over all classes.
        averaging: Decay of the running average of the weights, a step.
        seed: Of everything random.
        calm_epochs: How many more follow on images that are more often as MNIST has them.
        calm_rate: The peak of the learning rate in those.
        echoes: How often each batch is learned from; more than once where making one takes longer than a step.
    """

    epochs: int = 36
    batch_size: int = 250
    learning_rate: float = 3e-3
    weight_decay: float = 0.02
    label_smoothing: float = 0.03
    averaging: float = 0.998
    seed: int = 1
    calm_epochs: int = 0
    calm_rate: float = 0.0
    echoes: int = 1

    def calm(self) -> Settings:
        """The settings of the last epochs, with chance of their own."""
        return replace(self, epochs=self.calm_epochs, learning_rate=self.calm_rate, seed=self.seed + 1)


Batch = tuple[NDArray[np.uint8], NDArray[Any]]
Make = Callable[[distortions.Originals, int, int, int], list[Batch]]
Source = tuple[Images, Labels, Make]


class Task(NamedTuple):
    """What is to be learned.

    Attributes:
        make: Makes the images and targets of a group of steps from originals, seed, number of the group, and size of a
            step; a function of a module, since other processes call it.
        calm: Makes those of the calm epochs, in the same way.
        loss: How wrong logits are, given the targets and the label smoothing.
        together: Steps in a group.
    """

    make: Make
    calm: Make
    loss: Callable[[torch.Tensor, torch.Tensor, float], torch.Tensor]
    together: int = 1


def classification_loss(logits: torch.Tensor, labels: torch.Tensor, smoothing: float) -> torch.Tensor:
    """Categorical cross entropy of logits ``(n, classes)`` and labels ``(n,)``."""
    import torch

    return torch.nn.functional.cross_entropy(logits, labels.long(), label_smoothing=smoothing)


def _alone(
    make: Callable[[distortions.Originals, int, int, int], Batch],
    originals: distortions.Originals,
    seed: int,
    step: int,
    size: int,
) -> list[Batch]:
    """The batch of a step that is made by itself, as a group."""
    return [make(originals, seed, step, size)]


DIGITS = Task(
    functools.partial(_alone, distortions.batch),
    functools.partial(_alone, distortions.calm_batch),
    classification_loss,
)
"""To tell images of single digits apart."""


def train(
    model: Any,
    images: Images,
    labels: Labels,
    settings: Settings,
    workers: int = 1,
    task: Task = DIGITS,
) -> None:
    """Train a Keras model on distorted images; its weights are replaced by the trained ones.

    Strong distortions bend what a network expects of a digit; calm epochs end the training nearer to the truth. (He et
    al., "Data augmentation revisited: rethinking the distribution gap between clean and augmented data", 2019.) The
    mean of the weights before and after them keeps what both know. (Wortsman et al., "Robust fine-tuning of zero-shot
    models", CVPR 2022.)

    Args:
        model: A network for the task that has a mirror.
        images: ``(n, 28, 28)`` ``uint8`` to distort.
        labels: Their digits.
        settings: What the outcome depends on.
        workers: Processes that make batches. Their number is of no account for the outcome.
        task: What is learned.

    Raises:
        TrainingError: If the loss is no longer a number.
    """
    if not computes_in_bfloat16():
        logger.info("%s: in float32, because this processor would take ten times as long in bfloat16", model.name)
    _train(model, (images, labels, task.make), settings, workers, task, "epoch")
    if settings.calm_epochs:
        before = model.get_weights()
        _train(model, (images, labels, task.calm), settings.calm(), workers, task, "calm epoch")
        model.set_weights(mean(before, model.get_weights()))


def computes_in_bfloat16() -> bool:
    """Whether the processor is quicker in bfloat16: without AVX-512 convolutions in it take ten times as long."""
    import torch

    return torch.backends.cpu.get_cpu_capability() not in ("DEFAULT", "NO AVX", "AVX2")


def mean(some: Weights, others: Weights) -> Weights:
    """The weights halfway between some and others.

    Example:
        >>> mean([np.zeros(2)], [np.array([4.0, 8.0])])
        [array([2., 4.])]
    """
    return [np.float32(0.5) * (one + two) for one, two in zip(some, others, strict=True)]


def _train(model: Any, source: Source, settings: Settings, workers: int, task: Task, kind: str) -> None:
    import torch

    torch.manual_seed(settings.seed)
    torch.use_deterministic_algorithms(True)
    # Nothing reads memory before it is written; filling it all the same takes a twentieth of a step.
    torch.utils.deterministic.fill_uninitialized_memory = False
    # One thread: sums are then always in the same order, and the other core makes the batches.
    torch.set_num_threads(1)
    network = mirror(model).to(memory_format=torch.channels_last).train()
    average = copy.deepcopy(network).eval()
    per_epoch = len(source[0]) // settings.batch_size
    steps = per_epoch * settings.epochs
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=settings.weight_decay, fused=True)
    began, losses = time.monotonic(), []
    for step, (batch, targets) in enumerate(_batches(source, settings, steps, task.together, workers)):
        for group in optimizer.param_groups:
            group["lr"] = _learning_rate(step, steps, settings.learning_rate)
        losses.append(_step(network, optimizer, batch, targets, settings.label_smoothing, task))
        _follow(average, network, min(settings.averaging, (step + 1) / (step + 50)))
        if (step + 1) % per_epoch == 0:
            epoch = (step + 1) // per_epoch
            _report(f"{model.name}: {kind} {epoch} of {settings.epochs}", losses, time.monotonic() - began)
            losses = []
    give_back(average, model)


def _step(
    network: nn.Sequential,
    optimizer: torch.optim.Optimizer,
    images: NDArray[np.uint8],
    targets: NDArray[Any],
    smoothing: float,
    task: Task,
) -> float:
    import torch

    with torch.autocast("cpu", torch.bfloat16, enabled=computes_in_bfloat16()):
        logits = network(as_tensor(images))
    loss = task.loss(logits.float(), torch.from_numpy(targets), smoothing)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def as_tensor(images: NDArray[np.uint8]) -> torch.Tensor:
    """``(n, 28, width)`` ``uint8`` as the mirror takes it: ``(n, 1, 28, width)`` ``float32``, 0–1."""
    import torch

    return torch.from_numpy(images[:, None].astype(np.float32) / 255).contiguous(memory_format=torch.channels_last)


def _learning_rate(step: int, steps: int, peak: float, rise: int = 300) -> float:
    warm = min(rise, steps // 10 + 1)
    if step < warm:
        return peak * (step + 1) / warm
    return float(peak * 0.5 * (1 + np.cos(np.pi * (step - warm) / max(1, steps - warm))))


def _follow(average: nn.Sequential, network: nn.Sequential, decay: float) -> None:
    """Move the averaged network, its batch statistics included, a little towards the trained one."""
    for kept, new in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        if kept.is_floating_point():
            kept.lerp_(new.detach(), 1 - decay)


def _report(epoch: str, losses: list[float], seconds: float) -> None:
    loss = float(np.mean(losses))
    if not np.isfinite(loss):
        raise TrainingError(f"{epoch}: the loss is {loss}; train with a lower learning rate. Nothing was kept")
    logger.info("%s: loss %.4f, %.0f s in all", epoch, loss, seconds)


def _batches(source: Source, settings: Settings, steps: int, together: int, workers: int) -> Iterator[Batch]:
    """The batches of all steps in their order, made a few ahead by other processes."""
    with ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_prepare, initargs=source
    ) as pool:
        ahead = max(2, 8 // together) * workers
        made = -(-steps // settings.echoes)
        groups = _groups(pool, settings, -(-made // together), ahead)
        echoed = _echoed(itertools.chain.from_iterable(groups), settings.echoes, settings.seed)
        yield from itertools.islice(echoed, steps)


def _echoed(batches: Iterator[Batch], echoes: int, seed: int) -> Iterator[Batch]:
    """Each batch as it comes, followed by earlier ones, until each has come ``echoes`` times on the whole.

    Source:
        Choi, Passos, Shallue and Dahl, "Faster neural network training with data echoing", arXiv:1907.05550 (2019).
    """
    rng = np.random.default_rng([seed, 4])
    kept: deque[Batch] = deque(maxlen=_KEPT)
    for batch in batches:
        kept.append(batch)
        yield batch
        for _ in range(echoes - 1):
            yield kept[rng.integers(len(kept))]


def _groups(pool: ProcessPoolExecutor, settings: Settings, count: int, ahead: int) -> Iterator[list[Batch]]:
    waiting: deque[Future[list[Batch]]] = deque()
    for group in range(count):
        waiting.append(pool.submit(_make, settings.seed, group, settings.batch_size))
        if len(waiting) == ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_originals: distortions.Originals
_make_batches: Make


def _prepare(images: Images, labels: Labels, make: Make) -> None:
    global _originals, _make_batches
    cv2.setNumThreads(1)
    _originals, _make_batches = distortions.Originals.of(images, labels), make


def _make(seed: int, group: int, size: int) -> list[Batch]:
    return _make_batches(_originals, seed, group, size)
