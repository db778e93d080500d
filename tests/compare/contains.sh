#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# contains.sh - nonoc contains and nonoc hash: verdicts, counterexamples and statuses.
set -u

cd "$SCRATCH" || exit 99
. "$SRCDIR/tests/lib.sh"

# says STATUS WORDS ARGUMENT...: the status, and a word of either stream.
says() {
	local wanted=$1 words=$2 status=0
	shift 2
	count=$((count + 1))
	"$NONOC" "$@" >out 2>&1 || status=$?
	[ "$status" = "$wanted" ] || bad "nonoc $*: status $status, expected $wanted: $(cat out)"
	grep -qF -- "$words" out || bad "nonoc $*: no '$words' in: $(cat out)"
}

# profile NAME BODY: without the groups of `default`, but for those that are required.
profile() {
	printf '%s\n' "$2" >"$1.yaml"
}

profile a 'filesystem: {read: [~/x/y], write_file: [~/x/f]}'
profile b 'filesystem: {allow: [~/x]}'
profile work 'filesystem: {read: [$WORKDIR/x]}'
profile home 'filesystem: {read: [~/x]}'
profile far 'filesystem: {read: [~/elsewhere]}'
profile config 'filesystem: {read: [~/.config/tool]}'
profile xdg 'filesystem: {read: [$XDG_CONFIG_HOME/tool]}'
profile closed 'network: {block: true}'
profile https 'network: {connect_port: [443]}'
profile both 'network: {connect_port: [80, 443]}'
profile set1 'environment: {set_vars: {EDITOR: vi}}'
profile set2 'environment: {set_vars: {EDITOR: ed}}'
profile listed 'environment: {allow_vars: [PATH, "LC_*"]}'
profile secret 'environment: {allow_secrets: [ACME_TOKEN]}'
profile plain '{}'
printf '{"filesystem": {"read": ["~/x/y"], "write_file": ["~/x/f"]}}\n' >same.json

# Files, and which rule it is.
says 0 "contained: all that 'a.yaml' allows" contains a.yaml b.yaml
says 1 "by b.yaml:1:22" contains b.yaml a.yaml
says 0 contained contains a.yaml a.yaml
says 0 contained contains a.yaml same.json
says 0 contained contains same.json a.yaml
"$NONOC" b.yaml -o b.bin 2>err || bad "$(cat err)"
says 0 contained contains a.yaml b.bin
says 1 'write' contains b.bin a.yaml

# Anchors: what only the run can tell, and what --define says.
says 3 "only the run can tell whether it lies in '~/x'" contains work.yaml home.yaml
says 1 "not contained" contains far.yaml work.yaml
says 0 contained contains work.yaml home.yaml --define HOME=/h --define WORKDIR=/h/x
says 1 'not contained' contains work.yaml home.yaml --define HOME=/h --define WORKDIR=/w
# shellcheck disable=SC2016 # it is nonoc that knows the variable
says 0 'as if $XDG_CONFIG_HOME is ~/.config' contains config.yaml xdg.yaml

# The rest of a policy.
says 0 contained contains closed.yaml plain.yaml
says 1 'tcp/* (any port)' contains plain.yaml closed.yaml
says 0 contained contains https.yaml both.yaml
says 1 'tcp/80' contains both.yaml https.yaml
says 1 'EDITOR=vi' contains set1.yaml set2.yaml
says 1 'pass' contains plain.yaml listed.yaml
says 1 'ACME_TOKEN (a credential)' contains secret.yaml plain.yaml

# What cannot be asked.
says 2 "expects A B" contains a.yaml
says 2 "cannot read 'missing.yaml'" contains a.yaml missing.yaml
says 2 '--format text and json' contains a.yaml b.yaml --format sarif
printf 'filesystem: {raed: [/x]}\n' >wrong.yaml
says 1 "raed" contains a.yaml wrong.yaml

# The same status in JSON, and a shape that programs know.
"$NONOC" contains b.yaml a.yaml --format json >out.json
[ $? = 1 ] || bad "json has another status"
python3 - out.json <<'PY' || bad "json is not as promised"
import json, sys
d = json.load(open(sys.argv[1]))
assert d["schema"] == "nonoc.contains/1" and d["verdict"] == "not contained"
assert set(d) == {"schema", "a", "b", "verdict", "assumes", "excess"}, set(d)
assert len(d["a"]["hash"]) == 64 and d["a"]["name"] == "b.yaml"
e = d["excess"][0]
assert set(e) >= {"kind", "what", "where", "decided", "path", "rights", "held", "rule"}, set(e)
assert e["rule"]["origin"] == "b.yaml:1:22", e
PY

# A hash is of the meaning: not of the form, the order, the names, or what is implied.
hash_of() { "$NONOC" hash "$1" | cut -d' ' -f1; }
[ "$(hash_of a.yaml)" = "$(hash_of same.json)" ] || bad "the hash depends on the format"
[ "$(hash_of b.yaml)" = "$(hash_of b.bin)" ] || bad "a blob has another hash"
profile more 'filesystem: {allow: [~/x], read: [~/x/y]}'
[ "$(hash_of b.yaml)" = "$(hash_of more.yaml)" ] || bad "the hash depends on what is implied"
[ "$(hash_of a.yaml)" != "$(hash_of b.yaml)" ] || bad "two policies with one hash"
for udp in listed closed; do printf 'nono 1\nbypass all /\nnetwork udp %s\n' "$udp" >"$udp.nono"; done
[ "$(hash_of listed.nono)" = "$(hash_of closed.nono)" ] || bad "an empty list of UDP is not closed"
[ "$(hash_of config.yaml)" != "$(hash_of xdg.yaml)" ] || bad "anchors do not count"

# Nothing in a profile reaches the terminal as it is.
printf '{"filesystem": {"read": ["/x/\\u202eevil"]}, "environment": {"set_vars": {"A": "\\t\\n"}}}\n' \
	>hostile.json
"$NONOC" contains hostile.json plain.yaml >out 2>&1
if LC_ALL=C grep -q "$(printf '\342\200\256')" out; then bad "a bidi control got through"; fi
grep -q '\\u202e' out || bad "the path is not shown: $(cat out)"

summary 20
