"""Models that strangers made: nothing of them is run, read or allocated before it was found harmless."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import ModelProto, TensorProto, helper, load, numpy_helper

from digitwise import networks
from digitwise.backend import keras
from digitwise.errors import ModelError
from digitwise.exporting import export, to_onnx
from digitwise.models import load_model
from digitwise.models.card import INPUT_CONTRACT, Card, read_card
from digitwise.models.onnx_file import parse_onnx
from digitwise.models.onnx_memory import graph_memory
from digitwise.reading.recognition.classify import WEIGHTS

Edit = Callable[[dict[str, Any]], None]


def _onnx(nodes: list[Any], constants: list[TensorProto]) -> ModelProto:
    """A model from uint8 images to anything."""
    graph = helper.make_graph(
        nodes,
        "stranger",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["n", 28, 28])],
        [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)],
        constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def _constant(name: str, value: Any) -> TensorProto:
    return numpy_helper.from_array(np.asarray(value), name)


def _put(document: ModelProto, folder: Path) -> Path:
    """The model with a card that has its digest."""
    content = document.SerializeToString()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(content)
    Card("stranger", hashlib.sha256(content).hexdigest()).write(folder)
    return folder


def _refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("location", ["secret", "symbolic", "hard", "../secret", "nowhere"])
def test_external_data_are_refused_before_a_runtime_sees_them(tmp_path: Path, location: str) -> None:
    """Given as bytes, a runtime would read the file from the current folder; a link to any other is one too."""
    Path("secret").write_bytes(np.full(784 * 10, 0.5, np.float32).tobytes())
    Path("symbolic").symlink_to("secret")
    Path("hard").hardlink_to("secret")
    kernel = TensorProto(name="kernel", data_type=TensorProto.FLOAT, dims=[784, 10])
    kernel.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", "0"), ("length", str(4 * 7840))):
        entry = kernel.external_data.add()
        entry.key, entry.value = key, value
    nodes = [
        helper.make_node("Cast", ["images"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["floats"], ["flat"]),
        helper.make_node("MatMul", ["flat", "kernel"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["p"]),
    ]
    assert "is refused: it keeps weights in other files (external data)" in _refusal(
        _put(_onnx(nodes, [kernel]), tmp_path)
    )
    inside = helper.make_node("Constant", [], ["kernel"], value=kernel)
    assert "external data" in _refusal(_put(_onnx([inside, *nodes], []), tmp_path))


@pytest.mark.parametrize(
    ("nodes", "constants", "words"),
    [
        (
            [helper.make_node("Add", ["column", "row"], ["much"]), helper.make_node("Add", ["much", "images"], ["p"])],
            [_constant("column", np.zeros((2**17, 1), np.uint8)), _constant("row", np.zeros((1, 2**17), np.uint8))],
            "GiB for one image, expected at most 2 GiB",
        ),
        (
            [helper.make_node("Pad", ["images", "pads"], ["p"])],
            [_constant("pads", np.array([0, 2**20, 0, 0, 0, 2**20], np.int64))],
            "GiB for one image, expected at most 2 GiB",
        ),
        (
            [helper.make_node("Pad", ["images", "pads"], ["p"])],
            [_constant("pads", np.array([0, 2**40, 0, 0, 0, 0], np.int64))],
            "which no memory holds",
        ),
        (
            [helper.make_node("ConstantOfShape", ["shape"], ["p"])],
            [_constant("shape", np.array([2**20, 2**20], np.int64))],
            "it has the operation 'ConstantOfShape', expected one of Abs, Add, AveragePool",
        ),
        ([helper.make_node("Relu", ["nothing"], ["p"])], [], "takes what nothing gave"),
        (
            [helper.make_node("Relu", ["images"], ["p"], domain="com.example")],
            [],
            "an operation of 'com.example', expected those of ONNX alone",
        ),
    ],
    ids=["stretched", "padded", "overflowing", "unknown", "unconnected", "foreign"],
)
def test_memory_is_measured_before_a_runtime_sees_the_model(
    nodes: list[Any], constants: list[TensorProto], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file that asks for much is refused in one line, and no session was opened."""
    monkeypatch.setattr("onnxruntime.InferenceSession", None)
    assert words in _refusal(_put(_onnx(nodes, constants), tmp_path))


