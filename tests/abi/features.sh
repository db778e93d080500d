#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# features.sh - nono-exec --features: JSON, the same keys on every kernel, and true of each ABI.
. "${SRCDIR:?the top of the sources}/tests/lib.sh"

need_python json
played=$BUILDDIR/tests/abi/played
cd "$SCRATCH"

# features ABI ERRATA WHAT: what nono-exec prints on that kernel is as features.py says.
features() {
	answers 0 "$3" "$played" "$1" "$2" --features
	"$python" "$SRCDIR/tests/abi/features.py" "$1" "$2" <std >verdict 2>&1 ||
		bad "$3: $(cat verdict)"
}

for abi in 1 2 3 4 5 6 7 8 9 10 11 12; do
	features "$abi" 15 "ABI $abi"
	features "$abi" none "ABI $abi, which cannot tell its errata"
	features "$abi" 0 "ABI $abi, with nothing fixed"
done
features -38 none "no Landlock"
features -95 none "Landlock is disabled"
features -5 none "a kernel that does not answer"
features 7 noseccomp "no filters"

# This kernel, whatever it is; and nothing else is read, or needs to be there.
answers 0 "this kernel" env -i "$NONO_EXEC" --features
"$python" "$SRCDIR/tests/abi/features.py" "$("$LANDLOCK_ABI" || echo -38)" host <std >verdict 2>&1 ||
	bad "this kernel: $(cat verdict)"
answers 125 "no room for the answer" sh -c '"$0" --features >/dev/full' "$NONO_EXEC"
says 'standard output cannot be written'
answers 125 "none for a summary of the usage" sh -c '"$0" --help >/dev/full' "$NONO_EXEC"
answers 0 "before a policy that is not there" "$NONO_EXEC" --features nowhere.bin
summary 44
