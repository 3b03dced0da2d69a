#!/bin/sh
# Seen with: opencv-python-headless 5.0.0.93 and 4.13.0.92, NumPy 2.4.6, Python 3.11, Linux x86_64.
#
# OpenCV 4 refuses NumPy's arrays of bool. OpenCV 5 has a type for them and takes them in many functions, so a mask made by
# a comparison (page < 128) goes in without a conversion. What comes out is not always a mask: bitwise_not turns all eight
# bits of each element over, so that False becomes 255, True becomes 254, and both are true, to NumPy (sum, nonzero,
# indexing) and to countNonZero. The paper that should be left when the ink is taken away is the whole page,
# and no error tells. ~mask is right, and so is bitwise_not of a mask of uint8, 0 and 255.
# Expected before it was run: what bitwise_not gives for bool is numpy.logical_not, or bool is refused as in 4.
#
# Output seen, 4.13.0 first, for a mask of 100 elements with 10 of them True:
#   4.13.0 bitwise_not, then countNonZero: refused
#   4.13.0 bitwise_not, then numpy sum: refused
#   4.13.0 bitwise_not twice, then numpy sum: refused
#   4.13.0 pixels kept by the mask: refused
#   4.13.0 pixels kept by its bitwise_not: refused
#   5.0.0 bitwise_not, then countNonZero: 100
#   5.0.0 bitwise_not, then numpy sum: 100
#   5.0.0 bitwise_not twice, then numpy sum: 10
#   5.0.0 pixels kept by the mask: 10
#   5.0.0 pixels kept by its bitwise_not: 100
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/look.py" <<'PYTHON'
import cv2
import numpy

page = numpy.full((10, 10), 200, numpy.uint8)
page[3] = 20
mask = page < 128
ways = {
    "bitwise_not, then countNonZero": lambda: cv2.countNonZero(cv2.bitwise_not(mask)),
    "bitwise_not, then numpy sum": lambda: numpy.count_nonzero(cv2.bitwise_not(mask)),
    "bitwise_not twice, then numpy sum": lambda: numpy.count_nonzero(cv2.bitwise_not(cv2.bitwise_not(mask))),
    "pixels kept by the mask": lambda: numpy.count_nonzero(cv2.bitwise_and(page, page, mask=mask)),
    "pixels kept by its bitwise_not": lambda: numpy.count_nonzero(
        cv2.bitwise_and(page, page, mask=cv2.bitwise_not(mask))
    ),
}
for name, way in ways.items():
    try:
        found = way()
    except cv2.error:
        found = "refused"
    print(f"{cv2.__version__} {name}: {found}")
PYTHON
python3 -m venv "$folder/venv"
for version in 4.13.0.92 5.0.0.93; do
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 "opencv-python-headless==$version"
  "$folder/venv/bin/python" "$folder/look.py"
done | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
