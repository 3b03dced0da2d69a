#!/bin/sh
# Seen with: pypdfium2 5.15.2, reportlab 5.1.0, Pillow 13.0.0, NumPy 2.4.6, Python 3.11, Linux x86_64.
#
# A scanner puts a picture of 200 dots per inch on a PDF page of just its size. The page is drawn at 200 dots per inch, to
# have the pixels back. PDFium keeps the size of a page in single precision, pypdfium2 rounds the size in pixels up, and so
# most sizes come out one pixel too wide or too high, an A4 page as 1655 x 2339 for 1654 x 2339. That is not a column of paper
# more: the whole picture is stretched to the new size, every pixel of it resampled. A scale that is smaller by a millionth
# gives the pixels back, to the bit, but for a few sizes.
# Expected before it was run: the same pixels.
#
# Output seen, of 300 pictures, 100 to 399 pixels wide and 90 high, and one of A4:
#   scale 200/72: same 0, other size 300, same size but other pixels 0; A4 1655 x 2339
#   a millionth less: same 291, other size 0, same size but other pixels 9; A4 1654 x 2339, same
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypdfium2==5.15.2 reportlab==5.1.0 pillow==13.0.0 \
  numpy==2.4.6
cat > "$folder/look.py" <<'PYTHON'
import io

import numpy
import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

DOTS = 200
rng = numpy.random.default_rng(0)


def scan(pixels):
    """A PDF file of one page, all of it the picture."""
    content, (height, width) = io.BytesIO(), (side * 72 / DOTS for side in pixels.shape)
    sheet = canvas.Canvas(content, pagesize=(width, height))
    sheet.drawImage(ImageReader(Image.fromarray(pixels)), 0, 0, width, height)
    sheet.save()
    return content.getvalue()


def drawn(pixels, scale):
    document = pypdfium2.PdfDocument(scan(pixels))
    found = numpy.array(document[0].render(scale=scale, grayscale=True).to_numpy())
    document.close()
    return found.reshape(found.shape[:2])


pictures = [rng.integers(0, 256, (90, width), numpy.uint8) for width in range(100, 400)]
sheet = rng.integers(0, 256, (2339, 1654), numpy.uint8)
for name, scale in {"scale 200/72": DOTS / 72, "a millionth less": DOTS / 72 * (1 - 1e-6)}.items():
    found = [drawn(picture, scale) for picture in pictures]
    same = sum(numpy.array_equal(one, other) for one, other in zip(found, pictures, strict=True))
    size = sum(one.shape != other.shape for one, other in zip(found, pictures, strict=True))
    page = drawn(sheet, scale)
    words = ", same" if numpy.array_equal(page, sheet) else ""
    print(f"{name}: same {same}, other size {size}, same size but other pixels {300 - same - size}", end="; ")
    print(f"A4 {page.shape[1]} x {page.shape[0]}{words}")
PYTHON
"$folder/venv/bin/python" "$folder/look.py" | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
