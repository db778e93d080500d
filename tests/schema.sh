#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# schema.sh - what `nonoc schema` prints is what nonoc accepts; schema.py holds the two together.
set -eu

if ! python3 -c 'import jsonschema, yaml' 2>/dev/null; then
	echo "skip: needs python3-jsonschema and python3-yaml"
	exit 77
fi
cd "$SCRATCH"
"$NONOC" schema >profile.schema
"$NONOC" schema profile | cmp - profile.schema
"$NONOC" schema group >group.schema
for wrong in "schema groups" "schema --format json" "schema profile group"; do
	status=0
	# shellcheck disable=SC2086 # one word an argument
	"$NONOC" $wrong >out 2>err || status=$?
	if [ "$status" != 2 ] || [ -s out ] || [ ! -s err ]; then
		echo "nonoc $wrong: status $status, $(cat out err)"
		exit 1
	fi
done

# The rows of the table, each with its path, its place and what it stands for.
cat >rows.c <<'ROWS'
#define KEY(symbol, path, place, type, class, merge, values, text) ROW path | place | ""
#define MAP(path, place, class, text) ROW path | place | ""
#define PART(path, type, values, text) ROW path | 0 | ""
#define ALIAS(path, target, warn) ROW path | 0 | target
#include "compiler/key.def"
ROWS
$CC -E -P -I"$SRCDIR" rows.c >rows
exec python3 "$SRCDIR/tests/schema.py"
