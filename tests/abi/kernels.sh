#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kernels.sh - docs/kernels.md is what scripts/kernels.sh writes; BLESS=1 has it written.
. "${SRCDIR:?the top of the sources}/tests/lib.sh"

cd "${SCRATCH:?}"
answers 0 "the script" sh "$SRCDIR/scripts/kernels.sh" "$NONOC"
mv std page
[ "${BLESS-}" != 1 ] || cp page "$SRCDIR/docs/kernels.md"
answers 0 "docs/kernels.md" diff -u "$SRCDIR/docs/kernels.md" page
# A nonoc that says nothing, or something else, is not taken for one that holds all.
answers 1 "no nonoc" sh "$SRCDIR/scripts/kernels.sh" false
printf '#!/bin/sh\necho "x:1:1: warning: Landlock ABI 1 does not hold: y (fs.new) [N0719]"\n' >strange
chmod +x strange
answers 1 "a loss that the page does not know" sh "$SRCDIR/scripts/kernels.sh" "$PWD/strange"
says 'a loss without a letter'
summary 4
