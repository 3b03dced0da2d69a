#!/bin/sh
# Seen with: opencv-python-headless 4.13.0.92 and 5.0.0.93, zxing-cpp 3.1.1, segno 1.6.6, NumPy 2.4.6, Python 3.11,
# Linux x86_64.
#
# Forms, tickets and exams carry a number in a QR code. Drawn without any flaw, black on white, with a margin of four modules
# and six pixels a module, two codes in a thousand are not found by OpenCV's QRCodeDetector: nothing is returned, no
# error, and a form with such a code fails on each of its copies. A larger drawing helps one of the two only. Something
# in the data looks like a corner to it: drawn under any other of the eight masks of the standard the same text is read.
# QRCodeDetectorAruco of the same package finds all of them, and so does ZXing. Whoever prints codes that OpenCV is going to
# read should read each back once, and draw it under another mask where it is not found.
# Expected before it was run: a code without a flaw is read, whatever stands in it.
#
# Output seen:
#   4.13.0 QRCodeDetector: 2 of 1000 not read
#   4.13.0 QRCodeDetectorAruco: 0 of 1000 not read
#   4.13.0 those not read, under each of the eight masks: 7 to 7 are read
#   4.13.0 those not read, at a larger size: 1 are read
#   5.0.0 QRCodeDetector: 2 of 1000 not read
#   5.0.0 QRCodeDetectorAruco: 0 of 1000 not read
#   5.0.0 those not read, under each of the eight masks: 7 to 7 are read
#   5.0.0 those not read, at a larger size: 1 are read
#   ZXing: 0 of 1000 not read
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/look.py" <<'PYTHON'
import cv2
import numpy
import segno
import zxingcpp

cv2.setNumThreads(1)


def drawn(text, size=6, mask=None):
    code = segno.make_qr(text, error="m", boost_error=False, mask=mask)
    modules = numpy.array([list(row) for row in code.matrix], numpy.uint8)
    white = numpy.pad(1 - modules, 4, constant_values=1) * 255
    return numpy.kron(white, numpy.ones((size, size), numpy.uint8))


def read(text, detector, **options):
    return detector.detectAndDecode(drawn(text, **options))[0] == text


name, plain, aruco = cv2.__version__, cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()
texts = [f"school-7/exam-{number:05}/sheet-1" for number in range(1000)]
missed = [text for text in texts if not read(text, plain)]
print(f"{name} QRCodeDetector: {len(missed)} of 1000 not read")
print(f"{name} QRCodeDetectorAruco: {sum(not read(text, aruco) for text in texts)} of 1000 not read")
masks = [sum(read(text, plain, mask=mask) for mask in range(8)) for text in missed]
print(f"{name} those not read, under each of the eight masks: {min(masks)} to {max(masks)} are read")
larger = sum(any(read(text, plain, size=size) for size in (8, 10, 12, 16)) for text in missed)
print(f"{name} those not read, at a larger size: {larger} are read")
if name.startswith("5"):
    seen = [zxingcpp.read_barcodes(drawn(text)) for text in texts]
    unlike = sum([one.text for one in found] != [text] for found, text in zip(seen, texts))
    print(f"ZXing: {unlike} of 1000 not read")
PYTHON
python3 -m venv "$folder/venv"
for version in 4.13.0.92 5.0.0.93; do
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 segno==1.6.6 zxing-cpp==3.1.1 \
    "opencv-python-headless==$version"
  "$folder/venv/bin/python" "$folder/look.py"
done | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
