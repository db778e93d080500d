#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# diff.sh - nonoc diff: of two files, and of files with what they were at a commit of git.
set -u

cd "$SCRATCH" || exit 99
. "$SRCDIR/tests/lib.sh"
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.org GIT_COMMITTER_NAME=t
export GIT_COMMITTER_EMAIL=t@example.org GIT_AUTHOR_DATE='2026-01-01T00:00:00Z'
export GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'

# diff_is STATUS ARGUMENT... <<EXPECTED: status and output; hashes are not compared.
diff_is() {
	local wanted=$1 status=0
	shift
	count=$((count + 1))
	"$NONOC" diff "$@" >out.raw 2>&1 || status=$?
	sed 's/^  hash .* = .*/  hash same/; s/^  hash .*->.*/  hash other/' out.raw >out
	[ "$status" = "$wanted" ] || bad "nonoc diff $*: status $status, expected $wanted"
	diff -u - out || bad "nonoc diff $*: see above"
}

# says STATUS WORDS ARGUMENT...
says() {
	local wanted=$1 words=$2 status=0
	shift 2
	count=$((count + 1))
	"$NONOC" diff "$@" >out 2>&1 || status=$?
	[ "$status" = "$wanted" ] || bad "nonoc diff $*: status $status, expected $wanted: $(cat out)"
	grep -qF -- "$words" out || bad "nonoc diff $*: no '$words' in: $(cat out)"
}

# Two files.
cat >old.yaml <<'EOF'
filesystem:
  read: [~/tool, ~/data]
  write: [~/data]
network: {connect_port: [80]}
environment: {set_vars: {EDITOR: vi}}
EOF
cat >new.yaml <<'EOF'
# the same, and more
filesystem:
  read: [~/tool, ~/data, ~/data/part]
  write: [~/tool]
network: {connect_port: [80, 443]}
environment: {set_vars: {EDITOR: ed}}
EOF
diff_is 0 old.yaml new.yaml <<'EOF'
new.yaml: what it allows changes
  + WIDENS     write    ~/tool              (was: read)  new.yaml:4:11
  + WIDENS     connect  tcp/443 (any host)               new.yaml:5:30
  + WIDENS     set      EDITOR=ed                        new.yaml:6:26
  - NARROWS    write    ~/data                           old.yaml:3:11
  = 1 textual change has no effect
  hash other
verdict: widens
EOF
diff_is 0 old.yaml old.yaml --fail-on change <<'EOF'
old.yaml: what it allows does not change
  hash same
verdict: no change
EOF
says 1 'verdict: widens' old.yaml new.yaml --fail-on widen
says 1 'verdict: widens' new.yaml old.yaml --fail-on widen

# A file's name is no command of a workflow, nor no UTF-8 in JSON.
cp new.yaml ::error::x.yaml
says 0 '\x3a:error::x.yaml: what it allows changes' old.yaml ::error::x.yaml
cp new.yaml $'\xff.yaml'
says 0 '"name": "\\xff.yaml"' --format json old.yaml $'\xff.yaml'

# Rights by the words of profiles, whole or in part, in columns that hold; JSON has each right.
printf 'nono 1\nbypass all /\nallow list,exec ~/e\n' >before.nono
cat >words.nono <<'EOF'
nono 1
bypass all /
allow read ~/a
allow write ~/b
allow write,truncate,remove ~/c
allow create,rename ~/d
allow read,exec,list,write,truncate,create,remove,rename,ioctl ~/e
allow all ~/été/$UID
allow make_sock,write ~/g
allow read,list ~/h
allow read,exec ~/i file
allow read,write,truncate ~/j file
allow read,list,exec ~/a/rather/long/path/that/pushes/only/its/own/line/away
EOF
diff_is 0 before.nono words.nono <<'EOF'
words.nono: what it allows changes
  + WIDENS     all                        ~/été/$UID      (was: none)        words.nono:8:11
  + WIDENS     create, rename             ~/d             (was: none)        words.nono:6:21
  + WIDENS     list, exec                 ~/a/rather/long/path/that/pushes/only/its/own/line/away  (was: none)        words.nono:13:22
  + WIDENS     read                       ~/i (the file)  (was: none)        words.nono:11:17
  + WIDENS     read (no exec)             ~/h             (was: none)        words.nono:10:17
  + WIDENS     read (no exec), write      ~/j (the file)  (was: none)        words.nono:12:27
  + WIDENS     read (no list, exec)       ~/a             (was: none)        words.nono:3:12
  + WIDENS     read (only read), write, ioctl  ~/e             (was: list, exec)  words.nono:7:64
  + WIDENS     write (no create, rename)  ~/c             (was: none)        words.nono:5:29
  + WIDENS     write (only write)         ~/b             (was: none)        words.nono:4:13
  + WIDENS     write (only write, make_sock)  ~/g             (was: none)        words.nono:9:23
  hash other
