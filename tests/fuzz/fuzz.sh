#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh - `make fuzz`: each target under each engine for FUZZ_SECONDS, then a smaller corpus.
#
# FUZZ_SECONDS  of each run, 60 if not given
# FUZZ_TARGETS  blob json yaml policy profile sbpl edit layout trace, if not given
# FUZZ_ENGINES  libfuzzer afl, if not given
# FUZZ_JOBS     runs at a time, 1 if not given
#
# Each run appends a line to tests/fuzz/log.tsv.  What a run finds lies in fuzz/findings below the
# build directory, and makes the command fail; once it is mended, it moves to
# tests/fuzz/kept/TARGET, which `make check` replays and no minimisation touches.
set -eu

: "${SRCDIR:?}" "${BUILDDIR:?}"
seconds=${FUZZ_SECONDS:-60}
targets=${FUZZ_TARGETS:-blob json yaml policy profile sbpl edit layout trace}
engines=${FUZZ_ENGINES:-libfuzzer afl}
jobs=${FUZZ_JOBS:-1}
corpora=$SRCDIR/tests/fuzz/corpus
kept=$SRCDIR/tests/fuzz/kept
top=$BUILDDIR/fuzz
findings=$top/findings
longest=12288 # bytes of an input
small=1024    # bytes of one that minimisation puts into the tree

say() {
	echo "fuzz: $*"
}

# build ENGINE: the targets with its instrumentation, ASan and UBSan, in a directory of their own.
build() {
	mkdir -p "$top/$1"
	cd "$top/$1"
	case $1 in
	libfuzzer) cc=clang main=-fsanitize=fuzzer flags='-g -O1 -fsanitize=fuzzer-no-link' ;;
	afl) cc=afl-clang-fast main=/usr/lib/afl/libAFLDriver.a flags='-g -O1' ;;
	*)
		say "'$1' is no engine: expected libfuzzer or afl" >&2
		exit 2
		;;
	esac
	export AFL_QUIET=1
	if [ ! -f Makefile ]; then
		"$SRCDIR/configure" --quiet --enable-sanitizers CC="$cc" CFLAGS="$flags"
	fi
	# Only the last of them links a fuzzer's main(): configure must not.
	make --silent Makefile
	make --silent --jobs="$(nproc)" fuzz-programs LDFLAGS="$main" >"$top/$1.log" 2>&1 || {
		tail -n 30 "$top/$1.log" >&2
		say "the targets do not build with $cc; all that it said is in $top/$1.log" >&2
		exit 1
	}
}

# What the tables of the compiler say, as a dictionary; after the marks of the format itself.
dictionary() {
	here=$SRCDIR/tests/fuzz
	case $1 in
	edit | layout | profile) cat "$here/json.dict" "$here/yaml.dict" ;;
	trace) cat "$here/json.dict" ;;
	*) cat "$here/$1.dict" ;;
	esac
	case $1 in
	json | yaml | edit | layout | profile) set -- "$SRCDIR/compiler/key.def" ;;
	sbpl) set -- "$SRCDIR/compiler/sbpl-op.def" "$SRCDIR/compiler/sbpl-filter.def" ;;
	trace) set -- "$SRCDIR/compiler/op.def" "$SRCDIR/compiler/record.c" ;;
	policy) set -- "$SRCDIR/compiler/access.def" "$SRCDIR/compiler/op.def" "$SRCDIR/runtime/blob.h" ;;
	*) return 0 ;;
	esac
	grep -hoE '"[a-z_.*-]{2,}"' "$@" | LC_ALL=C sort -u
}

# number FILE PATTERN: the last number in FILE that follows PATTERN, or 0.
number() {
	sed -n "s/^.*$2 *\\([0-9][0-9]*\\).*\$/\\1/p" "$1" | tail -n 1 | grep . || echo 0
}

# found DIRECTORY...: the inputs that lie there.
found() {
	find "$@" -type f ! -name README.txt 2>/dev/null
}

# Where what the tree has of the target lies.
inputs() {
	echo "$corpora/$target"
	[ ! -d "$kept/$target" ] || echo "$kept/$target"
}

run_libfuzzer() {
	"$top/libfuzzer/tests/fuzz/$target" -max_total_time="$seconds" \
		-timeout=60 -report_slow_units=60 \
		-rss_limit_mb=2048 -max_len="$longest" -dict="$work.dict" \
		-artifact_prefix="$findings/$engine-$target/" -print_final_stats=1 \
		"$work" $(inputs) >"$work.log" 2>&1
}

run_afl() {
	rm -rf "$work.in" "$work/default"
	mkdir -p "$work.in"
	for directory in $(inputs) "$work.queue"; do
		[ ! -d "$directory" ] || find "$directory" -maxdepth 1 -type f -exec cp -t "$work.in" {} +
	done
	env AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_SKIP_CRASHES=1 \
		AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 afl-fuzz -V "$seconds" -m none -t 60000 \
		-G "$longest" -x "$work.dict" -i "$work.in" -o "$work" \
		-- "$top/afl/tests/fuzz/$target" >"$work.log" 2>&1
}

