#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suggest.sh - nonoc suggest and prune: what traces make of profiles, and what they never do.
set -u
: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
. "$SRCDIR/tests/lib.sh"
mkdir -p "$SCRATCH/home" "$SCRATCH/work" "$SCRATCH/tmp" && cd "$SCRATCH/work" || exit 99
home=$SCRATCH/home work=$SCRATCH/work tmp=$SCRATCH/tmp

# trace: standard input between the lines that begin and end a trace; H, W and T are directories.
trace() {
	{
		echo '{"nono_trace": 1, "home": "H", "workdir": "W", "tmpdir": "T", "uid": 1000}'
		cat
		echo '{"end": true, "status": 0}'
	} | sed -e "s|\"H|\"$home|g" -e "s|\"W|\"$work|g" -e "s|\"T|\"$tmp|g"
}

# tried VERDICT OP PATH [MORE]
tried() {
	printf '{"op": "%s", "path": "%s", "verdict": "%s"%s}\n' "$2" "$3" "$1" "${4:+, $4}"
}

# becomes STATUS FILE [OPTION]: by the trace t.jsonl, FILE becomes standard input.
becomes() {
	expected=$1 file=$2
	shift 2
	cat >want
	answers "$expected" "$what" "$NONOC" suggest "$@" "$file" t.jsonl
	cp std shown
	cp "$file" before
	answers "$expected" "$what" "$NONOC" suggest "$@" "$file" t.jsonl --in-place
	diff -u want "$file" || bad "$what: becomes something else"
	cp "$file" after
	# What is shown is a patch.
	cp before "$file"
	git apply shown || bad "$what: git apply does not take it: $(cat shown)"
	cmp -s after "$file" || bad "$what: the patch is another: $(cat shown)"
	"$NONOC" check --format gcc "$file" >found 2>&1
	! grep -E ' error: |\[N050[19]\]|\[N0504\]' found || bad "$what: see above"
	# Once is enough.
	"$NONOC" suggest "$file" t.jsonl >std 2>err
	! grep -q '^+' std || bad "$what: more the second time: $(cat std)"
}

projects() {
	what="files of a project"
	mkdir -p src inc
	{
		tried denied read W/src/a.c
		tried denied read W/src/b.c
		tried denied read W/inc/x.h
	} | trace >t.jsonl
	printf 'network: {block: true} # closed\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		network: {block: true} # closed
		workdir:
		  access: read
	END
	grep -q '^medium  *workdir.access: read$' shown || bad "$what: $(cat shown)"

	what="one file of a project"
	tried denied read W/src/a.c | trace >t.jsonl
	printf '{\n  // empty\n}\n' >p.json
	becomes 0 p.json <<-'END'
		{
		  "filesystem": {
		    "read_file": ["$WORKDIR/src/a.c"]
		  }
		  // empty
		}
	END

	what="and the next one"
	tried denied read W/src/b.c | trace >t.jsonl
	printf 'filesystem:\n  read_file:\n    - $WORKDIR/src/a.c # one\n    - /etc/hosts\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		filesystem:
		  read_file:
		    - /etc/hosts
		  read:
		    - $WORKDIR/src
	END

	what="what is written is read back"
	{
		tried denied create W/out/a.o '"kind": "missing"'
		tried denied read W/out/b.o
		tried denied mkdir W/out/deep '"kind": "missing"'
	} | trace >t.jsonl
	mkdir -p out
	printf '{"filesystem": {"allow_file": ["/srv/x"]}}\n' >p.json
	becomes 0 p.json <<-'END'
		{"filesystem": {"allow_file": ["/srv/x"], "allow": ["$WORKDIR/out"]}}
	END

	what="moving"
	{
		tried denied rename W/out/a '"to": "W/inc/a"'
	} | trace >t.jsonl
	printf 'network: {block: true}\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		network: {block: true}
		workdir:
		  access: write
	END
}

# What one entry lets in, a move between two may not bring there.
steps() {
	what="a move into more than there was"
	mkdir -p "$home/b" to
	: >"$home/b/f"
	{
		tried denied rename H/b/f '"to": "W/to/n"'
		tried denied create W/new '"kind": "missing"'
		tried denied read W/to/g
	} | trace >t.jsonl
	printf 'network: {block: true}\n' >p.yaml
	answers 3 "$what" "$NONOC" suggest p.yaml t.jsonl --in-place
	says 'take one step more'
	answers 0 "$what" "$NONOC" suggest p.yaml t.jsonl --in-place
	answers 0 "$what" "$NONOC" suggest p.yaml t.jsonl
	says 'nothing to suggest'
}

