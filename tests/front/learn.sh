#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2086,SC2016 # $AS is several words; texts for the inner shell
# learn.sh - nono learn: a profile grows until the command works, and no further.
. "${SRCDIR:?}/tests/enforce/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/w" "$H/.config/tool" "$H/.ssh" "$H/dots"
echo shell >"$H/dots/zshrc"
ln -sfn dots/zshrc "$H/.zshrc"
echo setting >"$H/.config/tool/rc"
echo key >"$H/.ssh/id_test"
printf 'set -e\ncat ~/.config/tool/rc >out\ncat ~/.config/tool/rc >>out\n' >"$T/w/script"
END
}

as() {
	(cd "$T/w" && exec $AS "$S/bin/nono" "$@")
}

body() {
	cp "$NONO" "$S/bin/nono" || die "no copy of nono"
	status 1 "it fails with the system alone" 2 as run --silent -- sh script
	status 1 "it is learnt" 0 as learn -o "$P/learnt.json" -- sh script
	says 1 "$S/stderr" '^nono: round 1$' "^nono: read '$P/learnt.json' before you use it$"
	says 1 "$S/stdout" ', the first: .* (round 1)$'
	verdict 1 "in five rounds at most" 0 "$(grep -c 'run it again' "$S/stderr")"
	status 1 "then it works" 0 as run --silent --allow-cwd --profile "$P/learnt.json" -- sh script
	status 1 "and nothing else does" 1 as run --silent --allow-cwd --profile "$P/learnt.json" -- \
		cat "$H/.ssh/id_test"
	cp "$P/learnt.json" "$S/before"
	status 2 "what is protected is not learnt" 1 as learn -o "$P/learnt.json" -- cat "$H/.ssh/id_test"
	verdict 2 "the profile is as it was" "" "$(cmp "$S/before" "$P/learnt.json" 2>&1)"
	for what in 'cat ~/dots/zshrc' 'echo >~/dots/new'; do
		status 2 "nor what a protected name leads to: $what" 1 \
			as learn -o "$P/learnt.json" -- sh -c "$what || exit 1"
		says 2 "$S/stdout" "'$H/.zshrc' is protected, and symlinks lead from it to '$H/dots/zshrc'"
		verdict 2 "the profile is as it was" "" "$(cmp "$S/before" "$P/learnt.json" 2>&1)"
	done
	# In the directory that the command comes to write: what it grants itself does not count.
	status 2 "what the command writes into its profile" 125 as learn -o own.json -- sh -c \
		'cat own.json >/dev/null; echo x >out; ! [ -e out ] || echo "{}" >own.json; exit 125'
	says 2 "$S/stderr" 'the profile was changed while the command ran'
	# Who ends the command wants no further round of it.
	: >"$S/stderr"
	(cd "$T/w" && exec $AS "$S/bin/nono" learn -o "$P/ended.json" -- \
		sh -c 'cat ~/.config/tool/rc; exec sleep 20') 2>"$S/stderr" >"$S/stdout" &
	learner=$!
	for _ in $(seq 200); do
		! grep -q denied "$S/stderr" || break
		sleep 0.1
	done
	kill "$learner"
	wait "$learner"
	verdict 2 "what was ended has that status" 143 $?
	says 2 "$S/stderr" 'round 1' 'it was ended before all was learnt; run it again'
	verdict 2 "it has one round" 1 "$(grep -c round "$S/stderr")"
	says 2 "$P/ended.json" 'config/tool/rc'
	refused 3 "no file" "expects --output" as learn -- echo ran
	refused 3 "what no profile is called" "'own.txt': expected the name of a profile" \
		as learn -o own.txt -- echo ran
	verdict 3 "nothing was made" "" "$(ls "$T/w" | grep txt)"
	refused 3 "a profile that is there" "leave '--profile' out" \
		as learn -o "$P/learnt.json" --profile default -- echo ran
	status 3 "a new one that extends another" 0 as learn -s -o "$P/more.json" -p "$P/learnt.json" -- true
	verdict 3 "silently" "" "$(cat "$S/stderr")"
	says 3 "$P/more.json" "\"extends\": \"$P/learnt.json\""
}

run_tests
