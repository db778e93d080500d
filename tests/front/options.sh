#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086 # texts for the inner shell; $AS is several words
# options.sh - what each option of nono run does to the command, and what is said of it.
. "${SRCDIR:?}/tests/enforce/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/a" "$T/here/sub" "$H/.claude" "$H/.docker" "$H/.ssh"
echo hello >"$T/a/f"
echo '{}' >"$H/.docker/config.json"
END
}

run() {
	(cd "$T/here" && exec $AS ${variables-} "$S/bin/nono" "${verb:-run}" "$@")
}

# gives NUMBER WHAT EXPECTED OPTION... -- COMMAND...: standard output and a status of 0.
gives() {
	n=$1 what=$2 expected=$3
	shift 3
	actual=$(run "$@" 2>"$S/stderr") || actual="status $? $actual $(cat "$S/stderr")"
	verdict "$n" "$what" "$expected" "$actual"
}

lists() {
	gives 1 "a dry run runs nothing" "" --dry-run --allow "$T/a" -- echo ran
	says 1 "$S/stderr" '^Capabilities:$' "^  r+w  $T/a (dir)\$" '^       + [0-9]* system/group paths' \
		'^  net  outbound allowed$' \
		'^dry-run sandbox would be applied with above capabilities$' '^\$ echo ran$'
	gives 1 "with -v it says where all of it comes from" "" --dry-run -v --read "$T/a" -- true
	says 1 "$S/stderr" "^   r   $T/a (dir)  \[command line: --read $T/a\]" \
		'^   r   /usr/share (dir)  \[group system_read_linux_core (built-in)\]'
	gives 1 "--silent says nothing" "" --silent --allow "$T/a" -- true
	verdict 1 "nothing is said" "" "$(cat "$S/stderr")"
	refused 1 "what a dry run would refuse" 'is protected' run --dry-run --allow "$H" -- echo ran
	verb=wrap
	gives 1 "wrap is the same" hello --silent --read "$T/a" -- cat "$T/a/f"
	verb=shell
	gives 1 "shell starts a shell" "" --silent --shell /bin/sh
	verb=
	variables="NONO_ALLOW=$T/a,$T/b"
	gives 2 "NONO_ALLOW is several directories" hello --silent -- cat "$T/a/f"
	variables="NONO_PROFILE=node-dev"
	gives 2 "NONO_PROFILE is the profile" "" --dry-run -v -- true
	says 2 "$S/stderr" 'group node_runtime'
	variables=
}

protects() {
	gives 27 "a protected directory with a bypass" "{}" --silent --read "$H/.docker" \
		--bypass-protection "$H/.docker" -- cat "$H/.docker/config.json"
	refused 28 "a bypass without a grant" 'bypass' run --bypass-protection "$H/.docker" -- echo ran
	refused 28 "a protected directory" 'N0301' run --allow "$H/.docker" -- echo ran
	says 28 "$S/stderr" "--allow $H/.docker" "is protected here, by group 'deny_credentials'"
	refused 29 "no directory" 'expects a directory, and .* is none: --allow-file' run --allow "$T/a/f" -- echo ran
	runs 30 "one that is missing" run --allow "$T/none" -- echo ran
	says 30 "$S/stderr" "not there, so not granted: '$T/none'"
	refused 30 "the same with --strict" "$T/none" run --strict --allow "$T/none" -- echo ran
}

connects() {
	python3 -c 'import socket' 2>/dev/null || return 0
	probe='import socket,sys
try: socket.socket().connect(("127.0.0.1", int(sys.argv[1])))
except OSError as e: print(e.strerror)'
	gives 40 "the network is open" "Connection refused" --silent -- python3 -c "$probe" 9
	gives 40 "--block-net closes it" "Permission denied" --silent --block-net -- python3 -c "$probe" 9
	gives 41 "--connect-port opens a port" "Connection refused" --silent --connect-port 9 -- \
		python3 -c "$probe" 9
	gives 41 "and no other" "Permission denied" --silent --allow-connect-port 9 -- \
		python3 -c "$probe" 10
	echo '{"network": {"block": true}}' >"$T/closed.json"
	gives 42 "a profile that blocks" "Permission denied" --silent --profile "$T/closed.json" -- \
		python3 -c "$probe" 9
	gives 42 "--allow-net is stronger" "Connection refused" --silent --net-allow \
		--profile "$T/closed.json" -- python3 -c "$probe" 9
}

