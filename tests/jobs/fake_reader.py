"""A process that reads for a job in tests: as the real one does, but for pictures that say what they do to it."""

from __future__ import annotations

from digitwise.jobs.reader_process import opened
from digitwise.workers.batch_worker import answer_as_told
from tests.workers.poison import poisoned

if __name__ == "__main__":
    answer_as_told(lambda settings: poisoned(opened(settings)))