verdict: widens
EOF
says 0 '"what": "read, write, truncate, create, remove, rename, ioctl"' \
	--format json before.nono words.nono

# What narrows only fails on any change.
printf 'filesystem: {read: [~/data]}\nnetwork: {block: true}\n' >less.yaml
printf 'filesystem: {read: [~/data, ~/more]}\nnetwork: {block: true}\n' >more.yaml
says 0 'verdict: narrows' more.yaml less.yaml --fail-on widen
says 1 'verdict: narrows' more.yaml less.yaml --fail-on change
says 0 'verdict: narrows' more.yaml less.yaml

# Where only the run can tell.
# shellcheck disable=SC2016 # nonoc knows the variable
printf 'filesystem: {read: [~/data, $WORKDIR/x]}\nnetwork: {block: true}\n' >run.yaml
says 3 'only the run can tell' less.yaml run.yaml --fail-on widen
says 0 'UNDECIDED' less.yaml run.yaml
says 1 'UNDECIDED' less.yaml run.yaml --fail-on change

# What a group brings is one line, and names it.
printf 'groups: {include: [node_runtime]}\n' >group.yaml
printf '{}\n' >none.yaml
says 0 '(was: none)  group node_runtime (built-in), from group.yaml:1:20' none.yaml group.yaml
[ "$(grep -c node_runtime out)" -lt 4 ] || bad "a group is not told in few lines: $(cat out)"

# Protections, bypasses and suppressions.
printf 'filesystem: {deny: [~/secret]}\n' >deny.yaml
says 1 'deny all' deny.yaml none.yaml --fail-on widen
says 0 'NARROWS' none.yaml deny.yaml --fail-on widen
printf 'filesystem: {read: [~/.docker], bypass_protection: [~/.docker]}\n' >bypass.yaml
says 1 'bypass read ' none.yaml bypass.yaml --fail-on widen
printf 'lint: [{ignore: N0401, reason: it is meant}]\n' >lint.yaml
says 1 'silence N0401' none.yaml lint.yaml --fail-on widen
says 0 'NARROWS' lint.yaml none.yaml --fail-on widen
# It silences its own file: another one for that code, elsewhere, does not stand for it.
printf 'extends: claude-code\n' >agent.yaml
printf 'extends: claude-code\ngroups: {exclude: [claude_cache_linux]}\n' >silent.yaml
printf 'lint: [{ignore: N0508, reason: it is new}]\n' >>silent.yaml
says 1 'silence N0508  it is new  ' agent.yaml silent.yaml --fail-on widen
printf 'lint: [{ignore: N0401, reason: it is meant here}]\n' >silent-base.yaml
printf 'extends: ./silent-base.yaml\n' >lint-base.yaml
says 1 'silence N0401  it is meant  ' lint-base.yaml lint.yaml --fail-on widen
# Nor does one in what is extended for one in the profile, or in another file.
mkdir moved && cp lint.yaml moved
echo 'extends: ./lint.yaml' >of-lint.yaml
echo 'extends: ./silent-base.yaml' >of-silent.yaml
echo 'extends: ./moved/lint.yaml' >of-moved.yaml
says 1 'silence N0401' lint.yaml of-lint.yaml --fail-on widen
says 1 'silence N0401' of-lint.yaml of-silent.yaml --fail-on widen
says 0 'no change' of-lint.yaml of-moved.yaml --fail-on widen
printf 'lint: [{ignore: N0401, reason: in other words}]\n' >other.yaml
says 0 'no change' lint.yaml other.yaml --fail-on change
# What a bypass lifts is no news to who has it, wherever the run binds what.
printf 'extends: default\nfilesystem: {read: [~/.aws], bypass_protection: [~/.aws]}\n' >lifted.yaml
says 0 'no change' lifted.yaml lifted.yaml --fail-on change
sed 's/read: \[/&~\/data, /' lifted.yaml >lifted-more.yaml
diff_is 0 lifted.yaml lifted-more.yaml <<'EOF'
lifted-more.yaml: what it allows changes
  + WIDENS     read  ~/data  (was: none)  lifted-more.yaml:2:21
  hash other
