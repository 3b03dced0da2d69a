#!/bin/sh
# Seen with: ONNX Runtime 1.32.0, onnx 1.23.2, NumPy 2.4.6, JAX 0.10.2, scikit-learn 1.9.1, Python 3.11, Linux x86_64 with
# AVX2, CPU, one thread.
#
# Whether the answer for one digit depends, to the bit, on how many others are asked about in the same call. ONNX Runtime's
# matrix products in single precision do not: alone or among 128 the bits are the same. NumPy's and JAX's do, and for JAX a
# batch of 1 agrees with one of 128 and not with one of 2 to 16. A network that was quantized dynamically to eight bits
# does most of all, though sums of integers are exact: the scale of its inputs is that of the whole batch.
# Expected before it was run: all in single precision differ between a batch of 1 and larger ones, as a product with a
# vector is computed otherwise; eight bits do not differ.
#
# Output seen:
#   batches that give a row the same bits:
#     NumPy         [[1], [2], [4], [8], [16, 32, 64, 128]] or the like
#     JAX           [[1, 64, 128], [2, 4, 8, 16], [32]] or the like
#     ONNX Runtime  [[1, 2, 4, 8, 16, 32, 64, 128]]
#   digits whose probabilities differ alone and among all 797: single precision 0, dynamic eight bits 796
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6 jax==0.10.2 jaxlib==0.10.2 scikit-learn==1.9.1
cat > "$folder/look.py" <<'PYTHON'
import os
import sys
import warnings

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import jax
import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
SIZES = (1, 2, 4, 8, 16, 32, 64, 128)


def model(path, weights, inputs, outputs):
    """Dense layers with ReLU between them."""
    nodes, arrays, last = [], [], "x"
    for place, (kernel, bias) in enumerate(weights):
        arrays += [numpy_helper.from_array(kernel, f"w{place}"), numpy_helper.from_array(bias, f"b{place}")]
        end = place == len(weights) - 1
        nodes += [
            helper.make_node("MatMul", [last, f"w{place}"], [f"m{place}"]),
            helper.make_node("Add", [f"m{place}", f"b{place}"], ["y" if end else f"a{place}"]),
        ]
        if not end:
            nodes.append(helper.make_node("Relu", [f"a{place}"], [f"r{place}"]))
            last = f"r{place}"
    into = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", inputs])]
    out = [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", outputs])]
    made = helper.make_model(
        helper.make_graph(nodes, "dense", into, out, arrays), opset_imports=[helper.make_opsetid("", 17)]
    )
    made.ir_version = 9
    onnx.save(made, path)


def session(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    opened = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return lambda rows: opened.run(None, {"x": rows})[0]


def groups(product, rows):
    """Sizes of batches that give the first row the same bits."""
    found = {}
    for size in SIZES:
        found.setdefault(np.asarray(product(rows[:size]))[0].tobytes(), []).append(size)
    return list(found.values())


folder = sys.argv[1]
rng = np.random.default_rng(0)
rows, kernel = rng.random((128, 784), np.float32), rng.normal(0, 0.05, (784, 512)).astype(np.float32)
model(f"{folder}/product.onnx", [(kernel, np.zeros(512, np.float32))], 784, 512)
jitted = jax.jit(lambda a, b: a @ b)
seen = {
    "NumPy": groups(lambda part: part @ kernel, rows),
    "JAX": groups(lambda part: jitted(part, kernel), rows),
    "ONNX Runtime": groups(session(f"{folder}/product.onnx"), rows),
}
print("batches that give a row the same bits:")
for name, found in seen.items():
    print(f"  {name:13} {found}")
images, labels = load_digits(return_X_y=True)
images = (images / 16).astype(np.float32)
network = MLPClassifier((512,), max_iter=60, random_state=0).fit(images[:1000], labels[:1000])
weights = [(w.astype(np.float32), b.astype(np.float32)) for w, b in zip(network.coefs_, network.intercepts_)]
model(f"{folder}/single.onnx", weights, 64, 10)
quantize_dynamic(f"{folder}/single.onnx", f"{folder}/eight.onnx", weight_type=QuantType.QInt8)
tested, differ = images[1000:], []
for name in ("single", "eight"):
    ask = session(f"{folder}/{name}.onnx")
    alone = np.concatenate([ask(tested[k : k + 1]) for k in range(len(tested))])
    differ.append(int((alone != ask(tested)).any(axis=1).sum()))
print(f"digits whose probabilities differ alone and among all {len(tested)}:", end=" ")
print(f"single precision {differ[0]}, dynamic eight bits {differ[1]}")
changed = len(seen["NumPy"]) < 2 or len(seen["JAX"]) < 2 or len(seen["ONNX Runtime"]) > 1
sys.exit(changed or differ[0] > 0 or differ[1] < 700)
PYTHON
"$folder/venv/bin/python" "$folder/look.py" "$folder" 2> "$folder/err" || { cat "$folder/err" >&2; exit 1; }
