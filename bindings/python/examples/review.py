# SPDX-License-Identifier: Apache-2.0
# review.py - refuses a profile that allows more than the one that it is to replace.
import sys

import nono

try:
    before, after = (nono.Policy.compile(file) for file in sys.argv[1:3])
except nono.PolicyError as error:
    sys.exit(error.text)
change = before.diff(after)
print(change.text, end="")
sys.exit(1 if change.verdict == "widened" else 0)
