#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# completion.sh - nono completion: bash completes with it, and zsh and fish can read theirs.
set -u
. "$SRCDIR/tests/lib.sh"
mkdir -p "$SCRATCH/w/docs" "$SCRATCH/w/with blank" && cd "$SCRATCH/w" || exit 99
: >document
PATH=$(dirname "$NONO"):$PATH
export PATH

for program in nono nonoc nono-exec nono-trace; do
	for shell in bash zsh fish; do
		answers 0 "$program for $shell" "$NONO" completion "$shell" "$program"
		cp std "$program.$shell"
		# What writes them where nono cannot run.
		answers 0 "$program for $shell, written for another machine" \
			"$BUILDDIR/front/completer" completion "$shell" "$program"
		cmp std "$program.$shell" || bad "$what: it is not the same"
	done
done
answers 0 "nono unless told" "$NONO" completion bash
cmp -s std nono.bash || bad "completion bash: not as for nono"

# completes PROGRAM WORD...: what bash offers for the last word, a line each, in the file std.
completes() {
	program=$1
	answers 0 "$*" bash -c '. "./$1.bash"; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); "_$1"
		printf "%s\n" "${COMPREPLY[@]}"' "$0" "$@"
	is "" "$(cat err)" "$what: no complaints"
}

# offers EXPECTED: just this, in any order.
offers() {
	is "$1" "$(sort std | tr '\n' ' ' | sed 's/ $//')" "$what"
}

completes nono tr
offers trace
completes nono ""
says '^run$'
says '^completion$'
completes nono run --allow-c
offers "--allow-connect-port --allow-cwd"
completes nono run --allow d
offers docs
completes nono run --allow = d
offers docs
completes nono run --allow w
offers "with blank"
completes nono run --read-file d
offers "docs document"
completes nono run -p python
offers python-dev
completes nono run --connect-port ""
offers ""
completes nono run --json
offers ""
completes nono run --allow docs -- cat docu
offers document
completes nono run -- sha256su
says '^sha256sum$'
completes nono why --op read
offers "read readwrite"
completes nono why --sco
offers --scope
completes nono why --allow docs lis
offers "list listen"
completes nono why --allow = docs lis
offers "list listen"
completes nono why read doc
offers "docs document"
completes nono profile va
offers validate
completes nono profile show claude
offers claude-code
completes nono completion ""
offers "bash fish zsh"
completes nono completion bash ""
offers ""
completes nonoc ch
offers check
completes nonoc docu
offers document
completes nonoc --targ
offers "--target --target-abi"
completes nonoc why --th
offers --thing
completes nonoc check --format s
offers sarif
completes nonoc schema a
offers assertions

# All that --help has.
for verb in run why profile; do
	completes nono "$verb" -
	"$NONO" "$verb" --help | grep -o -e '^  -[a-z], --[a-z-]*' -e '^      --[a-z-]*' |
		grep -o -e '--[a-z-]*$' | sort >help
	sort std >offered
	is "" "$(comm -23 help offered)" "$verb: every option"
done
# These two have no table that both could be made from; nono-trace takes nono-exec's options, too.
completes nono-exec -
"$NONO_EXEC" --help | grep -o -e '^ *-[a-z], --[a-z]*' -e '^  *--[a-z-]*' | tr -d ' ' |
	tr ',' '\n' | sort >help
is "$(cat help)" "$(sort std)" "nono-exec: the options of its help"
completes nono-trace -
"$(dirname "$NONO")/../trace/nono-trace" --help | sed -n 's/^  \(-[a-z-]*\),* *\(--[a-z]*\)*.*/\1 \2/p' |
	tr -s ' ' '\n' | sort >help
sed -i '/^$/d' help
is "" "$(sort std | comm -23 help -)" "nono-trace: the options of its help"
completes nono-exec --home d
offers docs
completes nono-exec docu
offers document
completes nono-exec document -- sha256su
says '^sha256sum$'
completes nono-trace -o docu
offers document

for shell in zsh fish; do
	if ! command -v "$shell" >/dev/null; then
		echo "left out: $shell is not here to read its scripts"
		continue
	fi
	for program in nono nonoc nono-exec nono-trace; do
		answers 0 "$shell reads what is for $program" "$shell" -n "$program.$shell"
		is "" "$(cat std err)" "$what: no complaints"
	done
done

answers 2 "no shell" "$NONO" completion
says 'usage: nono completion'
answers 2 "a slip of the hand" "$NONO" completion bsh
says "expects bash, zsh or fish, not 'bsh'; did you mean 'bash'"
answers 2 "another program" "$NONO" completion bash nono-exe
says "not for 'nono-exe'"

summary 85