def test_graph_inside_a_graph_and_function_are_refused(tmp_path: Path) -> None:
    """By the number of their field: no network of digits needs them."""
    inner = helper.make_graph([helper.make_node("Relu", ["images"], ["x"])], "inner", [], [])
    branching = _onnx([helper.make_node("If", ["images"], ["p"], then_branch=inner, else_branch=inner)], [])
    assert "its attribute has field 6" in _refusal(_put(branching, tmp_path / "if"))
    document = _onnx([helper.make_node("Relu", ["images"], ["p"])], [])
    document.functions.append(helper.make_function("", "Own", ["x"], ["y"], [], []))
    assert "its model has field 25" in _refusal(_put(document, tmp_path / "function"))


def test_tensor_that_announces_more_than_it_holds_is_refused(tmp_path: Path) -> None:
    """Its shape is not believed."""
    much = TensorProto(name="much", data_type=TensorProto.FLOAT, dims=[2**20, 2**20], raw_data=b"1234")
    document = _onnx([helper.make_node("Add", ["images", "much"], ["p"])], [much])
    assert "announces a tensor of shape (1048576, 1048576)" in _refusal(_put(document, tmp_path))


@pytest.mark.parametrize("name", ["classic", "quick", "reader"])
def test_shapes_are_those_of_onnx(name: str) -> None:
    """Our rules against the shape inference of the onnx library, for every operation of our networks."""
    from onnx.shape_inference import infer_shapes

    from digitwise.models import onnx_memory

    document = to_onnx(networks.build(name))
    document.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 3
    known = {
        info.name: tuple(dim.dim_value for dim in info.type.tensor_type.shape.dim)
        for info in infer_shapes(document).graph.value_info
    }
    graph = parse_onnx(document.SerializeToString())
    shapes = {"images": (3, 28, 28)} | {key: tensor.shape for key, tensor in graph.constants.items()}
    for node in graph.nodes:
        shapes[node.outputs[0]] = onnx_memory._shape_after(node, shapes, graph.constants)
    assert len(known) > 5
    assert {key: shapes[key] for key in known} == known


def test_memory_of_the_network_that_ships_is_known() -> None:
    """It grows with the images, and is far below what is let in."""
    graph = parse_onnx(WEIGHTS.read_bytes())
    one, many = (graph_memory(graph, (size, 28, 28)) for size in (1, 1000))
    assert one < 20 * 2**20 < many < 400 * 2**20


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 10**6), value=st.integers(0, 255), cut=st.booleans())
def test_parser_survives_any_damage(place: int, value: int, cut: bool) -> None:
    """A changed or missing byte gives a graph or a `ModelError`, nothing else, and soon."""
    content = bytearray(_SMALL)
    place %= len(content)
    content = content[:place] if cut else content
    if not cut:
        content[place] = value
    with suppress(ModelError):
        graph_memory(parse_onnx(bytes(content)), (1, 28, 28))


_SMALL = to_onnx(networks.classic(hidden_units=2)).SerializeToString()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_parser_survives_any_bytes(content: bytes) -> None:
    """As above, for what never was a model."""
    with pytest.raises(ModelError):
        graph_memory(parse_onnx(content), (1, 28, 28))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("name", ["model.onnx", "card.json", "model.keras"])
def test_pipe_or_device_in_place_of_a_file_is_refused(name: str, tmp_path: Path) -> None:
    """Neither is opened for reading: one never answers, the other never ends."""
    export(networks.classic(hidden_units=2), tmp_path)
    path = tmp_path / name
    model = path if path.suffix == ".keras" else tmp_path
    path.unlink()
    os.mkfifo(path)
    assert "no regular file" in _refusal(model)
    path.unlink()
    path.symlink_to("/dev/zero")
    words = "zero is no model" if path.suffix == ".keras" else "no regular file"
    assert words in _refusal(model)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"classes": list("1234567890")}, "expected the digits 0 to 9 in this order, with or without 'not a digit'"),
        ({"classes": "0123456789"}, "classes is 0123456789, expected the digits"),
        ({"classes": [[], {}]}, "expected the digits 0 to 9"),
        ({"calibration": {"temperature": 0}}, "calibration.temperature is 0, expected a number from 0.01 to 100"),
        ({"calibration": {"temperature": "1"}}, "calibration.temperature is 1, expected a number"),
        ({"calibration": {"threshold": True}}, "calibration.threshold is True, expected a number from 0 to 1"),
        ({"calibration": [1]}, "calibration is [1], expected an object"),
        ({"figures": {"train_accuracy": [0.9]}}, "figures.train_accuracy is [0.9], expected a number from 0 to 1"),
        ({"figures": 3}, "figures is 3, expected an object"),
        ({"sha256": "x"}, "sha256 is x, expected 64 digits of hex"),
        ({"name": {"a": "b\nc"}}, "expected a short text"),
        ({"seed": 1.5}, "seed is 1.5, expected an integer or null"),
        ({"more": 1}, "unexpected keyword argument 'more'"),
        ({"data": json.loads('{"a":' * 12 + "1" + "}" * 12)}, "it is nested too deeply"),
    ],
)
def test_card_that_cannot_be_meant_is_refused(changes: dict[str, Any], words: str, tmp_path: Path) -> None:
    """In one line that names what is wrong and what was expected."""
    export(networks.classic(hidden_units=2), tmp_path, ("onnx",))
    path = tmp_path / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    assert words in _refusal(tmp_path)


