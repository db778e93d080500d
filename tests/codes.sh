#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# codes.sh - every code has its explanation, and what an explanation shows is what happens.
#
# docs/codes/NXXXX.md: "# NXXXX slug", paragraphs, "## Example", "## Fix".  A fence of json, jsonc,
# yaml or nono is given to `nonoc check`, one of sb to `nonoc dump`: the last one of Example must be
# told the code and the last one of Fix must not.  args="..." in the fence's first line are more
# options of nonoc; file="..." only writes the fence beside what follows it.  For macOS it is
# compiled, where more shows.  A fence of text is for what no file can show.
set -u

: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
docs=$SRCDIR/docs/codes
told=0
. "$SRCDIR/tests/lib.sh"

# Takes a Markdown file apart: each fence to a file, and "SECTION FILE ARGS" for those to run.
# shellcheck disable=SC2016 # awk's
split='
function value(name, rest) {
	if (!match($0, name "=\"[^\"]*\""))
		return ""
	return substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 3)
}
/^```/ && !fenced {
	fenced = 1
	kind = $0
	sub(/^```/, "", kind)
	sub(/ .*/, "", kind)
	out = value("file")
	if (kind !~ /^(json|jsonc|yaml|nono|sb|text)$/) {
		print "bad", "a fence of \"" kind "\""
	} else if (out == "") {
		out = kind == "text" ? "" : "profile." kind
		if (out != "")
			print section, out, value("args")
	}
	if (out != "") {
		out = dir "/" section "/" out
		printf "" >out
	}
	next
}
/^```$/ { fenced = 0; next }
fenced { if (out != "") print >out; next }
/^## / { section = $2; next }
'

# shape CODE SLUG: the parts that each explanation has.
shape() {
	awk -v title="# $1 $2" '
		length($0) > 100 { print FILENAME ": has a line of more than 100 columns"; bad = 1 }
		NR == 1 && $0 != title { print FILENAME ": expected \"" title "\""; bad = 1 }
		NR == 2 && $0 != "" { print FILENAME ": expected an empty second line"; bad = 1 }
		/^```/ { fenced = !fenced; next }
		!fenced && /^#/ { parts = parts $0 "\n" }
		!fenced && /^[^#]/ { words[split(parts, all, "\n")] = 1 }
		END {
			if (parts != title "\n## Example\n## Fix\n") {
				print FILENAME ": expected the title, \"## Example\" and \"## Fix\""
				bad = 1
			} else if (!words[2] || !words[4]) {
				print FILENAME ": says nothing before its example, or of the fix"
				bad = 1
			}
			if (fenced) { print FILENAME ": has an open fence"; bad = 1 }
			exit bad
		}' "$docs/$1.md" || bad "$1: see above"
}

# tell CODE SECTION FILE ARGS: whether nonoc check tells CODE of FILE.
tell() {
	verb=check
	case $3 in *.sb) verb=dump ;; esac
	case $4 in *seatbelt*) verb='-o policy.sb' ;; esac
	# shellcheck disable=SC2086 # one word an option
	(cd "$work/$2" && "$NONOC" $verb --format gcc $4 "$3") >"$work/said" 2>&1
	[ $? -ne 2 ] || bad "$1: $2 $3 cannot be checked: $(cat "$work/said")"
	grep -q "\[$1\]" "$work/said"
}

run_fences() {
	work=$SCRATCH/$1
	mkdir "$work" "$work/Example" "$work/Fix" && awk -v dir="$work" "$split" "$docs/$1.md" >"$work.list" || exit 99
	! grep '^bad' "$work.list" || bad "$1: see above"
	example=$(grep '^Example' "$work.list" | tail -n 1)
	fix=$(grep '^Fix' "$work.list" | tail -n 1)
	[ -n "$example" ] || return 0
	told=$((told + 1))
	shows "$1" "$example" || bad "$1: the example is not told it: $(cat "$work/said")"
	if [ -z "$fix" ]; then
		bad "$1: the example can be run, and no fix"
	elif shows "$1" "$fix"; then
		bad "$1: the fix is told it, too: $(cat "$work/said")"
	fi
}

