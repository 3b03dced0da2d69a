#!/bin/sh
# Seen with: onnx 1.23.2, ONNX Runtime 1.32.0, NumPy 2.4.6, Python 3.11, Linux x86_64.
#
# Three who ought to know what an ONNX model answers: the reference evaluator of the onnx package, its shape inference, and
# ONNX Runtime. For pooling they disagree, and it is not ONNX Runtime that is wrong:
#   - ceil_mode without padding: the reference centers the columns that are lacking, as auto_pad SAME would, so that every
#     average of [1 2 3 4 5 6 7] is another one, not only the last;
#   - padding at one side: the reference takes the pads of the wrong sides, and the result has another shape;
#   - ceil_mode with padding: shape inference counts a window that would begin in the padding, which the operator leaves
#     out; what is inferred is no bound of the real size but a wrong one.
# Expected before it was run: all three agree.
#
# Output seen:
#   average of 3, step 3, ceil_mode, of 1 to 7: runtime [2.0, 5.0, 7.0], reference [1.5, 4.0, 6.0]
#   largest of 3, step 1, one more row and column at the end: runtime (6, 7), reference (5, 8), inferred (6, 7)
#   largest of 2, step 2, ceil_mode, one more row and column at the end: runtime (4, 4), reference (4, 4), inferred (4, 5)
#   largest of 3, step 2, padded all around: runtime (4, 4), reference (4, 4), inferred (4, 4)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cat > "$folder/look.py" <<'PYTHON'
import numpy
import onnxruntime
from onnx import TensorProto, helper, shape_inference
from onnx.reference import ReferenceEvaluator


def answers(operator, x, **attributes):
    """What ONNX Runtime and the reference answer, and the shape that is inferred."""
    node = helper.make_node(operator, ["x"], ["y"], **attributes)
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)
    graph = helper.make_graph([node], "graph", [given], [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)])
    document = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(document.SerializeToString(), options)
    inferred = shape_inference.infer_shapes(document, strict_mode=True).graph.output[0].type.tensor_type.shape
    shape = tuple(size.dim_value for size in inferred.dim)
    return session.run(None, {"x": x})[0], ReferenceEvaluator(document).run(None, {"x": x})[0], shape


row = numpy.arange(1, 8, dtype=numpy.float32).reshape(1, 1, 1, 7)
runtime, reference, _ = answers("AveragePool", row, kernel_shape=[1, 3], strides=[1, 3], ceil_mode=1)
print("average of 3, step 3, ceil_mode, of 1 to 7: ", end="")
print(f"runtime {runtime.ravel().tolist()}, reference {reference.ravel().tolist()}")
picture = numpy.random.default_rng(0).normal(size=(1, 1, 7, 8)).astype(numpy.float32)
for name, attributes in {
    "largest of 3, step 1, one more row and column at the end": dict(kernel_shape=[3, 3], pads=[0, 0, 1, 1]),
    "largest of 2, step 2, ceil_mode, one more row and column at the end": dict(
        kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 1, 1], ceil_mode=1
    ),
    "largest of 3, step 2, padded all around": dict(kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]),
}.items():
    runtime, reference, shape = answers("MaxPool", picture, **attributes)
    print(f"{name}: runtime {runtime.shape[2:]}, reference {reference.shape[2:]}, inferred {shape[2:]}")
PYTHON
"$folder/venv/bin/python" "$folder/look.py" | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
