"""How good a network is, how sure it is, and where it fails; NumPy only.

``measure`` turns probabilities and labels into a ``Report``; the functions it is made of are in ``measures``.
"""

from __future__ import annotations

from digitwise.evaluation.report import measure
from digitwise.evaluation.results import Mistake, Report
from digitwise.evaluation.text import describe_overfitting, headline, summarize

__all__ = ["Mistake", "Report", "describe_overfitting", "headline", "measure", "summarize"]
