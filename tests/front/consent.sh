#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2086 # $AS is several words
# consent.sh - what nono run asks for before it starts: the working directory, profiles that came
# with it, directories to make; on a terminal (tmux) and without.
. "${SRCDIR:?}/tests/enforce/lib.sh"

command -v tmux >/dev/null || {
	echo "skip: needs tmux"
	exit 77
}

fixture() {
	cat <<'END'
mkdir -p "$T/here/.nono/profiles" "$H/.claude"
cd "$T/here"
echo inside >f
echo hidden >"$H/secret"
cat >wide.json <<'JSON'
{"extends": "default", "filesystem": {"read": ["/etc/passwd"]}, "workdir": {"access": "read"}}
JSON
cp wide.json .nono/profiles/team.json
cat >narrow.json <<'JSON'
{"extends": "default", "network": {"block": true}}
JSON
cat >new.json <<'JSON'
{"extends": "default", "filesystem": {"allow": ["~/.agent/state"]}}
JSON
END
}

run() {
	(cd "$T/here" && exec $AS "$S/bin/nono" run "$@")
}

without_a_terminal() {
	rm -rf "$H/.local"
	status 1 "the working directory is not granted unasked" 1 run -- cat f
	says 1 "$S/stderr" 'the working directory .* is not granted; --allow-cwd lets'
	runs 1 "the home directory" run --workdir "$H" -- echo ran
	says 1 "$S/stderr" 'is not granted, and cannot be: .*that is the home directory'
	status 1 "--allow-cwd grants it" 0 run --allow-cwd -- sh -c 'cat f && echo x >g'
	status 1 "as the variable does" 0 env NONO_ALLOW_CWD=1 sh -c "cd $T/here && $AS NONO_ALLOW_CWD=1 $S/bin/nono run -- cat f"
	status 1 "--allow . too, and nothing is said" 0 run --allow . -- cat f
	verdict 1 "no note" "" "$(grep 'working directory' "$S/stderr")"

	refused 2 "a profile that came with the directory" 'wide.json. is not used; --trust-profile' \
		run --profile ./wide.json --allow-cwd -- echo ran
	says 2 "$S/stderr" "read .*/etc/passwd .*by ./wide.json:1" 'read .*\$WORKDIR'
	echo '{"extends": "default", "linux": {"user_namespaces": true}}' >"$T/here/spaces.json"
	refused 2 "a right without a rule" 'spaces.json. is not used' run --profile ./spaces.json -- echo ran
	verdict 2 "no place is made up for it" "" "$(grep 'by $' "$S/stderr")"
	refused 2 "the same by name" 'team.json. is not used' run --profile team --allow-cwd -- echo ran
	runs 2 "one that only narrows" run --profile ./narrow.json -- echo ran
	runs 2 "one from elsewhere" sh -c "cd / && exec $AS $S/bin/nono run --profile $T/here/narrow.json -- echo ran"
	runs 2 "one that is agreed to" run --trust-profile --profile ./wide.json --allow-cwd -- echo ran
	runs 2 "the same again: it is remembered" run --profile ./wide.json -- echo ran
	runs 2 "the same meaning in another file" run --profile team -- echo ran
	mkdir -p "$T/elsewhere"
	sed 's/passwd/services/' "$T/here/wide.json" >"$T/elsewhere/wide.json"
	ln -s ../elsewhere/wide.json "$T/here/link.json"
	refused 2 "a symlink that came with the directory" 'link.json. is not used' \
		run --profile ./link.json -- echo ran
	sed -i 's/passwd/group/' "$T/here/wide.json"
	refused 2 "another meaning" 'wide.json. is not used' run --profile ./wide.json -- echo ran
	fresh
	chmod 777 "$H/.local/state/nono/trusted"
	refused 2 "what others could have agreed to" 'is not used' run --profile ./wide.json -- echo ran
	chmod 700 "$H/.local/state/nono/trusted"
	runs 2 "what they could not" run --profile ./wide.json -- echo ran
	chmod 777 "$H/.local/state/nono"
	refused 2 "what they could have put there" 'is not used' run --profile ./wide.json -- echo ran
	rm -rf "$H/.local"
}