passes() {
	variables="A=1 B=2 MY_TOKEN=3"
	show='echo "${A-none} ${B-none} ${C-none} ${MY_TOKEN-none}"'
	gives 54 "the environment passes, but for credentials" "1 2 none none" --silent -- sh -c "$show"
	gives 54 "--env-deny" "none 2 none none" --silent --env-deny A -- sh -c "$show"
	gives 54 "--env-set" "1 2 x=y none" --silent --env-set C=x=y -- sh -c "$show"
	gives 54 "--env-allow lists, credentials too" "1 none none 3" --silent --env-allow A \
		--env-allow MY_TOKEN --env-allow 'P*' -- sh -c "$show"
	variables=
}

finds_itself() {
	gives 60 "the command can read its policy" blob --silent -- \
		sh -c 'head -c 4 "$NONO_CAP_FILE" >/dev/null && echo blob'
	status 60 "and not write it" 2 run --silent -- sh -c 'echo >"$NONO_CAP_FILE"'
	file=$(run --silent -- sh -c 'echo "$NONO_CAP_FILE"')
	$AS "$nonoc" why "$file" read "$T/a/f" >"$S/stdout"
	verdict 60 "which is its policy" 1 "$(grep -ci denied "$S/stdout")"
	verdict 60 "it lies where no sandbox writes" "$H/.local/state/nono/self" "${file%/*}"
	forgets_others
	rm -rf "$H/.local"
}

# A run of a new kind removes the policies of others: those that are old, and of no process.
forgets_others() {
	self=$H/.local/state/nono/self
	mkfifo "$S/go" && exec 5<>"$S/go"
	run --silent --read "$T/a" -- \
		sh -c 'echo "$NONO_CAP_FILE"; read -r go; wc -c <"$NONO_CAP_FILE"' <&5 >"$S/alive" &
	until [ -s "$S/alive" ]; do sleep 0.1; done
	alive=$(cat "$S/alive")
	young=$(run --silent --read "$T/here" -- sh -c 'echo "$NONO_CAP_FILE"')
	touch -d '8 days ago' "$file" "$alive"
	touch -d '6 days ago' "$young"
	run --silent --write "$T/a" -- true
	verdict 60 "no run needs a policy that none has started with for a week" gone \
		"$([ -e "$file" ] || echo gone)"
	verdict 60 "a younger one stays" there "$([ -e "$young" ] && echo there)"
	size=$(stat -c %s "$alive")
	echo >&5
	wait $!
	exec 5>&-
	verdict 60 "and so does that of a command that still runs" "$size" "$(tail -n 1 "$S/alive")"
	run --silent -- true
	touch -d '8 days ago' "$file" "$alive"
	run --silent -- true
	run --silent --write "$T/here" -- true
	verdict 60 "to start with it makes it young" "there gone" \
		"$([ -e "$file" ] && echo there) $([ -e "$alive" ] || echo gone)"
	rm "$S/go"
}

explains() {
	status 61 "what was denied to a command that fails" 1 run -v --read "$T/here" -- cat "$T/a/f"
	says 61 "$S/stderr" "denied: read '$T/a/f'" 'to allow: .*read_file' '1 denied'
	status 61 "the status stays the command's" 7 run -v -- sh -c 'exit 7'
}

places() {
	gives 62 "--workdir is \$WORKDIR" hello --silent --workdir "$T/a" --allow-cwd -- cat "$T/a/f"
	status 62 "and not the directory" 2 run --silent --workdir "$T/here/sub" --allow-cwd -- ls "$T/here"
	gives 62 "a profile lies below another" "" --dry-run -v --profile claude-code --extends java-dev -- true
	says 62 "$S/stderr" 'group java_runtime' 'group node_runtime'
}

body() {
	cp "$NONO" "$S/bin/nono" || die "no copy of nono"
	lists
	protects
	connects
	passes
	finds_itself
	explains
	places
}

run_tests
