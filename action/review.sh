#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# review.sh - what action.yml does: check, prove, compare.  Fails if anything of it does.
#
# Input is the environment: REVIEW_*, and GITHUB_* of a runner.
set -uo pipefail

: "${REVIEW_NONOC:=nonoc}" "${REVIEW_PATHS:=.nono}" "${REVIEW_BASE:=}" "${REVIEW_FAIL_ON:=}"
: "${REVIEW_ASSERT:=}" "${REVIEW_DEFINE:=}" "${REVIEW_FORMAT:=github}" "${RUNNER_TEMP:?}" "${GITHUB_OUTPUT:?}" "${GITHUB_STEP_SUMMARY:?}"
here=$(cd "$(dirname "$0")/.." && pwd)
sarif=$RUNNER_TEMP/nonoc.sarif
log=$RUNNER_TEMP/nonoc.log
verdict=clean
status=0

# finish: what later steps are told, whatever happened.
finish() {
	printf 'sarif-file=%s\nverdict=%s\n' "$([ ! -e "$sarif" ] || echo "$sarif")" "$verdict" \
		>>"$GITHUB_OUTPUT"
	exit "$status"
}

# refuse WHY: a fixed text, or one that names only what the workflow's author wrote.
refuse() {
	printf '::error title=nonoc::%s\n' "$1"
	verdict=unread
	status=2
	finish
}

# worsen STATUS VERDICT
worsen() {
	[ "$1" -gt "$status" ] || [ "$status" = 0 ] || return 0
	status=$1
	verdict=$2
}

# Profiles in a directory have the suffixes that nonoc knows; what lies in groups/ is none, nor is a
# file of assertions.
collect() {
	local path
	while IFS= read -r path; do
		[ -n "$path" ] || continue
		[[ $path != -* ]] || path=./$path
		if [ -d "$path" ]; then
			mapfile -d '' -t -O "${#files[@]}" files < <(find "$path" -name groups -prune -o \
				-type f \( -name '*.json' -o -name '*.jsonc' -o -name '*.yaml' \
				-o -name '*.yml' -o -name '*.nono' \) ! -name '*.test.*' -print0 | sort -z)
		else
			files+=("$path")
		fi
	done <<<"$REVIEW_PATHS"
}

check() {
	local options=() result
	case $REVIEW_FORMAT in
	github | text) ;;
	gcc) printf '::add-matcher::%s\n' "$here/share/nonoc-problem-matcher.json" ;;
	*) refuse "format: expected github, gcc or text" ;;
	esac
	case " $REVIEW_FAIL_ON " in *" warning "*) options+=(-Werror) ;; esac
	"$REVIEW_NONOC" check --format "$REVIEW_FORMAT" --format "sarif=$sarif" "${options[@]}" \
		"${files[@]}"
	result=$?
	case $result in
	0) ;;
	1 | 3) worsen 1 error ;;
	*) worsen 2 unread ;;
	esac
}

# A line that begins with a mark is no command, whatever it goes on with.
show() {
	sed 's/##\[/#\\x23[/g; s/^/| /' "$log"
}

# claims: the files of assertions, as the base has them; they are not the pull request's to change.
claims() {
	local file copy number=0
	while IFS= read -r file; do
		[ -n "$file" ] || continue
		copy=$file
		if [ -n "$REVIEW_BASE" ]; then
			number=$((number + 1))
			mkdir -p "$RUNNER_TEMP/nonoc.assert/$number"
			copy=$RUNNER_TEMP/nonoc.assert/$number/${file##*/}
			git show --end-of-options "$REVIEW_BASE:$file" >"$copy" 2>"$log" ||
				refuse "assert: the base has no such file"
		fi
		proof+=(--assert "$copy")
	done <<<"$REVIEW_ASSERT"
	while IFS= read -r file; do
		[ -z "$file" ] || proof+=(--define "$file")
	done <<<"$REVIEW_DEFINE"
}

# A profile without assertions proves nothing, which is no failure; one that is undecided is.
prove() {
	local proof=() file result
	claims
	for file in "${files[@]}"; do
		"$REVIEW_NONOC" test "${proof[@]}" "$file" >"$log" 2>&1
		result=$?
		[ "$result" = 3 ] && grep -q '^0 assertions' "$log" && continue
		show
		case $result in
		0) ;;
		1 | 3) worsen 1 fails ;;
		*) worsen 2 unread ;;
		esac
	done
}

compare() {
	local options=() file result
	[ -n "$REVIEW_BASE" ] || return 0
	case " $REVIEW_FAIL_ON " in *" widen "*) options+=(--fail-on widen) ;; esac
	for file in "${files[@]}"; do
		"$REVIEW_NONOC" diff --base "$REVIEW_BASE" "${options[@]}" "$file" >"$log" 2>&1
		result=$?
		show
		"$REVIEW_NONOC" diff --base "$REVIEW_BASE" --format markdown "$file" \
			>>"$GITHUB_STEP_SUMMARY" 2>/dev/null
		# 3: whether it widens depends on the run.
		case $result in
		0) ;;
		1 | 3) worsen 1 widens ;;
		*) worsen 2 unread ;;
		esac
	done
}

files=()
rm -f "$sarif"
command -v -- "$REVIEW_NONOC" >/dev/null || refuse "nonoc is not in PATH; build or install it first"
[[ $REVIEW_BASE != -* ]] || refuse "base: expected a revision"
collect
[ "${#files[@]}" -gt 0 ] || refuse "no profiles: 'paths' names no file, and no directory with one"
check
prove
compare
finish
