"""A process of the local engine: the first line it gets is the plan, each further one the number of a shard.

It ends at once when its input does: whoever asked is gone, and would ask again.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from dataclasses import asdict
from typing import TextIO

from digitwise.errors import DigitwiseError
from digitwise.jobs.planning.plan import plan_from
from digitwise.jobs.shard import run_shard


def main() -> None:
    """Answer each number with the marker of its shard, or with why there is none."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # Ctrl-C in a terminal is for the driver, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(sys.stdin, lines), daemon=True).start()
    plan = plan_from(json.loads(lines.get()))
    while True:
        shard = int(lines.get())
        try:
            answer = asdict(run_shard(plan, shard))
        except DigitwiseError as error:
            answer = {"code": error.code, "message": str(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _listen(incoming: TextIO, lines: queue.Queue[str]) -> None:
    for line in incoming:
        lines.put(line)
    os._exit(0)


if __name__ == "__main__":
    main()
