#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# repository.sh - what other repositories use of this one: hooks, the problem matcher, the action.
set -u

: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
. "$SRCDIR/tests/lib.sh"
need_python yaml
PATH=$(dirname "$NONOC"):$PATH
export PATH

# A repository with one profile of each kind.
repository() {
	rm -rf "$SCRATCH/repository"
	mkdir -p "$SCRATCH/repository/.nono/groups" && cd "$SCRATCH/repository" || exit 99
	printf 'network:\n  block: true\nfilesystem:\n  read:\n    - /srv\n' >.nono/clean.yaml
	printf 'paths:\n  - /opt\n' >.nono/groups/own.yaml
}

# hook ID FIELD
hook() {
	"$python" -c 'import sys, yaml
for hook in yaml.safe_load(open(sys.argv[1])):
	if hook["id"] == sys.argv[2]:
		print(hook[sys.argv[3]])' "$SRCDIR/.pre-commit-hooks.yaml" "$1" "$2"
}

# runs STATUS ID FILE...: as pre-commit does, the files behind the entry.
runs() {
	expected=$1 id=$2
	shift 2
	# shellcheck disable=SC2046 # the entry's words
	$(hook "$id" entry) "$@" >"$SCRATCH/out" 2>&1
	is "$expected" "$?" "hook $id: status for $*"
}

# matches ID WANTED PATH: whether the hook asks for the file; pre-commit searches.
matches() {
	is "$2" "$("$python" -c 'import re, sys; print(bool(re.search(sys.argv[1], sys.argv[2])))' \
		"$(hook "$1" files)" "$3")" "hook $1: $3"
}

hooks() {
	repository
	for id in nonoc-check nonoc-fmt nonoc-test; do
		is "$(echo "$id" | tr - ' ')" "$(hook "$id" entry)" "hook $id: entry"
		is system "$(hook "$id" language)" "hook $id: language"
		matches "$id" True .nono/agent.json
		matches "$id" True sub/.nono/profiles/agent.yml
		matches "$id" True .nono/agent.jsonc
		matches "$id" False package.json
		matches "$id" False x.nono/agent.json
		matches "$id" False .nono/README.md
	done
	matches nonoc-check False .nono/groups/own.yaml
	matches nonoc-check False .nono/agent.test.yaml
	matches nonoc-fmt True .nono/groups/own.yaml
	matches nonoc-check True .nono/agent.nono
	for id in nonoc-check nonoc-test; do is '[]' "$(hook "$id" types)" "hook $id: links, too"; done

	runs 0 nonoc-check .nono/clean.yaml
	echo 'filesystem: {raed: [/srv]}' >.nono/wrong.yaml
	runs 1 nonoc-check .nono/clean.yaml .nono/wrong.yaml
	grep -q 'N0101' "$SCRATCH/out" || bad "hook nonoc-check says nothing"
	cp .nono/clean.yaml "$SCRATCH/before"
	runs 0 nonoc-fmt .nono/clean.yaml .nono/groups/own.yaml
	cmp .nono/clean.yaml "$SCRATCH/before" || bad "hook nonoc-fmt changes what is laid out"
	printf 'filesystem:\n     read:\n       -   /srv\n' >.nono/ragged.yaml
	runs 0 nonoc-fmt .nono/ragged.yaml
	is 'filesystem:   read:     - /srv' "$(tr '\n' ' ' <.nono/ragged.yaml | sed 's/ $//')" \
		"hook nonoc-fmt lays out"
	printf 'assert:\n  - deny read ~/.ssh\n' >>.nono/clean.yaml
	runs 0 nonoc-test .nono/clean.yaml
	printf '  - deny read /srv\n' >>.nono/clean.yaml
	runs 1 nonoc-test .nono/clean.yaml
}

