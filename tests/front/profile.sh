#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# profile.sh - nono profile: a starter that compiles and runs, what there is, and slips of the hand.
set -u
. "$SRCDIR/tests/lib.sh"
mkdir -p "$SCRATCH/w" && cd "$SCRATCH/w" || exit 99
own=$HOME/.config/nono/profiles

# part STATUS WHAT ARGUMENT...
part() {
	status=$1 name=$2
	shift 2
	answers "$status" "$name" "$NONO" profile "$@"
}

part 0 "a starter" init mytool --extends python-dev --description 'my "own" tool'
says "wrote '$own/mytool.json'; next: nono run -p mytool -- COMMAND"
grep -q '"extends": \["python-dev"\]' "$own/mytool.json" || bad "it does not extend"
grep -q '"description": "my \\"own\\" tool"' "$own/mytool.json" || bad "it has no description"
is 700 "$(stat -c %a "$own")" "a directory made for it is private"
part 0 "it can be compiled" validate mytool
answers 0 "nonoc finds it, too" "$NONOC" hash mytool
kept=$(cat "$own/mytool.json")
part 2 "it is not overwritten" init mytool
says "is there already; --force replaces it"
is "$kept" "$(cat "$own/mytool.json")" "it is as it was"
part 0 "unless that is wanted" init mytool --force --full --groups git_config,node_runtime --silent
is "" "$(cat std err)" "silently"
grep -q '"include": \["git_config", "node_runtime"\]' "$own/mytool.json" || bad "it has no groups"
part 0 "with everything" validate mytool
answers 0 "its assertion holds" "$NONOC" test mytool
mv "$own/mytool.json" "$own/mytool.yaml"
part 2 "a name is taken whatever the file ends in" init mytool
says "mytool.yaml' is there already"
mv "$own/mytool.yaml" "$own/mytool.json"
part 2 "a built-in name" init claude-code
says "built-in profile; take another name, and --extends claude-code"
part 2 "no name" init a/b
says "'a/b' is no name"
part 2 "no such base" init other --extends python-dve
says "unknown profile 'python-dve'"
says "did you mean 'python-dev'"
[ ! -e "$own/other.json" ] || bad "a profile that does not compile was written"
part 0 "somewhere else" init it -o it.json
part 0 "on a file" init onit --extends ./it.json
part 0 "which is found from everywhere" validate onit
part 2 "that is there" init it -o it.json
ln -s nowhere link.json
part 2 "a link that leads nowhere" init it -o link.json
part 2 "a starter is JSON" init it -o it.yaml
says "'it.yaml': a starter is JSON with comments; expected a name that ends in .json"
[ ! -e it.yaml ] || bad "it.yaml was written"
if "$LANDLOCK_ABI" >abi; then
	answers 7 "a command runs under it" "$NONO" run -p mytool --silent --allow-cwd -- sh -c 'exit 7'
fi

part 0 "what there is" list
says '^claude-code  *Anthropic.*(built-in)$'
says "^mytool  *what it is for  ($own)\$"
echo '{"filesystem": {"raed": []}}' >"$own/wrong.json"
part 0 "one that is wrong" list
says '^wrong  *\[has errors\]'
part 0 "for programs" list --json
says '^    "name": "claude-code",$'
part 0 "what one comes to" show mytool
says '^nono 1$'
says 'deny all ~/.ssh'
part 0 "for programs" show mytool --json
says '^  "profile": "mytool",$'
part 0 "as it was written" show mytool --raw
cmp -s std "$own/mytool.json" || bad "show --raw: not the file"
part 0 "a built-in one" show default --raw
says '^  name: default$'
part 1 "one that is wrong" show wrong
says N0
part 0 "groups" groups
says '^git_config '
part 0 "a group" groups git_config
says '^description: Git'
part 2 "an unknown group" groups git_confg
says "^nono: no group is called 'git_confg'"
part 0 "a difference" diff default mytool
says 'WIDENS'
part 0 "a schema" schema
says 'json-schema.org'
part 0 "the guide" guide
cmp -s std "$SRCDIR/docs/profiles.md" || bad "guide: not docs/profiles.md"

echo '{"filesystem": {"read": ["~/.ssh"]}}' >secret.json
echo '{"policy": {"add_allow_read": ["/srv"]}}' >old.json
part 1 "an error" validate secret.json
says 'secret.json:1:26'
part 1 "several" validate mytool secret.json
part 1 "for programs" validate secret.json --json
says '^  "valid": false,$'
says "^    \"secret.json:1:26: .*N0301\]\""
part 0 "an old key" validate old.json --json
says '^  "valid": true,$'
says '^  "deprecated_keys": 1$'
says '^  "errors": \[\],$'
part 2 "an old key, strictly" validate old.json --json --strict
says '^  "valid": false,$'
says '^  "warnings": \[\],$'
says '^    "old.json:1:13: .*N0601\]"'
part 2 "the same for people" validate old.json --strict
says '^error\[N0601\]'
says '^1 error, 0 warnings'
printf 'workdir: {access: readwrite}\nassert: [deny write ~/bin/**]\n' >undecided.yaml
part 3 "a claim that is undecided" validate undecided.yaml
part 3 "the same for programs" validate undecided.yaml --json
says '^  "valid": false,$'
part 2 "a warning, strictly" validate mytool --strict
part 1 "an error beside it, strictly" validate mytool secret.json --strict
part 1 "an error for programs, strictly" validate secret.json --json --strict
part 2 "no such file" validate nothing.json

answers 2 "nothing" "$NONO" profile
says 'usage: nono profile'
part 2 "an unknown part" shwo x
says "did you mean 'show'"
part 2 "a part of nono 0.66" promote x
says 'there are no drafts'
part 2 "no operand" show
says 'usage: nono profile show'
part 2 "one too many" show a b
part 2 "an empty one" show ""
says 'empty argument'
part 2 "another part's option" list --force
says "'--force' is no option of 'profile list'"
part 2 "another verb's" show mytool --allow x
says "'--allow' is no option of 'profile'"
part 2 "two of them for programs" validate a b --json
answers 2 "its name before" "$NONO" policy show default
says "'nono profile' does that"

summary 50
