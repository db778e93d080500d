#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# vectors.sh - the evaluator reproduces what was seen on macOS, and reads strictly.
set -eu

. "$SRCDIR/tests/seatbelt/lib.sh"
cd "$SCRATCH"

# Each verdict that was reported: by the model "fallback" all of them, by "the last rule wins" 20.
python3 - "$SRCDIR/tests/data/sbpl-precedence-vectors.tsv" >requests 2>expected <<'PYTHON'
import json
import sys

for line in open(sys.argv[1], encoding="utf-8"):
    fields = line.rstrip("\n").split("\t")
    if line[0] == "#" or fields[0] == "id":
        continue
    name, rules, operation, context, verdict = fields[0], *fields[2:6]
    with open(name + ".sb", "w", encoding="utf-8") as profile:
        profile.write("(version 1)(deny default)" + rules + "\n")
    print("profile", name + ".sb", sep="\t")
    keys = []
    for key, value in json.loads(context).items():
        keys += [key, " ".join(value) if isinstance(value, list) else value]
    print("ask", "?", operation, *keys, sep="\t")
    print(name, verdict, sep="\t", file=sys.stderr)
PYTHON
evaluate <requests >answers || fail "the vectors: $(cat answers)"
grep -v '^total' answers | paste expected - >compared
[ "$(wc -l <compared)" -eq 32 ] || fail "$(wc -l <compared) vectors, expected 32"
awk -F '\t' '$2 != $3 { print "FAIL: " $1 ": " $3 ", but macOS said " $2; bad = 1 } END { exit bad }' \
	compared || bad=1
naive=$(awk -F '\t' '$2 == $4' compared | wc -l)
[ "$naive" -eq 20 ] || fail "the last rule that matches is right in $naive of 32, expected 20"

# says WANT REQUEST RULES: the profile (version 1)(deny default) RULES; printf's escapes in both.
count=0
: >requests
: >expected
says() {
	count=$((count + 1))
	printf '(version 1)(deny default)%b\n' "$3" >"$count.sb"
	printf 'param\tHOME\t/h\nprofile\t%s\nask\t?\t%b\n' "$count.sb" "$2" >>requests
	printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>expected
}

says allow 'file-read-data\tpath\t/a' \
	'(allow file-read* (subpath "/a"))'
says allow 'file-read-data\tpath\t/a/b' \
	'(allow file-read* (subpath "/a"))'
says deny 'file-read-data\tpath\t/ab' \
	'(allow file-read* (subpath "/a"))'
says allow 'file-read-data\tpath\t/ab' \
	'(allow file-read* (prefix "/a"))'
says deny 'file-read-data\tpath\t/a/b' \
	'(allow file-read* (literal "/a"))'
says allow 'file-read-data\tpath\t/a/b' \
	'(allow file-read* (subpath "/"))'
says allow 'file-read-data\tpath\t/h/x/y' \
	'(allow file-read* (subpath (string-append (param "HOME") "/x")))'
says deny 'file-read-data\tpath\t/a/b' \
	'(allow file-read* (require-all (subpath "/a") (require-not (literal "/a/b"))))'
says allow 'file-read-data\tpath\t/a/b\tvnode-type\tDIRECTORY' \
	'(allow file-read* (require-all (subpath "/a") (vnode-type DIRECTORY)))'
says deny 'file-read-data\tpath\t/a/b\tvnode-type\tREGULAR-FILE' \
	'(allow file-read* (require-all (subpath "/a") (vnode-type DIRECTORY)))'
says allow 'file-read-data\tpath\t/dev/ttys012' \
	'(allow file-read* (regex #"^/dev/ttys[0-9]+$"))'
says deny 'file-read-data\tpath\t/dev/ttys' \
	'(allow file-read* (regex #"^/dev/ttys[0-9]+$"))'
says deny 'file-read-data\tpath\t/x/dev/ttys0' \
	'(allow file-read* (regex #"^/dev/ttys[0-9]+$"))'
says allow 'file-read-data\tpath\t/x/b.' \
	'(allow file-read* (regex #"/(a|b\\.)c?d*"))'
says allow 'file-read-data\tpath\t/a/b' \
	'(allow file-read* (regex #"^/[^/]+/b$"))'
says deny 'file-read-data\tpath\t/a/c/b' \
	'(allow file-read* (regex #"^/[^/]+/b$"))'
