#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# cases-files.sh - what grants on directories, files and symlinks let a command do.
# The numbers are those of the 60 replayable cases; a table of them ends each run.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/a/nested/deep" "$T/b" "$T/ro" "$T/wo" "$T/p/sub" "$T/p/out" "$T/real" "$T/e" "$T/sub"
mkdir -p "$T/path with spaces" "$T/work" "$H/.ssh" "$H/.sshfoo"
for f in a/test.txt a/nested/deep/file.txt a/x a/y a/w b/secret ro/f wo/in p/sub/x p/out/x p/x \
	real/f sub/f "path with spaces/f"; do
	echo "$f" >"$T/$f"
done
echo key >"$H/.ssh/id_rsa"
echo fake >"$H/.sshfoo/fake"
mkdir "$T/elsewhere"
echo elsewhere >"$T/elsewhere/f"
ln -s ../elsewhere "$T/ro/through"
ln -s real "$T/symlink_to_real"
ln -s real/f "$T/l1"
ln -s l1 "$T/l2"
ln -s "$H/.ssh" "$T/e/link"
END
}

grants() {
	number=1
	policy a "\"allow\": [\"$T/a\"]"
	outputs 1 "cat of a file in a granted directory" test.txt a sh -c "cat $T/a/test.txt | sed s,a/,,"
	outputs 2 "cat of a file far below" a/nested/deep/file.txt a cat "$T/a/nested/deep/file.txt"
	allowed 3 a create "$T/a/new.txt"
	fresh
	status 3 "a shell creates a file" 0 boxed a sh -c "echo new >$T/a/new2.txt"
	verdict 3 "the file is there" new "$(cat "$T/a/new2.txt" 2>&1)"
	denied 4 a EACCES read "$T/b/secret"
	denied 4 a EACCES list "$T/b"
	denied 4 a EACCES create "$T/b/new"

	number=5
	policy ro "\"read\": [\"$T/ro\"]"
	outputs 5 "cat of a file in a readable directory" ro/f ro cat "$T/ro/f"
	allowed 5 ro list "$T/ro"
	for op in write overwrite truncate unlink; do
		denied 6 ro EACCES $op "$T/ro/f"
	done
	for op in create mkdir symlink mkfifo; do
		denied 6 ro EACCES $op "$T/ro/new"
	done
	denied 6 ro EACCES rename "$T/ro/f" "$T/ro/g"

	number=7
	policy wo "\"write\": [\"$T/wo\"]"
	allowed 7 wo create "$T/wo/out"
	allowed 7 wo overwrite "$T/wo/in"
	allowed 7 wo unlink "$T/wo/in"
	denied 7 wo EACCES read "$T/wo/in"
	denied 7 wo EACCES list "$T/wo"

	number=8
	policy file "\"read_file\": [\"$T/a/x\"]"
	outputs 8 "cat of the one granted file" a/x file cat "$T/a/x"
	denied 8 file EACCES read "$T/a/y"
	denied 8 file EACCES list "$T/a"
	denied 8 file EACCES write "$T/a/x"

	number=9
	policy wfile "\"write_file\": [\"$T/a/w\"]"
	allowed 9 wfile overwrite "$T/a/w"
	allowed 9 wfile truncate "$T/a/w"
	denied 9 wfile EACCES create "$T/a/w2"
	denied 9 wfile EACCES unlink "$T/a/w"
	denied 9 wfile EACCES read "$T/a/w"
}

# Writing never includes making device nodes, for which root needs no more than the right to write.
devices() {
	number=F31
	policy work '' '"workdir": {"access": "readwrite"}'
	for pol in a wo work; do
		case $pol in
		work) place=$T/p/new dir=$T/p ;;
		wo) place=$T/wo/new dir=$T ;;
		*) place=$T/$pol/new dir=$T ;;
		esac
		for kind in mknod_char mknod_block; do
			fresh
			if [ "$(answer bare "$probe" $kind "$place")" = ok ]; then
				denied F31 $pol EACCES $kind "$place"
			else
				verdict F31 "$pol denies $kind, which $who may not" refused \
					"$(answer boxed $pol "$probe" $kind "$place" |
						sed 's/^E[A-Z]*$/refused/')"
			fi
		done
		allowed F31 $pol mkfifo "$place"
	done
	dir=$T
}

