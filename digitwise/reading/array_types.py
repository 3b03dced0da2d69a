"""Types of the arrays that pass from room to room of reading."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
"""``(h, w)``: gray levels of a picture, 0 = black, 255 = white."""

Levels = NDArray[np.uint8]
"""``(h, w)``: ink levels, 0 = paper, 255 = full ink."""

Mask = NDArray[np.uint8]
"""``(h, w)``: 1 = ink, 0 = paper."""

Labels = NDArray[np.int32]
"""``(h, w)``: number of the connected component of each pixel, 0 = paper."""

Boxes = NDArray[np.int64]
"""``(n, 4)``: left, top, width and height of each rectangle, pixels."""

Flags = NDArray[np.bool_]
"""``(n,)``: True for those of some items of which something holds."""