says allow 'file-read-data\tpath\t/a"b\\' \
	'(allow file-read* (literal "/a\\"b\\\\"))'
says allow 'network-outbound\tremote\tudp 127.0.0.1 53' \
	'(allow network-outbound (remote ip "localhost:*"))'
says allow 'signal\ttarget\tself' \
	'(allow signal (target same-sandbox))'
says deny 'signal\ttarget\tothers' \
	'(allow signal (target same-sandbox))'
says deny 'network-outbound\tpath\t/var/run/docker.sock' \
	'(allow network-outbound (remote ip "*:*"))'
says allow 'network-outbound\tremote\ttcp 10.0.0.1 443' \
	'(allow network-outbound (local ip "localhost:80"))'
says deny 'network-outbound\tremote\tudp 10.0.0.1 443' \
	'(allow network-outbound (remote tcp "*:443"))'
says deny 'network-outbound\tremote\ttcp 10.0.0.1 443' \
	'(allow network-outbound (remote tcp "localhost:443"))'
says allow 'network-outbound\tpath\t/s/x' \
	'(allow network-outbound (remote unix-socket (subpath "/s")))'
says allow 'sysctl-read\tsysctl-name\thw.ncpu' '(allow sysctl-write (sysctl-name-prefix "hw."))'
evaluate <requests >answers || fail "$(cat answers)"
grep -v '^total' answers | paste - expected |
	awk -F '\t' '$1 != $3 { print "FAIL: " $5 " says " $1 " of " $4; bad = 1 }
		END { exit bad || NR != '"$count"' }' || bad=1

# refuses WHY TEXT: a profile with TEXT behind its first two forms is none.
refuses() {
	printf '(version 1)(deny default)%b\n' "$2" >p.sb
	if printf 'profile\tp.sb\nask\t?\tsignal\ttarget\tself\n' | evaluate >answer; then
		fail "$2 is read: $(cat answer)"
	elif ! grep -qF -- "$1" answer; then
		fail "$2: $(cat answer), expected '$1'"
	fi
}
refuses 'too early' '(allow file-read* (literal "/a")'
refuses 'expected a form' ')'
refuses 'expected a form' 'allow'
refuses 'backslash' '(allow file-read* (literal "/a\\n"))'
refuses 'backslash' '(allow file-read* (literal "/a\\u00e9"))'
refuses 'without a blank' '(allow file-read* (literal #"/a\\"b"))'
refuses 'without a blank' '(allow file-read* (literal "/a"b"))'
refuses 'control character' '(allow file-read* (literal "/a\nb"))'
refuses 'printable ASCII' '; caf\0303\0251'
refuses 'no UTF-8' '(allow file-read* (literal "/\0377"))'
refuses 'too long' "(allow file-read* (literal \"/$(printf '%0256d' 0)\"))"
refuses 'no clean path' '(allow file-read* (literal "a"))'
refuses 'no clean path' '(allow file-read* (literal ""))'
refuses 'no clean path' '(allow file-read* (literal "/a/"))'
refuses 'no clean path' '(allow file-read* (literal "/a/../b"))'
refuses 'without a path' '(allow file-read* (literal))'
refuses 'no parameter' '(allow file-read* (literal (param "X")))'
refuses 'no filter' '(allow file-read* (homepath "/a"))'
refuses 'no filter' '(allow file-read* (literal "/a") "/b")'
refuses 'no filter' '(allow file-read* (require-not (literal "/a") (literal "/b")))'
refuses 'no filter' '(allow file-read* (literal "/a") (with no-log))'
refuses 'no operation' '(allow file-raed* (literal "/a"))'
refuses 'no operation' '(allow (literal "/a"))'
refuses 'no rule' '(Allow file-read* (literal "/a"))'
refuses 'no rule' '(import "system.sb")'
refuses 'second version' '(version 1)'
refuses 'host must be' '(allow network-outbound (remote ip "10.0.0.1:80"))'
refuses 'no port' '(allow network-outbound (remote ip "*:0"))'
refuses 'no port' '(allow network-outbound (remote ip "*:1-100"))'
refuses 'not known' '(allow file-read* (regex #"a{2}"))'
refuses 'not known' '(allow file-read* (regex #"\\d"))'
refuses 'not known' '(allow file-read* (regex #"[[:alpha:]]"))'
refuses "'(?'" '(allow file-read* (regex #"(?i)a"))'
exit "$bad"
