#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# filter.sh - what the companion filter costs: its size, a system call, and programs.
#
# The same policy with the filter and without it, in turns: Landlock's own cost is on both sides.
# A call costs more under any filter, even one that passes everything: that is shown beside ours.
# "twice" is the policy without the filter against itself: what it says is noise.  The goal is at
# most 3 % for git status, a recursive grep and make -j2.
set -eu
. "$SRCDIR/bench/lib.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL # of the make that runs this

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

# Nanoseconds a call: without, with a filter of one instruction, with ours.
cp "$CALLS" ./calls
for turn in 1 2 3; do
	$pin "$NONO_EXEC" ../open-alone.bin -- ./calls "${ROUNDS:-20}" >../1.$turn 2>/dev/null
	$pin "$NONO_EXEC" ../open-alone.bin -- ./calls "${ROUNDS:-20}" least >../2.$turn 2>/dev/null
	$pin "$NONO_EXEC" ../open.bin -- ./calls "${ROUNDS:-20}" >../3.$turn 2>/dev/null
done
for side in 1 2 3; do
	awk '!($1 in least) || $2 < least[$1] { least[$1] = $2 }
		END { for (name in least) print name, least[name] }' ../$side.? | sort >../least.$side
done
join ../least.1 ../least.2 | join - ../least.3 |
	awk '{ printf "%-11s %6.1f ns, with the least filter %+.1f, with ours %+.1f\n", $1, $2, $3 - $2, $4 - $2 }'

# Programs that do little but call: a large tree, ten thousand files of ten thousand bytes.
for d in $(seq 200); do
	mkdir -p tree/$d
done
awk 'BEGIN {
	for (d = 1; d <= 200; d++) {
		for (f = 1; f <= 50; f++) {
			file = "tree/" d "/" f ".c"
			for (i = 0; i < 200; i++)
				printf "int f%d_%d_%d(int x) { return x * %d + %d; } // line\n", d, f, i, d, f >file
			close(file)
		}
	}
}'
git init -q . && git -c user.name=x -c user.email=x@x add tree &&
	git -c user.name=x -c user.email=x@x -c gc.auto=0 commit -qm tree
printf 'objects := $(patsubst %%.c,%%.o,$(wildcard tree/1/*.c))\nall: $(objects)\n' >Makefile
printf '%%.o: %%.c\n\t@cc -c -o $@ $<\n' >>Makefile
mkdir tmp
export TMPDIR="$PWD/tmp"
pair() {
	printf '%s: ' "$*"
	$pin "$LAUNCH" "${RUNS:-40}" "$NONO_EXEC" ../open-alone.bin -- "$@" \
		::: "$NONO_EXEC" ../open.bin -- "$@" \
		::: "$NONO_EXEC" ../open-alone.bin -- "$@" 2>/dev/null |
		awk 'NR == 2 { wall = $3 } NR == 3 { with = $5 } NR == 4 { again = $5 }
			END { printf "%.1f ms, with the filter %+.1f %% (twice %+.1f %%)\n",
				wall / 1000, (with - 1) * 100, (again - 1) * 100 }'
}
pair git status --short
pair grep -rc f1_1 tree
RUNS=${BUILDS:-10} pair make -s -B -j2
