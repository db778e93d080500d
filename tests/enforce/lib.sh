# SPDX-License-Identifier: Apache-2.0
# lib.sh - what the enforcement tests share: a scratch, two callers, checks by number.
#
# A script sources this file, defines fixture() (a shell text that builds the
# tree below $T and $H) and body() (the checks), and ends with `run_tests`.
# body() runs as root and again as an unprivileged user, or only as the caller
# if that is not root.  It sees
#
#	$S  the scratch; never below /tmp: the default groups grant writing there
#	$H  the home directory          $T  the tree that policies grant parts of
#	$P  profiles and policies       $who  "root" or "user"
#	$AS the words that put a command under that user and a clean environment
#
# NONOC, NONO_EXEC, PROBE and LANDLOCK_ABI name the programs, SCRATCH (if set) the scratch.
# shellcheck shell=sh disable=SC2086

set -u
umask 022
LC_ALL=C
export LC_ALL

: "${NONOC:?the path of nonoc}" "${NONO_EXEC:?the path of nono-exec}"
: "${PROBE:?the path of the probe}" "${LANDLOCK_ABI:?the path of landlock-abi}"

uid=54321 # nobody's: no passwd entry, no files

die() {
	printf 'Bail out! %s\n' "$*"
	exit 99
}

make_scratch() {
	base=$(mktemp -d "${SCRATCH:-/var/tmp}/enforce.XXXXXX") || die "no scratch"
	trap 'rm -rf "$base"' EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	chmod 755 "$base"
	: >"$base/results"
}