# shows CODE "SECTION FILE ARGS"
shows() {
	rest=${2#* }
	tell "$1" "${2%% *}" "${rest%% *}" "${rest#* }"
}

explains() {
	"$NONOC" explain "$1" >"$SCRATCH/said" || bad "explain $1: status $?"
	head -n 1 "$SCRATCH/said" | grep -q "^$2 $3 (\(error\|warning\|note\))\$" ||
		bad "explain $1: $(head -n 1 "$SCRATCH/said")"
	grep -q '^Fix$' "$SCRATCH/said" || bad "explain $1: no fix"
	! grep -q '```' "$SCRATCH/said" || bad "explain $1: shows a fence"
}

sed -n 's/^DIAG([A-Z0-9_]*, \([0-9]*\), [A-Z_]*, "\(.*\)").*/\1 \2/p' \
	"$SRCDIR/compiler/diag.def" >"$SCRATCH/codes"
[ -s "$SCRATCH/codes" ] || bad "diag.def: no codes found"
"$NONOC" rules >"$SCRATCH/rules" || bad "rules: status $?"
while read -r number slug; do
	code=$(printf 'N%04d' "$number")
	count=$((count + 1))
	echo "$code" >>"$SCRATCH/names"
	if [ ! -e "$docs/$code.md" ]; then
		bad "$code: no docs/codes/$code.md"
		continue
	fi
	shape "$code" "$slug"
	run_fences "$code"
	explains "$code" "$code" "$slug"
	explains "$(echo "$slug" | tr '[:lower:]' '[:upper:]')" "$code" "$slug"
	grep -q "^  $code  [a-z]*  *$slug  *[A-Za-z].\{15,110\}\$" "$SCRATCH/rules" ||
		bad "$code: its line of rules: $(grep "$code" "$SCRATCH/rules")"
done <"$SCRATCH/codes"
[ "$(grep -c '^  N' "$SCRATCH/rules")" = "$count" ] || bad "rules: not $count codes"

for file in "$docs"/* "$docs"/.[!.]*; do
	[ -e "$file" ] || continue
	name=${file##*/}
	grep -qx "${name%.md}" "$SCRATCH/names" && [ "$name" != "${name%.md}" ] ||
		bad "$file: explains no code"
done

# A code that no golden provokes says why.
awk 'NF < 5 || $1 !~ /^N[0-9][0-9][0-9][0-9]$/ { print FILENAME ": no reason:", $0; bad = 1 }
	seen[$1]++ { print FILENAME ": twice:", $1; bad = 1 }
	END { exit bad }' "$SRCDIR/tests/golden/codes.skip" || bad "codes.skip: see above"

# What is not a code.
refused() {
	"$NONOC" explain "$1" >"$SCRATCH/out" 2>"$SCRATCH/err"
	[ $? = 2 ] || bad "explain $1: status is not 2"
	[ ! -s "$SCRATCH/out" ] || bad "explain $1: $(cat "$SCRATCH/out")"
	grep -q "$2" "$SCRATCH/err" || bad "explain $1: $(cat "$SCRATCH/err")"
}
refused grant-of-protectd "did you mean 'grant-of-protected'?"
refused n0039 "did you mean 'N00"
refused no-such-thing-at-all "'nonoc rules' lists them"
refused "$(printf 'a\033[2Jb')" 'a\\x1b\[2Jb'

"$NONOC" rules --format json >"$SCRATCH/rules.json" || bad "rules --format json: status $?"
python3 - "$SCRATCH/rules.json" "$SCRATCH/codes" <<'PYTHON' || bad "rules --format json: see above"
import json
import sys

rules = json.load(open(sys.argv[1], encoding="ascii"))
assert rules["schema"] == "nonoc.rules/1", rules["schema"]
listed = [(rule["code"], rule["slug"]) for rule in rules["rules"]]
defined = [line.split() for line in open(sys.argv[2])]
assert listed == [("N%04d" % int(number), slug) for number, slug in defined]
for rule in rules["rules"]:
    assert set(rule) == {"code", "slug", "severity", "family", "summary"}, rule
    assert rule["severity"] in ("error", "warning", "note"), rule
    assert rule["summary"] and rule["family"], rule
PYTHON
for verb in "explain N0301" rules "rules --format json" schema; do
	# shellcheck disable=SC2086 # one word an argument
	"$NONOC" $verb >/dev/full 2>"$SCRATCH/err"
	[ $? = 2 ] && grep -q 'could not be written' "$SCRATCH/err" || bad "$verb: a full disk goes unseen"
done
for arguments in "--format gcc" "N0301"; do
	# shellcheck disable=SC2086 # two words
	"$NONOC" rules $arguments >"$SCRATCH/out" 2>"$SCRATCH/err"
	[ $? = 2 ] && [ ! -s "$SCRATCH/out" ] || bad "rules $arguments: not refused"
done

printf '%d codes, %d of them with an example that was run, %d failures\n' "$count" "$told" "$failed"
[ "$told" -gt 60 ] || bad "expected more than 60 examples that run"
[ "$failed" = 0 ]
