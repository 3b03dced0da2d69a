"""How good a network is, how sure it is, and where it fails; NumPy only.

``measure`` turns probabilities and labels into a ``Report``; the functions it is made of are in ``measures``.
"""

from __future__ import annotations

from digitwise.evaluation.report import Report, measure

__all__ = ["Report", "measure"]