homes() {
	what="caches and settings"
	mkdir -p "$home/.cache/tool" "$home/.config/tool/sub"
	{
		tried denied create H/.cache/tool/ab/cd '"kind": "missing"'
		tried denied read H/.cache/tool/ef/gh
		tried denied read H/.config/tool/one
		tried denied read H/.config/tool/sub/two
	} | trace >t.jsonl
	printf 'meta: {name: x}\nlint: []\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		meta: {name: x}
		lint: []
		filesystem:
		  allow:
		    - ~/.cache/tool
		  read:
		    - ~/.config/tool
	END
	grep -q '^medium  *filesystem.allow: ~/.cache/tool$' shown || bad "$what: $(cat shown)"

	what="a directory of its own"
	tried denied mkdir H/.newtool '"kind": "missing"' | trace >t.jsonl
	printf 'network: {block: true}\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		network: {block: true}
		filesystem:
		  allow:
		    - ~/.newtool
	END
	grep -q 'make it before the run' shown || bad "$what: $(cat shown)"

	what="temporary files"
	tried denied read T/ccAbCd.o | trace >t.jsonl
	printf 'network: {block: true}\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		network: {block: true}
		filesystem:
		  read:
		    - $TMPDIR
	END

	what="what runs outside"
	mkdir -p "$home/.config/autostart" "$home/.local/bin"
	{
		tried denied create H/.config/autostart/x '"kind": "missing"'
		tried denied create H/.local/bin/x '"kind": "missing"'
	} | trace >t.jsonl
	printf 'network: {block: true}\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		network: {block: true}
		filesystem:
		  write:
		    - ~/.config/autostart
		    - ~/.local/bin
	END
	[ "$(grep -c '^high ' shown)" = 2 ] || bad "$what: $(cat shown)"
}

keys() {
	what="programs, where they are listed"
	: >tool
	tried denied exec W/tool | trace >t.jsonl
	printf 'filesystem:\n  exec: [/usr/bin]\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		filesystem:
		  exec: [/usr/bin]
		  exec_file:
		    - $WORKDIR/tool
		  read_file:
		    - $WORKDIR/tool
	END
	what="sockets"
	{
		tried denied connect_unix H/agent.sock
		tried denied bind_unix W/own.sock
	} | trace >t.jsonl
	printf 'network: {block: true}\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		network: {block: true}
		filesystem:
		  unix_socket:
		    - ~/agent.sock
		  unix_socket_bind:
		    - $WORKDIR/own.sock
	END
	what="more access to the project"
	: >a
	tried denied write W/a | trace >t.jsonl
	printf 'workdir:\n  access: "read" # why\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		workdir:
		  access: "read" # why
		filesystem:
		  write_file:
		    - $WORKDIR/a
	END
	tried denied mkdir W/b | trace >t.jsonl
	printf 'workdir:\n  access: "read" # why\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		workdir:
		  access: "readwrite" # why
	END
	what="a terminal"
	tried denied read_write /dev/tty | trace >t.jsonl
	printf 'groups:\n  exclude: [system_read_linux_core, system_write_linux]\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		groups:
		  exclude: [system_read_linux_core, system_write_linux]
		filesystem:
		  allow_file:
		    - /dev/tty
	END
}

groups() {
	what="a shipped group"
	{
		tried denied read /etc/passwd
		tried denied read /usr/include/a.h
		tried denied read /usr/include/b.h
	} | trace >t.jsonl
	printf 'groups:\n  include: [git_config]\n' >p.yaml
	if [ -d /usr/include ]; then
		becomes 0 p.yaml <<-'END'
			groups:
			  include: [git_config, cc_runtime, user_lookup]
		END
	fi
	what="a group that is not wanted"
	tried denied read /etc/passwd | trace >t.jsonl
	printf '{"groups": {"exclude": ["user_lookup"]}}\n' >p.json
	becomes 0 p.json <<-'END'
		{"groups": {"exclude": ["user_lookup"]}, "filesystem": {"read_file": ["/etc/passwd"]}}
	END
}

ports() {
	what="ports"
	{
		echo '{"op": "connect", "protocol": "tcp", "port": 443, "verdict": "denied"}'
		echo '{"op": "listen", "port": 8080, "verdict": "denied"}'
		echo '{"op": "connect", "protocol": "udp", "port": 53, "verdict": "denied"}'
	} | trace >t.jsonl
	printf 'network:\n  block: true\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		network:
		  block: true
		  connect_port:
		    - 443
		  listen_port:
		    - 8080
		  udp:
		    - 53
	END
}

