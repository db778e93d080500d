#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# inject.sh - no name, of a path or a file, can add a rule to a text for macOS: it stands there as it is,
# or it is refused.
# shellcheck disable=SC2016 # profiles' own variables
set -eu

. "$SRCDIR/tests/seatbelt/lib.sh"
cd "$SCRATCH"
begin

# unchanged FILE: the text last asked about has as many rules, words and strings as with a plain name,
# FILE has it, and grants nothing that no profile does.
unchanged() {
	echo rules >>requests
	grep '^deny' "$SRCDIR/tests/seatbelt/base.tsv" | grep -v path | sed 's/^/ask\t/' >>requests
	ask deny file-read-data /opt/other
	ask deny file-read-data "$home/.ssh/id"
	ask deny file-write-data "$1"
	ask allow file-read-data "$1"
	ask allow file-read-data "$1/f"
}

# written NAME: as JSON has it.
written() {
	printf '%s' "$1" | sed 's/[\\"]/\\&/g'
}

for name in plain 'a"b' 'a\b' 'a\' 'a\\' 'a"' '"' '\"' '#"x' 'a;b' 'a ; b' 'a)b(c' "it's" '|x|' 'é' \
	'")) (allow default) (allow file-read-data (subpath "x' '\")) (allow default)' '\\")) (allow default) ;' \
	'(param "HOME")' '" (param "HOME") "' '#;' '#|' '`,@x' 'a b  c' '^.x' '%s%n' '\x2e\x2e' '\u002e'; do
	printf '{"filesystem": {"read": ["/opt/%s"]}}' "$(written "$name")" >name.json
	text name.json
	unchanged "/opt/$name"
	# The same as a part of a parameter's path, and of a path that was defined.
	printf '{"filesystem": {"read": ["~/d/%s"]}}' "$(written "$name")" >name.json
	text name.json
	unchanged "$home/d/$name"
	text name.json --define "HOME=/Users/me"
	unchanged "$home/d/$name"
	printf '{"filesystem": {"read": ["~/d"], "deny": ["~/d/%s"]}}' "$(written "$name")" >name.json
	text name.json
	ask deny file-read-data "$home/d/$name"
	ask deny file-read-data "$home/d/$name/f"
	ask allow file-read-data "$home/d/other"
done
judge 800
# The profiles with one more grant below /, below ~, and with --define are each alike.
for kind in 1 2 3; do
	[ "$(awk -F '\t' -v kind="$kind" '$1 == "rules" && ++n % 3 == kind % 3 { print $2, $3 }' answers |
		sort -u | wc -l)" = 1 ] || fail "a name adds to the text: $(grep '^rules' answers | sort | uniq -c)"
done
[ "$(grep -c '^rules' answers)" -ge 84 ] || fail "not every name was tried"

# refused STATUS WHAT FILE [OPTION...]: and nothing is written.
refused() {
	status=0
	want=$1 what=$2
	shift 2
	rm -f refused.sb
	"$NONOC" "$@" --target seatbelt -o refused.sb >out 2>&1 || status=$?
	[ "$status" = "$want" ] || fail "$what: status $status, expected $want: $(cat out)"
	[ ! -e refused.sb ] || fail "$what: refused, and written all the same"
}

for name in '\n(allow default)' '\r' '\t' '\u0000' '\u0001' '\u001b[2J' '\u007f' '\ud800' '\udc00x'; do
	printf '%s' "{\"filesystem\": {\"read\": [\"/opt/$name\"]}}" >name.json
	refused 1 "$name" name.json
	printf '%s' "{\"filesystem\": {\"read\": [\"~/d\"], \"deny\": [\"~/d/$name\"]}}" >name.json
	refused 1 "a deny of $name" name.json
done
for bytes in '\377' '\300\257' '\355\240\200' '\342\202' '\303'; do
	printf '{"filesystem": {"read": ["/opt/%b"]}}' "$bytes" >name.json
	refused 1 "bytes that are no UTF-8: $bytes" name.json
done
printf '{"filesystem": {"read": ["/opt/%0300d"]}}' 0 >name.json
refused 1 'a string longer than any reader is known to take' name.json
refused 2 'a definition with a newline' name.json --define 'HOME=/x
(allow default)'

# A profile's own rules: one filtered grant of what no key is for, written anew; or none.
own() {
	printf '{"unsafe_macos_seatbelt_rules": ["%s"]}' "$(written "$1")" >own.json
	refused 1 "a rule of its own: $1" own.json
}
own '(allow mach-lookup (global-name "x")) (allow default)'
own '(allow mach-lookup (global-name "x"))) (allow default'
own '(allow mach-lookup (global-name #"x\") (allow default) (allow mach-lookup (global-name "y"))'
own '(allow mach-lookup)'
own '(allow default (global-name "x"))'
own '(allow mach-lookup (global-name "x") (with no-sandbox))'
own '(allow file-read* (subpath "/"))'
own '(allow process-exec (with no-sandbox) (literal "/bin/sh"))'
own '(allow network-outbound (remote ip "*:*"))'
own '(deny mach-lookup (global-name "x"))'
own '(import "system.sb")'
own '(define x 1)'
own '(allow sysctl-read (require-not (sysctl-name "x")'
own ''
: >requests
printf '{"unsafe_macos_seatbelt_rules": ["%s"]}' \
	"$(written '(allow mach-lookup ; (allow default)')\\n$(written '(global-name "x\")) (allow default) \\"))')" >own.json
text own.json
grep '^deny' "$SRCDIR/tests/seatbelt/base.tsv" | grep -v path | sed 's/^/ask\t/' >>requests
printf 'ask\tallow\tmach-lookup\tglobal-name\t%s\n' 'x")) (allow default) \' >>requests
printf 'ask\tdeny\tmach-lookup\tglobal-name\tx\n' >>requests

# Comments name files, whatever they are called.
mkdir '; x
(allow default)'
cp name.json 'plain.json'
printf '{"filesystem": {"read": ["/opt/plain"]}}' >'; x
(allow default)/")(allow default).json'
text '; x
(allow default)/")(allow default).json'
unchanged /opt/plain
judge 80
exit "$bad"
