"""A process that reads for a command in tests: as the real one does, but for pictures that say what they do to it."""

from __future__ import annotations

from digitwise.workers.batch_worker import answer_as_told, opened
from tests.workers.poison import lying, poisoned

if __name__ == "__main__":
    answer_as_told(lambda settings: poisoned(lying(opened(settings))))
