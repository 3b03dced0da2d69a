"""A few elements of HTML for what notebooks show of readings, runs and reports."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


def table(rows: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> str:
    """Return a table of cells that are HTML already.

    Example:
        >>> table([["a", "1"]], heads=["name", "count"])
        '<table><tr><th>name</th><th>count</th></tr><tr><td>a</td><td>1</td></tr></table>'
    """
    head = "<tr>" + "".join(f"<th>{cell}</th>" for cell in heads) + "</tr>" if heads else ""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{head}{body}</table>"


def words(text: object) -> str:
    """Return any text so that it is shown as it is.

    Example:
        >>> words("<b>")
        '&lt;b&gt;'
    """
    return html.escape(str(text))


def picture(image: NDArray[np.uint8], pixels: int = 56) -> str:
    """Return an image, 255 = ink, as dark on white and so many pixels wide, with the file in it.

    Example:
        >>> picture(np.zeros((28, 28), np.uint8)).startswith('<img width="56" src="data:image/png;base64,iVBOR')
        True
    """
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(255 - image).save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<img width="{pixels}" src="data:image/png;base64,{data}" style="image-rendering: pixelated">'
