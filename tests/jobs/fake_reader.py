"""A process that reads for a job in tests: as the real one does, but for pictures that say what they do to it."""

from __future__ import annotations

import json
import sys

from digitwise.jobs.reader_process import opened
from digitwise.workers.batches import How
from digitwise.workers.worker import answer_frames
from tests.workers.poison import poisoned

if __name__ == "__main__":
    answer_frames(lambda: poisoned(opened(How(**json.loads(sys.argv[1])))))
