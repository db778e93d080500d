#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# review.sh - what action.yml does: check, prove, compare.  Fails if anything of it does.
#
# Input is the environment: REVIEW_*, and GITHUB_* of a runner.
set -uo pipefail

: "${REVIEW_NONOC:=nonoc}" "${REVIEW_PATHS:=.nono}" "${REVIEW_BASE:=}" "${REVIEW_FAIL_ON:=}"
: "${REVIEW_ASSERT:=}" "${REVIEW_DEFINE:=}" "${REVIEW_FORMAT:=github}"
: "${REVIEW_TARGET:=linux macos}" "${RUNNER_TEMP:?}" "${GITHUB_OUTPUT:?}" "${GITHUB_STEP_SUMMARY:?}"
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

# targets: what to name to nonoc for each system; the first one annotates.
targets() {
	local system
	for system in $REVIEW_TARGET; do
		case $system in
		linux | macos) targets+=("$system") ;;
		*) refuse "target: expected linux, macos or both" ;;
		esac
	done
	[ "${#targets[@]}" -gt 0 ] || refuse "target: expected linux, macos or both"
}

# Profiles in a directory have the suffixes that nonoc knows; what lies in groups/ is none, nor is a
# file of assertions.  A link is as good as a file, to whoever uses it.  Where one to a directory
# leads is nothing to search, and nothing to pass over.
collect() {
	local path
	while IFS= read -r path; do
		[ -n "$path" ] || continue
		[[ $path != -* ]] || path=./$path
		if [ -d "$path" ]; then
			[ -z "$(find "$path" -name groups -prune -o -type l -xtype d -print -quit)" ] ||
				refuse "'paths' holds a link to a directory: name the directory"
			mapfile -d '' -t -O "${#files[@]}" files < <(find "$path" -name groups -prune -o \
				\( -type f -o -type l \) \( -name '*.json' -o -name '*.jsonc' -o -name '*.yaml' \
				-o -name '*.yml' -o -name '*.nono' \) ! -name '*.test.*' -print0 | sort -z)
		else
			files+=("$path")
		fi
	done <<<"$REVIEW_PATHS"
}

check() {
	local options=()
	case $REVIEW_FORMAT in
	github | text) ;;
	gcc) printf '::add-matcher::%s\n' "$here/share/nonoc-problem-matcher.json" ;;
	*) refuse "format: expected github, gcc or text" ;;
	esac
	case " $REVIEW_FAIL_ON " in *" warning "*) options+=(-Werror) ;; esac
	"$REVIEW_NONOC" check --target "${targets[0]}" --format "$REVIEW_FORMAT" \
		--format "sarif=$sarif" "${options[@]}" "${files[@]}"
	checked $?
	[ "${#targets[@]}" -gt 1 ] || return 0
	"$REVIEW_NONOC" check --target "${targets[0]}" --format gcc "${options[@]}" "${files[@]}" \
		>"$log.known" 2>&1
	"$REVIEW_NONOC" check --target "${targets[1]}" --format gcc "${options[@]}" "${files[@]}" \
		>"$log.all" 2>&1
	checked $?
	grep -vxFf "$log.known" "$log.all" >"$log"
	show "${targets[1]}: "
}

# checked STATUS
checked() {
	case $1 in
	0) ;;
	1 | 3) worsen 1 error ;;
	*) worsen 2 unread ;;
	esac
}

# show [SYSTEM]: a line that begins with a mark is no command, whatever it goes on with.
show() {
	sed -e 's/##\[/#\\x23[/g' -e "s/^/| ${1-}/" "$log"
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
	local proof=() file system result
	claims
	for file in "${files[@]}"; do
		for system in "${targets[@]}"; do
			"$REVIEW_NONOC" test --target "$system" "${proof[@]}" "$file" >"$log" 2>&1
			result=$?
			[ "$result" = 3 ] && grep -q '^0 assertions' "$log" && continue
			case $result in
			0) [ "$system" != "${targets[0]}" ] || show ;;
			1 | 3) show "$system: " && worsen 1 fails ;;
			*) show "$system: " && worsen 2 unread ;;
			esac
		done
	done
}

compare() {
	local options=() file result
	[ -n "$REVIEW_BASE" ] || return 0
	[ "${#targets[@]}" -gt 1 ] || options+=(--target "${targets[0]}")
	case " $REVIEW_FAIL_ON " in *" widen "*) options+=(--fail-on widen) ;; esac
	for file in "${files[@]}"; do
		"$REVIEW_NONOC" diff --base "$REVIEW_BASE" "${options[@]}" "$file" >"$log" 2>&1
		result=$?
		show
		"$REVIEW_NONOC" diff --base "$REVIEW_BASE" "${options[@]}" --format markdown "$file" \
			>>"$GITHUB_STEP_SUMMARY" 2>/dev/null
		# 3: whether it widens depends on the run.
		case $result in
		0) ;;
		1 | 3) worsen 1 widens ;;
		*) worsen 2 unread ;;
		esac
	done
}

files=() targets=()
rm -f "$sarif"
command -v -- "$REVIEW_NONOC" >/dev/null || refuse "nonoc is not in PATH; build or install it first"
[[ $REVIEW_BASE != -* ]] || refuse "base: expected a revision"
targets
collect
[ "${#files[@]}" -gt 0 ] || refuse "no profiles: 'paths' names no file, and no directory with one"
check
prove
compare
finish
