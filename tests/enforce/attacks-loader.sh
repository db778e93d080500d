#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086 # texts for the inner shell; $AS is several words
#
# attacks-loader.sh - what nono-exec does not let happen before, between and inside its runs.
#
# By the numbers of docs/security-model.md; faults.sh, handover.sh, hygiene.sh, loader.sh and
# refusals.sh have the others.
. "${SRCDIR:-.}/tests/enforce/lib.sh"
. "$SRCDIR/tests/enforce/attack.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/rw/data/sub" "$T/out/sub" "$T/ro" "$T/h/.ssh" "$T/plain"
echo secret >"$T/out/sub/f"
echo own >"$T/rw/data/sub/f"
echo key >"$T/h/.ssh/id"
echo ro >"$T/ro/f"
ln -s out "$T/link"
END
}

# A directory of the last run that is a symlink in the next one.
between_runs() {
	fresh
	policy followed "\"read\": [\"$T/link/sub\"]"
	verdict F43 "a symlink that only others can make is followed" secret \
		"$(boxed followed cat "$T/out/sub/f" 2>"$S/stderr")"
	policy planted "\"allow\": [\"$T/rw\"], \"read\": [\"$T/rw/data/sub\"]"
	verdict F43 "before: the granted directory" own "$(boxed planted cat "$T/rw/data/sub/f")"
	status F43 "the command can replace it" 0 \
		boxed planted sh -c 'rm -r rw/data && ln -s ../out rw/data'
	verdict F43 "after: what it leads to is not granted" "ok, not read" \
		"$(bare "$probe" read "$T/rw/data/sub/f"), $(
			boxed planted cat "$T/out/sub/f" 2>"$S/stderr" || echo not read)"

	# What is missing when the rules are made is not granted when it comes.
	policy late "\"allow\": [\"$T/late\", \"$T/rw\"]"
	for there in yes no; do
		fresh
		[ $there = no ] || bare mkdir "$T/late"
		(
			while ! [ -e "$T/rw/ready" ]; do sleep 0.05; done
			mkdir -p "$T/late"
			echo late >"$T/late/f"
		) &
		maker=$!
		said=$(boxed late sh -c 'touch rw/ready
			for i in $(seq 100); do [ -e late/f ] && break; sleep 0.05; done
			cat late/f' 2>"$S/stderr" || echo denied)
		wait $maker
		case $there in
		yes) verdict F44 "a directory that is there" late "$said" ;;
		no) verdict F44 "one that comes during the run" denied "$said" ;;
		esac
	done
	says F44 "$S/stderr" denied
}

# As a file system that takes letters of either case for one shows it: one object by two names.
either_case() {
	fresh
	bare mkdir -p "$H/.ssh" "$H/.SSH"
	policy cased '"read": ["~/.SSH"]'
	runs F48 "another directory" boxed cased echo ran
	if [ "$who" = root ] && unshare -m true 2>"$S/stderr"; then
		refused F48 "the same directory" '\.ssh.*is protected' unshare -m sh -c \
			"mount --bind $H/.ssh $H/.SSH && cd $T && exec $AS $nono $P/cased.bin -- echo ran"
	fi
	rmdir "$H/.SSH"
}

# Compiled for anybody, by anybody: what is protected is the home of whoever runs it.
elsewhere() {
	fresh
	HOME=/home/somebody "$NONOC" "$P/whole.json" -o "$P/whole.bin" 2>"$S/stderr"
	[ "$(id -u)" = 0 ] && [ "$who" = user ] && chown "$uid:$uid" "$P/whole.bin"
	runs C25 "a home outside the grant" boxed whole echo ran
	(cd "$T" && HOME=$T/h exec_home) >"$S/stdout" 2>"$S/said"
	verdict C25 "a home inside the grant" "125 " "$? $(cat "$S/stdout")"
	says C25 "$S/said" '/t/h/.*is protected'
}

exec_home() {
	$AS HOME="$T/h" "$nono" "$P/whole.bin" -- echo ran
}

# D12: the policy is opened once, so that what was judged is what is applied.
read_once() {
	verdict D12 "opened once" "ran 1" "$(cd "$T" && $AS python3 -c '
import ctypes, os, struct, subprocess, sys
libc = ctypes.CDLL(None)
fd = libc.inotify_init1(os.O_NONBLOCK)
IN_OPEN = 0x20
libc.inotify_add_watch(fd, sys.argv[2].encode(), IN_OPEN)
ran = subprocess.run([sys.argv[1], sys.argv[2], "--", "echo", "ran"], stdout=subprocess.PIPE)
print(ran.stdout.decode().strip(), len(os.read(fd, 65536)) // struct.calcsize("iIII"))' \
		"$nono" "$P/proc.bin" 2>"$S/stderr")"
}

