#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# filter.sh - what the companion filter costs: its size, a system call, and programs.
#
# The same policy with the filter and without it, in turns: Landlock's own cost
# is on both sides.
set -eu

mkdir -p "$SCRATCH/project"
cd "$SCRATCH/project"
export XDG_STATE_HOME="$SCRATCH/state"
echo '{"workdir": {"access": "readwrite"}, "groups": {"include": ["git_config", "cc_runtime"]}}' >../open.json
echo '{"extends": "./open.json", "network": {"block": true}}' >../blocked.json
echo '{"extends": "./open.json", "network": {"block": true, "connect_port": [443]}}' >../port.json
for policy in open blocked port; do
	"$NONOC" ../$policy.json -o ../$policy.bin 2>/dev/null
	"$BUILDDIR/tests/enforce/blob" --unfiltered <../$policy.bin >../$policy-alone.bin
	printf '%s: %s, %d bytes of %d in the policy\n' "$policy" \
		"$("$NONO_EXEC" -v --dry-run ../$policy.bin -- true 2>/dev/null | grep '^filter')" \
		$(($(wc -c <../$policy.bin) - $(wc -c <../$policy-alone.bin))) "$(wc -c <../$policy.bin)"
done

# Nanoseconds a call: without, with, and what lies between.
cp "$CALLS" ./calls
for turn in 1 2 3; do
	"$NONO_EXEC" ../open-alone.bin -- ./calls "${ROUNDS:-20}" >../without.$turn 2>/dev/null
	"$NONO_EXEC" ../open.bin -- ./calls "${ROUNDS:-20}" >../with.$turn 2>/dev/null
done
sort -m ../without.* | sort | awk '!($1 in least) || $2 < least[$1] { least[$1] = $2 }
	END { for (name in least) print name, least[name] }' | sort >../without
sort ../with.* | awk '!($1 in least) || $2 < least[$1] { least[$1] = $2 }
	END { for (name in least) print name, least[name] }' | sort >../with
join ../without ../with | awk '{ printf "%-12s %7.1f ns, with the filter %7.1f: %+.1f\n", $1, $2, $3, $3 - $2 }'

# Programs that do little but call: a large tree, some thousand files.
mkdir tree
for d in $(seq 100); do
	mkdir tree/$d
	for f in $(seq 50); do
		echo "int f${d}_$f(void) { return $d * $f; }" >tree/$d/$f.c
	done
done
git init -q . && git -c user.name=x -c user.email=x@x add tree &&
	git -c user.name=x -c user.email=x@x commit -qm tree
printf 'objects := $(patsubst %%.c,%%.o,$(wildcard tree/1/*.c))\nall: $(objects)\n' >Makefile
printf '%%.o: %%.c\n\t@$(CC) -c -o $@ $<\n' >>Makefile
mkdir tmp
export TMPDIR="$PWD/tmp"
pair() {
	echo "$*:"
	"$LAUNCH" "${RUNS:-30}" "$NONO_EXEC" ../open-alone.bin -- "$@" \
		::: "$NONO_EXEC" ../open.bin -- "$@" 2>/dev/null
}
pair /bin/true
pair git status --short
pair sh -c 'grep -rc f1_1 tree | cat'
RUNS=${BUILDS:-5} pair make -s -B -j2
