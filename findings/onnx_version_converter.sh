#!/bin/sh
# Seen with: onnx 1.23.2, ONNX Runtime 1.32.0, NumPy 2.4.6, Python 3.11, Linux x86_64.
#
# onnx.version_converter lifts an older model to a newer opset, by adapters where an operator changed its meaning. Softmax and
# LogSoftmax, which took all dimensions from an axis on as one up to opset 12, get their Flatten and Reshape and answer as
# before. Others are passed on with their old attributes and answer otherwise, in silence, the checker agreeing:
#   - Hardmax, whose meaning changed in the same release as Softmax's, becomes the new Hardmax: one winner in each row of the
#     last dimension where there was one for all;
#   - Resize of opset 10 knew no coordinate_transformation_mode and computed as "asymmetric"; it gets none, and the default
#     of opset 11 and later is "half_pixel": a picture is shifted by up to half a pixel on its way in;
#   - Upsample of opset 9, mode linear, becomes such a Resize.
# Expected before it was run: all of them answer as before, or the converter refuses.
#
# Output seen, the largest difference between the answers of the model and of its conversion:
#   Softmax 9 to 20: 0.00
#   LogSoftmax 9 to 20: 0.00
#   Hardmax 9 to 20: 1.00
#   Upsample nearest 9 to 20: 0.00
#   Upsample linear 9 to 20: 2.25
#   Resize nearest 10 to 20: 9.00
#   Resize linear 10 to 20: 1.85
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cat > "$folder/look.py" <<'PYTHON'
import numpy
import onnxruntime
from onnx import TensorProto, checker, helper, numpy_helper, version_converter

PICTURE = numpy.arange(64, dtype=numpy.float32).reshape(1, 1, 8, 8)


def model(operator, opset, scales=None, **attributes):
    constants = [] if scales is None else [numpy_helper.from_array(numpy.float32(scales), "scales")]
    node = helper.make_node(operator, ["x", *(constant.name for constant in constants)], ["y"], **attributes)
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, PICTURE.shape)
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    graph = helper.make_graph([node], "graph", [x], [y], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)


def answer(document):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(document.SerializeToString(), options).run(None, {"x": PICTURE})[0]


def look(name, old, opset):
    new = version_converter.convert_version(old, 20)
    checker.check_model(new, full_check=True)
    print(f"{name} {opset} to 20: {numpy.abs(answer(old) - answer(new)).max():.2f}")


for operator in ("Softmax", "LogSoftmax", "Hardmax"):
    look(operator, model(operator, 9), 9)
for mode in ("nearest", "linear"):
    look(f"Upsample {mode}", model("Upsample", 9, [1, 1, 2, 2], mode=mode), 9)
for mode in ("nearest", "linear"):
    look(f"Resize {mode}", model("Resize", 10, [1, 1, 1.7, 1.7], mode=mode), 10)
PYTHON
"$folder/venv/bin/python" "$folder/look.py" | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
