#!/bin/sh
# Seen with: Keras 3.15.1 on JAX 0.10.2, NumPy 2.4.6, Python 3.11, Linux x86_64, CPU.
#
# A trained network is asked about one image without a batch around it, the commonest slip of all. Keras refuses it with a
# ValueError, and rightly. But on JAX it had taken the weights out of the model before it looked at the input, and does not
# put them back: the next call, with a batch as it should be, says "'NoneType' object is not callable", and so does all that
# asks for the weights. What was trained is gone from memory. The same on NumPy's backend goes on as if nothing had been.
# Expected before it was run: an error, and a model that works afterwards.
#
# Output seen:
#   jax: ValueError for one image, then TypeError for a batch; weights without a value: 2 of 2
#   numpy: ValueError for one image, then an answer for a batch; weights without a value: 0 of 2
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check keras==3.15.1 jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
cat > "$folder/look.py" <<'PYTHON'
import os

import keras
import numpy as np

images = np.zeros((3, 28, 28), np.float32)
network = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])
network.predict(images, verbose=0)


def asked(what):
    try:
        network.predict(what, verbose=0)
    except Exception as error:
        return type(error).__name__
    return "an answer"


one, batch = asked(images[0]), asked(images)
lost = sum(weight._value is None for weight in network.weights)
print(f"{os.environ['KERAS_BACKEND']}: {one} for one image, then {batch} for a batch; ", end="")
print(f"weights without a value: {lost} of {len(network.weights)}")
PYTHON
for backend in jax numpy; do
    KERAS_BACKEND=$backend "$folder/venv/bin/python" "$folder/look.py" 2> "$folder/err" | tee -a "$folder/seen"
done
grep -q "^jax: ValueError for one image, then TypeError for a batch; weights without a value: 2 of 2" "$folder/seen"
grep -q "^numpy: ValueError for one image, then an answer for a batch; weights without a value: 0 of 2" "$folder/seen"
