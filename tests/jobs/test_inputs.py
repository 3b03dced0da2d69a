"""What a job can read: each kind gives its pictures by name, in one order, and what is damaged is refused."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from digitwise.data.idx import idx_header
from digitwise.errors import DigitwiseError, JobError, PictureError, UsageError
from digitwise.jobs.inputs import input_of, reopened
from tests.jobs.pictures import drawn, folder_of

IMAGES = np.random.default_rng(1).integers(0, 256, (5, 28, 28)).astype(np.uint8)


def in_tar(name: str, members: dict[str, bytes]) -> Path:
    """A tar file."""
    with tarfile.open(name, "w") as tar:
        for member, content in members.items():
            info = tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return Path(name)


def read(name: str) -> dict[str, bytes | str]:
    """The pictures of an input as a worker reads them, by name; the code of one that cannot be read."""
    found = input_of(name)
    entries = list(found.entries())
    contents = list(reopened(found.spec()).contents(entries))
    assert len(contents) == len(entries)
    return {
        entry.source: content.code if isinstance(content, PictureError) else content
        for entry, content in zip(entries, contents, strict=True)
    }


def test_a_folder_gives_its_pictures_in_order() -> None:
    """Subfolders too, and nothing that is no picture by its name."""
    folder_of(4, Path("pictures"))
    Path("pictures/note.txt").write_text("no picture")
    assert read("pictures") == {
        "0000.png": drawn(0),
        "0003.png": drawn(3),
        "more/0001.png": drawn(1),
        "more/0002.png": drawn(2),
    }


def test_what_is_there_is_no_pattern() -> None:
    """A file whose name might be one is itself, and not the one that it would match."""
    for name, number in (("scan1.png", 1), ("scan[1].png", 2), ("d[1]/a.png", 3)):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(drawn(number))
    assert read("scan[1].png") == {"scan[1].png": drawn(2)}
    assert read("d[1]") == {"a.png": drawn(3)}
    assert read("scan[0-9].png") == {"scan1.png": drawn(1)}


def test_a_pattern_and_a_single_file_give_what_they_name() -> None:
    """Whatever the name ends with."""
    folder_of(4, Path("pictures"))
    assert list(read("pictures/**/*[12].png")) == ["more/0001.png", "more/0002.png"]
    assert list(read("pictures/*.png")) == ["0000.png", "0003.png"]
    assert read("pictures/0000.png") == {"0000.png": drawn(0)}
    Path("odd[1].png").write_bytes(drawn(2))
    assert read("odd[[]1].png") == {"odd[1].png": drawn(2)}


def test_a_list_gives_the_files_it_names_in_its_order() -> None:
    """Below the folder of the list; what is missing is said in its place."""
    folder_of(4, Path("pictures"))
    Path("pictures/names.txt").write_text("more/0002.png\n\nnowhere.png\n0000.png\n")
    assert read("pictures/names.txt") == {"more/0002.png": drawn(2), "nowhere.png": "not_found", "0000.png": drawn(0)}


def test_a_tar_file_gives_its_pictures() -> None:
    """And not what stands beside them; with a pattern, several tar files."""
    in_tar("a.tar", {"0.png": drawn(0), "0.cls": b"7", "1.jpg": drawn(1)})
    in_tar("b.tar", {"deep/2.png": drawn(2)})
    assert read("a.tar") == {"a.tar/0.png": drawn(0), "a.tar/1.jpg": drawn(1)}
    assert list(read("*.tar")) == ["a.tar/0.png", "a.tar/1.jpg", "b.tar/deep/2.png"]


def test_a_table_gives_the_bytes_of_its_rows() -> None:
    """Of a column of bytes, or of structs as data sets are published, in groups of rows; null is said."""
    plain = pa.table({"label": [1, 2, 3], "png": pa.array([drawn(0), None, drawn(2)], pa.binary())})
    pq.write_table(plain, "plain.parquet", row_group_size=2)
    structs = pa.array([{"bytes": drawn(1), "path": "x"}], pa.struct([("bytes", pa.binary()), ("path", pa.string())]))
    pq.write_table(pa.table({"image": structs}), "structs.parquet")
    assert read("plain.parquet") == {
        "plain.parquet#0": drawn(0),
        "plain.parquet#1": "not_an_image",
        "plain.parquet#2": drawn(2),
    }
    assert read("structs.parquet") == {"structs.parquet#0": drawn(1)}
    found = input_of("plain.parquet")
    assert list(found.contents(list(found.entries())[2:])) == [drawn(2)]


def test_a_table_of_paths_gives_the_files() -> None:
    """Below the folder of the table."""
    folder_of(2, Path("pictures"))
    pq.write_table(pa.table({"label": ["1"], "path": ["pictures/0000.png"]}), "paths.parquet")
    assert read("paths.parquet") == {"pictures/0000.png": drawn(0)}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_idx_file_gives_its_images(pack: Callable[[bytes], bytes]) -> None:
    """Gzipped or not; they are ready for the network."""
    Path("t10k-images-idx3-ubyte.gz").write_bytes(pack(idx_header(IMAGES) + IMAGES.tobytes()))
    found = read("t10k-images-idx3-ubyte.gz")
    assert list(found)[:2] == ["t10k-images-idx3-ubyte.gz[0]", "t10k-images-idx3-ubyte.gz[1]"]
    assert list(found.values()) == [image.tobytes() for image in IMAGES]
    assert input_of("t10k-images-idx3-ubyte.gz").prepared


def test_an_npz_file_gives_the_images_of_all_its_arrays() -> None:
    """And leaves out what are no images."""
    np.savez("mnist.npz", x_train=IMAGES[:3], y_train=np.arange(3, dtype=np.uint8), x_test=IMAGES[3:])
    found = read("mnist.npz")
    names = ["x_train[0]", "x_train[1]", "x_train[2]", "x_test[0]", "x_test[1]"]
    assert list(found) == [f"mnist.npz/{name}" for name in names]
    assert list(found.values()) == [image.tobytes() for image in IMAGES]


def test_what_is_damaged_is_refused_by_name() -> None:
    """Before anything is read, with what was expected."""
    whole = in_tar("whole.tar", {"0.png": drawn(0) * 40, "1.png": drawn(1)}).read_bytes()
    Path("cut.tar").write_bytes(whole[: len(drawn(0)) * 20])
    Path("text.tar").write_bytes(b"no tar file" * 100)
    Path("text.parquet").write_bytes(b"no table")
    np.savez("floats.npz", x=np.zeros((2, 28, 28)))
    np.savez("objects.npz", x=np.array([{}], dtype=object))
    pq.write_table(pa.table({"label": [1]}), "labels.parquet")
    both = {name: pa.array([b""], pa.binary()) for name in ("left", "right")}
    pq.write_table(pa.table(both), "both.parquet")
    for name, message in {
        "cut.tar": r"cut\.tar cannot be read .*expected a whole tar file",
        "text.tar": "expected a whole tar file",
        "text.parquet": "expected a whole Parquet file",
        "floats.npz": "none of its arrays",
        "objects.npz": "expected IDX or .npz with images of 28×28 uint8",
        "labels.parquet": "has the columns label, expected one of bytes, or one of paths",
        "both.parquet": r"several columns of bytes \(left, right\)",
    }.items():
        with pytest.raises(DigitwiseError, match=message):
            list(input_of(name).entries())


def test_a_file_with_many_pictures_that_was_changed_is_an_error() -> None:
    """What was planned would be read from other places."""
    in_tar("a.tar", {"0.png": drawn(0)})
    found = input_of("a.tar")
    entries = list(found.entries())
    in_tar("a.tar", {"1.png": drawn(1), "0.png": drawn(0)})
    with pytest.raises(JobError, match=re.escape("a.tar is not the file that was planned")):
        list(found.contents(entries))


def test_a_name_that_is_no_text_is_refused() -> None:
    """It could not be written into a table."""
    Path("names.txt").write_bytes(b"good.png\n\xff\xfe.png\n")
    with pytest.raises(UsageError, match=r"line 2 of names\.txt is no UTF-8 text"):
        list(input_of("names.txt").entries())
