"""What a job is going to read: written once, and never changed."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from digitwise.errors import JobError, UsageError
from digitwise.jobs.inputs import Entry, Input, input_of, reopened
from digitwise.jobs.options import Options
from digitwise.jobs.output.markers import create_json
from digitwise.jobs.places import Place, is_bucket, place_of
from digitwise.jobs.places.place import cannot_write
from digitwise.jobs.planning.listing import read_entries, write_listing
from digitwise.jobs.planning.signature import differences, signature_of, software_of

PLAN, FORMAT = "plan.json", 1


@dataclass(frozen=True)
class Plan:
    """A job: which pictures, in which shards, read how, by what.

    Attributes:
        output: Folder or bucket that the rows go to.
        input: What :meth:`Input.spec` gave.
        options: How pictures are read.
        listing: Name of the listing below ``output``.
        pictures: How many pictures there are.
        shards: In how many shards.
        signature: What the rows depend on, by name.
    """

    output: str
    input: dict[str, Any]
    options: Options
    listing: str
    pictures: int
    shards: int
    signature: dict[str, Any]

    def entries(self, shard: int) -> list[Entry]:
        """The pictures of one shard."""
        with self.open_listing() as file:
            return read_entries(file, shard)

    def open_listing(self) -> BinaryIO:
        """The listing, to be read from."""
        return place_of(self.output).open(self.listing)

    def open_input(self) -> Input:
        """The input, on this machine."""
        return reopened(self.input)

    def first_of(self, shard: int) -> int:
        """Number of the first picture of a shard among all."""
        return shard * self.options.shard_pictures

    def size_of(self, shard: int) -> int:
        """How many pictures a shard has."""
        return min(self.options.shard_pictures, self.pictures - self.first_of(shard))


def make_plan(source: str, output: str, options: Options, say: Callable[[str], None] = lambda text: None) -> Plan:
    """List the pictures and keep the plan in the output; where there is one already, check that it is the same.

    Args:
        source: What to read, as :func:`~digitwise.jobs.inputs.input_of` takes it.
        output: Folder or bucket for the rows; empty, or with the plan of the same job.
        options: How to read.
        say: Is told, in a sentence, what goes on.

    Returns:
        The plan.

    Raises:
        UsageError: If there is nothing to read, a name twice, or the output is no place for this job.
        JobError: With code ``plan_differs`` if the output has the plan of another job; the message names what differs.
        ModelError: If the model cannot be used.
        FormError: If the form cannot be used.
    """
    _check_apart(source, output)
    place = place_of(output)
    _check_empty_or_planned(place)
    pictures = input_of(source)
    software = software_of(options)
    say("listing the pictures")
    try:
        return _kept(place, pictures, options, software)
    except OSError as error:
        raise cannot_write(place.url, error) from error


def load_plan(output: str) -> Plan:
    """The plan of an output.

    Raises:
        JobError: If there is none, or it is damaged.
    """
    found = read_plan(output)
    if found is None:
        raise JobError("no_plan", f"there is no job at {output}; expected the output of digitwise jobs run")
    return found


def read_plan(output: str) -> Plan | None:
    """The plan of an output, None if there is none.

    Raises:
        JobError: If it is damaged.
    """
    place = place_of(output)
    try:
        content = place.read(PLAN)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        values = json.loads(content)
        if values.pop("format") != FORMAT:
            raise ValueError("another format")
        # The folder may have been moved, or be mounted elsewhere on another machine.
        return plan_from({**values, "output": place.url})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise JobError(
            "plan_damaged", f"the plan in {output} cannot be read ({error}); use another output folder"
        ) from error


def plan_from(values: dict[str, Any]) -> Plan:
    """A plan from the plain values that :func:`dataclasses.asdict` makes of one."""
    return Plan(**{**values, "options": Options(**values["options"])})


def _same(earlier: Plan, plan: Plan) -> Plan:
    different = differences(earlier.signature, plan.signature)
    if different:
        hint = f"; {_pictures_changed(earlier, plan)}" if any(name.startswith("listing") for name in different) else ""
        raise JobError(
            "plan_differs",
            f"{plan.output} has the plan of another job: {', '.join(different)}{hint}; "
            "go on with what was planned, or use another output folder; nothing was changed",
        )
    return Plan(**{**vars(earlier), "options": plan.options, "input": plan.input})


def _pictures_changed(earlier: Plan, plan: Plan) -> str:
    return f"{earlier.pictures:,} pictures were planned, and {plan.pictures:,} are there now"


def _kept(place: Place, pictures: Input, options: Options, software: dict[str, Any]) -> Plan:
    with tempfile.TemporaryDirectory(prefix="digitwise-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "listing.parquet"
        listed = write_listing(pictures.entries(), options.shard_pictures, path)
        name = f"listing-{listed.sha256[:16]}.parquet"
        signature = signature_of(options, software, listed.sha256)
        plan = Plan(place.url, pictures.spec(), options, name, listed.pictures, listed.shards, signature)
        if (earlier := read_plan(place.url)) is None:
            place.publish(name, lambda draft: shutil.copyfile(path, draft))
            if create_json(place, PLAN, {"format": FORMAT, **asdict(plan)}):
                return plan
            # Another was quicker by a moment; then its plan counts.
            earlier = load_plan(place.url)
    return _same(earlier, plan)


def _check_apart(source: str, output: str) -> None:
    """Refuse to read what is going to be written."""
    inner, outer = (
        place.rstrip("/") if is_bucket(place) else str(Path(place).absolute()) for place in (source, output)
    )
    if inner == outer or inner.startswith(outer.rstrip("/") + "/"):
        raise UsageError(f"the input {source} lies in the output {output}; name another output; nothing was read")


def _check_empty_or_planned(place: Place) -> None:
    if place.look(PLAN) is not None:
        return
    held = next((name for name in place.held() if not name.startswith((".", "listing-"))), None)
    if held is not None:
        raise UsageError(
            f"{place.url} is not empty ({held}) and has no plan of a job; name a new folder; nothing was changed"
        )
