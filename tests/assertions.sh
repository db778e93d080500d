#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# assertions.sh - nonoc test, assertions from other files, and the organisation's policy file.
set -u

: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
. "$SRCDIR/tests/lib.sh"
cd "$SCRATCH" || exit 99
mkdir etc project

# expect STATUS WHAT PATTERN... -- COMMAND...: status, and what each line of the output must match.
expect() {
	wanted=$1 what=$2 patterns=
	shift 2
	while [ "$1" != -- ]; do
		patterns="$patterns$1
"
		shift
	done
	shift
	count=$((count + 1))
	"$@" >said 2>&1
	status=$?
	[ $status = "$wanted" ] || bad "$what: status $status, not $wanted: $(cat said)"
	printf %s "$patterns" >patterns
	while IFS= read -r pattern; do
		grep -qE -- "$pattern" said || bad "$what: no '$pattern' in: $(cat said)"
	done <patterns
}

# The organisation's directory is $SCRATCH/etc, for this command alone; it is root's there.
with_organisation() {
	# shellcheck disable=SC2016 # the inner shell's
	unshare "$namespaces" sh -euc 'mount -t tmpfs tmpfs /etc
		mkdir /etc/nono
		mount --bind "$1" /etc/nono
		shift
		exec "$@"' sh "$SCRATCH/etc" "$@"
}

# /etc/nono is what COMMAND makes of the empty directory /etc, which is not the organisation's then.
with_etc() {
	# shellcheck disable=SC2016 # the inner shell's
	unshare "$namespaces" sh -euc 'mount -t tmpfs tmpfs /etc
		eval "$1"
		shift
		exec "$@"' sh "$@"
}

cat >holds.yaml <<'END'
workdir:
  access: readwrite
assert:
  - deny read,write ~/.ssh/**
  - allow read,write $WORKDIR
END
cat >fails.jsonc <<'END'
{
  "workdir": {"access": "readwrite"},
  "assert": [
    "deny read ~/.ssh/**",
    "deny write $WORKDIR/.git/hooks/**", // the command works there
  ]
}
END
cat >open.yaml <<'END'
workdir: {access: readwrite}
assert: [deny write ~/bin/**]
END
echo '{}' >none.json
echo '{"filesystem": {"read": ["~/.ssh"]}, "assert": ["deny read ~/.ssh/**"]}' >broken.json

verbs() {
	expect 0 "all hold" '^ok   1 deny read,write ~/\.ssh/\*\*$' '^ok   2 allow' \
		'^2 assertions: 2 hold, 0 fail, 0 undecided$' -- "$NONOC" test holds.yaml
	# shellcheck disable=SC2016 # not ours
	expect 1 "one fails" '^ok   1 ' \
		'^FAIL 2 deny write \$WORKDIR/\.git/hooks/\*\*   granted by "\$WORKDIR" fails\.jsonc:2:25$' \
		'asserted at fails\.jsonc:5:6$' -- "$NONOC" test fails.jsonc
	expect 3 "undecided" '^\?    1 deny write ~/bin/\*\*   undecided: .*WORKDIR.*open\.yaml:1:19' \
		-- "$NONOC" test open.yaml
	expect 0 "the same where the anchors lie" '^ok   1' -- "$NONOC" test \
		--define HOME=/home/me --define WORKDIR=/srv/project --define TMPDIR=/tmp open.yaml
	expect 1 "the same in an unlucky place" '^FAIL 1' -- "$NONOC" test \
		--define HOME=/home/me --define WORKDIR=/home/me/bin/x open.yaml
	expect 3 "no assertion proves nothing" '^no assertions' -- "$NONOC" test none.json
	expect 1 "a policy with errors" 'N0301' 'not judged' -- "$NONOC" test broken.json
	expect 2 "no such file" 'missing\.json' -- "$NONOC" test missing.json
	expect 2 "no file" -- "$NONOC" test
	expect 2 "only its assertions" 'another file' -- "$NONOC" test holds.test.yaml
	expect 1 "many files: each, and what fails comes first" '^holds\.yaml:$' '^open\.yaml:$' \
		'^fails\.jsonc:$' '^5 assertions: 3 hold, 1 fail, 1 undecided$' -- \
		"$NONOC" test open.yaml fails.jsonc holds.yaml
	expect 2 "many files, one missing: the others are tested" '^ok   2 ' 'missing' -- \
		"$NONOC" test missing.json holds.yaml
	expect 1 "compile" 'error\[N0310\].*hooks' -- "$NONOC" fails.jsonc -o fails.bin
	[ ! -e fails.bin ] || bad "compile: the output was written"
	expect 1 "check" 'fails\.jsonc:5:6' -- "$NONOC" check fails.jsonc
	expect 0 "compile warns of what is undecided" 'warning\[N0311\]' -- \
		"$NONOC" open.yaml -o open.bin
}

formats() {
	expect 1 "tap" '^TAP version 13$' '^ok 1 - fails\.jsonc: deny read' '^not ok 2 - ' \
		'^1\.\.2$' -- "$NONOC" test --format tap fails.jsonc
	printf 'filesystem: {read: [/opt]}\nassert: [deny read "/opt/x # TODO"]\n' >todo.yaml
	sed -i "s/deny read.*/'&'/; s/\]'/']/" todo.yaml
	expect 1 "no directive in tap" '^not ok 1 - .*/opt/x \\# TODO' -- "$NONOC" test --format tap todo.yaml
	expect 2 "tap is for test" "is for 'test'" -- "$NONOC" check --format tap holds.yaml
	"$NONOC" test --format json fails.jsonc open.yaml >report.json
	[ $? = 1 ] || bad "json: status"
	python3 - <<'END' || bad "json: see above"