# What AFL++ kept, for its next run and the corpus; what it found, to where findings lie.
take_afl() {
	[ -d "$work/default/queue" ] || return 0
	rm -rf "$work.queue"
	mv "$work/default/queue" "$work.queue"
	found "$work/default/crashes" "$work/default/hangs" | while read -r file; do
		kind=${file%/*}
		cp "$file" "$findings/$engine-$target/${kind##*/}-$(sha1sum <"$file" | cut -c 1-12)"
	done
}

# one ENGINE TARGET: a run, and its line of the log.
one() {
	engine=$1 target=$2
	work=$top/runs/$engine-$target
	mkdir -p "$work" "$findings/$engine-$target" "$work.scratch"
	chmod 0755 "$work.scratch"
	dictionary "$target" >"$work.dict"
	before=$(found "$findings/$engine-$target" | wc -l)
	commit=$(git -C "$SRCDIR" rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
	git -C "$SRCDIR" diff --quiet HEAD -- compiler grammar runtime tests stdlib-groups \
		':!tests/fuzz/log.tsv' ':!tests/fuzz/corpus' 2>/dev/null || commit=$commit+
	status=0
	export SCRATCH="$work.scratch" ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=1
	[ "$engine" != libfuzzer ] || ASAN_OPTIONS=detect_leaks=1
	run "$work.cpu" || status=$?
	[ "$engine" != afl ] || take_afl
	rm -rf "$work.scratch" "$work.in"
	new=$(($(found "$findings/$engine-$target" | wc -l) - before))
	case $engine in
	libfuzzer)
		executions=$(number "$work.log" 'stat::number_of_executed_units:')
		coverage=$(number "$work.log" ' cov:')/$(number "$work.log" ' ft:')
		;;
	afl)
		executions=$(number "$work/default/fuzzer_stats" 'execs_done *:')
		coverage=$(number "$work/default/fuzzer_stats" 'edges_found *:')
		;;
	esac
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$(date -u +%Y-%m-%dT%H:%MZ)" "$commit" "$engine" \
		"$target" "$(cat "$work.cpu")" "$executions" "$coverage" "$new" \
		>>"$SRCDIR/tests/fuzz/log.tsv"
	say "$target, $engine: $executions executions in $(cat "$work.cpu") s of processor time," \
		"coverage $coverage, findings $new"
	[ "$new" -eq 0 ] || {
		found "$findings/$engine-$target"
		return 1
	}
	# A fuzzer that does not start finds nothing either.
	[ "$status" -eq 0 ] && [ "$executions" -gt 0 ] || {
		tail -n 20 "$work.log" | cut -c 1-300
		say "$target, $engine: ended with status $status; all that it said is in $work.log"
		return 1
	}
}

run() {
	"$BUILDDIR/tests/fuzz/meter" "$1" "$0" --run "$engine" "$target"
}

# The least of what all runs kept that reaches as many edges, however often, by short names.
minimise() {
	program=$top/libfuzzer/tests/fuzz/$1
	[ -x "$program" ] || return 0
	rm -rf "$top/least"
	mkdir -p "$top/least" "$top/runs/scratch"
	set -- "$1" "$corpora/$1" "$top/runs/libfuzzer-$1" "$top/runs/afl-$1.queue"
	target=$1
	shift
	for directory; do
		shift
		[ ! -d "$directory" ] || set -- "$@" "$directory"
	done
	SCRATCH=$top/runs/scratch "$program" -set_cover_merge=1 -use_counters=0 \
		-max_len="$small" -rss_limit_mb=2048 \
		"$top/least" "$@" >"$top/merge-$target.log" 2>&1 || {
		tail -n 20 "$top/merge-$target.log" | cut -c 1-300
		say "$target: the corpus was not made smaller; see $top/merge-$target.log"
		return 1
	}
	rm -rf "$top/runs/scratch"
	rm -f "$corpora/$target"/*
	for file in "$top/least"/*; do
		name=${file##*/}
		mv "$file" "$corpora/$target/$(printf %.12s "$name")"
	done
	say "$target: $(find "$corpora/$target" -type f | wc -l) inputs," \
		"$(du -sb "$corpora/$target" | cut -f 1) bytes"
}

case ${1-} in
--dictionary)
	dictionary "$2"
	exit
	;;
--one)
	one "$2" "$3"
	exit
	;;
--run)
	engine=$2 target=$3
	work=$top/runs/$engine-$target
	"run_$engine"
	exit
	;;
esac

"$SRCDIR/scripts/install-packages" afl++ clang git libclang-rt-dev llvm
for engine in $engines; do
	build "$engine"
done
status=0
for engine in $engines; do
	for target in $targets; do
		printf '%s\n' "$engine $target"
	done
done | xargs -P "$jobs" -L 1 "$0" --one || status=1
for target in $targets; do
	minimise "$target" || status=1
done
[ "$status" -eq 0 ] || say "not all went well: findings are in $findings"
exit "$status"