# Never, whatever a trace says.
refusals() {
	what="too wide"
	{
		for path in / /etc /proc /home /var /usr H H/.config H/.local/share /dev /run; do
			tried denied list $path
			tried denied create $path/x '"kind": "missing"'
		done
		tried denied mknod_char W/c
		tried denied read 'H/new\nline'
		echo '{"op": "signal", "target": "/bin/x", "verdict": "denied"}'
	} | trace >t.jsonl
	printf 'network: {block: true}\n' >p.yaml
	answers 3 "$what" "$NONOC" suggest p.yaml t.jsonl
	if grep -E '^\+.*(/|~)$|^\+.*(etc|proc|home|var|dev|run|\.config|share)$' std; then
		bad "$what: see above"
	fi
	[ "$(grep -c '^left ' std)" -ge 15 ] || bad "$what: $(cat std)"

	what="what holds the home directory"
	for name in a b c; do
		tried denied create "$SCRATCH/$name" '"kind": "missing"'
	done | trace >t.jsonl
	answers 3 "$what" "$NONOC" suggest p.yaml t.jsonl
	says "the home directory, with what is protected in it, lies below it"
	! grep -q '^+' std || bad "$what: $(cat std)"

	what="what is protected"
	{
		tried denied read H/.ssh/id_rsa
		tried denied list H/.ssh
		tried denied read H/.aws/credentials
		tried denied create H/.bashrc
		tried denied read H/.docker/a
		tried denied read H/.docker/b
	} | trace >t.jsonl
	answers 3 "$what" "$NONOC" suggest p.yaml t.jsonl
	! grep -q '^+' std || bad "$what: $(cat std)"
	says "group 'deny_credentials' protects it; --risky"
	what="--risky"
	printf 'network: {block: true}\n' >p.yaml
	tried denied read H/.aws/credentials | trace >t.jsonl
	becomes 0 p.yaml --risky <<-'END'
		network: {block: true}
		filesystem:
		  read_file:
		    - ~/.aws/credentials
		  bypass_protection:
		    - ~/.aws/credentials
	END
	grep -q '^protected ' shown || bad "$what: $(cat shown)"

	what="around what is protected"
	mkdir -p "$home/.m2/a" "$home/.m2/b"
	{
		tried denied read H/.m2/a/x
		tried denied read H/.m2/b/y
		tried denied read H/.m2/b/z
	} | trace >t.jsonl
	printf 'network: {block: true}\n' >p.yaml
	becomes 0 p.yaml <<-'END'
		network: {block: true}
		filesystem:
		  read_file:
		    - ~/.m2/a/x
		  read:
		    - ~/.m2/b
	END
	what="what the profile asserts"
	{
		tried denied create W/x '"kind": "missing"'
		tried denied read W/src/a.c
	} | trace >t.jsonl
	printf 'assert: [deny write $WORKDIR/.git/hooks]\n' >p.yaml
	becomes 3 p.yaml <<-'END'
		assert: [deny write $WORKDIR/.git/hooks]
		filesystem:
		  read_file:
		    - $WORKDIR/src/a.c
	END
	says 'left  *create'
	what="names that are not what they seem"
	tried denied read 'W/a*b' | trace >t.jsonl
	answers 0 "$what" "$NONOC" suggest p.yaml t.jsonl
	! grep -q '\*' std || grep -q 'first: read' std || bad "$what: $(cat std)"
	printf 'network: {block: true}\n' >p.yaml
	tried denied read 'W/src/\u202ecod.exe' | trace >t.jsonl
	becomes 0 p.yaml <<-'END'
		network: {block: true}
		filesystem:
		  read:
		    - $WORKDIR/src
	END
	tried denied read 'H/$HOME/\u001b[31m' | trace >t.jsonl
	answers 3 "$what" "$NONOC" suggest p.yaml t.jsonl
	! grep -q "$(printf '\033')" std err || bad "$what: an escape is shown"
}

outputs() {
	what="JSON"
	tried denied read W/a | trace >t.jsonl
	printf 'network: {block: true}\n' >p.yaml
	answers 0 "$what" "$NONOC" suggest --format json p.yaml t.jsonl
	says '"schema": "nonoc.suggest/1"'
	says '"value": "$WORKDIR/a"'
	answers 0 "-o" "$NONOC" suggest p.yaml t.jsonl -o q.yaml
	grep -q 'WORKDIR/a' q.yaml && ! grep -q WORKDIR p.yaml || bad "$what: $(cat q.yaml)"
	answers 2 "two places" "$NONOC" suggest p.yaml t.jsonl -o q.yaml --in-place
	answers 2 "a source" "$NONOC" suggest p.yaml t.jsonl -o t.jsonl
	answers 2 "macOS" "$NONOC" suggest p.yaml t.jsonl --target seatbelt
	answers 2 "a name" "$NONOC" suggest default t.jsonl
	says "extends: default"
	answers 2 "no trace" "$NONOC" suggest p.yaml missing.jsonl
	answers 1 "a profile with an error" "$NONOC" suggest \
		"$SRCDIR/tests/golden/N0101-fires.json" t.jsonl
	answers 0 "nothing to do" "$NONOC" suggest q.yaml t.jsonl
	says "nothing to suggest"
}