import json
report = json.load(open("report.json"))
assert report["schema"] == "nonoc.test/1"
assert (report["holds"], report["fails"], report["undecided"]) == (1, 1, 1), report
claims = report["files"][0]["assertions"]
assert [c["outcome"] for c in claims] == ["holds", "fails"]
assert (claims[1]["line"], claims[1]["column"]) == (5, 6)
END
}

sources() {
	cp none.json project/agent.json
	echo '{"assert": ["deny read ~/.ssh/**"]}' >project/agent.test.json
	printf 'nono 1\nassert allow read /srv/none\n' >project/agent.test.nono
	expect 1 "beside it" '^ok   1 deny read' '^FAIL 2 allow read .*not granted: read' \
		'agent\.test\.nono:2:8' -- "$NONOC" test project/agent.json
	expect 0 "only for a test" -- "$NONOC" check project/agent.json
	rm project/agent.test.nono
	expect 0 "a file of assertions" '^ok   3 deny listen' -- "$NONOC" test --assert claims.yaml \
		--define WORKDIR=/srv closed.yaml
	expect 1 "a file of assertions, at compile" 'N0310' 'claims\.yaml:3:5' -- \
		"$NONOC" none.json --assert claims.yaml -o none.bin
	expect 2 "it is missing" 'gone\.yaml' -- "$NONOC" check --assert gone.yaml none.json
	NONOC_ASSERT=claims.yaml expect 0 "the environment adds none" -- "$NONOC" check none.json
	"$NONOC" closed.yaml -o closed.bin || bad "closed.yaml does not compile"
	expect 0 "a policy that was compiled" '^ok   1 deny connect' -- \
		"$NONOC" test --assert claims.yaml closed.bin
	expect 1 "it and the claim of another" '^FAIL 1 allow connect tcp 443   port 443 is closed' \
		-- "$NONOC" test --assert wishes.json closed.bin
	printf 'extends: ./fails.jsonc\nassert: [deny read ~/.aws/**]\n' >child.yaml
	expect 1 "those of what it extends" '^ok   . deny read ~/\.aws' '^FAIL . deny write' \
		'asserted at \.?/?fails\.jsonc:5:6' -- "$NONOC" test child.yaml
	echo '{"assert": ["deny raed /opt", "deny read opt/**"]}' >wrong.json
	expect 1 "places in strings" 'wrong\.json:1:19' 'wrong\.json:1:42' -- \
		"$NONOC" check --format gcc wrong.json
}

cat >claims.yaml <<'END'
description: what the platform team wants
assert:
  - deny connect tcp *
  - deny listen tcp *
END
printf 'network: {block: true}\nassert: [deny read ~/.ssh/**]\n' >closed.yaml
echo '{"assert": ["allow connect tcp 443"]}' >wishes.json

