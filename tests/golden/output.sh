#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# output.sh - nonoc's statuses and files: what it cannot read or write, and what it leaves alone.
set -u

: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
. "$SRCDIR/tests/lib.sh"
cd "$SCRATCH" || exit 99
mkdir out
echo '{"filesystem": {"read": ["/srv"]}}' >good.json
echo '{"filesystem": {"read": ["srv/$FOO"], "raed": []}}' >bad.json

# keeps STATUS WHAT OPTION...: nonoc's status; an existing output as it was, nothing beside it.
keeps() {
	expected=$1 what=$2
	shift 2
	printf 'as it was' >out/policy.bin
	touch -d 2001-02-03 out/policy.bin
	answers "$expected" "$what" "$NONOC" "$@" -o out/policy.bin
	[ -s err ] || bad "$what: no reason is given"
	[ "$(cat out/policy.bin) $(stat -c %Y out/policy.bin)" = "as it was $(date -d 2001-02-03 +%s)" ] ||
		bad "$what: the existing output was touched"
	[ "$(ls -A out)" = policy.bin ] || bad "$what: leaves $(ls -A out)"
	rm -f out/policy.bin
	"$NONOC" "$@" -o out/policy.bin >/dev/null 2>&1
	[ -z "$(ls -A out)" ] || bad "$what: writes $(ls -A out)"
}

inputs() {
	keeps 1 "an error in the input" bad.json
	says '^error\[N[0-9]*\]: '
	says '--> bad\.json:1:[0-9]*$'
	keeps 2 "a missing file" ./absent.json
	says 'absent\.json'
	mkdir directory.json
	keeps 2 "a directory" directory.json
	mkfifo fifo.json
	answers 2 "a named pipe, without waiting for a writer" \
		timeout 5 "$NONOC" fifo.json -o out/policy.bin
	keeps 2 "a device" /dev/zero --input-format json
	: >empty.json
	keeps 1 "an empty file" empty.json
	cp good.json good.txt
	keeps 2 "an unknown extension" ./good.txt
	keeps 2 "an unknown name" no-such-profile
	says "'no-such-profile'"
	head -c 20 good.json >truncated.json
	keeps 1 "a truncated file" truncated.json
	keeps 2 "more than --max-input" --max-input 10 good.json
	if [ "$(id -u)" = 0 ]; then
		printf 'as it was' >out/policy.bin
		chmod 000 good.json
		chmod 777 out
		cp "$NONOC" nonoc-copy
		answers 2 "an unreadable file" setpriv --reuid=54321 --regid=54321 --clear-groups \
			"$SCRATCH/nonoc-copy" good.json -o out/policy.bin
		[ "$(cat out/policy.bin)" = 'as it was' ] || bad "$what: the output was touched"
		chmod 755 out
		chmod 644 good.json
		rm out/policy.bin
	fi
}

# The limit is the reader's depth; a reader that recursed or rescanned would show here.
hostile() {
	head -c 1000000 /dev/zero | tr '\0' '[' >brackets.json
	cp brackets.json brackets.yaml
	for file in brackets.json brackets.yaml; do
		start=$(date +%s%N)
		keeps 1 "1 MB of [ in $file" "$file"
		took=$((($(date +%s%N) - start) / 2000000))
		# Sanitizers and valgrind cost tens of times; the figure is for the plain build.
		[ -n "${SANITIZERS-}" ] || [ "$took" -lt 200 ] || bad "$what: $took ms"
		[ "$(wc -c <err)" -lt 2000 ] || bad "$what: an answer of $(wc -c <err) bytes"
	done
	{ printf '{"x-many": [' && yes 0, | head -n 4200000 | tr -d '\n' && echo '0]}'; } >many.json
	keeps 1 "more than four million values" many.json
	says N0009
}

