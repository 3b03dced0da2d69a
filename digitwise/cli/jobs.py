"""``digitwise jobs``: millions of pictures to tables, in runs that can be killed and begun again."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitwise.cli.group import Group
from digitwise.text import say

if TYPE_CHECKING:
    from tqdm import tqdm

    from digitwise.jobs.output.markers import Marker
    from digitwise.jobs.planning.plan import Plan
    from digitwise.jobs.status import Status

jobs = typer.Typer(cls=Group, help="Read millions of pictures into tables, here or on a cluster.")

Output = Annotated[str, typer.Argument(metavar="OUTPUT", help="Folder or bucket of the job.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
UNDER_WAY = 3
"""Exit code of a job that is not done yet."""

LOG_SECONDS = 60
"""Between two lines about how far a job is, where standard error is no terminal."""


@jobs.command()
def run(
    source: Annotated[str, typer.Argument(metavar="INPUT", help="Folder, pattern or file of pictures.")],
    output: Output,
    engine: Annotated[str, typer.Option(help="local, or ray for a cluster.")] = "local",
    address: Annotated[str | None, typer.Option(help="host:port of the head of the cluster.")] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="Use a cluster without a token.")] = False,
    processes: Annotated[int | None, typer.Option(min=1, help="Processes that read. [default: one a core]")] = None,
    shard_pictures: Annotated[int, typer.Option(help="Pictures that are published together.")] = 2000,
    single: Annotated[bool, typer.Option("--single", help="There is exactly one digit in each picture.")] = False,
    min_confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Flag digits below this confidence as doubtful. [default: the model's own]"),
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Run folder or .onnx file. [default: the network that ships with Digitwise]")
    ] = None,
    limit_bad: Annotated[float, typer.Option(min=0, max=1, help="Share of pictures that may be rejected.")] = 0.05,
    form: Annotated[
        str | None, typer.Option(metavar="FILE", help="Form of ruled sheets: read the cells of each.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read many pictures into Parquet files, a row for each picture.

    Killed at any moment and run again with the same words, it goes on where it was. Ends with 1 if it failed or too
    many pictures were rejected; what was done stays.

    Examples:

    - `digitwise jobs run scans/ out/`
    - `digitwise jobs run /shared/scans /shared/out --engine ray --address 10.0.0.1:6379`
    - `digitwise jobs run 's3://archive/1900/**/*.png' s3://archive/read-1900 --processes 8`
    """
    from digitwise.jobs import Options, run_job
    from digitwise.jobs.engines import engine_of

    runs = engine_of(engine, processes, address, insecure)
    options = Options(shard_pictures, single, min_confidence, model, limit_bad, form)
    status = run_job(source, output, options, runs, _Progress())
    _print_status(status, as_json)


@jobs.command()
def status(output: Output, as_json: Json = False) -> None:
    """Say how far a job is: pictures done, rate, time left, codes, the slowest pictures.

    Ends with 0 if it is done, with 3 if it is not.

    Examples:

    - `digitwise jobs status out/`
    - `digitwise jobs status s3://archive/read-1900 --json`
    """
    from digitwise.jobs import status_of

    found = status_of(output)
    _print_status(found, as_json)
    if not found.success:
        raise typer.Exit(UNDER_WAY)


@jobs.command()
def verify(output: Output, as_json: Json = False) -> None:
    """Recount and hash everything that a job has published.

    Ends with 1 if something is missing or damaged, and says what.

    Examples:

    - `digitwise jobs verify out/`
    """
    from digitwise.jobs import verify

    found = verify(output)
    if as_json:
        print(json.dumps(found._asdict(), indent=2))
    else:
        print(f"{found.rows:,} rows of {found.shards:,} shards are there and whole")
    for problem in found.problems:
        say(str(problem))
    if found.problems:
        raise typer.Exit(1)


@jobs.command()
def table(
    output: Output,
    target: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A .parquet or .csv file. [default: CSV on standard output]")
    ] = None,
    flat: Annotated[bool, typer.Option("--flat", help="A row for each number or cell, not each picture.")] = False,
) -> None:
    """Write all rows that are done into one table.

    Ends with 3 if the job is not done, and says how much of it is in the table.

    Examples:

    - `digitwise jobs table out/ numbers.csv --flat`
    - `digitwise jobs table out/ pictures.parquet`
    """
    from digitwise.jobs import status_of, write_table

    before = status_of(output)
    write_table(output, target, flat)
    if before.done < before.pictures:
        words = f"the job is not done: {before.done:,} of {before.pictures:,} pictures are in the table"
        say(words)
        raise typer.Exit(UNDER_WAY)


@jobs.command()
def review(
    output: Output,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The table folder, new or one to add to.")],
    most: Annotated[int, typer.Option(min=1, help="Readings at most, the least sure.")] = 1000,
) -> None:
    """Write the doubtful readings that are done into a table folder, for `digitwise review`.

    Examples:

    - `digitwise jobs review out/ doubtful.table`
    - `digitwise jobs review s3://archive/read-1900 doubtful.table --most 200`
    """
    from digitwise.jobs import review_job

    found = review_job(output, folder, most)
    print(f"{found.cells:,} doubtful readings of {found.pictures:,} pictures are in {folder}; {found.left:,} are not")
    if found.gone:
        words = f"{found.gone:,} pictures were left out: they are gone, or not what they were when they were read"
        say(words)


class _Progress:
    """Says on standard error how many pictures are done: a line that moves, and in a log one a minute."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._done = 0
        self._said = time.monotonic()

    def __call__(self, plan: Plan, marker: Marker | None) -> None:
        from tqdm import tqdm

        from digitwise.jobs import status_of

        if self._bar is None:
            self._done = status_of(plan.output).done
            hidden = not sys.stderr.isatty()
            self._bar = tqdm(total=plan.pictures, initial=self._done, unit="picture", disable=hidden)
        rows = marker.rows if marker is not None else 0
        self._done += rows
        self._bar.update(rows)
        if self._done >= plan.pictures:
            self._bar.close()
        if self._bar.disable and time.monotonic() - self._said >= LOG_SECONDS:
            self._said = time.monotonic()
            say(f"{self._done:,} of {plan.pictures:,} pictures")


def _print_status(status: Status, as_json: bool) -> None:
    if as_json:
        print(json.dumps(status.to_dict(), indent=2))
        return
    share = status.done / status.pictures
    shards = f"{status.shards_done:,} of {status.shards:,} shards"
    print(f"{status.done:,} of {status.pictures:,} pictures ({share:.1%}), {shards}")
    if status.rate is not None and status.done < status.pictures:
        print(f"{status.rate:,.1f} pictures a second, {status.seconds_left:,.0f} s left")
    for code, count in sorted(status.codes.items(), key=lambda pair: -pair[1]):
        print(f"{count:>12,} {code}")
    for source, seconds in status.slowest:
        print(f"{seconds:>10.3f} s {source}")
    print("done" if status.success else "not done")
