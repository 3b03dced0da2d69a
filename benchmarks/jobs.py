"""Jobs over many pictures: whether every way to run one gives the same rows, and how fast.

python benchmarks/jobs.py                       # 20,000 pictures that it draws, 1 % of them hostile
python benchmarks/jobs.py --pictures 2000 --only golden two speed prepared
python benchmarks/jobs.py --only speed pages --against ../older   # and beside a loop of another checkout

Machines differ and others may be at work beside it, so what counts are the ratios: what is compared runs by turns. Each
is given in time of the clock, and in time of the processor, which hardly depends on who else is at work.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.job_pictures import digit_images, png, write_pictures
from benchmarks.job_rates import Peak, Rate, rate_of_job, rate_of_loop, rate_of_nodes, spread, timed
from digitwise.jobs import Options, load_plan, make_plan, run_job, status_of
from digitwise.jobs.engines.local import LocalEngine
from digitwise.jobs.inputs import Entry
from digitwise.jobs.output.markers import Marker, marker_name, rows_name
from digitwise.jobs.planning.listing import write_listing
from digitwise.reading.reader import Reader

ROOT = Path(__file__).parents[1]
SECTIONS = ("golden", "two", "ray", "nodes", "speed", "pages", "prepared", "memory", "plan", "status")
ROUNDS = 5
MILLION = 1_000_000
AGAINST: list[Path] = []
"""Another checkout, if its plain loop is compared with, too."""

PAGES = 75
"""Pages of a megapixel: shards of seven at least, since each takes 30 ms to publish."""


def main() -> None:
    """Run the sections that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=20_000)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--against", type=Path, help="another checkout, whose plain loop is compared with, too")
    options = parser.parse_args()
    AGAINST.extend([options.against.resolve()] if options.against else [])
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="digitwise-jobs-") as name:
        folder = Path(name)
        pictures = folder / "pictures"
        if {"golden", "two", "ray"} & set(options.only):
            write_pictures(pictures, options.pictures)
        for section in options.only:
            globals()[f"run_{section}"](folder, pictures, options.pictures)


def run_golden(folder: Path, pictures: Path, count: int) -> None:
    """One process over all pictures: what everything else is compared with."""
    seconds = timed(lambda: _job(pictures, folder / "golden", LocalEngine(1))).clock
    print(f"one process: {count / seconds:,.0f} pictures/s; {status_of(str(folder / 'golden')).codes}")


def run_two(folder: Path, pictures: Path, count: int) -> None:
    """Two processes."""
    seconds = timed(lambda: _job(pictures, folder / "two", LocalEngine(2))).clock
    print(f"two processes: {count / seconds:,.0f} pictures/s; rows equal: {_equal(folder, 'two')}")


def run_ray(folder: Path, pictures: Path, count: int) -> None:
    """Two nodes of Ray on this machine, one lost after 30 % and one added after 60 %."""
    seconds = timed(lambda: _on_two_nodes(pictures, folder / "ray", _shard(count))).clock
    print(
        f"two nodes of Ray, from start to end: {count / seconds:,.0f} pictures/s; rows equal: {_equal(folder, 'ray')}"
    )