organisation() {
	cat >etc/policy.yaml <<'END'
description: the rules of the house
assert:
  - deny read /opt/secret/**
forbid_suppressions: [N0305, network-narrowed]
END
	printf 'filesystem: {read: [/opt]}\n' >wide.yaml
	expect 0 "without the organisation" -- "$NONOC" check wide.yaml
	expect 1 "its assertion fails" "the organisation's assertion 'deny read /opt/secret/\*\*' fails" \
		'/etc/nono/policy\.yaml:3:5' 'wide\.yaml:1:21' -- \
		with_organisation "$NONOC" check wide.yaml
	expect 1 "at compile" 'N0310' -- with_organisation "$NONOC" wide.yaml -o wide.bin
	expect 1 "in a test" '^FAIL 1 deny read /opt/secret' \
		"asserted at the organisation's, /etc/nono/policy\.yaml:3:5" -- \
		with_organisation "$NONOC" test wide.yaml
	expect 0 "where it holds" '^ok   3 deny read /opt/secret/' -- with_organisation "$NONOC" \
		test --define HOME=/home/me --define WORKDIR=/srv --define TMPDIR=/tmp holds.yaml
	"$NONOC" -S wide.yaml >wide.nono 2>/dev/null || bad "-S wide.yaml"
	expect 1 "of policy text" "organisation's" -- with_organisation "$NONOC" check wide.nono
	cat >quiet.yaml <<'END'
filesystem:
  read: [~/.local/share]
  bypass_protection: [~/.local/share]
lint:
  - ignore: N0305
    reason: it is only a bypass
END
	expect 0 "a suppression" -- "$NONOC" check quiet.yaml
	expect 1 "a forbidden suppression" 'error\[N0610\]' 'quiet\.yaml:5:5' \
		'/etc/nono/policy\.yaml:4:23' 'warning\[N0305\]' -- \
		with_organisation "$NONOC" check quiet.yaml
	expect 3 "shipped files may suppress it, and what cannot be proved is told" \
		'^0 errors, 1 warning' 'warning\[N0311\]' -- \
		with_organisation "$NONOC" check claude-code
	echo '{}' >etc/policy.json
	expect 1 "two files" 'N0902' -- with_organisation "$NONOC" check none.json
	rm etc/policy.json
	printf 'allow: [x]\n' >etc/policy.yaml
	expect 1 "a key that it has not" 'N0101' -- with_organisation "$NONOC" check none.json
	echo 'assert: [deny read /opt/**]' >etc/policy.yaml
	chmod 666 etc/policy.yaml
	expect 2 "that others can write" 'N0908' -- with_organisation "$NONOC" check none.json
	rm etc/policy.yaml
	expect 0 "none again" -- with_organisation "$NONOC" check wide.yaml
}

# Nothing that a profile says leaves out what the organisation requires.
required_groups() {
	mkdir etc/groups
	printf 'description: d\nrequired: true\nfilesystem: {deny: [/opt/secret]}\n' \
		>etc/groups/house.yaml
	echo 'filesystem: {read: [/opt/secret]}' >reads.yaml
	ln -s /etc/nono/groups/house.yaml other.yaml
	for name in /etc/nono/groups/house.yaml ./other.yaml; do
		cat >named.yaml <<END
groups: {include: [{name: $name, when: macos}], exclude: [$name]}
filesystem: {read: [/opt/secret]}
END
		expect 1 "a required group named by its file" 'N0109' 'N0301' \
			"the organisation's, required" -- with_organisation "$NONOC" check named.yaml
	done
	mv etc/groups/house.yaml etc/groups/kept
	cat >house.json <<'END'
{"description": "d", "requ\u0069red": true, "filesystem": {"deny": ["/opt/secret"]}}
END
	cat >house.jsonc <<'END'
{"description": "d", "\u0072\u0065\u0071\u0075\u0069\u0072\u0065\u0064": true, "filesystem": {"deny": ["/opt/secret"]}}
END
	cat >house.yaml <<'END'
{description: d, "requ\x69red": true, filesystem: {deny: [/opt/secret]}}
END
	cat >house.yml <<'END'
description: d
? "requ\
  ired"
: true
filesystem: {deny: [/opt/secret]}
END
	for file in house.*; do
		cp "$file" etc/groups
		expect 1 "a required group that spells the key with escapes: $file" 'N0301' \
			"the organisation's, required" -- with_organisation "$NONOC" check reads.yaml
		rm "etc/groups/$file"
	done
	mv etc/groups/kept etc/groups/house.yaml
	mv etc/groups/house.yaml etc/groups/house.v2.yaml
	expect 1 "a group without a name" "'/etc/nono/groups/house\.v2\.yaml' is no group's name.*N0906" -- \
		with_organisation "$NONOC" check --format gcc reads.yaml
	mv etc/groups/house.v2.yaml etc/groups/house.yaml
	# What an editor keeps is none.
	: >etc/groups/.house.v2.yaml
	expect 1 "a hidden file" 'N0301' -- with_organisation "$NONOC" check --format gcc reads.yaml
	! grep -q N0906 said || bad "a hidden file is a group: $(cat said)"
	rm etc/groups/.house.v2.yaml
	ln -s /nowhere etc/policy.yaml
	expect 2 "a policy that is a link to nothing" "'/etc/nono/policy.yaml': No such file" -- \
		with_organisation "$NONOC" check --format gcc reads.yaml
	rm etc/policy.yaml
	mv etc/groups etc/kept && ln -s /nowhere etc/groups
	expect 1 "groups that are a link to nothing" "cannot list '/etc/nono/groups'" -- \
		with_organisation "$NONOC" check --format gcc reads.yaml
	rm etc/groups && mv etc/kept etc/groups
	expect 0 "no organisation at all" -- with_etc : "$NONOC" check reads.yaml
	for made in 'ln -s /nowhere' 'ln -s nono' 'echo >' mkfifo; do
		expect 2 "an organisation that is no directory: $made" \
			"cannot read the organisation's directory '/etc/nono': (No|Not|Too) .*N0903" -- \
			with_etc "$made /etc/nono" "$NONOC" check --format gcc reads.yaml
	done
	expect 2 "the same, of a policy that is compiled" "'/etc/nono': No such file" -- \
		with_etc 'ln -s /nowhere /etc/nono' "$NONOC" test closed.bin
	ln -s /nowhere etc/profiles
	mkdir -p "$HOME/.config/nono/profiles"
	cp none.json "$HOME/.config/nono/profiles/house.json"
	expect 2 "profiles that are a link to nothing" \
		"cannot look for names in '/etc/nono/profiles': No such file" -- \
		with_organisation "$NONOC" check --format gcc house
	rm etc/profiles && mkdir etc/profiles && ln -s /nowhere etc/profiles/house.yaml
	expect 2 "a profile that is a link to nothing" \
		"cannot read '/etc/nono/profiles/house.yaml': No such file" -- \
		with_organisation "$NONOC" check --format gcc house
	rm -r etc/profiles "$HOME/.config/nono"
	mkdir "$HOME/.config/nono" && ln -s /nowhere "$HOME/.config/nono/groups"
	expect 2 "the user's groups, a link to nothing" "look for names in '$HOME/\.config/nono/groups'" \
		-- "$NONOC" groups house
	rm -r "$HOME/.config"
	# Who is root can list anything.
	[ "$(id -u)" = 0 ] && setpriv --reuid 65534 --clear-groups test -x "$NONOC" || return 0
	chmod 711 . etc/groups
	expect 1 "a directory that cannot be listed" "'/etc/nono/groups': Permission denied" \
		'N0903' -- with_organisation setpriv --reuid 65534 --clear-groups \
		"$NONOC" check --format gcc - --input-format yaml <reads.yaml
	chmod 700 etc
	expect 2 "a directory that cannot be searched" "'/etc/nono/policy.json': Permission denied" \
		-- with_organisation setpriv --reuid 65534 --clear-groups \
		"$NONOC" check --format gcc - --input-format yaml <reads.yaml
	chmod 755 etc
	rm -r etc/groups
}

verbs
formats
sources
namespaces=-m
[ "$(id -u)" = 0 ] || namespaces=-rm
least=60
if unshare "$namespaces" true 2>/dev/null; then
	organisation
	required_groups
else
	echo "no namespaces: an organisation's file was not tried"
	least=28
fi
summary $least
