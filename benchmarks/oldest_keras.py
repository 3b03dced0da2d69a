"""The oldest Keras that is supported opens the files that are written here, and answers the same.

    python benchmarks/oldest_keras.py [--python FOLDER/bin/python]

Makes an environment with Keras 3.8.0 in a temporary folder (pip fetches 100 MB) unless one is given, writes each
network as ``model.keras`` with the Keras of this environment, lets the old one load and run it, and compares. Ends with
1 if a file does not open or an answer differs by more than 1e-5.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from digitwise import networks
from digitwise.backend import keras
from digitwise.exporting import write_keras

PACKAGES = ("keras==3.8.0", "jax==0.5.0", "jaxlib==0.5.0")
TOLERANCE = 1e-5
ANSWER = """
import sys, numpy as np, keras
model = keras.saving.load_model(sys.argv[1])
np.save(sys.argv[3], model.predict(np.load(sys.argv[2]), verbose=0))
print(keras.__version__)
"""


def old_python(folder: Path) -> Path:
    """Make an environment with the old Keras and return its interpreter."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def compare(model: keras.Model, python: Path, folder: Path) -> tuple[str, float]:
    """Write a model here, run it there; return the version there and the largest difference of the answers."""
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28), dtype=np.uint8)
    np.save(folder / "images.npy", images)
    path = write_keras(model, folder)
    environment = {"PATH": os.defpath, "HOME": str(folder), "KERAS_BACKEND": "jax"}
    arguments = [str(python), "-c", ANSWER, str(path), str(folder / "images.npy"), str(folder / "answers.npy")]
    done = subprocess.run(arguments, check=False, capture_output=True, text=True, env=environment, cwd=folder)
    if done.returncode:
        sys.exit(f"{model.name} does not open: {done.stderr.strip().splitlines()[-1]}")
    difference = np.abs(np.load(folder / "answers.npy") - model.predict(images, verbose=0)).max()
    return done.stdout.split()[-1], float(difference)


def main() -> None:
    """Print a line for each network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", type=Path, help="interpreter of an environment that has an old Keras already")
    given = parser.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        python = given.python or old_python(Path(name) / "old")
        models = [build() for build in (networks.classic, networks.quick, networks.reader)]
        for model in models:
            model.compile(optimizer="adamw", loss="categorical_crossentropy", metrics=["accuracy"])
        for model in [*models, networks.averaged_over_shifts(networks.quick())]:
            version, difference = compare(model, python, Path(name))
            worst = max(worst, difference)
            print(f"{model.name:<8} of Keras {keras.__version__} in Keras {version}: differs by {difference:.1g}")
    sys.exit(int(not worst <= TOLERANCE))


if __name__ == "__main__":
    main()
