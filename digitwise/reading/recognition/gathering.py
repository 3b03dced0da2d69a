"""Several pictures at a time, with one call of the network for what all of them ask.

A picture is read up to where it asks what its images show, then the next one is; when all wait, their images go through
the network together. Nothing runs side by side: each picture has a thread of its own only so that it can wait in the
midst of its reading. What the network says of an image does not depend on its company, bit for bit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from digitwise.images import Images
from digitwise.reading.recognition.classify import Classifier, Probabilities

TOGETHER = 16
"""Pictures that are read together. The network takes a sixth less time for an image in such company than alone, and
hardly less in larger."""

Found = TypeVar("Found")


class GatheringClassifier(Classifier):
    """A classifier whose images wait for those of other pictures while :meth:`run` reads several.

    Args:
        classifier: The one that answers.
    """

    def __init__(self, classifier: Classifier) -> None:
        super().__init__(classifier.model)
        self._own = threading.local()
        self._turns: list[threading.Semaphore] = []
        self._ready: list[int] = []
        self._asked: dict[int, Images] = {}
        self._answers: dict[int, Probabilities | Exception] = {}
        self._over = threading.Semaphore(0)

    def classify(self, images: Images) -> Probabilities:
        """Probabilities as :meth:`Classifier.classify` gives them, once all others wait too."""
        number: int | None = getattr(self._own, "number", None)
        if number is None:
            return super().classify(images)
        self._asked[number] = images
        self._pass_on()
        self._turns[number].acquire()
        answer = self._answers.pop(number)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def run(self, works: Sequence[Callable[[], Found]]) -> list[Found]:
        """What each of some works gives; each may classify images, and none knows of the others."""
        self._turns = [threading.Semaphore(0) for _ in works]
        self._ready = list(reversed(range(len(works))))
        with ThreadPoolExecutor(max(1, len(works))) as pool:
            futures = [pool.submit(self._take_turns, number, work) for number, work in enumerate(works)]
            self._pass_on()
            self._over.acquire()
        return [future.result() for future in futures]

    def _take_turns(self, number: int, work: Callable[[], Found]) -> Found:
        self._turns[number].acquire()
        self._own.number = number
        try:
            return work()
        finally:
            self._own.number = None
            self._pass_on()

    def _pass_on(self) -> None:
        """Let the next one go on; ask for all of them if all wait."""
        if not self._ready and self._asked:
            self._answer()
        if self._ready:
            self._turns[self._ready.pop()].release()
        else:
            self._over.release()

    def _answer(self) -> None:
        numbers = sorted(self._asked)
        begin = 0
        try:
            found = super().classify(np.concatenate([self._asked[number] for number in numbers]))
        except Exception as error:
            # Whoever asked has to know; one that waited for ever would take all with it.
            self._answers.update(dict.fromkeys(numbers, error))
        else:
            for number in numbers:
                end = begin + len(self._asked[number])
                self._answers[number] = found[begin:end]
                begin = end
        self._asked.clear()
        self._ready = numbers[::-1]
