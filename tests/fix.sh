#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fix.sh - nonoc fix: what it mends and how, what it leaves, and that the policy stays the same.
set -u
: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
. "$SRCDIR/tests/lib.sh"
cd "$SCRATCH" || exit 99

# mends FORMAT [OPTION]: standard input, up to the line '=>', becomes what stands behind it.
mends() {
	what="$*" form=$1
	shift
	awk '/^=>$/ { out = "want"; next } { print > (out ? out : "given") }' -
	for turn in given want; do
		answers 0 "$what" "$NONOC" fix "$@" --input-format "$form" - <"$turn"
		diff -u want std || bad "$what: $turn becomes something else"
	done
	[ -n "$*" ] || for text in given want; do
		"$NONOC" --input-format "$form" --no-origins - -o "$text.bin" <"$text" 2>/dev/null ||
			bad "$what: $text cannot be compiled"
	done
	[ -n "$*" ] || cmp given.bin want.bin || bad "$what: another policy"
}

keys() {
	mends yaml <<'END'
extends: default
# about groups
security:
  groups: # why
    # c1
    - git_config # c2
    - node_runtime # c3
groups:
  exclude:
    - python_runtime # x
policy:
  # add
  add_allow_read:
    - /srv
  add_deny_access: [/opt/x] # y
network: {block: true}
=>
extends: default
# about groups
groups:
  exclude:
    - python_runtime # x
  include: # why
    # c1
    - git_config # c2
    - node_runtime # c3
filesystem:
  # add
  read:
    - /srv
  deny: [/opt/x] # y
network: {block: true}
END
	mends json <<'END'
{
  "security": {"groups": ["git_config"], "allowed_commands": ["ls"]},
  "groups": {
    "exclude": ["python_runtime"] // why
  }, // g
  "network": {"block": true}
}
=>
{
  "commands": {"allow": ["ls"]},
  "groups": {
    "exclude": ["python_runtime"], // why
    "include": ["git_config"]
  }, // g
  "network": {"block": true}
}
END
	mends yaml <<'END'
security:
    groups:
    - git_config

    - "node_runtime" # q
    allowed_commands: [ls]
network: {block: true}
=>
commands:
    allow: [ls]
groups:
  include:
  - git_config

  - "node_runtime" # q
network: {block: true}
END
	mends json <<'END'
{"policy":{"add_allow_read":["/srv"]},"filesystem":{"allow":["/data"]},"network":{"block":true}}
=>
{"filesystem":{"allow":["/data"], "read": ["/srv"]},"network":{"block":true}}
END
	# Both spellings: people must join the lists.
	mends json <<'END'
{
  "policy": {"add_allow_read": ["/srv"]},
  "filesystem": {"read": ["/data"]}
}
=>
{
  "policy": {"add_allow_read": ["/srv"]},
  "filesystem": {"read": ["/data"]}
}
END
	# Suppressed: it is on purpose.
	mends yaml <<'END'
security: {groups: [git_config]}
lint: [{ignore: N0601, reason: old readers}]
=>
security: {groups: [git_config]}
lint: [{ignore: N0601, reason: old readers}]
END
}

unsafe() {
	mends yaml --unsafe <<'END'
filesystem:
  raed: [/srv, /data]
  allow: # all
    # first
    - /data
    - /data/below # gone
    - "/other"
groups: {include: [git_confg]}
workdir: {access: raed}
network: {block: true}
=>
filesystem:
  read: [/srv, /data]
  allow: # all
    # first
    - /data
    - "/other"
groups: {include: [git_config]}
workdir: {access: read}
network: {block: true}
END
	mends json --unsafe <<'END'
{
  "filesystem": {
    "allow": [
      "/data", // kept
      "/data/below" // gone
    ],
    "read": ["/a", "/a/b", "/c", "/c/d"],
    "read_file": [
      "/data/x"
    ]
  }
}
=>
{
  "filesystem": {
    "allow": [
      "/data" // kept
    ],
    "read": ["/a", "/c"],
    "read_file": []
  }
}
END
	mends yaml --unsafe <<'END'
filesystem:
  allow: [/data]
  read_file:
  - /data/x # y
=>
filesystem:
  allow: [/data]
  read_file: [] # y
END
}

files() {
	printf '{"security": {"groups": ["git_config"]}}\n' >old.json
	printf '{"workdir": {"access": "read"}}\n' >new.json
	printf '{"workdir": {"access": "raed"}}\n' >slip.json
	touch -d 2001-02-03 new.json slip.json
	answers 1 "--check" "$NONOC" fix --check new.json old.json
	[ "$(cat std)" = old.json ] || bad "$what: names $(cat std)"
	answers 1 "--diff" "$NONOC" fix --diff old.json
	grep -q '^+{"groups": {"include": \["git_config"\]}}$' std || bad "$what: $(cat std)"
	grep -q security old.json || bad "--check or --diff writes"
	answers 1 "an error that remains" "$NONOC" fix old.json slip.json new.json
	grep -q 'slip\.json:1:24' err || bad "$what: $(cat err)"
	[ "$(cat old.json)" = '{"groups": {"include": ["git_config"]}}' ] || bad "$what: $(cat old.json)"
	[ "$(stat -c %Y new.json slip.json | sort -u)" = "$(date -d 2001-02-03 +%s)" ] ||
		bad "$what: a file was touched in vain"
	answers 0 "--unsafe" "$NONOC" fix --unsafe slip.json
	answers 2 "a missing file" "$NONOC" fix missing.json
	answers 2 "--unsafe elsewhere" "$NONOC" check --unsafe new.json
	cp "$SRCDIR/tests/golden/N0601-fires.json" .
	answers 0 "check" "$NONOC" check N0601-fires.json
	[ "$(cat std err | grep -c "fix: safe: 'nonoc fix' makes it")" = 2 ] || bad "$what: $(cat err)"
	answers 0 "check for programs" "$NONOC" check --format json N0601-fires.json
	grep -q '"replacement": "\\"include\\""' std || bad "$what: has no edits: $(cat std)"
}

# Whatever is mended: the same policy, as many comments, and nothing left to mend.
policies() {
	for file in "$SRCDIR"/tests/golden/*.json* "$SRCDIR"/tests/golden/*.yaml \
		"$SRCDIR"/tests/equal/*/*.json* "$SRCDIR"/tests/equal/*/*.y*ml "$SRCDIR"/tests/data/*.json; do
		mkdir -p one
		cp "$file" one/ && chmod u+w one/*
		name=one/${file##*/}
		status=0
		"$NONOC" --no-origins "$name" -o before >/dev/null 2>&1 || status=$?
		answers "$status" "$file" "$NONOC" fix "$name"
		if [ "$status" = 0 ]; then
			"$NONOC" --no-origins "$name" -o after >/dev/null 2>&1 && cmp before after ||
				bad "$what: another policy"
		fi
		"$NONOC" fix --check "$name" >std 2>/dev/null
		[ ! -s std ] || bad "$what: is not mended in one go"
		"$NONOC" fix --unsafe "$name" >std 2>&1
		[ $? -le 2 ] || bad "$what: --unsafe: $(cat std)"
		rm -rf one before after
	done
}

keys
unsafe
files
policies
summary 100