verdict: widens
EOF
# So is a claim that is not made any more; a compiled policy has none, and says nothing of it.
echo 'assert: [deny read ~/.ssh/**]' >claim.yaml
says 1 'WIDENS     assert  deny read ~/.ssh/**' claim.yaml none.yaml --fail-on widen
says 0 'NARROWS' none.yaml claim.yaml --fail-on widen
"$NONOC" claim.yaml -o claim.bin 2>err || bad "$(cat err)"
says 0 'no change' claim.yaml claim.bin --fail-on change

# What has one value has a place, and what may happen to be exempt by a new bypass is one line.
printf 'extends: claude-code\n' >both.yaml
cat >one.yaml <<'EOF'
extends: both.yaml
security: {signal_mode: allow_all, ipc_mode: full}
linux: {user_namespaces: true}
ipc: {sysv: true}
compat: {accept: [fs.refer]}
filesystem: {read: [~/.aws], bypass_protection: [~/.aws]}
EOF
diff_is 0 both.yaml one.yaml --target landlock <<'EOF'
one.yaml: what it allows changes
  + WIDENS     read         ~/.aws                         (was: none)       one.yaml:6:21
  + WIDENS     connect      abstract unix sockets outside                    one.yaml:2:46
  + WIDENS     signal       processes outside                                one.yaml:2:25
  + WIDENS     accept       fs.refer                                         one.yaml:5:19
  + WIDENS     make         namespaces                                       one.yaml:3:26
  + WIDENS     use          System V objects                                 one.yaml:4:13
  + WIDENS     bypass read  ~/.aws                                           one.yaml:6:50
  + UNDECIDED  read         /run/containerd and 11 more    (was: protected)  profile claude-code (built-in), from both.yaml:1:10, from one.yaml:1:10
  hash other
verdict: widens
EOF

# What holds on macOS only is part of a change, unless one system is asked for.
cat >mac.yaml <<'EOF'
extends: claude-code
filesystem: {read: [~/data, {path: ~/Library/LaunchAgents, when: macos}]}
unsafe_macos_seatbelt_rules: ['(allow mach-lookup (global-name "com.apple.pasteboard.1"))']
EOF
diff_is 1 both.yaml mac.yaml --fail-on widen <<'EOF'
mac.yaml: what it allows changes
  + WIDENS     read  ~/data  (was: none)  mac.yaml:2:21
  hash other
verdict: widens

mac.yaml: what it allows on macOS changes
  + WIDENS     read          ~/Library/LaunchAgents  (was: none)  mac.yaml:2:36
  + WIDENS     add the rule  (allow mach-lookup (global-name "com.apple.pasteboard.1"))               mac.yaml:3:31
  hash other
verdict: widens
EOF
# What has another name there is no news.
printf 'extends: claude-code\nfilesystem: {read: [/etc/ours, /var/ours]}\n' >etc.yaml
says 0 'read  /etc/ours' both.yaml etc.yaml
! grep -q macOS out || bad "the same on macOS: $(cat out)"
# Standard input is the same for both systems.
sed '2,$d' mac.yaml >one.yaml
for args in '- mac.yaml' 'mac.yaml -'; do
	"$NONOC" diff $args --input-format yaml <one.yaml >out 2>&1
	[ "$(grep -cE '^  [+-] ' out)" = 3 ] && grep -q 'read .* ~/Library/LaunchAgents' out ||
		bad "diff $args: $(cat out)"
