"""The classic run over many seeds: mean, spread and lowest test accuracy, beside what others published.

    python benchmarks/classic.py --seeds 10

Each seed trains in this one process, one after another, with the settings of ``digitwise train``. The published figure
is 97.91 ± 0.12 % over 16 runs (the mean over public notebooks and posts that print it); ours should lie within it.
"""

from __future__ import annotations

import argparse
import statistics
import sys

from digitwise import networks
from digitwise.data import load_dataset
from digitwise.training.train import train

PUBLISHED_MEAN, PUBLISHED_SPREAD, LOWEST = 0.9791, 0.0012, 0.975


def main() -> None:
    """Train the seeds, print a line each and the summary; end with 1 if a figure is outside its bounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10, help="number of seeds, counted from 0 (default 10)")
    data = load_dataset("mnist")
    accuracies = []
    print("seed  test accuracy  fit seconds")
    for seed in range(parser.parse_args().seeds):
        run = train(networks.classic, data, seed=seed, output=None)
        accuracies.append(run.report.accuracy)
        print(f"{seed:4}  {run.report.accuracy:13.4f}  {run.seconds:11.2f}", flush=True)
    mean, spread = statistics.mean(accuracies), statistics.stdev(accuracies) if len(accuracies) > 1 else 0.0
    print(
        f"mean {mean:.4f}, standard deviation {spread:.4f}, lowest {min(accuracies):.4f}, highest {max(accuracies):.4f}"
    )
    good = abs(mean - PUBLISHED_MEAN) <= PUBLISHED_SPREAD and min(accuracies) >= LOWEST
    verdict = "within" if good else "OUTSIDE"
    print(f"{verdict} the bounds: mean {PUBLISHED_MEAN} ± {PUBLISHED_SPREAD}, none under {LOWEST}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