@pytest.mark.parametrize("content", ["NaN", "Infinity", "[" * 100_000, " " * (2**20 + 1), "\ud800", '{"format": 1'])
def test_card_that_is_no_document_is_refused(content: str, tmp_path: Path) -> None:
    """Not a number, nested without end, too long, no text."""
    export(networks.classic(hidden_units=2), tmp_path, ("onnx",))
    card = (tmp_path / "card.json").read_text().rstrip()[:-1]
    document = card + f', "calibration": {{"temperature": {content}}}}}'
    (tmp_path / "card.json").write_bytes(document.encode("utf-8", "surrogatepass"))
    assert "is no model card: " in _refusal(tmp_path)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
)


@settings(max_examples=60, deadline=None)
@given(document=_JSON)
def test_any_card_is_a_card_or_refused(document: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever JSON it is, and whatever stands in each place of a good one."""
    folder = tmp_path_factory.mktemp("card")
    good = {"format": 1, "name": "a", "sha256": "0" * 64, "classes": [*"0123456789"], "input": INPUT_CONTRACT}
    for whole in (document, *({**good, key: document} for key in (*good, "calibration", "figures", "seed"))):
        (folder / "card.json").write_text(json.dumps(whole))
        with suppress(ModelError):
            read_card(folder)


def _edited(path: Path, edit: Edit) -> Path:
    """A .keras file with another configuration."""
    networks.classic(hidden_units=4).save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])
    edit(config)
    members["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _many_units(config: dict[str, Any]) -> None:
    """The last layer gets twenty million units, which is 320 MB and no million million, should the check ever fail."""
    config["config"]["layers"][-1]["config"]["units"] = 20_000_000


def _wide_layer(config: dict[str, Any]) -> None:
    layer = {"class_name": "ZeroPadding1D", "module": "keras.layers", "registered_name": None}
    config["config"]["layers"].insert(1, layer | {"config": {"name": "wide", "padding": [0, 2**18]}})
    del config["config"]["layers"][3:]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (_many_units, "MiB for its weights, expected at most 100 MiB; nothing of it was built"),
        (_wide_layer, "MiB for its layers for one image, expected at most 4 MiB"),
    ],
)
def test_keras_file_is_measured_before_it_is_built(edit: Edit, words: str, tmp_path: Path) -> None:
    """Without a byte for its weights: the peak of this process hardly rises."""
    path = _edited(tmp_path / "large.keras", edit)
    load_model(_edited(tmp_path / "good.keras", lambda config: None))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert words in _refusal(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_keras_model_loads_after_one_was_refused(tmp_path: Path) -> None:
    """What Keras noted of the refused one is forgotten with its thread."""
    _refusal(_edited(tmp_path / "large.keras", _many_units))
    model = networks.quick()
    model.save(tmp_path / "good.keras")
    with keras.StatelessScope():
        pass
    images = np.zeros((3, 28, 28), np.uint8)
    np.testing.assert_array_equal(load_model(tmp_path / "good.keras").predict(images), model.predict(images, verbose=0))


def test_keras_configuration_that_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    """Python's own limit is no traceback."""
    path = tmp_path / "deep.keras"
    for content in ("[" * 100_000, "{}", "[]", '{"a":' * 900 + "1" + "}" * 900):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("config.json", content)
        _refusal(path)


def test_shipped_model_is_the_one_that_onnx_reads() -> None:
    """Our parser against the onnx library: same nodes, same shapes of constants."""
    document, graph = load(str(WEIGHTS)), parse_onnx(WEIGHTS.read_bytes())
    assert [node.operator for node in graph.nodes] == [node.op_type for node in document.graph.node]
    assert [node.inputs for node in graph.nodes] == [tuple(node.input) for node in document.graph.node]
    shapes = {tensor.name: tuple(tensor.dims) for tensor in document.graph.initializer}
    assert {name: tensor.shape for name, tensor in graph.constants.items()} == shapes
