#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2086 # $AS is several words
# run.sh - nono run as a user has it: what is granted, what is not, whose exit status.
. "${SRCDIR:?}/tests/enforce/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/a" "$T/b" "$T/here/subdir" "$T/other" "$H/.claude" "$H/.ssh"
echo hello >"$T/a/f"
echo secret >"$T/b/f"
echo inside >"$T/here/subdir/f"
echo outside >"$T/other/f"
ln -s "$H/.ssh" "$T/here/link"
END
}

# run OPTION... -- COMMAND...: in $T/here unless $dir is set, as the caller.
run() {
	(cd "${dir:-$T/here}" && exec $AS "$S/bin/nono" run "$@")
}

# gives NUMBER WHAT EXPECTED OPTION... -- COMMAND...: standard output and a status of 0.
gives() {
	n=$1 what=$2 expected=$3
	shift 3
	actual=$(run "$@" 2>"$S/stderr") || actual="status $? $actual $(cat "$S/stderr")"
	verdict "$n" "$what" "$expected" "$actual"
}

# shut NUMBER WHAT OPTION... -- PATH: cat reads PATH without the sandbox, and not in it.
shut() {
	n=$1 what=$2
	shift 2
	for path; do :; done
	verdict "$n" "$what, without the sandbox" "$(cat "$path")" "$(cd "$T/here" && $AS cat "$path")"
	options=
	while [ $# -gt 1 ]; do
		options="$options $1"
		shift
	done
	status "$n" "$what" 1 run $options cat "$path"
	says "$n" "$S/stderr" 'permission denied'
}

files() {
	gives 1 "a directory is granted" hello --allow "$T/a" -- cat "$T/a/f"
	shut 2 "another is not" --allow "$T/a" -- "$T/b/f"
	gives 3 "it can be read alone" hello --read "$T/a" -- cat "$T/a/f"
	status 3 "then it cannot be written" 2 run --read "$T/a" -- sh -c "echo x >$T/a/g"
	gives 3 "it can be written alone" "" --write "$T/a" -- sh -c "echo x >$T/a/g"
	shut 3 "then it cannot be read" --write "$T/a" -- "$T/a/f"
	gives 4 "one file is granted" hello --read-file "$T/a/f" -- cat "$T/a/f"
}

relative() {
	gives 18 "a path from the current directory" inside --allow ./subdir -- cat ./subdir/f
	gives 18 "the same without a dot" inside --allow subdir -- cat subdir/f
	dir=$T/here/subdir
	gives 19 "a path from above it" outside --allow ../../other -- cat ../../other/f
	status 19 "which is not granted without" 1 run -- cat ../../other/f
	dir=
}

statuses() {
	status 50 "the status is the command's" 42 run -- sh -c 'exit 42'
	status 50 "its end by a signal, too" 143 run -- sh -c 'kill $$'
	status 50 "what is not found: 127" 127 run -- /nowhere/x
	status 50 "what cannot be executed: 126" 126 run --read "$T/a" -- "$T/a/f"
	refused 50 "a wrong option" 'there is no option' run --nonsense -- echo ran
	refused 50 "what is protected" 'N0301' run --allow "$H/.ssh" -- echo ran
	says 50 "$S/stderr" "--allow $H/.ssh" 'say so: --bypass-protection ~/.ssh$'
	verdict 50 "what nobody wrote is not named" "" "$(grep NONO_CAP_FILE "$S/stderr")"
	runs 50 "what is protected, when it is said" \
		run -s --allow "$H/.ssh" --bypass-protection "$H/.ssh" -- echo ran
	refused 50 "the home directory" N0302 run --allow "$H" -- echo ran
	verdict 50 "only what was written is shown" "" "$(grep NONO_CAP_FILE "$S/stderr")"
	refused 50 "what is protected behind a link" 'command line: --allow ./link' \
		run --allow ./link -- echo ran
}

# What looks like a pattern is a name where the kernel says so, and why answers as the kernel does.
patterns() {
	for name in 'a[b]' 'c*' '$HOME' '~d'; do
		mkdir -p "$T/$name" && echo inside >"$T/$name/f"
		[ "$(id -u)" != 0 ] || [ "$who" = root ] || chown -R "$uid:$uid" "$T/$name"
		dir=$T/$name
		gives 51 "$name: it can be used" inside --silent --allow-cwd --read "$S/bin" -- cat f
		gives 51 "$name: why agrees" "ALLOWED  read  $T/$name/f  (file)" --silent --allow-cwd \
			--read "$S/bin" -- sh -c "$S/bin/nono why --self read f | head -n 1"
		shut 51 "$name: not unasked" -- "$T/$name/f"
		verdict 51 "$name: why agrees" "DENIED  read  $T/$name/f  (file)" \
			"$(cd "$T/$name" && $AS "$S/bin/nono" why read f | head -n 1)"
		dir=$T
		gives 51 "$name: --workdir" inside --silent --workdir "$T/$name" --allow-cwd -- cat "$name/f"
	done
	dir=
}

# A directory that may hold profiles and cannot be looked into is one mistake, not one for each name.
closed() {
	mkdir -p "$H/.config/nono/profiles" "$H/.config/nono/groups"
	chmod 0 "$H/.config/nono/profiles" "$H/.config/nono/groups"
	[ "$(id -u)" != 0 ] || [ "$who" = root ] || chown "$uid:$uid" "$H/.config/nono/"*
	if ! $AS ls "$H/.config/nono/profiles" >"$S/stdout" 2>&1; then
		refused 52 "a closed directory" "cannot look for names in '$H/.config/nono" run -- echo ran
		verdict 52 "is named once" 1 "$(grep -c ^error "$S/stderr")"
		status 52 "a list of all groups" 2 $AS "$S/bin/nono" profile groups
		says 52 "$S/stderr" "cannot list '$H/.config/nono/groups': Permission denied"
		status 52 "one group" 2 $AS "$S/bin/nono" profile groups git_config
		says 52 "$S/stderr" "cannot look for names in '$H/.config/nono/groups': Permission denied"
		status 52 "a list of all profiles" 0 $AS "$S/bin/nono" profile list
		says 52 "$S/stderr" "cannot list '$H/.config/nono/profiles': Permission denied"
	fi
	rm -rf "$H/.config/nono"
	runs 52 "without it" run -s -- echo ran
}

# What is told to do is something that nono takes.
homeless() {
	! getent passwd "$($AS id -u)" >"$S/stdout" || return 0
	refused 53 "no home" 'has none; set $HOME$' $AS env -u HOME "$S/bin/nono" run -- echo ran
	runs 53 "with one" run -s -- echo ran
}

body() {
	cp "$NONO" "$S/bin/nono" || die "no copy of nono"
	files
	relative
	statuses
	patterns
	closed
	homeless
}

run_tests
