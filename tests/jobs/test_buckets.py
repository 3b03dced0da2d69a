"""Buckets, on a store that speaks S3: the rows are those of a folder, also when the store goes away in between."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from digitwise.errors import JobError, PictureError, UsageError
from digitwise.jobs import Options, Plan, run_job, status_of, verify
from digitwise.jobs.engines.local import LocalEngine
from digitwise.jobs.inputs import input_of
from digitwise.jobs.output.markers import Marker
from digitwise.jobs.places import File, place_of
from digitwise.jobs.places.place import Place
from tests.jobs.object_store import Door, object_store
from tests.jobs.pictures import drawn, folder_of, rows
from tests.jobs.test_guard import Here

OPTIONS = Options(shard_pictures=4, limit_bad=0.5)


@pytest.fixture(scope="module")
def store() -> Iterator[Door]:
    """A store for all tests of this module, which the environment leads to."""
    with object_store() as (door, environment), pytest.MonkeyPatch.context() as patch:
        for name, value in {**environment, "DIGITWISE_BUCKET_SECONDS": "1"}.items():
            patch.setenv(name, value)
        yield door


def put(url: str, name: str, content: bytes) -> None:
    """Put an object."""
    place_of(url).publish(name, lambda draft: draft.write_bytes(content))


def put_pictures(url: str, count: int, folder: Path) -> Path:
    """The pictures of a folder in a bucket, and the folder."""
    pictures = folder_of(count, folder / "pictures")
    for path in pictures.rglob("*.png"):
        put(url, str(path.relative_to(pictures)), path.read_bytes())
    return pictures


def test_a_job_from_bucket_to_bucket_gives_the_rows_of_a_folder(store: Door, tmp_path: Path) -> None:
    """Read by another process, which finds its way by the environment."""
    pictures = put_pictures("s3://archive/one/scans", 10, tmp_path)
    status = run_job("s3://archive/one/scans", "s3://archive/one/out", OPTIONS, LocalEngine(1))
    run_job(str(pictures), str(tmp_path / "out"), OPTIONS, Here())
    assert status.success
    assert rows("s3://archive/one/out") == rows(tmp_path / "out")
    assert verify("s3://archive/one/out") == (3, 10, [])
    before = {file.name: file for file in place_of("s3://archive/one/out").files()}
    run_job("s3://archive/one/scans", "s3://archive/one/out", OPTIONS, Here())
    assert {file.name: file for file in place_of("s3://archive/one/out").files()} == before


def test_a_store_that_goes_away_stops_the_job_and_it_goes_on_later(store: Door, tmp_path: Path) -> None:
    """After it was asked again for a while."""
    pictures = put_pictures("s3://archive/two/scans", 10, tmp_path)

    def shut(plan: Plan, marker: Marker | None) -> None:
        store.shut = marker is not None

    with pytest.raises(JobError, match=r"s3://archive/two/\w+ does not answer as it should: .*; run again") as caught:
        run_job("s3://archive/two/scans", "s3://archive/two/out", OPTIONS, Here(), shut)
    assert caught.value.code == "place"
    store.shut = False
    assert 1 <= status_of("s3://archive/two/out").shards_done < 3
    run_job("s3://archive/two/scans", "s3://archive/two/out", OPTIONS, Here())
    run_job(str(pictures), str(tmp_path / "out"), OPTIONS, Here())
    assert rows("s3://archive/two/out") == rows(tmp_path / "out")


def test_an_object_is_created_once(store: Door, tmp_path: Path) -> None:
    """Whoever comes second leaves it as it is."""
    place: Place = place_of("s3://archive/three")
    assert place.publish("name", lambda draft: draft.write_bytes(b"first"))
    assert not place.publish("name", lambda draft: draft.write_bytes(b"second"))
    assert place.read("name") == b"first"
    with pytest.raises(FileNotFoundError):
        place.read("nowhere")
    assert place.look("nowhere") is None


def test_an_object_that_was_changed_or_removed_is_said(store: Door, tmp_path: Path) -> None:
    """By its etag."""
    put("s3://archive/four", "a.png", drawn(0))
    place = place_of("s3://archive/four")
    (file,) = place.files()
    asked = [file, file._replace(stamp="other"), File("gone.png", 3, "x")]
    found = [c.code if isinstance(c, PictureError) else c for c in place.pictures(asked)]
    assert found == [drawn(0), "changed", "not_found"]


def test_files_with_many_pictures_are_read_from_a_bucket(store: Door, tmp_path: Path) -> None:
    """A tar file, a table, an array and a list."""
    tar, table, array = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as file:
        info = tarfile.TarInfo("0.png")
        info.size = len(drawn(0))
        file.addfile(info, io.BytesIO(drawn(0)))
    pq.write_table(pa.table({"png": pa.array([drawn(1)], pa.binary())}), table)
    np.savez(array, x=np.full((1, 28, 28), 7, np.uint8))
    names = {
        "a.tar": tar,
        "b.parquet": table,
        "c.npz": array,
        "d.txt": io.BytesIO(b"e.png\n"),
        "e.png": io.BytesIO(b"e"),
    }
    for name, content in names.items():
        put("s3://archive/five", name, content.getvalue())
    found = []
    for name in list(names)[:4]:
        source = input_of(f"s3://archive/five/{name}")
        found += list(source.contents(list(source.entries())))
    assert found == [drawn(0), drawn(1), bytes([7]) * 784, b"e"]


def test_a_bucket_that_is_not_there_is_a_sentence(store: Door) -> None:
    """One line, without what the store says in XML."""
    with pytest.raises((JobError, UsageError)) as caught:
        run_job("s3://nobody/scans", "s3://archive/six", OPTIONS, Here())
    assert "\n" not in str(caught.value)
    assert os.environ["AWS_SECRET_ACCESS_KEY"] not in str(caught.value)