# seen PATTERN: once the terminal shows that, or after ten seconds, what it shows is in $S/screen.
seen() {
	for _ in $(seq 200); do
		tmux -S "$socket" capture-pane -p -J -t t >"$S/screen"
		! grep -q "$1" "$S/screen" || break
		sleep 0.05
	done
}

# terminal QUESTION ANSWER ARGUMENT...: nono run on a terminal, where it asks and is answered.  Each
# has a server of its own: one that ends takes a while.
terminal() {
	asked=$1 answer=$2
	shift 2
	terminals=$((${terminals:-0} + 1)) socket=$S/tmux.$terminals
	tmux -f /dev/null -S "$socket" new-session -d -x 180 -y 50 -s t \
		"cd '$T/here' && $AS TERM=screen $S/bin/nono run $* ; echo status \$? ; exec sleep 20"
	seen "$asked"
	if [ -n "$answer" ]; then
		tmux -S "$socket" send-keys -t t "$answer" Enter
		seen '^status'
	fi
	tmux -S "$socket" kill-server
}

on_a_terminal() {
	terminal 'let the command read and write' y -- cat f
	says 3 "$S/screen" 'let the command read and write .*here.? .y/N. y' '^inside' '^status 0'
	terminal 'let the command read and write' '' -- cat f
	verdict 3 "an open question starts nothing" "" "$(grep -e '^inside' -e '^status' "$S/screen")"
	terminal 'let the command read and write' n -- cat f
	says 3 "$S/screen" 'permission denied' '^status 1'
	terminal 'let the command read and write' C-d -- cat f
	says 3 "$S/screen" '^nono: note: the working directory' '^status 1'
	terminal 'use it' n --profile ./wide.json -- echo ran
	says 4 "$S/screen" 'comes with the working directory' '^status 125'
	terminal 'use it' y --profile ./wide.json --allow-cwd -- echo ran
	says 4 "$S/screen" '^ran$' '^status 0'
	runs 4 "and it is remembered" run --profile ./wide.json -- echo ran
	terminal 'make it, for you alone' y --trust-profile --profile ./new.json -- touch "$H/.agent/state/x"
	says 5 "$S/screen" '^status 0'
	verdict 5 "the directory is private" "700 700" \
		"$(echo $(stat -c %a "$H/.agent" "$H/.agent/state"))"
	rm -rf "$H/.agent" "$H/.local"
}

# A shell in a sandbox: what is typed runs there, and job control works.
shell() {
	terminals=$((${terminals:-0} + 1)) socket=$S/tmux.$terminals
	tmux -f /dev/null -S "$socket" new-session -d -x 180 -y 50 -s t \
		"cd '$T/here' && $AS TERM=screen $S/bin/nono shell --shell /bin/bash --read . ; echo status \$? ; exec sleep 20"
	seen 'y/N'
	tmux -S "$socket" send-keys -t t n Enter
	seen '[#$] *$'
	tmux -S "$socket" send-keys -t t "cat f; cat $H/secret; echo x >g; echo be''gun; sleep 60" Enter
	seen '^begun'
	tmux -S "$socket" send-keys -t t C-z
	seen 'Stopped'
	tmux -S "$socket" send-keys -t t fg Enter
	seen '^sleep 60$'
	tmux -S "$socket" send-keys -t t C-c
	seen '[#$] *$'
	tmux -S "$socket" send-keys -t t 'exit 9' Enter
	seen '^status'
	tmux -S "$socket" kill-server
	says 6 "$S/screen" '^inside' 'secret: permission denied' 'g: permission denied' 'stopped .*sleep 60' \
		'^status 9'
	verdict 6 "the same without the sandbox" hidden "$($AS cat "$H/secret")"
}

body() {
	cp "$NONO" "$S/bin/nono" || die "no copy of nono"
	without_a_terminal
	on_a_terminal
	shell
}

run_tests
