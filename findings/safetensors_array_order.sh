#!/bin/sh
# Seen with: safetensors 0.8.0 and 0.7.0, NumPy 2.4.6, Python 3.11, Linux x86_64.
#
# A matrix of weights is turned over (kernel.T, as one does between frameworks) or comes in Fortran order (from SciPy or
# from MATLAB files), and is saved with safetensors.numpy.save. Up to 0.7.0 it comes back as it was. From 0.8.0 on the bytes
# are taken as they lie in memory and the shape as NumPy tells it: the array comes back with its shape, its dtype, its sum and
# its largest value, and every number in another place. Nothing is raised. numpy.ascontiguousarray before saving mends it.
# Expected before it was run: it comes back right, as the older release made bytes with ndarray.tobytes(), in C order.
#
# Output seen, 0.7.0 first:
#   0.7.0 C order: same
#   0.7.0 transposed: same
#   0.7.0 Fortran order: same
#   0.7.0 transposed, made contiguous: same
#   0.8.0 C order: same
#   0.8.0 transposed: [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]] for [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]
#   0.8.0 Fortran order: [[0.0, 3.0, 1.0], [4.0, 2.0, 5.0]] for [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
#   0.8.0 transposed, made contiguous: same
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/look.py" <<'PYTHON'
import numpy
import safetensors
from safetensors.numpy import load, save

matrix = numpy.arange(6, dtype=numpy.float32).reshape(2, 3)
ways = {
    "C order": matrix,
    "transposed": matrix.T,
    "Fortran order": numpy.asfortranarray(matrix),
    "transposed, made contiguous": numpy.ascontiguousarray(matrix.T),
}
for name, array in ways.items():
    found = load(save({"array": array}))["array"]
    assert found.shape == array.shape and found.dtype == array.dtype
    words = "same" if numpy.array_equal(found, array) else f"{found.tolist()} for {array.tolist()}"
    print(f"{safetensors.__version__} {name}: {words}")
PYTHON
python3 -m venv "$folder/venv"
for version in 0.7.0 0.8.0; do
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 "safetensors==$version"
  "$folder/venv/bin/python" "$folder/look.py"
done | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
