#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# why.sh - the answers of nonoc why: verdict, rule, origin, change; on a profile and on its blobs.
# shellcheck disable=SC2086,SC2088,SC2016 # words; the policy's own names
set -eu

cd "$SCRATCH"
mkdir -p w/in "$HOME/kept" "$HOME/.config/gh"
: >w/in/f
: >"$HOME/.config/gh/hosts.yml"
ln -s in/f w/link
ln -s "$SCRATCH/w/in" "$HOME/linked"
cat >base.yaml <<'END'
filesystem:
  read: [~/kept]
END
cat >p.yaml <<'END'
extends: ./base.yaml
filesystem:
  allow: [$WORKDIR]
  read_file: [~/one]
  deny: [~/mine]
network: {block: true, connect_port: [443]}
environment: {allow_vars: [PATH, FOO_*]}
END
"$NONOC" p.yaml -o p.bin 2>/dev/null
"$NONOC" --no-origins p.yaml -o stripped.bin 2>/dev/null
cd w
bad=0

# why STATUS TEXT ARGUMENT...: the same verdict from profile and blobs; the profile's says TEXT.
why() {
	want=$1 text=$2
	shift 2
	for file in p.yaml p.bin stripped.bin; do
		status=0
		"$NONOC" why "../$file" "$@" >out 2>&1 || status=$?
		[ "$file" != p.yaml ] || cp out said
		if [ "$status" -ne "$want" ]; then
			echo "FAIL: $file $*: status $status, expected $want"
			cat out
			bad=1
		fi
	done
	if ! grep -qF -- "$text" said; then
		echo "FAIL: $*: expected '$text'"
		cat said
		bad=1
	fi
}

# shellcheck disable=SC2088,SC2016 # these are the policy's own names
{
	why 0 "allowed by the grant of '~/kept'" read '~/kept/x'
	why 0 "base.yaml:2:10, profile '.././base.yaml' from ../p.yaml:1:10" read "~/kept/x"
	why 1 "protected by the deny of '~/.ssh'" read '~/.ssh/id_rsa'
	why 1 "group 'deny_credentials' from default (built-in)" read '~/.ssh/id_rsa'
	why 1 '"read_file": ["~/.ssh/id_rsa"], "bypass_protection": ["~/.ssh/id_rsa"]' read '~/.ssh/id_rsa'
	why 1 "credential: yes (group 'deny_credentials'); protected: yes" read '~/.ssh/id_rsa'
	why 3 "(adds: 1 file; credential: yes (Claude Code's login))" read '~/.claude/.credentials.json'
	why 3 "credential: yes (Swival's settings can hold keys))" read '~/.config/swival/settings'
	why 3 "credential: yes (tokens in http.extraHeader and in url.*.insteadOf))" \
		read '$XDG_CONFIG_HOME/git/config'
	why 3 "1 directory with all below; credential: yes (Claude Code's login))" list '~/.claude'
	why 3 "1 directory with all below; credential: no)" create '~/.claude/new'
	why 3 "credential: no)" read '~/.claude/.credentials.json.old'
	why 1 "to allow: no profile can: \"write\" on '~' would hold the protected '~/.1password'" create '~/new'
	why 3 "no profile can: \"read_file\" on '~/.config' would hold" read '~/.config'
	why 1 "no profile can: \"write\" on '~/.config' would hold the protected" mkdir '~/.config/gh'
	why 1 "protected by the deny of '~/.ssh'" mkdir '~/.ssh'
	why 1 "protected by the deny of '~/.ssh'" rename '$WORKDIR/x' '~/.ssh'
	why 3 "unless it is, or lies below, the granted" mkdir '~/.config/other'
	why 3 '"write": ["~/b", "~/a"]} (adds: 2 directories' rename '~/a/x' '~/b/x'
	why 1 "assuming '\$WORKDIR', '\$TMPDIR' is not, and does not hold, '~/.ssh/id_rsa'" \
		write '~/.ssh/id_rsa'
	why 1 "../p.yaml:5:10" read '~/mine'
	why 0 'assuming it is not, and does not lie below, the protected' write '$WORKDIR/x'
	why 0 "allowed by the grant of '\$WORKDIR'" write x
	why 3 "unless it is, or lies below, the granted '\$WORKDIR'" write '~/elsewhere'
	why 0 'if it is a directory: UNDECIDED' read '~/one'
	why 3 'missing: list' read '~/one' --thing directory
	why 3 'missing: list' read '~/one/'
}

