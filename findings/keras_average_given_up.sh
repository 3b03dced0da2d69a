#!/bin/sh
# Seen with: Keras 3.15.1 on JAX 0.10.2, NumPy 2.4.6, Python 3.11, Linux x86_64, CPU.
#
# An optimizer of Keras keeps a moving average of the weights (use_ema); fit ends by making the average the weights. On JAX
# both are the same arrays from then on. evaluate hands the weights over to be reused by its program, and gives the model new
# ones; the optimizer is left with the old arrays, which are deleted. Thus fit, evaluate, save, as every tutorial has it,
# ends in an error, and the trained model cannot be kept with its optimizer; fit, save does. Giving each weight a copy of
# itself after fit mends it.
# Expected before it was run: the model is saved.
#
# Output seen:
#   fit, save: saved
#   fit, evaluate, save: RuntimeError
#   fit, copy, evaluate, save: saved
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check keras==3.15.1 jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
cat > "$folder/look.py" <<'PYTHON'
import sys

import keras
import numpy

X = numpy.random.default_rng(0).normal(size=(64, 8)).astype("float32")
Y = X[:, :1]


def look(*steps):
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1, use_ema=True), "mse")
    model.fit(X, Y, verbose=0)
    if "copy" in steps:
        for variable in model.trainable_variables:
            variable.assign(keras.ops.copy(variable.value))
    if "evaluate" in steps:
        model.evaluate(X, Y, verbose=0)
    try:
        model.save(f"{sys.argv[1]}/model.keras")
        outcome = "saved"
    except RuntimeError:
        outcome = "RuntimeError"
    print(f"{', '.join(['fit', *steps, 'save'])}: {outcome}")


look()
look("evaluate")
look("copy", "evaluate")
PYTHON
KERAS_BACKEND=jax JAX_PLATFORMS=cpu "$folder/venv/bin/python" "$folder/look.py" "$folder" | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
