#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# learn.sh - running, suggesting and running again comes to an end.
#
# Each program starts from a profile that grants the system and nothing else: default, with the
# network closed.  What it is denied is suggested and applied, until it works and nothing more is
# suggested: within five rounds.  What was learned is contained in a profile that somebody wrote
# for the same program, learn/NAME.yaml, and has no grant that is too wide.
set -u
: "${NONOC:?the path of nonoc}" "${NONO_TRACE:?the path of nono-trace}"
: "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
. "$SRCDIR/tests/lib.sh"
PATH=/usr/bin:/bin:/usr/local/bin
TMPDIR=$SCRATCH/tmp
export PATH TMPDIR
mkdir "$TMPDIR" && cd "$SCRATCH" || exit 99
if ! "$LANDLOCK_ABI" >/dev/null; then
	echo "skip: this kernel has no Landlock"
	exit 77
fi
rounds_max=5

# The project that NAME starts from, in the current directory.
prepare() {
	case $1 in
	git-clone)
		git init -q source
		echo text >source/file
		git -C source add file
		git -C source -c user.name=somebody -c user.email=s@example.org commit -q -m one
		;;
	cc-make)
		printf 'all: prog\nprog: main.o util.o\n\tcc -o prog main.o util.o\n' >Makefile
		printf '#include "util.h"\n#include <stdio.h>\nint main(void) { return puts("x") < 0 || util(); }\n' >main.c
		echo 'int util(void);' >util.h
		printf '#include "util.h"\nint util(void) { return 0; }\n' >util.c
		;;
	npm-ci)
		mkdir dep
		echo '{"name": "dep", "version": "1.0.0"}' >dep/package.json
		echo '{"name": "app", "version": "1.0.0", "dependencies": {"dep": "file:dep"}}' >package.json
		cat >package-lock.json <<-'END'
			{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
			"": {"name": "app", "version": "1.0.0", "dependencies": {"dep": "file:dep"}},
			"dep": {"version": "1.0.0"},
			"node_modules/dep": {"resolved": "dep", "link": true}}}
		END
		;;
	esac
}

# round N COMMAND...: the command in a project of its own, and what is suggested then.
round() {
	rm -rf "$base/project" && mkdir "$base/project" && cd "$base/project" || exit 99
	prepare "$name"
	"$NONOC" "$base/profile.yaml" -o "$base/policy.bin" 2>"$base/err" ||
		bad "$name: round $1: does not compile: $(cat "$base/err")"
	n=$1
	shift
	status=0
	env -i HOME="$HOME" PATH="$PATH" TMPDIR="$TMPDIR" LC_ALL=C "$NONO_TRACE" -q \
		-o "$base/trace.jsonl" "$base/policy.bin" -- "$@" >"$base/out" 2>&1 || status=$?
	cp "$base/profile.yaml" "$base/before.yaml"
	suggested=0
	"$NONOC" suggest "$base/profile.yaml" "$base/trace.jsonl" --in-place >"$base/said" 2>&1 ||
		suggested=$?
	case $suggested in
	0 | 3) ;;
	*) bad "$name: round $n: suggest has status $suggested: $(cat "$base/said")" ;;
	esac
}

# learns NAME COMMAND...
learns() {
	name=$1 base=$SCRATCH/$1 n=0
	shift
	count=$((count + 1))
	mkdir "$base"
	printf 'extends: default\nnetwork: {block: true}\n' >"$base/profile.yaml"
	while [ "$n" -lt "$rounds_max" ]; do
		round $((n + 1)) "$@"
		! cmp -s "$base/profile.yaml" "$base/before.yaml" || break
	done
	echo "$name: status $status after $n rounds"
	sed 's/^/    /' "$base/profile.yaml"
	cmp -s "$base/profile.yaml" "$base/before.yaml" || bad "$name: more after $n rounds: $(cat "$base/said")"
	[ "$n" -gt 1 ] || bad "$name: learned nothing"
	[ "$status" = 0 ] || bad "$name: status $status: $(cat "$base/out" "$base/said")"
	cd "$base" || exit 99
	answers 0 "$name is contained in its reference" "$NONOC" contains profile.yaml \
		"$SRCDIR/tests/learn/$name.yaml"
	"$NONOC" check --format gcc profile.yaml >found 2>&1 || bad "$name: $(cat found)"
	! grep -E '\[N0501\]|\[N0509\]' found || bad "$name: has a grant that is too wide"
}

learns git-clone git clone -q source copy
if /usr/bin/python3 -c 'import venv' 2>/dev/null; then
	learns venv /usr/bin/python3 -m venv --without-pip env
else
	echo "venv: left out, Debian has it in python3-venv"
fi
if command -v npm >/dev/null; then
	learns npm-ci npm ci --offline
else
	echo "npm-ci: left out, Debian's nodejs has no npm"
fi
learns cc-make make
summary 4
