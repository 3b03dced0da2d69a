"""A whole job: planned, run by an engine, counted, and declared done."""

from __future__ import annotations

from collections.abc import Callable

from digitwise.errors import JobError
from digitwise.jobs.engines import Engine
from digitwise.jobs.engines.local import LocalEngine
from digitwise.jobs.options import Options
from digitwise.jobs.output.markers import SUCCESS, Marker, create_json, done_shards
from digitwise.jobs.places import place_of
from digitwise.jobs.planning.plan import Plan, make_plan
from digitwise.jobs.status import Status, status_of, success_of


def run_job(
    source: str,
    output: str,
    options: Options | None = None,
    engine: Engine | None = None,
    on_shard: Callable[[Plan, Marker | None], None] = lambda plan, marker: None,
) -> Status:
    """Read many pictures into tables; what is there already of the same job is kept.

    Args:
        source: Folder, pattern or file of pictures, here or in a bucket.
        output: Folder or bucket for the rows.
        options: How to read; None for the defaults.
        engine: What runs the shards; None for the processes of this machine.
        on_shard: Is called with the plan before the first shard, and then with the marker of each shard done.

    Returns:
        How the job ended.

    Raises:
        DigitwiseError: What it could not go on for; what was done stays, and a further call goes on with it. With code
            ``too_many_bad`` if more pictures were rejected than ``options.limit_bad`` allows: their rows are there, and
            ``_SUCCESS`` is not.
    """
    plan = make_plan(source, output, options or Options())
    place = place_of(output)
    on_shard(plan, None)
    done = set(done_shards(place))
    left = (shard for shard in range(plan.shards) if shard not in done)
    for marker in (engine or LocalEngine()).map(plan, left):
        on_shard(plan, marker)
    return _finished(plan)


def _finished(plan: Plan) -> Status:
    status, place = status_of(plan.output), place_of(plan.output)
    if status.done != plan.pictures:
        raise JobError(
            "incomplete",
            f"{status.done:,} of {plan.pictures:,} pictures have their row in {plan.output}, though every shard was "
            "run; expected all of them; run again to go on",
        )
    limit = plan.options.limit_bad
    if status.rejected > limit * plan.pictures:
        raise JobError(
            "too_many_bad",
            f"{status.rejected:,} of {plan.pictures:,} pictures were rejected, expected at most {limit:.1%}; "
            f"their rows say why; give --limit-bad to accept them; {SUCCESS} was not written",
        )
    create_json(place, SUCCESS, success_of(plan.output))
    place.clear_workplace()
    return status_of(plan.output)
