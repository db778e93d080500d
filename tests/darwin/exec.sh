#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# exec.sh - nono-exec for macOS, run on Linux: fake.c stands for macOS's sandbox library and writes
# down what it is given.  Nothing is restricted here: what the text allows, the evaluator in Scheme
# says, of the very text and parameters that macOS would get.
# shellcheck disable=SC2016 # profiles' own variables
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib.sh"
: "${NONOC:?the path of nonoc}" "${BUILDDIR:?the built tree}" "${SCRATCH:?a directory}"
cd "$SCRATCH"

FAKE_RECORD=$SCRATCH/record
PATH=/usr/local/bin:/usr/bin:/bin
export FAKE_RECORD PATH
mac=$BUILDDIR/tests/darwin/nono-exec
mkdir "$FAKE_RECORD"

# A home, a project and what they link to.
HOME=$SCRATCH/users/me
mkdir -p "$HOME/.ssh/deep" "$HOME/project/deep" "$HOME/other/sub" tmp volume/tools
echo key >"$HOME/.ssh/id"
echo in >"$HOME/project/file"
project=$HOME/project
TMPDIR=$SCRATCH/tmp
export TMPDIR

# compiled NAME LINE...: a profile, and its text where the command cannot write.
compiled() {
	name=$1
	shift
	printf '%s\n' "$@" >"$name.yaml"
	"$NONOC" "$name.yaml" --target seatbelt -o "$name.sb" 2>messages || {
		cat messages
		bad "$name does not compile"
	}
}

