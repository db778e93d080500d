#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# examples.sh - what the README, the cookbook and the manuals show is what happens.
#
# In Markdown a block that is fenced as `console` counts, in a manual each
# .Bd -literal; "$ " begins a command, "> " goes on with it, what follows is its
# output, both streams.  All blocks of a file run in one scratch project; the status does not count,
# for denials are shown too, and neither do the loader's own notes and warnings: they say how this
# kernel and this machine differ from others.
set -eu

if ! "$LANDLOCK_ABI" >/dev/null; then
	echo "skip: this kernel has no Landlock"
	exit 77
fi
PATH=$(dirname "$NONOC"):$(dirname "$NONO_EXEC"):$(dirname "$NONO"):$BUILDDIR/trace:$PATH
mkdir -p "$HOME/.claude" "$HOME/.ssh" "$HOME/.aws"
echo key >"$HOME/.ssh/id_ed25519"
failed=0 shown=0

blocks() {
	case $1 in
	*.md) awk '/^```/ { on = $0 == "```console"; next } on' "$1" ;;
	*) awk '/^\.Bd -literal/ { on = 1; next } /^\.Ed/ { on = 0 } on' "$1" |
		sed 's/\\e/\\/g; s/\\-/-/g; s/\\&//g' ;;
	esac
}

# compare FILE: the commands of standard input, each with the output that it should have.
compare() {
	local line expected= actual= command=
	while IFS= read -r line || [ -n "$line" ]; do
		if [ "${line#\$ }" != "$line" ]; then
			finish "$1"
			command=${line#\$ } expected=
		elif [ "${line#> }" != "$line" ] && [ -z "$expected" ]; then
			command=$command$'\n'${line#> }
		else
			expected=$expected$line$'\n'
		fi
	done
	finish "$1"
}

finish() {
	[ -n "$command" ] || return 0
	shown=$((shown + 1))
	actual=$(bash -c "$command" </dev/null 2>&1 |
		sed '/^nono\(-exec\|-trace\)\{0,1\}: \(note\|warning\): /d')
	if [ "$actual" != "${expected%"${expected##*[!$'\n']}"}" ]; then
		echo "$1: '$command' prints"
		printf '%s\n' "$actual" | sed 's/^/    /'
		echo "but is shown with"
		printf '%s' "$expected" | sed 's/^/    /'
		failed=1
	fi
}

for file in "$SRCDIR"/README.md "$SRCDIR"/docs/*.md "$SRCDIR"/man/*.[1-9] \
	"$BUILDDIR"/man/*.[15]; do
	mkdir -p "$SCRATCH/project"
	cd "$SCRATCH/project"
	compare "${file#"$SRCDIR"/}" < <(blocks "$file")
	cd "$SCRATCH"
	rm -rf project
done
echo "$shown commands"
[ "$shown" -gt 0 ] && exit "$failed"