done
# What was no policy there before is told as such.
sed 's/macos}/"macos:>=14"}/; 3d' mac.yaml >wrong.yaml
says 1 "'wrong.yaml' had errors for macOS" wrong.yaml mac.yaml --fail-on widen
grep -q 'on macOS changes (all of it is new)' out || bad "not all of it is new: $(cat out)"
says 0 "'wrong.yaml' has errors for macOS" mac.yaml wrong.yaml --fail-on widen
says 0 '</code> on macOS: widens' both.yaml mac.yaml --format markdown
says 0 'verdict: widens' both.yaml mac.yaml --target landlock
! grep -q macOS out || bad "macOS, where Linux was asked for: $(cat out)"
says 1 'add the rule' both.yaml mac.yaml --target seatbelt --fail-on widen
"$NONOC" contains mac.yaml both.yaml --target seatbelt >out && bad "a rule for macOS more is contained"
"$NONOC" contains both.yaml mac.yaml --target seatbelt >out || bad "less is not contained: $(cat out)"
[ "$("$NONOC" hash --target seatbelt both.yaml | cut -c1-64)" != \
	"$("$NONOC" hash --target seatbelt mac.yaml | cut -c1-64)" ] || bad "a rule for macOS is not in the hash"

# A repository: a profile, what it extends, a group of the project, and an unreadable name.
git init -q -b main repo && mkdir -p repo/.nono/groups repo/sub && cd repo || exit 99
printf 'description: ours\nfilesystem: {read: [/opt/ours]}\n' >.nono/groups/ours.yaml
printf 'filesystem: {read: [~/base]}\n' >base.yaml
printf 'extends: ./base.yaml\ngroups: {include: [ours]}\n' >agent.yaml
printf 'extends: ../base.yaml\n' >sub/agent.yaml
printf 'x\n' >"name with 'quotes' and \$(touch pwned).txt"
git add -A && git commit -qm one
diff_is 0 --base HEAD agent.yaml --fail-on change <<'EOF'
agent.yaml: what it allows does not change
  hash same
verdict: no change
EOF
# The base has its own base: what changes in a file that is extended is seen, and so is a group.
printf 'filesystem: {read: [~/base, ~/other]}\n' >base.yaml
printf 'description: ours\nfilesystem: {write: [/opt/ours]}\n' >.nono/groups/ours.yaml
diff_is 1 --base HEAD agent.yaml --fail-on widen <<'EOF'
agent.yaml: what it allows changes
  + WIDENS     read   ~/other    (was: none)  ./base.yaml:1:29, from agent.yaml:1:10
  + WIDENS     write  /opt/ours  (was: read)  group ours, from agent.yaml:2:20
  - NARROWS    read   /opt/ours               group ours, from HEAD:agent.yaml:2:20
  hash other
verdict: widens
EOF
says 1 '~/other' --base HEAD sub/agent.yaml --fail-on widen
says 1 '~/other' --base HEAD "$PWD/agent.yaml" --fail-on widen
(cd sub && says 1 '~/other' --base HEAD agent.yaml ../agent.yaml --fail-on widen; exit "$failed") ||
	failed=1
[ ! -e pwned ] || bad "a name was executed"

