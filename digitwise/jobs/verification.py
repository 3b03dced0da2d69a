"""Whether everything that a job has published is there and whole: recounted and hashed anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from digitwise.errors import JobError
from digitwise.jobs.output.commit import described
from digitwise.jobs.output.markers import SUCCESS, Marker, marker_name, missing_rows, read_marker, rows_name
from digitwise.jobs.places import Place, place_of
from digitwise.jobs.planning.listing import all_entries, digest_of
from digitwise.jobs.planning.plan import Plan, load_plan


class Verified(NamedTuple):
    """What a verification found.

    Attributes:
        shards: Shards whose rows are there and whole.
        rows: Their rows.
        problems: What is missing or damaged, a sentence each.
    """

    shards: int
    rows: int
    problems: list[str]


def verify(output: str) -> Verified:
    """Recount and hash everything that a job has published, and compare it with what was said of it.

    Raises:
        JobError: If there is no job.
    """
    plan, place = load_plan(output), place_of(output)
    problems = list(_problems_of_plan(plan, place))
    shards = rows = 0
    for shard in range(plan.shards):
        try:
            marker = read_marker(place, shard)
            if marker is None:
                problems.append(f"shard {shard} is not done: run the job again")
                continue
            _check_shard(plan, place, marker)
        except JobError as error:
            problems.append(str(error))
            continue
        shards, rows = shards + 1, rows + marker.rows
    problems += _unmarked(place, plan)
    return Verified(shards, rows, problems)


def _problems_of_plan(plan: Plan, place: Place) -> Iterator[str]:
    try:
        with plan.open_listing() as file:
            found = digest_of(all_entries(file))
    except (OSError, ValueError) as error:
        yield f"the listing {plan.listing} cannot be read ({error}): plan the job anew in another output folder"
        return
    if found != plan.signature["listing"]:
        yield f"the listing {plan.listing} is not the one that was planned: plan the job anew in another output folder"
    try:
        success: dict[str, Any] = json.loads(place.read(SUCCESS))
    except FileNotFoundError:
        yield f"{SUCCESS} is not there: the job is not done"
        return
    except ValueError as error:
        yield f"{SUCCESS} cannot be read ({error})"
        return
    if success.get("signature") != plan.signature or success.get("pictures") != plan.pictures:
        yield f"{SUCCESS} is that of another job"


def _check_shard(plan: Plan, place: Place, marker: Marker) -> None:
    name = rows_name(marker.shard)
    where = f"{place.url}/{name}"
    try:
        with place.open(name) as file:
            found = described(file, marker.shard, plan.size_of(marker.shard), where)
    except FileNotFoundError as error:
        raise missing_rows(place, marker.shard) from error
    if (found.sha256, found.rows, found.codes) != (marker.sha256, marker.rows, marker.codes):
        raise JobError(
            "shard_damaged", f"{where} is not what {marker_name(marker.shard)} says; remove both and run again"
        )


def _unmarked(place: Place, plan: Plan) -> Iterator[str]:
    """Files among the rows that belong to no shard: whoever reads by pattern would take them along."""
    known = {PurePosixPath(rows_name(shard)).name for shard in range(plan.shards)}
    for name in sorted(place.held("rows")):
        if name not in known:
            yield f"rows/{name} is no shard of this job"
