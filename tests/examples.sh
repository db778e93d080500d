#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# examples.sh - what the README, the cookbook and the manuals show is what happens.
#
# In Markdown a block that is fenced as `console` counts, in a manual each
# .Bd -literal; "$ " begins a command, "> " goes on with it, what follows is its
# output, both streams.  All blocks of a file run in one scratch project, ~/project, of a home that
# is shown as /home/me; the status does not count, for denials are shown too, and neither do the
# loader's own notes and warnings: they say how this kernel and this machine differ from others.
# `text` is what cannot run (nono run in it is tried with --dry-run): there is no other word for
# commands, so that none escapes unseen.
set -eu
unset MAKEFLAGS MFLAGS MAKELEVEL

if ! "$LANDLOCK_ABI" >/dev/null; then
	echo "skip: this kernel has no Landlock"
	exit 77
fi
PATH=$(dirname "$NONOC"):$(dirname "$NONO_EXEC"):$(dirname "$NONO"):$BUILDDIR/trace:$PATH
failed=0 shown=0

# home: as new for each file, of somebody who has keys.
home() {
	rm -rf "$HOME"
	mkdir -p "$HOME/.claude" "$HOME/.ssh" "$HOME/.aws"
	echo key >"$HOME/.ssh/id_ed25519"
}

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

# settle: less what changes with every group that is shipped, and with the machine.
settle() {
	sed 's/+ [0-9]* system/+ N system/; s/\.jsonl:[0-9]*/.jsonl:N/; s/^  hash [0-9a-f]* -> .*/  hash/
		s/ the [0-9]* things that / the N things that /'
}

finish() {
	[ -n "$command" ] || return 0
	shown=$((shown + 1))
	actual=$(bash -c "$command" </dev/null 2>&1 |
		sed "/^nono\(-exec\|-trace\)\{0,1\}: \(note\|warning\): /d; s|$HOME|/home/me|g" | settle)
	expected=$(printf '%s' "$expected" | settle)
	if [ "$actual" != "$expected" ]; then
		echo "$1: '$command' prints"
		printf '%s\n' "$actual" | sed 's/^/    /'
		echo "but is shown with"
		printf '%s\n' "$expected" | sed 's/^/    /'
		failed=1
	fi
}

# tried FILE: a program that is not here cannot be shown, but the options before it are tried.
tried() {
	local command
	while IFS= read -r command; do
		shown=$((shown + 1))
		bash -c "${command/nono run/nono run --dry-run}" </dev/null >"$SCRATCH/tried" 2>&1 && continue
		echo "$1: '$command' fails"
		sed 's/^/    /' "$SCRATCH/tried"
		failed=1
	done < <(awk '/^```/ { on = $0 == "```text"; next } on' "$1" | sed -n 's/^\$ \(nono run .*\)/\1/p')
}

for file in "$SRCDIR"/README.md "$SRCDIR"/docs/*.md "$SRCDIR"/man/*.[1-9] \
	"$BUILDDIR"/man/*.[15]; do
	if other=$(grep -n '^```\(sh\|bash\|shell\)' "$file"); then
		printf '%s: a fence of commands is console, or text if they cannot run: %s\n' "$file" "$other"
		failed=1
	fi
	home
	mkdir "$HOME/project"
	cd "$HOME/project"
	compare "${file#"$SRCDIR"/}" < <(blocks "$file")
	tried "$file"
	cd "$SCRATCH"
done
echo "$shown commands"
[ "$shown" -gt 0 ] && exit "$failed"
