"""Several pictures at a time, or the words of a page, with one call of the network for what all of them ask.

A picture is read up to where it asks what its images show, then the next one is; when all wait, their images go through
the network together. Nothing runs side by side: each picture has a greenlet of its own only so that it can wait in the
midst of its reading. What the network says of an image does not depend on its company, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from greenlet import getcurrent, greenlet

from digitwise.images import Images
from digitwise.reading.picture.many import GROUP_PICTURES
from digitwise.reading.recognition.classify import Classifier, Probabilities

WORDS = 64
"""Words, or cells, that are read together: a page of print has thousands, each with all ways to read it."""

Found = TypeVar("Found")


class GatheringClassifier(Classifier):
    """A classifier whose images wait for those of other pictures or words while :meth:`run` reads several.

    Args:
        classifier: The one that answers.
    """

    def __init__(self, classifier: Classifier) -> None:
        super().__init__(classifier.model)
        self._classifier = classifier
        self._hub: greenlet | None = None

    def classify(self, images: Images) -> Probabilities:
        """Probabilities as :meth:`Classifier.classify` gives them, once all others wait too."""
        if self._hub is None or getcurrent() is self._hub:
            return self._classifier.classify(images)
        answer: Probabilities = self._hub.switch(images)
        return answer

    def run(self, works: Sequence[Callable[[], Found]], together: int = GROUP_PICTURES) -> list[Found]:
        """What each of some works gives; each may classify images, and none knows of the others.

        Args:
            works: What is to be done.
            together: How many of them wait for each other.

        Raises:
            Exception: What the first work to fail raised; those after it are not done.
        """
        parts = (works[begin : begin + together] for begin in range(0, len(works), together))
        return [found for part in parts for found in self._run(part)]

    def _run(self, works: Sequence[Callable[[], Found]]) -> list[Found]:
        self._hub = getcurrent()
        found: dict[int, Found] = {}

        def finish(number: int, work: Callable[[], Found]) -> None:
            found[number] = work()

        asked = {number: greenlet(finish) for number, work in enumerate(works)}
        waiting = {number: one.switch(number, works[number]) for number, one in asked.items()}
        while waiting := {number: images for number, images in waiting.items() if number not in found}:
            try:
                answers = self._classifier.classify(np.concatenate(list(waiting.values())))
            except Exception as error:
                # Whoever asked has to know: each of them may go on without an answer.
                waiting = {number: asked[number].throw(error) for number in waiting}
                continue
            parts = np.split(answers, np.cumsum([len(images) for images in waiting.values()])[:-1])
            waiting = {number: asked[number].switch(part) for number, part in zip(waiting, parts, strict=True)}
        return [found[number] for number in range(len(works))]