# One in another: the inner one is copied from where the outer one lets it be read.
nested() {
	fresh
	tools="\"$S/bin\", \"$P\""
	policy outer "\"read\": [$tools, \"$T/ro\"], \"allow\": [\"$T/rw\"]" \
		'"network": {"block": true}'
	policy wider "\"read\": [$tools, \"$T/out\"], \"allow\": [\"$T\"]" \
		'"linux": {"user_namespaces": true}, "ipc": {"sysv": true}'
	policy narrower "\"read\": [$tools, \"$T/ro\"]" '"network": {"block": true}'
	for op in "read $T/ro/f" "overwrite $T/rw/data/sub/f"; do
		verdict P10 "the outer one allows $op" ok "$(answer boxed outer "$probe" $op)"
		verdict P10 "so does a wider one in it" ok \
			"$(answer boxed outer "$nono" "$P/wider.bin" -- "$probe" $op)"
	done
	for op in "read $T/out/sub/f" "overwrite $T/ro/f" "create $T/new"; do
		fresh
		verdict P10 "a wider one alone allows $op" ok "$(answer boxed wider "$probe" $op)"
		fresh
		verdict P10 "in the outer one it does not" EACCES \
			"$(answer boxed outer "$nono" "$P/wider.bin" -- "$probe" $op)"
	done
	fresh
	verdict P10 "a narrower one holds" "ok EACCES" \
		"$(answer boxed outer "$nono" "$P/narrower.bin" -- "$probe" read "$T/ro/f") $(
			answer boxed outer "$nono" "$P/narrower.bin" -- "$probe" overwrite "$T/rw/data/sub/f")"
	for way in "socket 2,2,0" "socket 16,3,0" listen; do
		verdict P10 "the outer filter holds: $way" "ok, refused" \
			"$(answer bare "$B/attack" $way), $(
				case $(answer boxed outer "$nono" "$P/wider.bin" -- "$B/attack" $way) in
				EACCES | EAFNOSUPPORT) echo refused ;;
				*) cat "$S/stderr" ;;
				esac)"
	done
	set --
	for _ in $(seq 16); do
		set -- "$nono" "$P/wider.bin" -- "$@"
	done
	runs P11 "sixteen layers" boxed_times "$@" echo ran
	refused P11 "seventeen" 'layers' boxed_times "$nono" "$P/wider.bin" -- "$@" echo ran
}

boxed_times() {
	(cd "$T" && exec $AS "$@")
}

environment() {
	# A library that is not there is told by each program that looks for one: nono-exec does not.
	verdict X13 "bare, the loader of programs looks for it" 1 \
		"$(bare env LD_PRELOAD=/nonexistent/x.so true 2>&1 | grep -c 'cannot be preloaded')"
	verdict X13 "nono-exec loads nothing" 0 "$(cd "$T" && $AS LD_PRELOAD=/nonexistent/x.so \
		LD_AUDIT=/nonexistent/x.so "$nono" "$P/outer.bin" -- true 2>&1 |
		grep -c 'cannot be preloaded')"
	verdict P12 "it is one thread, and so is what begins" "1 1" "$(
		boxed proc sh -c 'echo $(awk "/^Threads/ { print \$2 }" /proc/self/status) $(
			ls /proc/self/task | wc -l)' 2>"$S/stderr")"
	for name in LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH GCONV_PATH BASH_ENV ENV NODE_OPTIONS PYTHONSTARTUP \
		PYTHONPATH PERL5LIB RUBYOPT GIT_SSH_COMMAND GIT_CONFIG_COUNT JAVA_TOOL_OPTIONS \
		AWS_SECRET_ACCESS_KEY GITHUB_TOKEN OPENAI_API_KEY SSH_AUTH_SOCK DBUS_SESSION_BUS_ADDRESS \
		DATABASE_URL DOCKER_HOST; do
		verdict P26 "$name" "1, then 0" \
			"$(cd "$T" && $AS "$name=/nonexistent/x" env 2>"$S/stderr" | grep -c "^$name="), then $(
				cd "$T" && $AS "$name=/nonexistent/x" "$nono" "$P/outer.bin" -- env 2>"$S/stderr" |
					grep -c "^$name=")"
	done
	verdict P26 "a function of bash's" "it ran, then 127" "$(imported), then $(imported "$nono" "$P/outer.bin" --)"
}

# A name that every script may mean something else by.
imported() {
	(cd "$T" && $AS 'BASH_FUNC_absent%%=() { echo it ran; }' "$@" bash -c absent 2>"$S/stderr" || echo $?)
}

arguments() {
	newline='
'
	long=$(head -c 100000 /dev/zero | tr '\0' y)
	bytes=$(printf 'a\377\200b')
	set -- '' - -- --strict --help -o '$HOME' '*' "a b" "x${newline}y" "$bytes" "$long"
	sum=$(printf '%s\0' "$@" | sha256sum)
	verdict X08 "each byte of each argument" "$sum" "$(boxed outer printf '%s\0' "$@" | sha256sum)"
	set -- $(seq 2000)
	verdict X08 "two thousand" "$*" "$(boxed outer echo "$@")"
	# Options end where the policy is named.
	refused X10 "an option behind the policy" "" nono_in --home "$H" "$P/outer.bin" --strict echo ran
	refused X10 "no --" "" nono_in "$P/outer.bin" echo ran
	refused X10 "an option that is none" "" nono_in --no-sandbox "$P/outer.bin" -- echo ran
	refused X10 "the start of an option's name" "" nono_in --dry "$P/outer.bin" -- echo ran
	verdict X09 "what is sent to its number comes to the command" "143" "$(
		cd "$T" && $AS "$nono" "$P/outer.bin" -- sleep 300 2>"$S/stderr" &
		pid=$!
		becomes $pid sleep
		kill "$pid"
		wait "$pid" 2>"$S/stderr"
		echo $?)"
}

nono_in() {
	(cd "$T" && exec $AS "$nono" "$@")
}

body() {
	dir=$T
	cp "$ATTACK" "$B/attack"
	profile whole "\"read\": [\"$T\"]"
	policy proc '"read": ["/proc"]'
	between_runs
	either_case
	elsewhere
	read_once
	nested
	environment
	arguments
}

run_tests