# start [OPTION...] TEXT -- COMMAND: in the project.
start() {
	rm -f "$FAKE_RECORD"/*
	(cd "${in:-$project}" && ulimit -S -c "$(ulimit -H -c)" && exec "$mac" "$@")
}

# refuses WHAT PATTERN [OPTION...] TEXT: 125, one line with the words, and nothing has run.
refuses() {
	words=$2 label=$1
	shift 2
	answers 125 "$label" start "$@" -- echo ran
	says "$words"
	[ ! -s std ] || bad "$label: the command has run"
	[ ! -e "$FAKE_RECORD/call" ] || bad "$label: something was applied"
}

compiled plain 'workdir: {access: readwrite}' \
	'filesystem: {deny: [$WORKDIR/.env, ~/.ssh]}' \
	'environment: {set_vars: {WHERE: "$WORKDIR"}, deny_vars: [UNWANTED]}'
plain=$SCRATCH/plain.sb

# What is applied, when, and what the command inherits.
answers 0 "a command runs" start "$plain" -- echo ran
is ran "$(cat std)" "and says so"
is "flags 0, core 0" "$(cat "$FAKE_RECORD/call")" "without core files by then"
is "" "$(cat "$FAKE_RECORD/descriptors")" "descriptors are closed by then"
grep -q '^(deny default)$' "$FAKE_RECORD/text" || bad "the text is not the policy's"
! grep -q ';' "$FAKE_RECORD/text" || bad "a comment was passed on"
for line in "HOME=$HOME" "WORKDIR=$project" "TMPDIR=$SCRATCH/tmp" "UID=$(id -u)" \
	"XDG_STATE_HOME=$HOME/.local/state"; do
	is "$line" "$(grep "^${line%%=*}=" "$FAKE_RECORD/parameters")" "the parameter ${line%%=*}"
done
(
	exec 3<"$plain" 7<"$plain" 8<"$plain" 9<"$plain"
	answers 0 "a kept descriptor" start --keep-fd 8 "$plain" -- true
	is 8 "$(cat "$FAKE_RECORD/descriptors")" "is the only one above 2"
	exec 0<"$HOME"
	refuses "an open directory" "descriptor 0 is a directory" "$plain"
	summary 3
) || bad "descriptors"
answers 0 "the environment" env UNWANTED=1 MY_TOKEN=x DYLD_INSERT_LIBRARIES=/x KEPT=1 \
	sh -c 'cd "$1" && exec "$2" "$3" -- env' sh "$project" "$mac" "$plain"
says "^WHERE=$project\$"
says '^KEPT=1$'
! grep -qE '^(UNWANTED|MY_TOKEN|DYLD_)' std || bad "a variable passed: $(cat std)"

# Statuses.
answers 7 "the command's own status" start "$plain" -- sh -c 'exit 7'
answers 127 "no such command" start "$plain" -- no-such-command
answers 126 "no program" start "$plain" -- "$plain"
refuses "no home of the caller's" "'/nowhere' is not usable" --home /nowhere "$plain"
answers 0 "a dry run" start --dry-run -v "$plain"
says "  WORKDIR=$project\$"
says '(deny default)'
[ ! -e "$FAKE_RECORD/call" ] || bad "a dry run applies the text"
answers 0 "features" start --features
says '"target": "seatbelt"'
says '"starts": true'
FAKE_ANSWER=second "$mac" --features | grep -q '"starts": false' || bad "starts in a sandbox"
FAKE_SETUGID=1
export FAKE_SETUGID
refuses "a set-user-ID program" "set-user-ID" "$plain"
unset FAKE_SETUGID

# What the library answers.
for case in 'broken:unbound variable' 'second:a sandbox of macOS.s already' 'lies:has none'; do
	FAKE_ANSWER=${case%%:*}
	export FAKE_ANSWER
	answers 125 "the library: $FAKE_ANSWER" start "$plain" -- echo ran
	says "${case#*:}"
	[ ! -s std ] || bad "$case: the command has run"
	unset FAKE_ANSWER
done

# Files that are no policy, or not the one that nonoc wrote.
"$NONOC" default --target seatbelt --no-comments -o bare.sb
"$NONOC" default -o linux.bin 2>messages
printf '(version 1)\n(allow default)\n' >foreign.sb
refuses "no file" "no such file" missing.sb
refuses "a directory" "not a regular file" "$SCRATCH"
refuses "a text without its lines" "no-comments" "$SCRATCH/bare.sb"
refuses "a foreign text" "no-comments" "$SCRATCH/foreign.sb"
refuses "a policy for Linux" "for Linux" "$SCRATCH/linux.bin"
answers 125 "a text on Linux" "$NONO_EXEC" "$plain" -- echo ran
says "text for macOS"
sed 's/^(deny default)$/(allow default)/' "$plain" >changed.sb
refuses "other rules" "not those that nonoc wrote" "$SCRATCH/changed.sb"
sed '$d' "$plain" >cut.sb
refuses "a part of the lines" "is not usable" "$SCRATCH/cut.sb"
# Whoever mends the checksum as well has still not written what nonoc recorded.
cp plain.sb kept.sb
"$NONOC" default --target seatbelt -o plain.sb
mv kept.sb plain.sb
refuses "a text that replaces the recorded one" "not what nonoc wrote" "$plain"
refuses "another digest" "not the required one" \
	--require-digest "sha256:$(printf '%064d' 0)" "$plain"
answers 0 "its digest" start --require-digest \
	"sha256:$(sha256sum plain.sb | cut -d' ' -f1)" "$plain" -- true
compiled plain 'workdir: {access: readwrite}' 'filesystem: {deny: [$WORKDIR/.env, ~/.ssh]}'
cp plain.sb "$project/own.sb"
refuses "a text where the command writes" "nonoc has no record" "$project/own.sb"
rm "$project/own.sb"
# A parameter that is none of ours, with a checksum that is right.
sed 's/(param "WORKDIR")/(param "WHERE")/' plain.sb | "$BUILDDIR/tests/darwin/resum" >param.sb
refuses "a parameter that is not known" "a parameter that nono-exec does not know" \
	"$SCRATCH/param.sb"
sed 's/^(version 1)$/&(allow mach-lookup (global-name (param "WHERE")))/' plain.sb |
	"$BUILDDIR/tests/darwin/resum" >param.sb
refuses "one that is no path" "line 3 has a path or a parameter" "$SCRATCH/param.sb"

# Places that the text cannot name.
for place in / "$HOME" "${HOME%/*}" "$HOME/.ssh" "$HOME/.ssh/deep"; do
	in=$place
	refuses "to start in $place" "change to a project directory\|is protected" "$plain"
	in=
done
compiled reader 'workdir: {access: read}' 'filesystem: {deny: [~/.ssh]}'
in=${HOME%/*}
refuses "to read from above the home" "is protected" "$SCRATCH/reader.sb"
in=
compiled two 'filesystem: {allow: [$TMPDIR], deny: [~/.ssh]}'
TMPDIR=$HOME
refuses "a temporary directory that is the home" "is protected" "$SCRATCH/two.sb"
TMPDIR=$SCRATCH/tmp
mv "$HOME/.ssh" "$HOME/other/ssh"
ln -s other/ssh "$HOME/.ssh"
compiled other 'filesystem: {read: [~/other], deny: [~/.ssh]}'
refuses "a protection that leads into a grant" "symlinks lead there" "$SCRATCH/other.sb"
answers 0 "a protection that leads elsewhere" start "$plain" -- true
rm "$HOME/.ssh"
mv "$HOME/other/ssh" "$HOME/.ssh"
# A second link on the way, which the command could put elsewhere, has no name in the text.
mv "$HOME/.ssh" volume/ssh
ln -s other/hop "$HOME/.ssh"
ln -s "$SCRATCH/volume/ssh" "$HOME/other/hop"
compiled hop 'filesystem: {allow: [~/other], deny: [~/.ssh]}'
refuses "a link on the way that could be replaced" "put something else in its place" \
	"$SCRATCH/hop.sb"
rm "$HOME/.ssh" "$HOME/other/hop"
mv volume/ssh "$HOME/.ssh"
ln -s "$HOME/.ssh" "$HOME/door"
compiled door 'filesystem: {read: [~/door], deny: [~/.ssh]}'
refuses "a grant that leads to a protection" "is protected" "$SCRATCH/door.sb"
ln -s "$SCRATCH/volume" "$TMPDIR/planted"
ln -s "$TMPDIR/planted" "$HOME/entry"
compiled planted 'filesystem: {allow: [$TMPDIR], read: [~/entry]}'
refuses "a link that an earlier run could have planted" "could have planted it" \
	"$SCRATCH/planted.sb"
ln -s "$SCRATCH/volume" "$HOME/other/in"
compiled wider 'filesystem: {write: [~/other], read: [~/other/in]}'
refuses "a link within what is granted more" "granted more than it" "$SCRATCH/wider.sb"
ln -s "$HOME/other/config" "$HOME/.ssh/config"
compiled bypass 'filesystem: {read_file: [~/.ssh/config], bypass_protection: [~/.ssh/config]}'
refuses "a bypass that leads elsewhere" "a bypass, leads through a symlink" "$SCRATCH/bypass.sb"
ln -s "${HOME%/*}" "$HOME/up"
compiled up 'filesystem: {read: [~/up], deny: [~/.ssh]}'
refuses "a grant that leads above a protection" "is protected" "$SCRATCH/up.sb"
rm "$HOME/.ssh/config"
echo config >"$HOME/.ssh/config"
answers 0 "a bypass that does not" start "$SCRATCH/bypass.sb" -- true
compiled kind 'filesystem: {read_file: [~/other]}'
refuses "a directory named as a file" "is a directory, but" "$SCRATCH/kind.sb"
compiled data 'filesystem: {allow: [$XDG_DATA_HOME], deny: [~/.ssh]}'
XDG_DATA_HOME=$SCRATCH
export XDG_DATA_HOME
# Of an anchor that is not there, all that leads to its place is refused.
mkdir -p "$HOME/.local/state" "$HOME/.local/share" "$HOME/.config" "$HOME/.cache"
refuses "a home that could be moved" "put something else in its place" "$SCRATCH/data.sb"
rm -r "$HOME/.local" "$HOME/.config" "$HOME/.cache"
compiled data 'filesystem: {read: [$XDG_DATA_HOME], deny: [~/.ssh]}'
XDG_DATA_HOME=$SCRATCH/users
answers 0 "a home whose secrets have names in the text" start "$SCRATCH/data.sb" -- true
mkdir homes
mv "$FAKE_RECORD"/* homes/
unset XDG_DATA_HOME

# A home that is reached by a link is none that leads elsewhere: its parameter has no link.
ln -s "$HOME" "$SCRATCH/home-link"
me=$HOME
HOME=$SCRATCH/home-link
answers 0 "a home by a link" start "$plain" -- sh -c 'echo "$HOME"'
is "$HOME" "$(cat std)" "the command sees the one that was given"
is "HOME=$me" "$(grep ^HOME= "$FAKE_RECORD/parameters")" "macOS the one that its kernel compares"
compiled carve 'filesystem: {read: [~/other], deny: [~/other/sub]}'
answers 0 "which takes nothing from the names below it" start "$SCRATCH/carve.sb" -- true
is "XDG_RUNTIME_DIR=/dev/null/not-set" "$(grep ^XDG_RUNTIME "$FAKE_RECORD/parameters")" \
	"what is not set lies nowhere"
HOME=$me

# What is written in another case than on the disk: both are named, in grants and in what they leave out.
mkdir case
FAKE_CASE=$HOME/other
export FAKE_CASE
answers 0 "another case on the disk" start "$SCRATCH/carve.sb" -- true
unset FAKE_CASE
mv "$FAKE_RECORD"/* case/

# Links to what is granted: both forms, and the way there.
ln -s "$SCRATCH/volume" "$HOME/first"
ln -s first/tools "$HOME/tools"
ln -s "$SCRATCH/volume/missing" "$HOME/gone"
compiled links 'workdir: {access: read}' \
	'filesystem: {read: [~/tools], read_file: [~/gone], deny: [~/.ssh]}'
answers 0 "links to what is granted" start "$SCRATCH/links.sb" -- true
form() {
	sed -n "s|^\(FORM_[0-9]*\)=$1\$|\1|p" "$FAKE_RECORD/parameters"
}
is 1 "$(form "$SCRATCH/volume/tools" | wc -l)" "the place of a link's end is a parameter"
n=$(form "$SCRATCH/volume/tools")
grep -qF "(require-any (subpath (string-append (param \"HOME\") \"/tools\")) (subpath (param \"$n\")))" \
	"$FAKE_RECORD/text" || bad "not in both forms: $(grep tools "$FAKE_RECORD/text")"

# Nothing else is known of what a regular expression says of the path before it.
sed 's|(subpath (string-append (param "HOME") "/tools"))|(require-all & (regex "^/x$"))|' links.sb |
	"$BUILDDIR/tests/darwin/resum" >regex.sb
cp -R "$FAKE_RECORD" links
refuses "a link where names are counted" "granted by its own path, '$SCRATCH/volume/tools'" \
	"$SCRATCH/regex.sb"

# What macOS would make of that.
. "$SRCDIR/tests/seatbelt/lib.sh"
begin
# asked_of DIRECTORY: the text and the parameters there.
asked_of() {
	tr '=' '\t' <"$1/parameters" | sed 's/^/param\t/' >>requests
	printf 'profile\t%s\n' "$1/text" >>requests
}
asked_of links
ask allow file-read-data "$project/file"
ask deny file-write-data "$project/file"
ask allow file-read-data "$SCRATCH/volume/tools/x"
ask deny file-read-data "$SCRATCH/volume/x"
ask deny file-write-data "$SCRATCH/volume/tools/x"
ask allow file-read-metadata "$HOME/tools" SYMLINK
ask allow file-read-metadata "$HOME/first" SYMLINK
ask deny file-read-data "$HOME/first" SYMLINK
ask allow file-read-data "$SCRATCH/volume/missing"
ask deny file-read-data "$HOME/.ssh/id"
asked_of homes
ask allow file-read-data "${HOME%/*}/other/file"
ask allow file-read-data "$HOME/file"
ask deny file-read-data "$HOME/.ssh/id"
ask deny file-write-unlink "$HOME" DIRECTORY
asked_of case
ask allow file-read-data "$HOME/Other/file"
ask deny file-read-data "$HOME/Other/sub/file"
ask deny file-read-data "$HOME/other/sub/file"
judge 17
[ "$bad" = 0 ] || failed=$((failed + 1))
summary 60
