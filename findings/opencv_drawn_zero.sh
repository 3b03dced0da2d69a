#!/bin/sh
# Seen with: opencv-python-headless 5.0.0.93 and 4.14.0.94, Python 3.11, Linux x86_64.
#
# Numbers that are drawn with putText are the usual test of a digit reader, and the usual picture of a template. From
# OpenCV 5 on, all FONT_HERSHEY faces are outlines of a typeface in place of single strokes, and the nought of each has a stroke
# through it, which cuts its hole in two: it looks more like a crossed-out digit than like the nought of OpenCV 4, and readers
# that never saw one leave it out. Thickness 3 and 6 draw the same; getTextSize says that digits are taller, and that hardly
# anything lies below their line. Codes that compare with pictures drawn by the other version compare other digits.
# Expected before it was run: the same strokes as in OpenCV 4, whose hole is one, and more ink with more thickness.
#
# Output seen, for each face the holes of a nought 3 pixels thick, whether 6 pixels have more ink than 3, and getTextSize:
#   4.14.0 SIMPLEX 1 True ((103, 107), 46)
#   4.14.0 PLAIN 1 True ((53, 47), 26)
#   4.14.0 DUPLEX 1 True ((103, 107), 46)
#   4.14.0 SCRIPT_SIMPLEX 1 True ((103, 107), 46)
#   5.0.0 SIMPLEX 2 False ((95, 135), 2)
#   5.0.0 PLAIN 2 False ((56, 76), 1)
#   5.0.0 DUPLEX 2 False ((99, 135), 2)
#   5.0.0 SCRIPT_SIMPLEX 2 False ((86, 125), 2)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/look.py" <<'PYTHON'
import cv2
import numpy as np


def drawn(face, thickness):
    page = np.full((260, 420), 255, np.uint8)
    cv2.putText(page, "0", (120, 200), face, 9 if face == cv2.FONT_HERSHEY_PLAIN else 5, 0, thickness, cv2.LINE_AA)
    return page


def holes(page):
    count, _, stats, _ = cv2.connectedComponentsWithStats((page > 128).astype(np.uint8), connectivity=4)
    return sum(int(stats[part, cv2.CC_STAT_AREA]) > 15 for part in range(1, count)) - 1


for name in ("SIMPLEX", "PLAIN", "DUPLEX", "SCRIPT_SIMPLEX"):
    face = getattr(cv2, f"FONT_HERSHEY_{name}")
    thin, thick = (int((drawn(face, pixels) < 128).sum()) for pixels in (3, 6))
    print(cv2.__version__, name, holes(drawn(face, 3)), thick > thin, cv2.getTextSize("0", face, 5, 3))
PYTHON

for version in 4.14.0.94 5.0.0.93; do
    python3 -m venv "$folder/$version"
    "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "opencv-python-headless==$version"
    "$folder/$version/bin/python" "$folder/look.py"
done > "$folder/seen.txt"
sed -n 's/^#   \([45]\.\)/\1/p' "$0" > "$folder/expected.txt"
cat "$folder/seen.txt"
diff "$folder/expected.txt" "$folder/seen.txt" || exit 1
