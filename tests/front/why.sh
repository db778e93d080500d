#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# why.sh - nono why: nono 0.66's questions and its JSON, nonoc's questions, and that run agrees.
# shellcheck disable=SC2088 # ~ is what the program is given
set -u
. "$SRCDIR/tests/lib.sh"
mkdir -p "$SCRATCH/w/d" "$HOME/.ssh" "$HOME/.docker" && cd "$SCRATCH/w" || exit 99
here=$(pwd -P)
echo hello >d/f
echo key >"$HOME/.ssh/id"
: >"$HOME/x.txt"
cat >docker.json <<'END'
{"filesystem": {"read": ["$HOME/.docker"], "bypass_protection": ["$HOME/.docker"]}}
END
sed 's/"read"/"allow"/' docker.json >docker-all.json

# asks STATUS WHAT ARGUMENT...: the answer is in std.
asks() {
	status=$1 name=$2
	shift 2
	answers "$status" "$name" "$NONO" why "$@"
}

# field KEY VALUE: so the last answer has it at its top.
field() {
	is "$2" "$(sed -n "s/^  \"$1\": \"\{0,1\}\(.*[^\",]\)\"\{0,1\},\{0,1\}\$/\1/p" std)" "$what: $1"
}

# Cases of nono 0.66: its spelling, its exit status, its fields.
asks 0 "extra: sensitive_path" --path "$HOME/.ssh/id" --op read --json
field status denied
field reason sensitive_path
field policy_source group:deny_credentials
field suggested_flag ""
asks 0 "extra: path_not_granted" --path "$HOME/x.txt" --op read --json
field status denied
field reason path_not_granted
field suggested_flag "--read-file $HOME/x.txt"
asks 0 "extra: what it suggests is enough" --path "$HOME/x.txt" --op read --json \
	--read-file "$HOME/x.txt"
field status allowed
asks 0 "extra: of a directory" --path "$here/d" --op read --json
field suggested_flag "--read $here/d"
asks 0 "extra: of one that holds what is protected" --path "$HOME" --op read --json
field suggested_flag ""
says '"obstacle": "\\"read\\" on .* would hold the protected'
asks 0 "extra: what does not exist is made in a directory" --path d/new --op readwrite --json
field suggested_flag "--allow $here/d"
# Who copies it into a shell gets one word.
mkdir "$HOME/a b" && touch "$HOME/a b/it's"
asks 0 "extra: a name with a blank" --path "$HOME/a b/it's" --op read --json
field suggested_flag "--read-file '$HOME/a b/it'\\\\''s'"
# What a script lacks may be its interpreter; where executing is listed, no option adds to that.
cp /bin/true d/interpreter && mkdir d/bin && printf '#!%s/d/interpreter\n' "$here" >d/bin/script &&
	chmod +x d/bin/script
asks 1 "a script whose interpreter is not granted" exec d/bin/script --read d/bin
says "as an option: --read-file $here/d/interpreter\$"
asks 0 "what it suggests is enough" exec d/bin/script --read d/bin --read-file d/interpreter
echo '{"filesystem": {"exec": ["/usr/bin"]}, "workdir": {"access": "read"}}' >exec.json
asks 1 "what no option lets execute" exec d/bin/script -p ./exec.json
says '"exec_file"'
! grep -qE 'option|--allow-cwd' std || bad "$what: $(cat std)"
asks 0 "extra: granted_path" --path d/f --op readwrite --allow d --json
field status allowed
field reason granted_path
field granted_path "$here/d"
field access read+write
field source user
asks 0 "extra: granted by a group" --path /usr/bin --op read --json
field source group:system_read_linux_core
asks 0 "extra: insufficient_access" --path d/f --op write --read d --json
field status denied
field reason insufficient_access
field suggested_flag "--write-file $here/d/f"
says '^    "access": "read",$'
asks 0 "extra: network_allowed" --host example.com --json
field status allowed
field reason network_allowed
asks 0 "extra: network_blocked" --host example.com --port 8443 --block-net --json
field status denied
field reason network_blocked
field suggested_flag "--connect-port 8443"
asks 0 "30: allow with its bypass" --path "$HOME/.docker" --op readwrite -p ./docker-all.json --json
field status allowed
field source profile
asks 0 "31: read with its bypass, written" --path "$HOME/.docker" --op write -p ./docker.json --json
field reason insufficient_access
asks 0 "34: another protected path" --path "$HOME/.ssh" --op read -p ./docker.json --json
field reason sensitive_path
asks 0 "a scope" --scope signal --json
field status scope
field requested true

# Ours: nonoc's questions and statuses, the same answer inside.
asks 0 "a path in the working directory" read d/f --allow-cwd
says "^ALLOWED  read  $here/d/f"
asks 1 "~ that no shell expands" read '~/.ssh/id'
says 'deny_credentials'
asks 1 "an option that would allow it" read d/f
says "as an option: --read-file $here/d/f"
says "with --allow-cwd: it lies in the working directory"
asks 1 "which does not help elsewhere" read "$HOME/x.txt"
is "" "$(grep -e --allow-cwd std)" "no word of --allow-cwd"
echo '{"workdir": {"access": "read"}}' >reads.json
asks 1 "nor where the profile wants less" write d/f -p ./reads.json
is "" "$(grep -e --allow-cwd std)" "no word of --allow-cwd where it is for reading"
cd "$HOME" || exit 99
asks 1 "in the home directory" read x.txt
is "" "$(grep -e --allow-cwd std)" "no word of --allow-cwd where run would refuse it"
cd "$here" || exit 99
asks 1 "what is granted and not there" write d/none/f --allow d/none
says "to allow: make '$here/d/none' before the run"
is "" "$(grep 'as an option' std)" "no option that would not help"
asks 1 "reading and writing, half of it granted" --json read_write d/f --write d
says '"schema": "nonoc.why/1"'
asks 1 "two paths" rename d/f "$HOME/f" --allow d
asks 1 "a port" connect udp 53 --block-net
asks 1 "a variable" env FOO --env-allow BAR --json
field suggested_flag "--env-allow FOO"
asks 1 "a credential, where no variables are listed: the option would keep the others out" \
	env AWS_SECRET_ACCESS_KEY