pruning() {
	what="prune"
	mkdir -p used lib
	: >used/a
	: >lib/b
	{
		tried allowed read W/used/a
		tried denied read W/lib/b
		echo '{"op": "connect", "port": 443, "verdict": "allowed"}'
	} | trace >t.jsonl
	cat >p.yaml <<-'END'
		filesystem:
		  read:
		    - $WORKDIR/used # needed
		    - $WORKDIR/lib # not needed
		    - $WORKDIR/used/deep
		  write: [$WORKDIR/out] # gone
		network:
		  connect_port: [443, 80]
		groups:
		  include: [git_config]
	END
	cp p.yaml old.yaml
	answers 0 "$what" "$NONOC" prune p.yaml t.jsonl
	says 'unused    p.yaml:4:7: .\$WORKDIR/lib. (read)'
	says "group 'git_config'"
	says 'traces are samples'
	git apply std || bad "$what: no patch: $(cat std)"
	cat >want <<-'END'
		filesystem:
		  read:
		    - $WORKDIR/used # needed
		network:
		  connect_port: [443]
		groups:
		  include: [git_config]
	END
	diff -u want p.yaml || bad "$what: becomes something else"
	what="prune, JSON"
	answers 0 "$what" "$NONOC" prune --format json old.yaml t.jsonl -o q.yaml
	says '"schema": "nonoc.prune/1"'
	cmp want q.yaml || bad "$what: -o is another"
	what="half of what is granted"
	cat >p.yaml <<-'END'
		filesystem:
		  allow:
		    - $WORKDIR/used # only read
		    - $WORKDIR/lib
		network: {block: true}
	END
	: >lib/c
	{
		tried allowed read W/used/a
		tried allowed write W/lib/c
	} | trace >t.jsonl
	answers 0 "$what" "$NONOC" prune p.yaml t.jsonl --in-place
	says 'but for write'
	cat >want <<-'END'
		filesystem:
		  read:
		    - $WORKDIR/used
		  write:
		    - $WORKDIR/lib
		network: {block: true}
	END
	diff -u want p.yaml || bad "$what: becomes something else"
	printf 'workdir: {access: readwrite} # all\n' >p.yaml
	tried allowed write W/lib/c | trace >t.jsonl
	answers 0 "$what" "$NONOC" prune p.yaml t.jsonl --in-place
	[ "$(cat p.yaml)" = 'workdir: {access: write} # all' ] || bad "$what: $(cat p.yaml)"
	what="what two grant"
	tried allowed read W/used/a | trace >t.jsonl
	printf '{"filesystem": {"read": ["$WORKDIR/used"], "allow": ["$WORKDIR"]}}\n' >p.json
	answers 0 "$what" "$NONOC" prune p.json t.jsonl --in-place
	[ "$(cat p.json)" = '{"filesystem": {"read": ["$WORKDIR/used"]}}' ] || bad "$what: $(cat p.json)"
	what="the last of what may be executed"
	printf '{"filesystem": {"read": ["$WORKDIR"], "exec": ["$WORKDIR/lib"]}}\n' >p.json
	answers 0 "$what" "$NONOC" prune p.json t.jsonl --in-place
	[ "$(cat p.json)" = '{"filesystem": {"read": ["$WORKDIR"], "exec": []}}' ] ||
		bad "$what: $(cat p.json)"
	what="unix sockets, which older kernels cannot tell apart"
	tried allowed bind_unix W/used/socket | trace >t.jsonl
	printf '{"filesystem": {"write": ["$WORKDIR/used"], "unix_socket": ["~/one", "~/two"]}}\n' >p.json
	answers 0 "$what" "$NONOC" prune p.json t.jsonl --in-place
	[ "$(cat p.json)" = '{"filesystem": {"write": ["$WORKDIR/used"], "unix_socket": ["~/two"]}}' ] ||
		bad "$what: $(cat p.json)"
	what="a file under another name than the granted one"
	ln -f used/a lib/again
	tried allowed read W/lib/again | trace >t.jsonl
	printf '{"filesystem": {"read_file": ["$WORKDIR/used/a", "$WORKDIR/lib/b"]}}\n' >p.json
	answers 0 "$what" "$NONOC" prune p.json t.jsonl --in-place
	[ "$(cat p.json)" = '{"filesystem": {"read_file": ["$WORKDIR/used/a"]}}' ] ||
		bad "$what: $(cat p.json)"
}

projects
steps
homes
keys
groups
ports
refusals
outputs
pruning
mkdir rhome rwork
answers 0 "random profiles and traces" python3 "$SRCDIR/tests/suggest.py"
cat std
summary 60