# As nono-exec would find it here: what is missing grants nothing, symlinks lead elsewhere.
why 0 "bound as here: \$HOME=$HOME \$WORKDIR=$SCRATCH/w" write "$SCRATCH/w/in/f"
why 0 "'$SCRATCH/w/link' leads to '$SCRATCH/w/in/f'" write "$SCRATCH/w/link"
why 1 "nothing is there, so nono-exec skips the grant of '$HOME/one'" read "$HOME/one"
why 1 "to allow: make '$HOME/one' before the run" read "$HOME/one"
why 1 'credential: yes' write "$HOME/.config/gh/hosts.yml"
why 1 "credential: yes (Claude Code's account and the keys of its MCP servers))" read "$HOME/.claude.json"
why 1 "credential: yes (Codex's login))" read /u/h/.codex/auth.json --define HOME=/u/h
why 0 "leads to '$SCRATCH/w/in/f'" read "$HOME/linked/f"
why 1 "nearest grant: '$HOME/kept'" rename "$SCRATCH/w/in/f" "$HOME/kept/f"
why 1 'missing: truncate' truncate "$HOME/kept" --target-abi 2 --thing file
why 3 'not held below Landlock ABI 5' ioctl "$SCRATCH/w/in/f" --target-abi 4 --thing char_device
# Where nono-exec would not start the policy, that is said: a seal, a link of the command's, a kind.
refuses() {
	echo "$1" >../r.yaml
	HOME=${3:-$SCRATCH/home2} "$NONOC" why ../r.yaml read "$SCRATCH/w/in/f" >out 2>&1 || true
	grep -qF -- "$2" out || { echo "FAIL: $1: no '$2'"; cat out; bad=1; }
}
mkdir -p "$SCRATCH/home2"
refuses "filesystem: {read: [$SCRATCH]}" "which it refuses here: '$SCRATCH/home2/.1password' is protected"
refuses "filesystem: {allow: [$SCRATCH/w], read: [$SCRATCH/w/link]}" "'$SCRATCH/w/link' is a symlink that the policy lets"
refuses "filesystem: {read_file: [$SCRATCH/w/in]}" "'$SCRATCH/w/in' is a directory, and granted as a file"
refuses "rules: [allow read $SCRATCH/w/in/f dir]" "'$SCRATCH/w/in/f' is no directory, and granted as one"
mkdir -p ../kept/sub
ln -s kept/sub ../way
refuses "filesystem: {read: [$SCRATCH/way], deny: [$SCRATCH/kept]}" \
	"'$SCRATCH/kept' is protected, and the grant of '$SCRATCH/way' reaches it"
refuses "filesystem: {read: [$SCRATCH/w]}" "allowed by"
! grep -q "refuses here" out || { echo "FAIL: nono-exec would start it"; cat out; bad=1; }
tmpdir=${TMPDIR-}
for TMPDIR in relative /nonexistent; do
	export TMPDIR
	refuses "filesystem: {write: [\$TMPDIR]}" "which it refuses here: \$TMPDIR is '$TMPDIR', expected"
done
TMPDIR=$tmpdir
[ -n "$tmpdir" ] || unset TMPDIR
refuses "filesystem: {allow: [\$WORKDIR]}" "and that is the home directory" "$SCRATCH/w"
refuses "filesystem: {allow: [$SCRATCH/w], deny_write: [$SCRATCH/w/in]}" "'$SCRATCH/w/in' is protected"
refuses "filesystem: {allow: [$SCRATCH/w], deny_write: [$SCRATCH/w/in], bypass_protection: [$SCRATCH/w]}" "allowed by"
! grep -q "refuses here" out || { echo "FAIL: all of it is bypassed"; cat out; bad=1; }

# What is protected by a name that leads there has to be granted by that name.
mkdir -p "$HOME/dots"
: >"$HOME/dots/zshrc"
ln -s dots/zshrc "$HOME/.zshrc"
why 1 "\"read_file\": [\"$HOME/.zshrc\"], \"bypass_protection\": [\"$HOME/.zshrc\"]" read "$HOME/dots/zshrc"
why 1 "missing: remove_file on '$HOME/dots'" unlink "$HOME/dots/zshrc"
why 1 "\"write\" on '$HOME/dots' would hold the protected '$HOME/dots/zshrc'" create "$HOME/dots/new"
ln -s "$HOME" "$SCRATCH/home_link"
home=$HOME
HOME=$SCRATCH/home_link
why 1 "protected by the deny of '$SCRATCH/home_link/.config/gh'" read "$home/.config/gh/hosts.yml"
why 1 "nearest grant: none" read "$home/other"
HOME=$home

