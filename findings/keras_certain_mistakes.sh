#!/bin/sh
# Seen with: Keras 3.15.1 on JAX 0.10.2, scikit-learn 1.9.1, NumPy 2.4.6, Python 3.11, Linux x86_64, CPU.
#
# A network that ends in softmax, with cross entropy of probabilities, and the same network without softmax, with cross
# entropy of logits, are one network on paper: the slope of the loss at the scores is p - t in both. Keras takes no
# probability for less than 1e-7, so where the first is certain and wrong its slope is 0, not 1. With a rate that is too
# large for a moment this decides: trained with RMSprop at 0.1 from five seeds, the first never learns anything again, the
# second reads most digits. No node needs to be dark for that.
# Expected before it was run: both fail, or both learn.
#
# Output seen:
#   largest slope at the scores where a certain answer is wrong: probabilities 0.0, logits 1.0
#   of five networks that end in softmax, read more than half of the digits: 0
#   of five networks that end in logits, read more than half of the digits: 5
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    keras==3.15.1 jax==0.10.2 jaxlib==0.10.2 scikit-learn==1.9.1 numpy==2.4.6
cat > "$folder/look.py" <<'PYTHON'
import jax
import keras
from sklearn.datasets import load_digits

SCORES = keras.ops.convert_to_tensor([[0.0, 30.0]])
X, Y = load_digits(return_X_y=True)
X = (X / 16).astype("float32")


def loss(scores, logits):
    given = scores if logits else keras.ops.softmax(scores)
    return keras.ops.sparse_categorical_crossentropy([0], given, from_logits=logits)[0]


def accuracy(seed, logits):
    keras.utils.set_random_seed(seed)
    last = keras.layers.Dense(10, None if logits else "softmax")
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(512, "relu"), last])
    entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
    model.compile(keras.optimizers.RMSprop(0.1), entropy)
    model.fit(X[:1400], Y[:1400], batch_size=128, epochs=5, verbose=0)
    return (model.predict(X[1400:], verbose=0).argmax(1) == Y[1400:]).mean()


slopes = [float(abs(jax.grad(loss)(SCORES, logits)).max()) for logits in (False, True)]
print(
    "largest slope at the scores where a certain answer is wrong:"
    f" probabilities {slopes[0]:.1f}, logits {slopes[1]:.1f}"
)
for name, logits in (("softmax", False), ("logits", True)):
    learned = sum(accuracy(seed, logits) > 0.5 for seed in range(5))
    print(f"of five networks that end in {name}, read more than half of the digits: {learned}")
PYTHON
KERAS_BACKEND=jax JAX_PLATFORMS=cpu "$folder/venv/bin/python" "$folder/look.py" | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