says '"allow_secrets": \["AWS_SECRET_ACCESS_KEY"\]'
is "" "$(grep 'as an option' std)" "no option for it"
asks 0 "a variable that passes" env FOO --env-allow FOO
asks 0 "a host is any host" --host h --connect-port 443
says "for 'h' as for any host"

asks 1 "an older kernel" connect 80 --connect-port 443 --target-abi 4
asks 3 "one that does not hold it" connect 80 --connect-port 443 --target-abi 3
says '^DENIED, NOT HELD'

# The kernel and the command agree.
if "$LANDLOCK_ABI" >abi; then
	asks 0 "the kernel allows it" read d/f --allow d --probe
	says 'kernel: success'
	asks 1 "the kernel denies it" read d/f --probe
	says 'kernel: EACCES'
	# Without --probe, too, it is this kernel that is meant.
	if [ "$(cat abi)" -lt 9 ]; then
		asks 1 "what only the filter closes here" bind_unix d/socket --allow d
		says 'closed by the filter on this kernel'
	fi
	asks 0 "and a newer kernel does not" bind_unix d/socket --allow d --target-abi 9
	answers 1 "so does run" "$NONO" run --silent -- cat d/f
	answers 0 "and with the option" "$NONO" run --silent --read-file "$here/d/f" -- cat d/f
fi

# Inside a sandbox.
asks 0 "--self outside" --self --path d/f --op read --json
field status not_sandboxed
asks 2 "--self outside, in nonoc's words" --self read d/f
says 'NOT SANDBOXED'
asks 2 "--self and an option of the policy" --self --path d/f --op read --read d
says "'--self' asks the policy that holds already, and '--read'"
if [ -s abi ]; then
	set -- --silent --allow-cwd --block-net --read "${NONO%/*}"
	answers 0 "inside: what is granted" "$NONO" run "$@" -- \
		sh -c "cd / && exec '$NONO' why --self --path '$here/d/f' --op readwrite --json"
	field status allowed
	field granted_path "$here"
	answers 0 "inside: what is protected" "$NONO" run "$@" -- \
		"$NONO" why --self --path "$HOME/.ssh/id" --op read --json
	field reason sensitive_path
	field policy_source group:deny_credentials
	answers 1 "inside: a port" "$NONO" run "$@" -- "$NONO" why --self connect 443
	# Eight at once: none puts another file in the place of one that a command may read.
	rm -rf "$HOME/.local/state/nono"
	for i in 1 2 3 4 5 6 7 8; do
		"$NONO" run "$@" -- "$NONO" why --self read d/f >"many.$i" 2>&1 &
	done
	wait
	is 8 "$(cat many.* | grep -c '^ALLOWED')" "inside: eight at once"
	# Whoever holds the lock for good holds nobody up.
	rm -f "$HOME/.local/state/nono/self/"*
	(flock 9 && exec sleep 60) 9<"$HOME/.local/state/nono/self" &
	holder=$!
	until ! flock -n "$HOME/.local/state/nono/self" true; do sleep 0.1; done
	answers 0 "beside one that does not let go" timeout 30 "$NONO" run "$@" -- "$NONO" why --self read d/f
	kill "$holder"
	answers 2 "what is no policy" env NONO_CAP_FILE="$here/d/f" "$NONO" why --self read d/f
	answers 0 "inside: it cannot be changed" "$NONO" run "$@" -- \
		sh -c ": >'$here/made' && ! (: >\"\$NONO_CAP_FILE\") 2>/dev/null"
fi

# Slips of the hand.
asks 2 "no question"
says 'expected one question'
asks 2 "two questions" --path d --op read --host h
says 'expected one question'
asks 2 "no --op" --path d
says 'asked about with --op read'
asks 2 "an unknown access" --path d --op reed
says "did you mean 'read'"
asks 2 "an unknown operation" raed d
says "did you mean 'read'"
asks 2 "an unknown scope" --scope signl
says "did you mean 'signal'"
asks 2 "an ABI that is none" read d --target-abi 99
says "'--target-abi' expects a number from 1 to"
asks 2 "an unknown thing" read d --thing pipe
says "'--thing' expects file"
asks 2 "an empty path" read ""
says "found an empty argument"
asks 2 "another one" --path "" --op read
says "'--path' expects PATH, not an empty argument"
asks 2 "an operation alone" read
says "'read' of what"
asks 2 "--op of a host" --host h --op read
says "'--op' belongs to '--path'"
asks 2 "no port" --host h --port 0
says 'expected a port from 1 to 65535'
asks 2 "an option of run" --path d --op read --dry-run
says "'--dry-run' is no option of 'why'"
asks 2 "an option that is not there" --pth d
says "did you mean '--path'"
asks 2 "what nono 0.66 asks of commands" --command curl
says 'no rules for single commands'
asks 2 "an unknown profile" --path d --op read -p claude-cod
says "did you mean 'claude-code'"

summary 65