several() {
	number=10
	policy two "\"allow\": [\"$T/a\"], \"read\": [\"$T/b\"]"
	allowed 10 two read "$T/a/x"
	allowed 10 two read "$T/b/secret"
	denied 10 two EACCES write "$T/b/secret"

	profile nested "\"allow\": [\"$T/a\", \"$T/a/nested\"]"
	warned 11 nested '^warning\[N0401\]' 'nested\.json:' "$T/a/nested"
	allowed 11 nested read "$T/a/nested/deep/file.txt"

	profile narrower "\"allow\": [\"$T/p\"], \"read\": [\"$T/p/sub\"]"
	warned 12 narrower '^warning\[N0402\]' 'narrower\.json:' "$T/p/sub"
	allowed 12 narrower overwrite "$T/p/sub/x"

	number=13
	policy union "\"read\": [\"$T/p\"], \"write\": [\"$T/p/out\"]"
	allowed 13 union read "$T/p/out/x"
	allowed 13 union overwrite "$T/p/out/x"
	denied 13 union EACCES overwrite "$T/p/x"
}

links() {
	number=14
	policy real "\"allow\": [\"$T/real\"]"
	outputs 14 "cat through a symlink to the granted directory" real/f real cat "$T/symlink_to_real/f"
	number=15
	policy e "\"allow\": [\"$T/e\"]"
	denied 15 e EACCES list "$T/e/link"
	denied 15 e EACCES list "$T/e/link/"
	denied 15 e EACCES read "$T/e/link/id_rsa"

	number=16
	policy whole "\"allow\": [\"$T\"]"
	outputs 16 "cat through a symlink to a file" real/f whole cat "$T/l1"
	outputs 16 "cat through a chain of two" real/f whole cat "$T/l2"

	number=17
	policy by_link "\"allow\": [\"$T/symlink_to_real\"]"
	outputs 17 "a grant by a symlink: the target's own name" real/f by_link cat "$T/real/f"
	outputs 17 "a grant by a symlink: through the link" real/f by_link cat "$T/symlink_to_real/f"
	denied 17 by_link EACCES read "$T/a/x"
	# What is granted above the symlink's name does not follow it.
	policy led_out "\"read\": [\"$T/ro\"], \"write\": [\"$T/ro/through\"]"
	allowed 17 led_out overwrite "$T/ro/through/f"
	denied 17 led_out EACCES read "$T/ro/through/f"
	denied 17 led_out EACCES read "$T/elsewhere/f"
}

names() {
	number=18
	policy dot '"allow": ["./sub"]'
	outputs 18 "./sub is below the working directory" sub/f dot cat ./sub/f
	denied 18 dot EACCES read "$T/a/x"
	dir=$T/a
	outputs 18 "it follows the working directory, not the profile" "" dot true
	denied 18 dot EACCES read "$T/sub/f"
	dir=$T

	profile dotdot '"allow": ["../sub"]'
	rejected 19 dotdot '\.\./sub' 'help: '

	number=20
	policy spaces "\"allow\": [\"$T/path with spaces\"]"
	outputs 20 "a path with spaces" "path with spaces/f" spaces cat "$T/path with spaces/f"

	number=26
	policy prefix '"read": ["$HOME/.sshfoo"]'
	outputs 26 "the granted name" fake prefix cat "$H/.sshfoo/fake"
	denied 26 prefix EACCES list "$H/.ssh"
	denied 26 prefix EACCES read "$H/.ssh/id_rsa"

	number=51
	verdict 51 "a missing file outside every grant is missing" "ENOENT ENOENT" \
		"$(bare "$probe" read /definitely-missing) $(boxed whole "$probe" read /definitely-missing)"
	number=52
	options=--dry-run
	status 52 "a dry run answers 0" 0 boxed whole touch "$T/x"
	options=
	[ ! -e "$T/x" ]
	verdict 52 "the command has not run" 0 $?
	status 52 "the same without --dry-run" 0 boxed whole touch "$T/x"
	[ -e "$T/x" ]
	verdict 52 "the command has run" 0 $?
}

body() {
	dir=$T
	grants
	devices
	several
	links
	names
}

run_tests