matcher() {
	cd "$SRCDIR/tests/golden" || exit 99
	"$NONOC" check --format gcc ./*.json ./*.jsonc ./*.yaml >"$SCRATCH/gcc"
	[ "$(wc -l <"$SCRATCH/gcc")" -gt 300 ] || bad "matcher: only $(wc -l <"$SCRATCH/gcc") lines"
	"$python" "$SRCDIR/tests/reports/report.py" matcher "$SRCDIR/share/nonoc-problem-matcher.json" \
		"$SCRATCH/gcc"
	is 0 "$?" "the problem matcher matches each finding"
}

# act STATUS VERDICT WHAT INPUT=VALUE...
act() {
	expected=$1 verdict=$2 what=$3
	shift 3
	"$python" "$SRCDIR/tests/reports/action.py" "$SRCDIR" "$SCRATCH/runner" "nonoc=$NONOC" "$@" \
		>"$SCRATCH/result" || bad "action: $what"
	is "$expected $verdict" "$("$python" -c 'import json, sys
x = json.load(open(sys.argv[1])); print(x["status"], x["verdict"])' "$SCRATCH/result")" \
		"action: $what: status and verdict"
	"$python" "$SRCDIR/tests/reports/report.py" commands "$SCRATCH/runner/log" \
		>"$SCRATCH/commands" || bad "action: $what: log"
}

# sees EXPRESSION WHAT: of the workflow commands `x`.
sees() {
	is True "$("$python" -c 'import json, sys
x = json.load(open(sys.argv[1])); print(bool(eval(sys.argv[2])))' "$SCRATCH/commands" "$1")" \
		"action: $2"
}

action() {
	repository
	act 0 clean "a clean profile"
	is "$SCRATCH/runner/nonoc.sarif" "$("$python" -c 'import json, sys
print(json.load(open(sys.argv[1]))["sarif-file"])' "$SCRATCH/result")" "action: sarif-file"
	grep -q '"version": "2.1.0"' "$SCRATCH/runner/nonoc.sarif" || bad "action: no SARIF"
	sees 'not x' "nothing to annotate"
	grep -q '^### nonoc: clean' "$SCRATCH/runner/summary" || bad "action: no summary"

	printf 'security:\n  groups:\n    - node_runtime\nnetwork:\n  block: true\n' >.nono/old.yaml
	act 0 clean "a warning"
	sees '[c["command"] for c in x] == ["warning"]' "a warning is annotated"
	act 1 error "a warning that fails" "fail-on=warning"
	act 0 clean "one path of several" "paths=.nono/clean.yaml"
	rm .nono/old.yaml

	echo 'filesystem: {raed: [/srv]}' >.nono/wrong.yaml
	act 1 error "an error"
	sees '[c["properties"]["file"] for c in x if c["command"] == "error"] == [".nono/wrong.yaml"]' \
		"an error is annotated"
	act 1 error "an error as gcc" "format=gcc"
	sees '[c["command"] for c in x] == ["add-matcher"]' "gcc brings its matcher"
	rm .nono/wrong.yaml

	act 2 unread "a file that is not there" "paths=.nono/nowhere.yaml"
	act 2 unread "no profiles at all" "paths=.nono/groups"
	act 2 unread "no nonoc" "nonoc=$SCRATCH/no-such-nonoc"
	act 2 unread "an unknown format" "format=sarif"

	# Assertions are those of the base, not those that the pull request would rather have.
	printf 'nono 1\nassert deny read /srv\n' >claims.nono
	act 1 fails "an assertion that does not hold" "assert=claims.nono"
	sees 'not x' "text of a failure is no command"
	grep -q '^| linux: FAIL 1 deny read /srv' "$SCRATCH/runner/log" || bad "action: no word of the failure"
	git init -q . && git add -A && git -c user.name=x -c user.email=x@y commit -q -m base
	printf 'nono 1\nassert deny read ~/.ssh\n' >claims.nono
	act 0 clean "an assertion that holds" "assert=claims.nono"
	act 1 fails "the assertion of the base" "assert=claims.nono" "base=HEAD"
	git checkout -q claims.nono
	printf '    - /var/lib\n' >>.nono/clean.yaml
	act 0 clean "more than the base" "base=HEAD"
	grep -q '^| .*WIDENS.*/var/lib' "$SCRATCH/runner/log" || bad "action: no word of what widens"
	grep -q 'WIDENS.*/var/lib' "$SCRATCH/runner/summary" || bad "action: no table of what widens"
	act 1 widens "more than the base, which fails" "base=HEAD" "fail-on=widen"
	printf 'filesystem:\n  read:\n    - /opt\n' >.nono/new.yaml
	act 1 widens "a new profile" "base=HEAD" "fail-on=warning widen" "paths=.nono/new.yaml"
	rm .nono/new.yaml
	git checkout -q .nono/clean.yaml
	act 0 clean "no more than the base" "base=HEAD" "fail-on=widen"
	act 2 unread "no such base" "base=nowhere"
	act 2 unread "no such file in the base" "assert=nowhere.nono" "base=HEAD"
	act 2 unread "a base that is an option" "base=--output=x"

	# A link stands for what it leads to, and what holds on macOS only is reviewed as well.
	mkdir elsewhere
	printf 'network:\n  block: true\nfilesystem:\n  read:\n    - /srv\n    - /opt\n' >elsewhere/a.yaml
	ln -sf ../elsewhere/a.yaml .nono/clean.yaml
	act 1 widens "a link in the place of a profile" "base=HEAD" "fail-on=widen"
	git checkout -q .nono/clean.yaml
	ln -s clean.yaml .nono/link.yaml
	git add .nono && git -c user.name=x -c user.email=x@y commit -q -m link
	act 0 clean "a link that the base has, too" "base=HEAD" "fail-on=widen"
	git rm -qf .nono/link.yaml && git -c user.name=x -c user.email=x@y commit -q -m none
	ln -s ../elsewhere .nono/more
	act 2 unread "a link in the place of a directory"
	rm -rf .nono/more elsewhere
	printf '  allow:\n    - {path: ~/Library/LaunchAgents, when: macos}\n' >>.nono/clean.yaml
	act 1 widens "more on macOS" "base=HEAD" "fail-on=widen"
	grep -q 'WIDENS.*LaunchAgents' "$SCRATCH/runner/summary" || bad "action: no table for macOS"
	act 1 error "a warning on macOS" "fail-on=warning"
	grep -q '^| macos: .*LaunchAgents.*N0502' "$SCRATCH/runner/log" || bad "action: no word of macOS"
	act 0 clean "more on macOS, where nobody has one" "base=HEAD" "fail-on=warning widen" "target=linux"
	printf 'nono 1\nassert deny write ~/Library/**\n' >claims.nono
	act 1 fails "an assertion that does not hold on macOS" "assert=claims.nono"
	act 2 unread "an unknown system" "target=beos"
	git checkout -q .nono/clean.yaml claims.nono

	# What others can write, in names and in texts, is text.
	name=$(printf '.nono/$(touch x)\n::error ::`touch y` ;touch z\r::set-env name=a::b.yaml')
	printf '"::add-mask::x\\n::error::y $(touch w)": 1\n' >"$name"
	printf '::error::z: 1\n' >"./-o::error::z.yaml"
	act 1 error "a hostile name" "paths=.nono
-o::error::z.yaml"
	sees '{c["command"] for c in x} <= {"error", "notice"}' "no command of a hostile name"
	sees 'all(set(c["properties"]) > {"file", "line"} for c in x)' "annotations with their place"
	for file in w x y z; do [ ! -e "$file" ] || bad "action: executes the name of a file"; done
	rm -f .nono/*touch* ./-o*
}

hooks
matcher
action
summary 20
