#!/bin/sh
# Seen with: python-stdnum 2.2, Python 3.11.
#
# Whoever writes a 4 like a 9 does so twice in a number, and both are misread. A check digit modulo 10 is said to miss one
# wrong number in ten. But 4 and 9, 3 and 8, 2 and 7 differ by 5, and an odd weight times 5 is 5 modulo 10: two such
# misreadings take each other away wherever they stand, if every weight is odd. So it is with EAN (UPC, ISBN-13: 1 and 3) and
# with American routing numbers (3, 7 and 1): is_valid says True to each of these numbers. Luhn, whose doubled digits have
# the sum of their digits taken, misses one in four, and none of those that confuse 1 with 7 or 5 with 6, which EAN catches as
# well. ISO 7064 modulo 11, 10, Verhoeff and Damm miss about one in ten whatever is confused; two check digits modulo 97 miss none.
# Expected before it was run: about 10 % for each scheme of one check digit, and each pair of digits.
#
# Output seen, share of valid numbers that are valid still after the same confusion at two places:
#                     4/9   3/8   2/7   1/7   5/6   0/6   7/9
#   ean               100 % 100 % 100 %   0 %   0 %   0 %   0 %
#   us.rtn            100 % 100 % 100 %  23 %  23 %  22 %  24 %
#   luhn               26 %  27 %  26 %   0 %   0 %   0 %   0 %
#   iso7064.mod_11_10   9 %   8 %   9 %  10 %  10 %  12 %  12 %
#   iso7064.mod_97_10   0 %   0 %   0 %   0 %   0 %   0 %   0 %
#   verhoeff            9 %   9 %   8 %  10 %   9 %   9 %  11 %
#   damm               13 %  10 %   8 %  10 %  10 %   9 %  12 %
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-stdnum==2.2
cat > "$folder/look.py" <<'PYTHON'
import importlib
import itertools
import random

SCHEMES = {"ean": 12, "us.rtn": 8, "luhn": 12, "iso7064.mod_11_10": 12, "iso7064.mod_97_10": 12, "verhoeff": 12, "damm": 12}
PAIRS = ("49", "38", "27", "17", "56", "06", "79")
random.seed(20261201)


def numbers(module, length):
    """Valid numbers, their check digits at the end."""
    check = getattr(module, "calc_check_digit", None) or module.calc_check_digits
    for _ in range(1500):
        body = "".join(random.choices("0123456789", k=length))
        whole = body + check(body)
        if whole.isdecimal() and module.is_valid(whole):
            yield whole


def misread(number, pair):
    """The number with two of a digit misread alike, at all places where that may be."""
    for given, seen in (pair, pair[::-1]):
        places = [place for place, digit in enumerate(number) if digit == given]
        for both in itertools.combinations(places, 2):
            yield "".join(seen if place in both else digit for place, digit in enumerate(number))


found = {}
print(" " * 18 + "   ".join("/".join(pair) for pair in PAIRS))
for name, length in SCHEMES.items():
    module = importlib.import_module(f"stdnum.{name}")
    whole = list(numbers(module, length))
    for pair in PAIRS:
        valid = [module.is_valid(other) for number in whole for other in misread(number, pair)]
        found[name, pair] = sum(valid) / len(valid)
    print(f"{name:17}" + "".join(f"{100 * found[name, pair]:4.0f} %" for pair in PAIRS))

for name, pair in itertools.product(("ean", "us.rtn"), ("49", "38", "27")):
    assert found[name, pair] == 1, (name, pair)
for pair in ("17", "56", "06", "79"):
    assert found["ean", pair] == found["luhn", pair] == 0, pair
for pair in PAIRS:
    assert found["iso7064.mod_97_10", pair] == 0, pair
    assert all(0.05 < found[name, pair] < 0.15 for name in ("verhoeff", "damm", "iso7064.mod_11_10")), pair
assert all(0.2 < found["luhn", pair] < 0.4 for pair in ("49", "38", "27"))
PYTHON
"$folder/venv/bin/python" "$folder/look.py"