def run_nodes(folder: Path, pictures: Path, count: int) -> None:
    """Two nodes of Ray that stay, beside one process, once they are there."""
    some, ratios = folder / "nodes", []
    write_pictures(some, min(count, 4000))
    files = sum(1 for _ in some.rglob("*.png"))
    for number in range(ROUNDS):
        one = rate_of_job(some, folder / f"one-node-{number}", 1, files)
        _on_two_nodes(some, folder / f"two-nodes-{number}", files // 20, "--steady")
        ratios.append(rate_of_nodes(folder / f"two-nodes-{number}", 2) / one.clock)
    ratios.sort()
    middle, lowest, highest = statistics.median(ratios), ratios[0], ratios[-1]
    print(f"two nodes of Ray: {middle:.2f} ({lowest:.2f}–{highest:.2f}, n={ROUNDS}) × one process")


def _on_two_nodes(pictures: Path, output: Path, shard: int, *options: str) -> None:
    token = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "0123456789abcdef" * 2}
    environment = {**os.environ, **token, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0"}
    program = [sys.executable, str(ROOT / "tests" / "jobs" / "on_two_nodes.py"), str(pictures), str(output)]
    subprocess.run([*program, str(shard), *options], env=environment, check=True, stdout=subprocess.DEVNULL)


def run_speed(folder: Path, pictures: Path, count: int) -> None:
    """One process beside a plain loop over small pictures, and two beside one."""
    some = folder / "speed"
    write_pictures(some, min(count, 2000))
    _compare(some, folder, "28×28 pictures")


def run_pages(folder: Path, pictures: Path, count: int) -> None:
    """The same with pages of 1,000×1,000."""
    pages = folder / "pages"
    pages.mkdir()
    for number in range(PAGES):
        page = np.full((1000, 1000), 255, np.uint8)
        for place in range(12):
            at = (80 + 240 * (place % 4), 200 + 300 * (place // 4))
            cv2.putText(page, str(number * place), at, cv2.FONT_HERSHEY_SIMPLEX, 2.5, 0, 7, cv2.LINE_AA)
        (pages / f"{number:02}.png").write_bytes(png(page))
    _compare(pages, folder, "pages of 1 megapixel")


def run_prepared(folder: Path, pictures: Path, count: int) -> None:
    """Images ready for the network, beside the bare network in batches of 64."""
    images = digit_images(5 * Options().shard_pictures)
    np.savez(folder / "images.npz", x=images)
    network = Reader(threads=1).experts.digits
    network.classify(images[:64])
    ratios = []
    for number in range(ROUNDS):
        bare = timed(lambda: [network.classify(images[i : i + 64]) for i in range(0, len(images), 64)])
        job = rate_of_job(folder / "images.npz", folder / f"prepared-{number}", 1, len(images))
        ratios.append(Rate(len(images) / bare.clock, len(images) / bare.processor).times(job))
    print(f"prepared images: {spread(ratios)} × the bare network in batches of 64")


def run_memory(folder: Path, pictures: Path, count: int) -> None:
    """The largest memory of a worker, for some pictures and for ten times as many."""
    peaks = []
    for times in (1, 10):
        some = folder / f"memory-{times}"
        write_pictures(some, 300 * times)
        with Peak() as peak:
            run_job(str(some), str(folder / f"memory-out-{times}"), Options(100, limit_bad=0.5), LocalEngine(1))
        peaks.append(peak.bytes)
    print(f"memory of a worker: {peaks[0] / 2**20:.0f} MB, at ten times the pictures × {peaks[1] / peaks[0]:.3f}")


def run_plan(folder: Path, pictures: Path, count: int) -> None:
    """A listing of a million entries, and a folder of 100,000 files."""
    names = (f"a/{number // 1000:04}/{number:07}.png" for number in range(MILLION))
    entries = (Entry(name, name, -1, 300, str(len(name))) for name in names)
    seconds = timed(lambda: write_listing(entries, 2000, folder / "listing.parquet"))
    many = folder / "many"
    for number in range(100_000):
        within = many / f"{number // 1000:03}"
        within.mkdir(parents=True, exist_ok=True)
        (within / f"{number:06}.png").touch()
    walked = timed(lambda: make_plan(str(many), str(folder / "planned"), Options()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"a listing of a million: {seconds.clock:.1f} s (of the processor {seconds.processor:.1f} s); "
        f"a folder of 100,000 planned: {walked.clock:.1f} s; peak {peak:.2f} GB"
    )


def run_status(folder: Path, pictures: Path, count: int) -> None:
    """The status of 10,000 shards."""
    some = folder / "shards"
    write_pictures(some, 1)
    make_plan(str(some), str(folder / "status"), Options(limit_bad=1))
    (folder / "status" / "markers").mkdir()
    for shard in range(10_000):
        marker = Marker(shard, 1, 1, "0" * 64, {"ok": 1}, 1.0, ("x", 1.0), float(shard))
        # Not as a job does it: ten thousand flushes to disk would take minutes.
        (folder / "status" / marker_name(shard)).write_text(json.dumps(asdict(marker)))
    taken = timed(lambda: status_of(str(folder / "status")))
    print(f"status of 10,000 shards: {taken.clock:.2f} s (of the processor {taken.processor:.2f} s)")


def _compare(pictures: Path, folder: Path, what: str) -> None:
    files = sorted(path for path in pictures.rglob("*.png"))
    loops = {"a plain loop": ROOT} | ({"one of the other checkout": AGAINST[0]} if AGAINST else {})
    one: dict[str, list[Rate]] = {name: [] for name in loops}
    two = []
    for number in range(ROUNDS):
        # Without those of the first shard, which are no part of the rate of a job: of pages, later ones take longer.
        plain = {name: rate_of_loop(checkout, files[len(files) // 5 :]) for name, checkout in loops.items()}
        outputs = [folder / f"{pictures.name}-{number}-{processes}" for processes in (1, 2)]
        rates = [rate_of_job(pictures, output, n, len(files)) for n, output in enumerate(outputs, 1)]
        for name, rate in plain.items():
            one[name].append(rate.times(rates[0]))
        two.append(rates[0].times(rates[1]))
    for name, ratios in one.items():
        print(f"{what}: one process {spread(ratios)} × {name} on one core")
    print(f"{what}: two processes {spread(two)} × one")


def _job(pictures: Path, output: Path, engine: LocalEngine) -> None:
    count = sum(1 for _ in pictures.rglob("*.png"))
    run_job(str(pictures), str(output), Options(_shard(count), limit_bad=0.5), engine)


def _shard(count: int) -> int:
    return max(1, count // 40)


def _equal(folder: Path, name: str) -> bool:
    golden = folder / "golden"
    return golden.exists() and _rows(golden) == _rows(folder / name)


def _rows(output: Path) -> pa.Table:
    plan = load_plan(str(output))
    parts = [pq.read_table(output / rows_name(shard)) for shard in range(plan.shards)]
    table: pa.Table = pa.concat_tables(parts).unify_dictionaries().sort_by("id").drop_columns(["seconds"])
    return table


if __name__ == "__main__":
    main()