# A scratch of its own for each caller: ownership is part of what is tested.
enter() {
	who=$1
	S=$base/$who H=$base/$who/home T=$base/$who/t P=$base/$who/p
	B=$H/.local/bin # the default groups grant reading and executing there
	mkdir -p "$B" "$P" "$T" "$S/bin"
	cp "$NONOC" "$NONO_EXEC" "$S/bin/" && cp "$PROBE" "$B/probe" || die "no copies of the programs"
	nonoc=$S/bin/${NONOC##*/} nono=$S/bin/${NONO_EXEC##*/} probe=$B/probe
	AS="env -i HOME=$H USER=$who LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
	AS="$AS ${ASAN_OPTIONS:+ASAN_OPTIONS=$ASAN_OPTIONS}"
	if [ "$who" = user ] && [ "$(id -u)" = 0 ]; then
		AS="setpriv --reuid=$uid --regid=$uid --clear-groups $AS"
		chown -R "$uid:$uid" "$S"
	fi
	fixture >"$S/fixture.sh"
	fresh
}

# The tree again as fixture() describes it, whatever a check did to it.
fresh() {
	rm -rf "$T" && mkdir "$T" || die "cannot empty $T"
	[ "$(id -u)" = 0 ] && [ "$who" = user ] && chown "$uid:$uid" "$T"
	$AS T="$T" H="$H" W="$T" sh -eu "$S/fixture.sh" || die "the fixture failed"
}

pass() {
	printf 'ok %s %s: %s\n' "$1" "$who" "$2"
	printf '%s %s ok\n' "$1" "$who" >>"$base/results"
}

fail() {
	printf 'not ok %s %s: %s\n' "$1" "$who" "$2"
	[ $# -gt 2 ] && printf '%s\n' "$3" | sed 's/^/# /'
	printf '%s %s bad\n' "$1" "$who" >>"$base/results"
}

# verdict NUMBER WHAT EXPECTED ACTUAL
verdict() {
	if [ "$3" = "$4" ]; then
		pass "$1" "$2"
	else
		fail "$1" "$2" "expected '$3', got '$4'"
	fi
}

# policy NAME FILESYSTEM [OTHER KEYS]: a profile, compiled; it must compile.
policy() {
	profile "$@"
	$AS "$nonoc" "$P/$1.json" -o "$P/$1.bin" >"$P/$1.err" 2>&1 ||
		fail "${number:-0}" "the profile '$1' compiles" "$(cat "$P/$1.err")"
}

# profile NAME FILESYSTEM [OTHER KEYS]: only written.
profile() {
	printf '{"filesystem": {%s}%s}\n' "$2" "${3:+, $3}" >"$P/$1.json"
	[ "$(id -u)" = 0 ] && [ "$who" = user ] && chown "$uid:$uid" "$P/$1.json"
	return 0
}

# boxed POLICY COMMAND...: in $dir, as the caller.
boxed() {
	boxed_policy=$1
	shift
	(cd "${dir:-$T}" && exec $AS "$nono" ${options-} "$P/$boxed_policy.bin" -- "$@")
}

bare() {
	(cd "${dir:-$T}" && exec $AS "$@")
}

# What the probe answers, or, when it never ran, what was said instead.
answer() {
	word=$("$@" 2>"$S/stderr")
	echo "${word:-$(cat "$S/stderr")}"
}

# allowed NUMBER POLICY OPERATION PATH [PATH]
allowed() {
	n=$1 pol=$2
	shift 2
	fresh
	verdict "$n" "$pol allows $*" ok "$(answer boxed "$pol" "$probe" "$@")"
}

# denied NUMBER POLICY ERRNO OPERATION PATH [PATH]: and it works without the sandbox.
denied() {
	n=$1 pol=$2 errno=$3
	shift 3
	fresh
	without=$(answer bare "$probe" "$@")
	fresh
	within=$(answer boxed "$pol" "$probe" "$@")
	verdict "$n" "$pol denies $*" "ok, then $errno" "$without, then $within"
}

# outputs NUMBER WHAT EXPECTED POLICY COMMAND...: standard output and a status of 0.
outputs() {
	n=$1 what=$2 expected=$3
	shift 3
	actual=$(boxed "$@" 2>"$S/stderr") || actual="status $? $actual $(cat "$S/stderr")"
	verdict "$n" "$what" "$expected" "$actual"
}

# status NUMBER WHAT EXPECTED COMMAND...: any command; $S/stderr gets its errors.
status() {
	n=$1 what=$2 expected=$3 actual=0
	shift 3
	"$@" >"$S/stdout" 2>"$S/stderr" || actual=$?
	if [ "$expected" = "$actual" ]; then
		pass "$n" "$what"
	else
		fail "$n" "$what" "expected status $expected, got $actual: $(cat "$S/stderr")"
	fi
}

# works PROFILE COMMAND: without the sandbox, then within it.
works() {
	fresh
	status "$1" "without the sandbox: $2" 0 bare sh -c "$2"
	fresh
	status "$1" "$2" 0 boxed "$1" sh -c "$2"
}

# typed COMMAND KEYS...: a terminal in $T/w with COMMAND in it, into which lines and keys (C-x) are
# typed; over when there is an out.done.
typed() {
	socket=$S/tmux typed_command=$1 tries=0
	shift
	fresh
	(cd "$T/w" && $AS TERM=xterm tmux -f /dev/null -S "$socket" new-session -d -x 80 -y 24 \
		"$typed_command") || die "no tmux"
	for keys; do
		case $keys in
		C-?) bare tmux -S "$socket" send-keys "$keys" ;;
		*) bare tmux -S "$socket" send-keys -l "$keys" && bare tmux -S "$socket" send-keys Enter ;;
		esac
		sleep 0.5
	done
	while ! [ -e "$T/w/out.done" ] && [ $tries -lt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	bare tmux -S "$socket" kill-server
}

# says NUMBER FILE PATTERN...: every pattern (basic, ignoring case) is in the file.
says() {
	n=$1 file=$2
	shift 2
	for pattern; do
		if grep -qi -e "$pattern" "$file"; then
			pass "$n" "it says '$pattern'"
		else
			fail "$n" "it says '$pattern'" "$(cat "$file")"
		fi
	done
}

# rejected NUMBER NAME PATTERN...: an error in the input, with a place, and no output.
rejected() {
	rejected_n=$1 name=$2
	shift 2
	rm -f "$P/$name.bin"
	status "$rejected_n" "$name: nonoc answers 1" 1 $AS "$nonoc" "$P/$name.json" -o "$P/$name.bin"
	cp "$S/stderr" "$P/$name.err"
	says "$rejected_n" "$P/$name.err" '^error\[N[0-9]*\]: ' "$P/$name\.json:[0-9]*:[0-9]*" "$@"
	verdict "$rejected_n" "$name: nothing is written" "" \
		"$(find "$P" -name "$name.bin" -o -name '*.nonoc.*')"
}

# warned NUMBER NAME PATTERN...: compiles, with a finding (-v shows notes too) that says so.
warned() {
	warned_n=$1 name=$2
	shift 2
	status "$warned_n" "$name: nonoc answers 0" 0 $AS "$nonoc" -v "$P/$name.json" -o "$P/$name.bin"
	cp "$S/stderr" "$P/$name.err"
	says "$warned_n" "$P/$name.err" "$@"
}

# refused NUMBER WHAT PATTERN COMMAND...: 125 and a line that says why; the command is `echo ran`.
refused() {
	refused_n=$1 refused_what=$2 pattern=$3
	shift 3
	status "$refused_n" "$refused_what: refused" 125 "$@"
	[ -z "$pattern" ] || says "$refused_n" "$S/stderr" "$pattern"
	verdict "$refused_n" "$refused_what: the command has not run" "" "$(cat "$S/stdout")"
}

# runs NUMBER WHAT COMMAND...: the opposite.
runs() {
	runs_n=$1 runs_what=$2
	shift 2
	status "$runs_n" "$runs_what: runs" 0 "$@"
	verdict "$runs_n" "$runs_what: the command has run" ran "$(cat "$S/stdout")"
}

# becomes PID NAME: returns once that process is that program, and so the caller's.
becomes() {
	for _ in $(seq 200); do
		[ "$(cat "/proc/$1/comm" 2>/dev/null)" != "$2" ] || return 0
		sleep 0.05
	done
	die "process $1 has not become $2"
}

table() {
	printf '\ncase  root     user\n'
	sort -n "$base/results" | awk '
		{ all[$1, $2]++; good[$1, $2] += $3 == "ok"; if (!($1 in seen)) { seen[$1]; order[++k] = $1 } }
		function cell(n, w) { return (n, w) in all ? good[n, w] "/" all[n, w] : "-" }
		END { for (i = 1; i <= k; i++)
			printf "%-5s %-8s %s\n", order[i], cell(order[i], "root"), cell(order[i], "user") }'
	awk '{ $3 == "ok" ? good++ : bad++ }
		END { printf "%d checks passed, %d failed\n", good, bad; exit bad > 0 || !good }' \
		"$base/results"
}

run_tests() {
	if ! "$LANDLOCK_ABI" >/dev/null; then
		echo "1..0 # SKIP this kernel has no Landlock"
		exit 77
	fi
	make_scratch
	[ "$(id -u)" = 0 ] && { enter root; body; }
	enter user
	body
	table
}