outputs() {
	answers 0 "it compiles" "$NONOC" good.json -o out/policy.bin
	[ "$(stat -c %a out/policy.bin)" = 644 ] || bad "mode $(stat -c %a out/policy.bin), not 644"
	(umask 077 && "$NONOC" good.json -o out/private.bin)
	[ "$(stat -c %a out/private.bin)" = 600 ] || bad "the umask is ignored"
	ln -s policy.bin out/link.bin
	before=$(sha256sum <out/policy.bin)
	answers 0 "an output that is a symlink" "$NONOC" default -o out/link.bin
	[ ! -h out/link.bin ] || bad "$what: it is still one"
	[ "$(sha256sum <out/policy.bin)" = "$before" ] || bad "$what: it was written through"
	answers 2 "an output in a missing directory" "$NONOC" good.json -o absent/policy.bin
	mkdir out/directory.bin
	answers 2 "an output that is a directory" "$NONOC" good.json -o out/directory.bin
	answers 2 "an output that is a device" "$NONOC" good.json -o /dev/null
	[ -c /dev/null ] || bad "$what: /dev/null is gone"
	cp out/policy.bin first.bin
	answers 0 "an output that exists" "$NONOC" good.json -o out/policy.bin
	cmp -s first.bin out/policy.bin || bad "$what: other bytes"
	rm -rf out && mkdir out
	answers 0 "check" "$NONOC" check good.json
	answers 1 "check of an error" "$NONOC" check bad.json
	[ -z "$(ls -A out)" ] || bad "$what: writes $(ls -A out)"
	XDG_STATE_HOME=/dev/null/none answers 0 "no place for the record" \
		"$NONOC" good.json -o out/policy.bin
	says 'note: .*record'
}

command_line() {
	answers 0 "--help" "$NONOC" --help
	answers 0 "--version" "$NONOC" --version
	answers 2 "no arguments" "$NONOC"
	answers 2 "no output" "$NONOC" good.json
	answers 2 "an unknown option" "$NONOC" --no-such good.json -o out/policy.bin
	answers 2 "two files" "$NONOC" good.json good.json -o out/policy.bin
	answers 2 "an unknown format" "$NONOC" --format xml good.json -o out/policy.bin
	answers 0 "groups" "$NONOC" groups
	grep -q deny_credentials std || bad "$what: deny_credentials is not listed"
	answers 0 "a group" "$NONOC" groups deny_credentials
	grep -q '\.ssh' std || bad "$what: ~/.ssh is not in it"
	answers 2 "an unknown group" "$NONOC" groups no_such_group

	echo '{"security": {"groups": ["node_runtime"]}}' >warning.json
	answers 0 "a warning" "$NONOC" warning.json -o out/policy.bin
	says '^warning\[N[0-9]*\]: '
	answers 1 "-Werror" "$NONOC" -Werror warning.json -o out/policy.bin
	answers 0 "--format gcc" "$NONOC" --format gcc warning.json -o out/policy.bin
	says '^warning\.json:1:[0-9]*: warning: .*\[N[0-9]*'
	answers 0 "--format json" "$NONOC" --format json warning.json -o out/policy.bin
	grep -q '"code": *"N[0-9]*"' std || bad "$what: no code on standard output: $(cat std)"

	# shellcheck disable=SC2002 # standard input is the point
	answers 0 "standard input" sh -c 'cat good.json | "$NONOC" --input-format json - -o out/policy.bin'
	answers 2 "standard input without a format" sh -c '"$NONOC" - -o out/policy.bin <good.json'

	# Text from a profile must not drive a terminal.
	printf '{"filesystem": {"read": ["/a\\u001b[31mred"]}, "\\u001b]0;title\\u0007": 1}\n' >escape.json
	answers 1 "escape sequences" "$NONOC" escape.json -o out/policy.bin
	! LC_ALL=C grep -q "$(printf '[\033\007]')" err || bad "$what: reach the terminal"

	# Nor may an argument, or the name of a file.
	escape=$(printf '\033[31m')
	for arguments in "--$escape" "good.json -o no/$escape" "groups no$escape"; do
		# shellcheck disable=SC2086 # the words are the arguments
		answers 2 "an escape sequence in $arguments" "$NONOC" $arguments
		! LC_ALL=C grep -q "$(printf '\033')" err || bad "$what: reaches the terminal"
	done

	# shellcheck disable=SC2016 # expanded by the inner shell
	answers 2 "--help on a full device" sh -c '"$NONOC" --help >/dev/full'
}

# What the policy is made from is no place for it, by whatever name.
own_source() {
	cp good.json own.json
	echo '{"extends": "own.json"}' >child.json
	ln -s own.json link.json
	for output in own.json link.json ./out/../own.json; do
		answers 2 "-o $output" "$NONOC" own.json -o "$output"
		says 'made from'
		answers 2 "-o $output of what extends it" "$NONOC" child.json -o "$output"
		cmp -s good.json own.json || bad "$what: the profile is gone"
		[ -L link.json ] || bad "$what: the link is gone"
	done
}

inputs
hostile
outputs
command_line
own_source
summary 49 # root has one more
