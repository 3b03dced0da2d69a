#!/bin/sh
# Seen with: Keras 3.15.1 on JAX 0.10.2, NumPy 2.4.6, Python 3.11, Linux x86_64, CPU.
#
# An optimizer of Keras can keep a moving average of the weights (use_ema, ema_momentum) and can collect the gradients of
# several batches for one update (gradient_accumulation_steps). Together: the weights move once in 4 batches, the average
# moves at every batch, four times toward the same weights. A momentum of 0.9 is one of 0.9 ** 4 = 0.66 between updates, and
# an average that should reach over ten updates reaches over three. fit ends with these averages as the weights; nothing
# tells. To mean the same, ema_momentum has to be raised to one in the number of steps, which comes near but not to the bit.
# Expected before it was run: the average moves once with each update, like the weights.
#
# Output seen: the weights after fit, beside averages computed from the course of the weights
#   an update for each batch: the average over updates
#   an update in 4 batches: the average over batches
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check keras==3.15.1 jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
cat > "$folder/look.py" <<'PYTHON'
import keras
import numpy

rng = numpy.random.default_rng(0)
X = rng.normal(size=(640, 8)).astype("float32")
Y = (X @ rng.normal(size=(8, 1))).astype("float32")
MOMENTUM = 0.9


class Course(keras.callbacks.Callback):
    """The weights after each batch."""

    def on_train_begin(self, logs=None):
        self.weights = [self.now()]

    def on_train_batch_end(self, batch, logs=None):
        self.model.jax_state_sync()
        self.weights.append(self.now())

    def now(self):
        return keras.ops.convert_to_numpy(self.model.layers[-1].kernel).copy()


def trained(steps, momentum):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, use_bias=False)])
    rules = dict(use_ema=True, ema_momentum=momentum, gradient_accumulation_steps=steps)
    model.compile(keras.optimizers.SGD(0.05, **rules), "mse")
    course = Course()
    model.fit(X, Y, batch_size=16, shuffle=False, verbose=0, callbacks=[course])
    return keras.ops.convert_to_numpy(model.layers[-1].kernel), course.weights


def averaged(weights):
    """The moving average, from the first weights on."""
    average = weights[0]
    for new in weights[1:]:
        average = MOMENTUM * average + (1 - MOMENTUM) * new
    return average


def nearest(steps):
    """Which average the weights after fit are, if one of them is far nearer than the other."""
    last, weights = trained(steps, MOMENTUM)
    ways = {"updates": averaged(weights[:: steps or 1]), "batches": averaged(weights)}
    far = {name: float(numpy.abs(last - average).max()) for name, average in ways.items()}
    if steps is None:
        return "updates" if far["updates"] < 0.01 else "none"
    return next((name for name in far if far[name] < 0.02 * max(far.values())), "none")


print(f"an update for each batch: the average over {nearest(None)}")
print(f"an update in 4 batches: the average over {nearest(4)}")
PYTHON
KERAS_BACKEND=jax JAX_PLATFORMS=cpu "$folder/venv/bin/python" "$folder/look.py" | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
