"""What gradient descent on two real weights needs: the scores of some training digits, all other weights as trained."""

from __future__ import annotations

import numpy as np

from digitwise.lesson.answering import passes
from digitwise.lesson.engine import dense
from digitwise.lesson.figures.classic import Classic
from digitwise.lesson.plan import Plan
from digitwise.lesson.quantize import Tensors


def knobs(classic: Classic, plan: Plan) -> Tensors:
    """Return scores ``(n, 10)``, labels ``(n,)``, and the biases of the output nodes that the scores contain."""
    images, labels = (part[: plan.knob_images] for part in classic.data.split("train"))
    weights = classic.trained
    hidden = np.concatenate([done.hidden for done in passes(weights, images)])
    logits = dense(hidden, weights.output, weights.output_biases).astype(np.float32)
    return {"logits": logits, "labels": np.array(labels), "output_biases": np.array(weights.output_biases)}
