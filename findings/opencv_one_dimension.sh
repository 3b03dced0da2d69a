#!/bin/sh
# Seen with: opencv-python-headless 5.0.0.93 and 4.13.0.92, NumPy 2.4.6, Python 3.11, Linux x86_64.
#
# A NumPy array of one dimension was a column to OpenCV 4: n rows of one. To OpenCV 5 it is a row, or an array of one
# dimension, as the function has it. So the same call looks the other way, on valid input and without a word:
#   - filter2D with the kernel [1, 0, -1] differed down the picture and now differs across it: horizontal rules become
#     vertical ones; the result has the same shape and dtype as before;
#   - a profile (the ink of each row) that blur, dilate or GaussianBlur smoothed with a window of (1, n) is not smoothed;
#   - flip with 0 turned it over and leaves it as it is; sort with SORT_EVERY_COLUMN leaves it unsorted.
# calcHist gives (256,) where it gave (256, 1). An explicit reshape(-1, 1) gives the old answer in both.
# Expected before it was run: shapes of results as in 4, or an error.
#
# Output seen, 4.13.0 first:
#   4.13.0 filter2D [1, 0, -1] of a horizontal edge: 400
#   4.13.0 filter2D [1, 0, -1] of a vertical edge: 0
#   4.13.0 blur (1, 3) of [0, 9, 0]: [6.0, 3.0, 6.0]
#   4.13.0 blur (1, 3) of a column: [6.0, 3.0, 6.0]
#   4.13.0 flip 0 of [3, 1, 2]: [2.0, 1.0, 3.0]
#   4.13.0 sort every column of [3, 1, 2]: [1.0, 2.0, 3.0]
#   4.13.0 calcHist: (256, 1)
#   5.0.0 filter2D [1, 0, -1] of a horizontal edge: 0
#   5.0.0 filter2D [1, 0, -1] of a vertical edge: 400
#   5.0.0 blur (1, 3) of [0, 9, 0]: [0.0, 9.0, 0.0]
#   5.0.0 blur (1, 3) of a column: [6.0, 3.0, 6.0]
#   5.0.0 flip 0 of [3, 1, 2]: [3.0, 1.0, 2.0]
#   5.0.0 sort every column of [3, 1, 2]: [3.0, 1.0, 2.0]
#   5.0.0 calcHist: (256,)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/look.py" <<'PYTHON'
import cv2
import numpy

edge = numpy.zeros((20, 20), numpy.uint8)
edge[10:] = 10
kernel, peak, few = numpy.array([1.0, 0.0, -1.0]), numpy.array([0.0, 9.0, 0.0]), numpy.array([3.0, 1.0, 2.0])


def differences(picture):
    return int(numpy.abs(cv2.filter2D(picture, cv2.CV_32F, kernel)).sum())


def flat(found):
    return found.ravel().tolist()


seen = {
    "filter2D [1, 0, -1] of a horizontal edge": differences(edge),
    "filter2D [1, 0, -1] of a vertical edge": differences(numpy.ascontiguousarray(edge.T)),
    "blur (1, 3) of [0, 9, 0]": flat(cv2.blur(peak, (1, 3))),
    "blur (1, 3) of a column": flat(cv2.blur(peak.reshape(-1, 1), (1, 3))),
    "flip 0 of [3, 1, 2]": flat(cv2.flip(few, 0)),
    "sort every column of [3, 1, 2]": flat(cv2.sort(few, cv2.SORT_EVERY_COLUMN)),
    "calcHist": cv2.calcHist([edge], [0], None, [256], [0, 256]).shape,
}
for name, found in seen.items():
    print(f"{cv2.__version__} {name}: {found}")
PYTHON
python3 -m venv "$folder/venv"
for version in 4.13.0.92 5.0.0.93; do
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 "opencv-python-headless==$version"
  "$folder/venv/bin/python" "$folder/look.py"
done | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