# A file that is new, a commit that is not, and what else can be wrong.
printf 'filesystem: {read: [~/n]}\nnetwork: {block: true}\n' >new.yaml
says 1 'all of it is new' --base HEAD new.yaml --fail-on widen
says 0 'WIDENS' --base HEAD new.yaml
says 2 "'nowhere' is no commit" --base nowhere agent.yaml
says 2 'git fetch' --base origin/main agent.yaml
says 2 'expects a commit' --base --output=pwned agent.yaml
says 2 'expects a commit' --base= agent.yaml
says 2 'no commit' --base 'HEAD; touch pwned' agent.yaml
says 2 'no commit' --base HEAD:agent.yaml agent.yaml
says 2 'cannot read' --base HEAD gone.yaml
says 2 'expects two policies' agent.yaml
says 2 'cannot read' --base HEAD claude-code
printf '{}\n' >noname && git add noname && git commit -qm noname
says 2 'no regular file with the name of a policy' --base HEAD ./noname --input-format yaml
# A link of the commit leads to what the commit has there, and not out of it.
ln -s ../.nono/../new.yaml sub/dots.yaml && ln -s ../new.yaml sub/link.yaml && ln -s sub/link.yaml link.yaml
ln -s ../../old.yaml sub/out.yaml && ln -s "$PWD/new.yaml" absolute.yaml && ln -s loop.yaml loop.yaml
printf 'filesystem: {read: [~/other]}\nnetwork: {block: true}\n' >other.yaml
printf 'extends: ./link.yaml\n' >linked.yaml
git add . && git commit -qm link
says 0 'no change' --base HEAD link.yaml sub/link.yaml linked.yaml --fail-on widen
for name in sub/dots.yaml sub/out.yaml absolute.yaml; do says 2 'no link to one' --base HEAD $name; done
ln -sfn other.yaml link.yaml
says 1 '~/other' --base HEAD link.yaml --fail-on widen
says 1 '~/other' --base HEAD linked.yaml --fail-on widen
git reset -q --hard HEAD~1
# A link where a directory was: compared with what the name was, and not with what is there now.
(
	mkdir was wide && echo '{}' >was/x.yaml && echo 'filesystem: {read: [/wide]}' >wide/x.yaml
	cp wide/x.yaml wide/y.yaml
	git add was wide && git commit -qm dirs && rm -r was && ln -s wide was
	says 0 'no change' --base HEAD wide/x.yaml
	says 1 'WIDENS' --base HEAD was/x.yaml --fail-on widen
	says 1 'WIDENS' --base HEAD "$PWD/was/x.yaml" --fail-on widen
	says 2 'name it without links' --base HEAD was/y.yaml
	ln -s . ../around
	says 0 'no change' --base HEAD "$(dirname "$PWD")/around/$(basename "$PWD")/wide/x.yaml"
	git clone -q . inner && echo 'filesystem: {read: [/wide]}' >inner/x.yaml
	git -C inner add x.yaml && git -C inner commit -qm x && rm was && ln -s inner was
	says 1 'WIDENS' --base HEAD was/x.yaml --fail-on widen
	rm -rf inner ../around && git reset -q --hard HEAD~1
	exit "$failed"
) || failed=1
(cd .. && says 2 'lies in no git work tree' --base HEAD old.yaml; exit "$failed") || failed=1
printf 'filesystem: {raed: [/x]}\n' >agent.yaml && git commit -qam wrong
git show HEAD~1:agent.yaml >agent.yaml
says 1 "'agent.yaml' was wrong at 'HEAD' already" --base HEAD agent.yaml
grep -q 'HEAD:agent.yaml:1:14' out || bad "the place is not the commit's: $(cat out)"

# The user's configuration and environment lead git nowhere else.
mkdir elsewhere && printf '#!/bin/sh\ntouch %s/pwned\n' "$PWD" >elsewhere/tool && chmod +x elsewhere/tool
git config core.pager "$PWD/elsewhere/tool"
git config core.fsmonitor "$PWD/elsewhere/tool"
git config core.hooksPath "$PWD/elsewhere"
GIT_DIR=/nonexistent GIT_EXTERNAL_DIFF=$PWD/elsewhere/tool GIT_PAGER=$PWD/elsewhere/tool \
	says 0 'what it allows' --base HEAD~1 agent.yaml
[ ! -e pwned ] || bad "the configuration was executed"

# A tree that no git would make: a name that leads out of the directory is left alone.
blob=$(printf '{}\n' | git hash-object -w --stdin)
inner=$(printf '100644 blob %s\tevil.yaml\n' "$blob" | git mktree)
tree=$(printf '040000 tree %s\t..\n100644 blob %s\tagent.yaml\n' "$inner" "$blob" |
	git mktree 2>/dev/null) || tree=
if [ -n "$tree" ]; then
	crafted=$(git commit-tree -m crafted "$tree")
	TMPDIR=$SCRATCH/tmp/deep
	mkdir -p "$TMPDIR" && export TMPDIR
	says 0 'agent.yaml' --base "$crafted" agent.yaml
	[ -z "$(find "$SCRATCH/tmp" -name evil.yaml)" ] || bad "a file was written elsewhere"
	[ -z "$(ls -A "$TMPDIR")" ] || bad "leaves $(ls -A "$TMPDIR")"
	unset TMPDIR