why 0 "allowed by the grant of '$SCRATCH/w/in'" write f --define "WORKDIR=$SCRATCH/w/in"
"$NONOC" why --format json ../stripped.bin read "$HOME/one" >out && bad=1
grep -q '"schema": "nonoc.why/1"' out && grep -q '"verdict": "denied"' out || bad=1
python3 -c 'import json, sys; json.load(open("out"))' 2>/dev/null || ! command -v python3 >/dev/null || bad=1

why 0 'the port is listed' connect 443
why 1 '"network": {"connect_port": [80]}' connect tcp 80
why 1 'the network is blocked' listen 443
why 1 '"network": {"udp": [53]}' connect udp 53
why 3 'not held below Landlock ABI 4' connect 80 --target-abi 3
why 0 'the policy lets it pass' env FOO_X
why 1 'allow_secrets' env FOO_TOKEN
why 1 'allow_vars' env OTHER
why 1 'load code' env LD_PRELOAD
why 2 "did you mean 'read'?" raed /x
why 2 "'read' expects one path" read /x /y
why 2 "'rename' expects two paths" rename /x
why 2 'expected a port' connect 0
why 2 'expected a port' connect 99999
why 2 "--thing expects file" read /x --thing fish
why 2 "is a pattern" read '/x/*'

# The kernel's walk: a symlink that leads to nothing, "..", and objects with other names.
mkdir -p ../else/where
ln -s ../else/new dangling
ln -s ../else/where aside
echo text >../else/file
ln in/f ../else/name
why 1 "missing: make_reg on '$SCRATCH/else'" create "$SCRATCH/w/dangling"
why 1 "'$SCRATCH/w/aside/../file' leads to '$SCRATCH/else/file'" read "$SCRATCH/w/aside/../file"
why 0 "'$SCRATCH/w/in/f/../f' could not be looked at: Not a directory" read "$SCRATCH/w/in/f/../f"
why 1 "missing: read" read "$SCRATCH/else/name"
echo "filesystem: {read_file: [$SCRATCH/w/in/f]}" >../p.yaml
"$NONOC" ../p.yaml -o ../p.bin 2>/dev/null
"$NONOC" --no-origins ../p.yaml -o ../stripped.bin 2>/dev/null
why 0 "is, or lies in, the granted '$SCRATCH/w/in/f' by another name" read "$SCRATCH/else/name"
why 1 "missing: write" write "$SCRATCH/else/name"

# Executing a script takes its interpreter, too.
cp /bin/true ../else/sh
printf '#! %s -e\n' "$SCRATCH/else/sh" | tee ../else/script >in/script
chmod +x in/script ../else/script
echo "filesystem: {read: [$SCRATCH/w/in]}" >../p.yaml
"$NONOC" ../p.yaml -o ../p.bin 2>/dev/null
"$NONOC" --no-origins ../p.yaml -o ../stripped.bin 2>/dev/null
why 1 "'$SCRATCH/w/in/script' is executed by '$SCRATCH/else/sh'" exec "$SCRATCH/w/in/script"
why 1 '"read_file": ["'"$SCRATCH"'/else/sh"]' exec "$SCRATCH/w/in/script"
why 1 "missing: read, exec on '$SCRATCH/else/script'" exec "$SCRATCH/else/script"

# Of /proc/self, what the command inherits is what it leads to; the rest is the command's own.
echo "filesystem: {read: [/proc/self]}" >../p.yaml
"$NONOC" ../p.yaml -o ../p.bin 2>/dev/null
"$NONOC" --no-origins ../p.yaml -o ../stripped.bin 2>/dev/null
why 0 "allowed by the grant of '/proc/self'" read /proc/self/status
why 0 "allowed by the grant of '/proc/self'" read /proc/thread-self/comm
why 1 "missing: read on '$SCRATCH/else/file'" read "/proc/self/root$SCRATCH/else/file"
why 1 "missing: read on '$SCRATCH/w/in/f'" read /proc/self/cwd/in/f
exit "$bad"
