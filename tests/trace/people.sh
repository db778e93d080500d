#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086 # texts for the inner shell; words of $AS
# people.sh - nono-trace's own words: what was denied, what would allow it, what is wrong.
. "${SRCDIR:-.}/tests/trace/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/w" "$H/.ssh"
echo key >"$H/.ssh/id_test"
echo text >"$H/notes"
echo shell >"$H/shell"
ln -sfn shell "$H/.zshrc"
END
}

denials() {
	policy p '"allow": ["'"$T/w"'"]' '"network": {"block": true, "connect_port": [9]}'
	options= dir=$T/w
	traced p sh -c 'cat ~/.ssh/id_test; cat ~/notes; cat ~/notes; echo x >../y' 2>"$S/said"
	options=-q
	says 1 "$S/said" "^denied: read '$H/.ssh/id_test' (cat) \[protected, credential\]$" \
		"^  to allow: \"filesystem\": {\"read_file\": \[\"~/.ssh/id_test\"\], \"bypass_protection\"" \
		"^denied: read '$H/notes' (cat) 2 times$" \
		'^  to allow: "filesystem": {"read_file": \["~/notes"\]} (adds: 1 file; credential: no)$' \
		"^denied: create '$T/y' ([a-z]*)$" '^nono-trace: 3 denied$'
	printf '{"extends": "%s", "filesystem": {"read_file": ["~/notes"]}}' "$P/p.json" >"$P/more.json"
	status 1 "what it says allows it" 0 $AS "$nonoc" "$P/more.json" -o "$P/more.bin"
	verdict 1 "so that it works" text "$(traced more cat "$H/notes")"
	options=
	traced p cat "$H/.zshrc" 2>"$S/said"
	says 1 "$S/said" "^denied: read '$H/shell' (cat) \[protected\]$" \
		'^  to allow: .*"read_file": \["~/.zshrc"\], "bypass_protection": \["~/.zshrc"\]'
	traced p "$probe" connect_tcp 10 >/dev/null 2>"$S/said"
	says 1 "$S/said" "^denied: connect tcp port 10 of 127.0.0.1 (probe)$" \
		'^  to allow: "network": {"connect_port": \[10\]}$'
	traced p cat "$T/$(printf 'a\033]0;x\007b')" 2>"$S/said"
	traced p mkdir "$T/$(printf 'a\033]0;x\007b')" 2>"$S/said"
	verdict 1 "nothing that a terminal could act on" 0 "$(tr -cd '\033\007' <"$S/said" | wc -c)"
	traced p "$actor" many 60 "$T/many" >/dev/null 2>"$S/said"
	verdict 1 "not more than anybody reads" 50 "$(grep -c '^denied: create ' "$S/said")"
	says 1 "$S/said" '^nono-trace: 10 more are not shown$' '^nono-trace: 60 denied$'
	options=-q dir=
}

files() {
	policy p '"allow": ["'"$T/w"'"]'
	traced p true
	verdict 2 "only its owner reads it" 600 "$(stat -c %a "$trace")"
	(cd "$T/w" && $AS "$S/bin/nono-trace" -q "$P/p.bin" -- true)
	says 2 "$T/w/nono-trace.jsonl" '"command":\["true"\]' '"end":true,"status":0'
	verdict 2 "its first line" 1 "$(head -n 1 "$trace" | grep -c '^{"nono_trace":1,"policy":"sha256:')"
	$AS ln -s "$H/notes" "$T/w/link"
	(cd "$T/w" && $AS "$S/bin/nono-trace" -q -o link "$P/p.bin" -- true)
	verdict 2 "no link is written through" text "$(cat "$H/notes")"
	status 2 "no such directory" 3 $AS "$S/bin/nono-trace" -q -o "$T/none/x" "$P/p.bin" -- sh -c 'exit 3'
	says 2 "$S/stderr" "the trace was not written"
	$AS mkfifo "$T/w/fifo"
	# Open for reading, too: so neither side waits for the other.
	(exec 3<>"$T/w/fifo" && $AS "$S/bin/nono-trace" -q -o "$T/w/fifo" "$P/p.bin" -- true &&
		head -n 1 <&3) >"$S/stdout"
	says 2 "$S/stdout" '"command":\["true"\]'
}

usage() {
	policy p '"allow": ["'"$T/w"'"]'
	status 3 "--help" 0 $AS "$S/bin/nono-trace" --help
	says 3 "$S/stdout" '^usage: nono-trace'
	status 3 "--version" 0 $AS "$S/bin/nono-trace" --version
	refused 3 "no policy" "expected a policy" $AS "$S/bin/nono-trace"
	refused 3 "no command" "expected '--' and a command" $AS "$S/bin/nono-trace" "$P/p.bin"
	refused 3 "two policies" "expected '--'" $AS "$S/bin/nono-trace" "$P/p.bin" echo ran
	refused 3 "a dry run" "is of a command that runs" $AS "$S/bin/nono-trace" --dry-run "$P/p.bin" -- echo ran
	refused 3 "-o" "expects a file" $AS "$S/bin/nono-trace" -o
	refused 3 "two files" "is given as two files" $AS "$S/bin/nono-trace" -o a -o b "$P/p.bin" -- echo ran
	refused 3 "no such file" "none.bin" $AS "$S/bin/nono-trace" "$P/none.bin" -- echo ran
	printf 'broken' >"$P/broken.bin"
	refused 3 "no policy at all" "" $AS "$S/bin/nono-trace" "$P/broken.bin" -- echo ran
	refused 3 "an unknown option" "there is no option" $AS "$S/bin/nono-trace" --nonsense "$P/p.bin" -- echo ran
	# Nobody can write the policy into the place of one that was checked.
	chmod 666 "$P/p.bin"
	refused 3 "a digest that is not the file's" "digest" $AS "$S/bin/nono-trace" \
		--require-digest "sha256:$(printf '%064d' 0)" "$P/p.bin" -- echo ran
}

body() {
	trace_programs
	denials
	files
	usage
}

run_tests