fi
cd ..

# Capabilities: what is new widens, and policy text says the same as the profile.
cat >few.yaml <<'EOF'
network: {block: true}
linux: {capabilities: [net_bind_service, kill]}
EOF
cat >more.yaml <<'EOF'
network: {block: true}
linux: {capabilities: [kill, chown]}
EOF
diff_is 0 few.yaml more.yaml <<'EOF'
more.yaml: what it allows changes
  + WIDENS     keep the capability  chown             more.yaml:2:30
  - NARROWS    keep the capability  net_bind_service  few.yaml:2:24
  hash other
verdict: widens
EOF
says 0 '| <code>keep the capability</code> | <code>chown</code> |' --format markdown few.yaml more.yaml
says 0 '"kind": "capability"' --format json few.yaml more.yaml
"$NONOC" -S more.yaml -o more.nono 2>err || bad "$(cat err)"
[ "$(grep -c '^capability ' more.nono)" = 2 ] || bad "policy text without its capabilities"
says 0 'verdict: no change' more.yaml more.nono
echo 'network: {block: true}' >closed.yaml
says 0 'verdict: narrows' more.nono closed.yaml
"$NONOC" contains few.yaml more.yaml >out 2>&1 && bad "a capability more is contained"
grep -q 'net_bind_service' out || bad "the capability is not named: $(cat out)"

# Markdown: nothing of a profile is markup, mentions anybody, or ends a line.
cat >hostile.json <<'EOF'
{"filesystem": {"read": ["/x/|`@octocat <img src=x> (http://b) __e__ ~~f~~ &lt; </code>"]},
 "environment": {"set_vars": {"A": "1\n\n# head\n| x | y |\n</code>@octocat::warning::"}}}
EOF
says 0 'WIDENS' none.yaml hostile.json --format markdown
grep -q '@\|<img\|__e\|`\|~~\|^# \|::\|^| x\|&lt;' out && bad "markup got through: $(cat out)"
awk -F'|' '/^\| / && NF != 7 { exit 1 }' out || bad "a cell too many: $(cat out)"
says 0 'A=1\x0a\x0a# head' none.yaml hostile.json
# Nor longer than a comment can be, which would never be seen; many files show their first rows all the same.
awk 'BEGIN { for (i = 0; i < 60000; i++) s = s "_"
	printf "environment: {set_vars: {A: \"%s\", B: \"%s\"}}\n", s, s }' >long.yaml
says 0 'bytes more' none.yaml long.yaml --format markdown
[ "$(wc -c <out)" -lt 6000 ] || bad "a comment of $(wc -c <out) bytes"
awk 'BEGIN { print "filesystem:\n  read:"; for (i = 0; i < 90; i++) { s = "/srv/" i
	while (length(s) < 4000) s = s "/_"; print "    - " s } }' >long.yaml
says 0 'more: <code>nonoc diff</code> shows them' none.yaml long.yaml --format markdown
[ "$(wc -c <out)" -lt 65536 ] || bad "a comment of $(wc -c <out) bytes"
says 0 '' none.yaml hostile.json --format "markdown=$SCRATCH/comment.md" --format json
grep -q '^### ' "$SCRATCH/comment.md" || bad "no comment was written"
python3 - out <<'PY' || bad "json is not as promised"
import json, sys
d = json.load(open(sys.argv[1]))
assert d["schema"] == "nonoc.diff/1" and set(d) == {"schema", "diffs", "status"}
f = d["diffs"][0]
assert set(f) == {"old", "new", "target", "created", "verdict", "assumes", "changes", "withoutEffect"}
assert f["verdict"] == "widens" and f["created"] is False
c = f["changes"][0]
assert c["sign"] == "+" and c["mark"] == "WIDENS" and c["kind"] == "rights"
assert set(c) >= {"what", "where", "path", "rights", "held", "rule", "decided"}
PY
says 2 'has --format' none.yaml lint.yaml --format sarif

summary 40
