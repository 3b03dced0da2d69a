"""A process that reads for a command in tests: as the real one does, but for pictures that say what they do to it."""

from __future__ import annotations

import json
import sys

from digitwise.workers.batch_worker import opened
from digitwise.workers.batches import How
from digitwise.workers.worker import answer_frames
from tests.workers.poison import lying, poisoned

if __name__ == "__main__":
    answer_frames(lambda: poisoned(lying(opened(How(**json.loads(sys.argv[1]))))))
