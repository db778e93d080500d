#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# verdicts.sh - each shipped profile allows and denies what verdicts.tsv says of it.
#
# What is denied changes nothing, so all of it is tried in one run; what is
# allowed and changes something starts from a tree made anew.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

verdicts=${SRCDIR:-.}/tests/enforce/verdicts.tsv
harmless='^(read|write|list|stat|exec|ioctl|bind_tcp|connect_tcp) '

# Every home path of the table is there before a row is tried: no denial is for want of a file.
fixture() {
	cat <<'END'
rm -rf "$T/w" "$T/o" "$T/tmp"
mkdir -p "$T/w/d" "$T/o" "$T/tmp"
for file in "$T/w/f" "$T/w/d/g" "$T/o/secret" "$T/tmp/f"; do echo content >"$file"; done
ln -s ../o "$T/w/out"
ln -s ../o/secret "$T/w/link"
ln "$H/.local/bin/probe" "$T/w/program"
ln "$H/.local/bin/probe" "$T/o/program"
END
	awk '!/^#/ { for (i = 5; i <= NF; i++) if ($i ~ /^\$H\//) print $i }' "$verdicts" |
		sort -u >"$S/homes"
	awk '
		{ path[NR] = $0; dir[NR] = $0; sub(/\/[^\/]*$/, "", dir[NR]); holds[dir[NR]] }
		END {
			for (i = 1; i <= NR; i++) {
				printf "[ -d \"%s\" ] || mkdir -p \"%s\"\n", dir[i], dir[i]
				if (path[i] ~ /\/new$/)
					printf "[ ! -e \"%s\" ] || rm -rf \"%s\"\n", path[i], path[i]
				else if (!(path[i] in holds))
					printf "[ -s \"%s\" ] || echo content >\"%s\"\n", path[i], path[i]
			}
		}' "$S/homes"
}

# The rows of one profile for $who, names replaced: VERDICT OPERATION PATH [PATH]
rows() {
	awk -v profile="$1" -v who="$who" -v H="$H" -v W="$T/w" -v O="$T/o" -v D="$T/tmp" '
		function member(list,    i, n, name) {
			n = split(list, name, ",")
			for (i = 1; i <= n; i++) {
				if (name[i] ~ /^@/ && !(name[i] in set))
					exit 1
				if (name[i] == profile || name[i] == "all" ||
				    index("," set[name[i]] ",", "," profile ","))
					return 1
			}
			return 0
		}
		function real(path) {
			sub(/^\$H/, H, path)
			sub(/^\$W/, W, path)
			sub(/^\$O/, O, path)
			sub(/^\$D/, D, path)
			return path
		}
		/^#/ || !NF { next }
		NF == 2 { set[$1] = $2; next }
		NF < 5 { exit 1 }
		member($1) && ($2 == who || $2 == "both") { print $3, $4, real($5), real($6) }
	' "$verdicts" || die "$verdicts: a line or a set that is none"
}

# judge PROFILE ROWS RUN...: tries all operations of the file ROWS in one go of RUN.
judge() {
	judge_profile=$1 file=$2
	shift 2
	cut -d ' ' -f 2- "$file" >"$S/operations"
	"$@" - <"$S/operations" >"$S/answers" 2>"$S/stderr" ||
		fail "$judge_profile" "the probe ran" "$(cat "$S/stderr")"
	while read -r want operation <&3; do
		read -r got <&4 || got=nothing
		verdict "$judge_profile" "$operation" "$want" "$got"
	done 3<"$file" 4<"$S/answers"
}

# Splits the rows of one profile: what is denied, what changes nothing, what does.
split() {
	rows "$1" >"$S/rows"
	grep -v '^ok' "$S/rows" >"$S/$1.denied"
	grep '^ok' "$S/rows" | cut -d ' ' -f 2- >"$S/operations"
	grep -E "$harmless" "$S/operations" | sed 's/^/ok /' >"$S/$1.harmless"
	grep -vE "$harmless" "$S/operations" >"$S/$1.changes"
	[ -s "$S/$1.denied" ] && [ -s "$S/$1.harmless" ] && [ -s "$S/$1.changes" ] ||
		die "$1: no rows"
}

# each NAME RUN...: "ok" is expected of every operation of NAME.harmless and NAME.changes.
each() {
	each_name=$1
	shift
	fresh
	judge "$each_name" "$S/$each_name.harmless" "$@"
	while read -r operation <&3; do
		fresh
		verdict "$each_name" "$operation" ok "$("$@" $operation 2>"$S/stderr")"
	done 3<"$S/$each_name.changes"
}

body() {
	dir=$T/w
	AS="$AS TMPDIR=$T/tmp"
	profiles=$(cd "${SRCDIR:-.}/stdlib-groups/profiles" && ls ./*.yaml | sed 's|^\./||; s|\.yaml$||')
	for profile in $profiles; do
		split "$profile"
	done

	# Whatever is denied somewhere works without the sandbox, for the same user.
	cat "$S"/*.denied | cut -d ' ' -f 2- | sort -u >"$S/bare"
	grep -E "$harmless" "$S/bare" | sed 's/^/ok /' >"$S/bare.harmless"
	grep -vE "$harmless" "$S/bare" >"$S/bare.changes"
	each bare bare "$probe"

	for profile in $profiles; do
		if ! $AS "$nonoc" "$profile" -o "$P/$profile.bin" 2>"$S/stderr"; then
			fail "$profile" "it compiles" "$(cat "$S/stderr")"
			continue
		fi
		fresh
		judge "$profile" "$S/$profile.denied" boxed "$profile" "$probe"
		each "$profile" boxed "$profile" "$probe"
	done
}

run_tests
