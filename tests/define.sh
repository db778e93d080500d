#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# define.sh - --define binds anchors at compile time: as if the paths had been written.
set -eu

cd "$SCRATCH"
bad=0

# same WHAT A B OPTION...: with the options, A has the bytes of B (whose groups need them, too).
same() {
	what=$1 a=$2 b=$3
	shift 3
	"$NONOC" --no-origins "$@" "$a" -o a.bin 2>err && "$NONOC" --no-origins "$@" "$b" -o b.bin 2>>err &&
		cmp a.bin b.bin && return 0
	echo "FAIL: $what"
	cat err
	bad=1
}

# refused STATUS TEXT ARGUMENT...: nonoc says TEXT.
refused() {
	want=$1 text=$2
	shift 2
	status=0
	"$NONOC" "$@" >out 2>&1 || status=$?
	if [ "$status" -ne "$want" ] || ! grep -qF -- "$text" out; then
		echo "FAIL: '$*': status $status, expected $want and '$text'"
		cat out
		bad=1
	fi
}

cat >anchored.yaml <<'END'
filesystem:
  read: [$HOME/src, $WORKDIR/lib, $TMPDIR/x, $XDG_CONFIG_HOME/x, $XDG_RUNTIME_DIR/r, /srv/u$UID/x]
  deny: [~/.secret]
environment: {set_vars: {A: "$HOME/bin:$XDG_CACHE_HOME/$UID"}}
END
sed -e "s,\$HOME,/home/ci,g; s,~,/home/ci,; s,\$WORKDIR,/w,; s,\$TMPDIR,/scratch,
	s,\$XDG_CONFIG_HOME,/home/ci/.config,; s,\$XDG_RUNTIME_DIR,/run/ci,; s,\$UID,7,g
	s,\$XDG_CACHE_HOME,/cache,; " anchored.yaml >absolute.yaml
same 'all anchors' anchored.yaml absolute.yaml --define HOME=/home/ci --define WORKDIR=/w \
	--define 'TMPDIR=//scratch/.' --define XDG_RUNTIME_DIR=/run/ci --define UID=7 \
	--define XDG_CACHE_HOME=/cache --define HOME=/home/ci
# The groups that every profile gets have anchors, too.
"$NONOC" --define HOME=/home/ci --define WORKDIR=/w --define TMPDIR=/scratch --define UID=7 \
	--define XDG_RUNTIME_DIR=/run/ci claude-code -o bound.bin
# shellcheck disable=SC2016 # the anchors' own names
"$NONO_EXEC" --dry-run bound.bin >out 2>&1 || :
if grep -q "$HOME" out; then
	echo 'FAIL: a bound policy still speaks of this home'
	grep "$HOME" out
	bad=1
fi

# What was unknown across anchors is decided.
cat >conflict.yaml <<'END'
filesystem: {read: [/data/w], deny: [$WORKDIR/s]}
END
"$NONOC" check conflict.yaml >out 2>&1
"$NONOC" check --define WORKDIR=/elsewhere conflict.yaml >out 2>&1
refused 1 N0 check --define WORKDIR=/data/w conflict.yaml

refused 2 "did you mean 'HOME'?" check --define HOMME=/x anchored.yaml
refused 2 "--define knows no 'ANCHOR': expected HOME" check --define ANCHOR=/x anchored.yaml
refused 2 "--define expects ANCHOR=PATH" check --define HOME anchored.yaml
refused 2 "--define HOME expects an absolute path" check --define HOME=home anchored.yaml
refused 2 "--define HOME expects an absolute path" check --define 'HOME=~/x' anchored.yaml
refused 2 "--define HOME expects an absolute path" check --define 'HOME=/x/$UID' anchored.yaml
refused 2 "--define HOME expects an absolute path" check --define 'HOME=/..' anchored.yaml
refused 2 "--target expects 'landlock', 'linux:ID:VERSION'" check --target linux:Debian:12 anchored.yaml
refused 2 "--define UID expects a user id" check --define UID=root anchored.yaml
refused 2 "\$HOME is given as '/a' and as '/b'; give one of them" check --define HOME=/a --define HOME=/b anchored.yaml
refused 2 "\$UID is given as '1' and as '2'" check --define UID=1 --define UID=2 anchored.yaml
# Of two values of what has one, none is left out in silence.
refused 2 "--target is given as 'seatbelt' and as 'landlock'; give one of them" \
	check --target seatbelt --target=landlock anchored.yaml
refused 2 "-o is given as 'a' and as 'b'" -o a -ob anchored.yaml
refused 2 "-MF is given as 'a' and as 'b'" -o a -MD -MFa -MF b anchored.yaml
refused 2 "--target-abi is given as '4' and as '5'" check --target-abi 4 --target-abi 5 anchored.yaml
refused 2 "can go to standard output once" test --format json --format tap anchored.yaml
"$NONOC" check --target landlock --target landlock -Werror -Wrisk -v -v anchored.yaml >out 2>&1 || :
if grep 'is given as' out; then
	echo 'FAIL: the same twice'
	bad=1
fi
long=$(printf '/%02000d' 0)
echo "filesystem: {read: ['~$long$long']}" >long.yaml
"$NONOC" check long.yaml >out 2>&1
refused 1 'longer than 4096 bytes' check --define "HOME=$long" long.yaml
# Risks are found wherever the anchors are put.
echo 'filesystem: {read_file: [~/.gitconfig], write: [~/.local/bin, $WORKDIR]}' >risks.yaml
for code in N0502 N0503 N0505; do
	refused 0 "$code" check risks.yaml
	refused 0 "$code" check risks.yaml --define HOME=/srv/u --define WORKDIR=/srv/u/w
done
refused 0 "'/srv/u/w/.git/hooks'" check risks.yaml --define HOME=/srv/u --define WORKDIR=/srv/u/w

exit "$bad"
