#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086 # texts for the inner shell; $AS is several words
# loader.sh - nono-exec on blobs of its own making: what it trusts, what it refuses, what it seals.
#
# The blobs come from tests/enforce/blob, so nothing here depends on the compiler.
set -u
umask 022
LC_ALL=C
export LC_ALL

"$LANDLOCK_ABI" >/dev/null || exit 77
BLOB=${BLOB:-$BUILDDIR/tests/enforce/blob}
base=$(mktemp -d "${SCRATCH:-/var/tmp}/loader.XXXXXX") || exit 99
trap 'chmod -R u+rwX "$base"; rm -rf "$base"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 755 "$base"
bad=0

BASE='grant rlx any /bin
grant rlx any /lib
grant rlx any /lib64
grant rlx dir /usr
grant rwi any /dev/null
deny rlwcdn ~/.ssh
deny wcdn ~/.local/state/nono
'

verdict() {
	if [ "$2" = "$3" ]; then
		echo "ok $who: $1"
	else
		echo "not ok $who: $1: expected '$2', got '$3'"
		sed 's/^/# /' "$S/err"
		bad=1
	fi
}

# policy FILE LINES
policy() {
	rm -f "$S/$1"
	printf '%s%s\n' "$BASE" "$2" | "$BLOB" >"$S/new.bin" || exit 99
	$AS cp "$S/new.bin" "$S/$1"
	rm -f "$S/new.bin"
}

# record FILE [PATH]: as nonoc -o would.
record() {
	path=${2:-$S/$1}
	dir=$H/.local/state/nono/compiled
	$AS mkdir -p "$dir"
	$AS chmod 700 "$dir"
	digest=$(sha256sum "$S/$1" | cut -d' ' -f1)
	name=$(printf %s "$path" | sha256sum | cut -d' ' -f1)
	printf '%s\n%s\n' "$digest" "$path" >"$S/record"
	$AS cp "$S/record" "$dir/$name"
}

# in_dir DIRECTORY NONO-EXEC-ARGUMENTS...: its output, and its status.
in_dir() {
	d=$1
	shift
	(cd "$S/$d" && $AS "$S/bin/nono-exec" "$@" 2>"$S/err") && status=0 || status=$?
	printf ' %s' "$status"
}

bare() {
	(cd "$S/$1" && shift && $AS "$@" 2>"$S/err") && status=0 || status=$?
	printf ' %s' "$status"
}

# mounted MOUNTS DIRECTORY NONO-EXEC-ARGUMENTS...: the same after the shell text MOUNTS, whose
# mounts nobody else sees and which end with the command.
mounted() {
	mounts=$1 d=$S/$2
	shift 2
	unshare -m sh -euc "$mounts"'
		cd "$0"
		exec "$@"' "$d" $AS "$S/bin/nono-exec" "$@" 2>"$S/err" && status=0 || status=$?
	printf ' %s' "$status"
}

# F10: which mount, and what becomes of the run.
mounts() {
	policy box.bin 'grant rl dir $WORKDIR own
accept 0x3ff'
	ssh="mount --bind $H/.ssh $S/proj/sub"
	verdict "a protected object mounted below a grant" " 125" \
		"$(mounted "$ssh" proj --strict "$S/box.bin" -- cat sub/id)"
	verdict "and it says so" 1 "$(grep -c "proj/sub' shows a protected object" "$S/err")"
	verdict "without --strict" "secret
 0" "$(mounted "$ssh" proj "$S/box.bin" -- cat sub/id)"
	policy named.bin 'grant rl dir $WORKDIR own
grant rl any $WORKDIR/sub own implied
accept 0x3ff'
	verdict "mounted where a rule of its own is implied" " 125" \
		"$(mounted "$ssh" proj "$S/named.bin" -- cat sub/id)"
	verdict "the same rule without the mount" "in
 0" "$(in_dir proj "$S/named.bin" -- cat file)"
	verdict "mounted where nothing is granted" "in
 0" "$(mounted "mount --bind $H/.ssh $S/away" proj --strict "$S/box.bin" -- cat file)"
	policy case.bin 'grant rl dir ~/.SSH own'
	$AS mkdir -p "$H/.SSH"
	verdict "a protected directory by a name in other letters" " 125" \
		"$(mounted "mount --bind $H/.ssh $H/.SSH" proj "$S/case.bin" -- cat "$H/.SSH/id")"
	verdict "another directory of that name" "in
 0" "$(in_dir proj "$S/case.bin" -- sh -c "ls $H/.SSH && echo in")"
	rmdir "$H/.SSH"
	verdict "its name is escaped in mountinfo" " 125" \
		"$(mounted "mkdir '$S/proj/a b'; mount --bind $H/.ssh '$S/proj/a b'" \
			proj --strict "$S/box.bin" -- echo ran)"
	# F27: what an earlier run has shut.
	$AS mkdir -p "$S/proj/shut/in"
	shut="mount --bind $H/.ssh $S/proj/shut/in; chmod 000 $S/proj/shut"
	verdict "mounted behind a directory that the command could open again" " 125" \
		"$(mounted "$shut" proj --strict "$S/box.bin" -- echo ran)"
	chmod 755 "$S/proj/shut" && rm -r "$S/proj/shut"
	away="mount --bind $S/away $S/proj/sub"
	verdict "another mount" "in
 0" "$(mounted "$away" proj --strict "$S/box.bin" -- cat file)"
	verdict "it is not told" 0 "$(grep -c 'mounted below' "$S/err")"
	verdict "with -v" "in
 0" "$(mounted "$away" proj -v "$S/box.bin" -- cat file)"
	verdict "it is told" 1 "$(grep -c "mounted below what is granted: '$S/proj/sub' (" "$S/err")"
	policy exempt.bin 'grant rl dir ~/.ssh own
bypass rl ~/.ssh
accept 0x3ff'
	verdict "a protected directory that is a mount, exempt" "secret
 0" "$(mounted "mount --bind $H/.ssh $H/.ssh" proj --strict "$S/exempt.bin" -- cat "$H/.ssh/id")"
	verdict "no mount" "in
 0" "$(in_dir proj --strict "$S/box.bin" -- cat file)"
}

# A file system that a program serves, and what of it is told.
served() {
	policy served.bin 'grant rl dir $WORKDIR/sub own'
	for says in '' statfs; do
		serve="python3 ${SRCDIR:-.}/tests/enforce/fuse.py $S/proj/sub $says >/dev/null 2>&1 &
			for i in 1 2 3 4 5 6 7 8 9 10; do
				kill -0 \$! 2>/dev/null || break
				grep -q ' $S/proj/sub ' /proc/self/mountinfo && break
				sleep 0.3
			done; grep -q ' $S/proj/sub ' /proc/self/mountinfo || exit 77;"
		ran=$(mounted "$serve" proj -v "$S/served.bin" -- echo ran)
		if [ "$ran" = " 77" ]; then
			echo "# no FUSE here"
			return
		fi
		verdict "a served file system" "ran
 0" "$ran"
		kind='it does not say what'
		[ -z "$says" ] || kind=FUSE
		verdict "it is told: $kind" 1 \
			"$(grep -c "program or machine serves: '$S/proj/sub' ($kind)" "$S/err")"
	done
	policy served.bin 'grant rl dir $WORKDIR own'
	verdict "a served file system below a grant" "ran
 0" "$(mounted "$serve" proj -v "$S/served.bin" -- echo ran)"
	verdict "it is listed" 1 "$(grep -c "mounted below what is granted: '$S/proj/sub' (fuse)" "$S/err")"
}

# A policy below its own grants, where only root can write: for root that is no hindrance.
root_only() {
	policy own.bin 'grant rlwcdn dir /mnt'
	tree="mount -t tmpfs -o mode=755 tmpfs /mnt; cp $S/own.bin /mnt/; chown 0:0 /mnt/own.bin;"
	case $who in
	root) expected=" 125" ;;
	*) expected="ran
 0" ;;
	esac
	verdict "below its own grant, where only root writes" "$expected" \
		"$(mounted "$tree" proj /mnt/own.bin -- echo ran)"
	verdict "where somebody else does" " 125" \
		"$(mounted "$tree chown 54321:54321 /mnt;" proj /mnt/own.bin -- echo ran)"
	verdict "where others write, too" " 125" \
		"$(mounted "$tree chmod 1777 /mnt;" proj /mnt/own.bin -- echo ran)"
}

# group NAME GID MEMBERS: mounts a passwd and a group file for the caller.
group() {
	printf 'me:x:%s:%s::%s:/bin/sh\n' "$id" "$id" "$H" >"$S/passwd"
	printf '%s:x:%s:%s\n' "$@" >"$S/group"
	echo "mount --bind $S/passwd /etc/passwd; mount --bind $S/group /etc/group"
}

# Who else could have written the policy, when its group may.
groups() {
	id=0
	[ "$who" = root ] || id=54321
	policy group.bin 'grant rl dir $WORKDIR'
	chmod 664 "$S/group.bin"
	set -- proj "$S/group.bin" -- echo ran
	verdict "the caller's own group" "ran
 0" "$(mounted "$(group me "$id" '')" "$@")"
	verdict "that names the caller" "ran
 0" "$(mounted "$(group me "$id" me)" "$@")"
	for more in 1 0; do
		python3 -c 'import os, struct, sys
entries = [(1, 6, -1), (2, 6, 4242), (4, 6, -1), (16, 6, -1), (32, 4, -1)]
name = "system.posix_acl_access"
if sys.argv[2] == "1":
	os.setxattr(sys.argv[1], name, struct.pack("<I", 2) +
		b"".join(struct.pack("<HHi", *e) for e in entries))
else:
	os.removexattr(sys.argv[1], name)' "$S/group.bin" $more || break
		[ $more = 1 ] && expected=' 125' || expected='ran
 0'
		verdict "and a list of others: $more more" "$expected" "$(mounted "$(group me "$id" '')" "$@")"
	done
	verdict "that names somebody else" " 125" "$(mounted "$(group me "$id" me,you)" "$@")"
	verdict "that has another name" " 125" "$(mounted "$(group staff "$id" '')" "$@")"
	verdict "that nobody lists" " 125" "$(mounted "$(group me 999 '')" "$@")"
	chgrp 999 "$S/group.bin"
	verdict "somebody else's group" " 125" "$(mounted "$(group me 999 '')" "$@")"
	chmod 644 "$S/group.bin"
	verdict "which may only read" "ran
 0" "$(mounted "$(group me 999 '')" "$@")"
}

# Protected is the home of the password file, and the one that the caller says is theirs.
both_homes() {
	id=0
	[ "$who" = root ] || id=54321
	policy homes.bin "grant rl dir $S/away
grant rl dir $H/.ssh"
	alone=$AS AS="$AS HOME=$S/proj"
	verdict "a home that no password file has" "away
 0" "$(mounted "mount --bind /dev/null /etc/passwd" proj "$S/homes.bin" -- cat "$S/away/file")"
	verdict "another home than that of the password file" " 125" \
		"$(mounted "$(group me "$id" '')" proj "$S/homes.bin" -- echo ran)"
	verdict "and it says so" 1 "$(grep -c "'$H/.ssh' is protected" "$S/err")"
	AS=$alone
}

# A root directory with a /nix/store, around the system's directories.
nix() {
	tree="mount -t tmpfs tmpfs $S/away; chmod 755 $S/away; cd $S/away; mkdir -p nix/store nix/store2
		for d in /bin /dev /etc /lib /lib64 /proc /usr /var; do
			if [ -L \$d ]; then
				cp -P \$d .
			elif [ -d \$d ]; then
				mkdir .\$d
				mount --rbind \$d .\$d
			fi
		done
		echo text >nix/store/text; echo text >nix/store2/text; set -- chroot $S/away \"\$@\";"
	policy nix.bin 'grant rl dir /nix
deny rl ~/.config/x
deny rl ~/.config/y'
	$AS mkdir -p "$H/.config"
	$AS ln -s /nix/store/text "$H/.config/x"
	set -- . "$S/nix.bin" -- cat /nix/store/text
	verdict "a protected path that leads to /nix/store" "text
 0" "$(mounted "$tree" "$@")"
	$AS ln -s /nix/store2/text "$H/.config/y"
	verdict "and one to its neighbour" " 125" "$(mounted "$tree" "$@")"
	rm "$H/.config/y" "$H/.config/x"
}

# A rule that another implies, unless a symlink lies on its path.
implied() {
	set -- 'grant rl dir $WORKDIR
grant rl dir $WORKDIR/sub implied
grant rl dir $WORKDIR/far implied'
	policy plain.bin 'grant rl dir $WORKDIR'
	policy implied.bin "$1"
	$AS ln -s ../away "$S/proj/far"
	verdict "a symlink in a grant, without a rule for it" " 1" \
		"$(in_dir proj "$S/plain.bin" -- cat far/file)"
	verdict "with one, implied but for the symlink" "away
 0" "$(in_dir proj "$S/implied.bin" -- cat far/file)"
	verdict "one is applied, one is not" "  $S/proj/far [applied, through a symlink]
  $S/proj/sub [implied]
 0" "$(in_dir proj --dry-run "$S/implied.bin" |
		sed -n "s,^\\(  $S/proj/[a-z]*\\) .*\\(\\[.*\\]\\)\$,\\1 \\2,p; \$p")"
	rm "$S/proj/far"
	$AS mkdir "$S/proj/far"
	verdict "and none without it" 2 \
		"$(in_dir proj --dry-run "$S/implied.bin" | grep -c '\[implied\]')"
	rmdir "$S/proj/far"
}

# A rule stays with the directory that is moved; what lay above it does not come along.
moved() {
	policy moved.bin "grant rlwcdn dir $S/proj
grant i dir $S/proj/sub +rlwcdn
grant cdn dir $S/away"
	set -- 'mv -nT sub ../away/sub && cat ../away/sub/file'
	$AS sh -c "echo in >$S/proj/sub/file"
	verdict "a directory moved, bare" "in
 0" "$(bare proj sh -c "$1")"
	$AS mv "$S/away/sub" "$S/proj/sub"
	verdict "a directory moved: without the rights that it had from above" " 1" \
		"$(in_dir proj "$S/moved.bin" -- sh -c "$1")"
	verdict "it has been moved" "file
 0" "$(bare away ls sub)"
	$AS mv "$S/away/sub" "$S/proj/sub"
	$AS rm "$S/proj/sub/file"
}

enforcement() {
	policy box.bin 'grant rlwcdn dir $WORKDIR own'
	verdict "a grant" "in
 0" "$(in_dir proj "$S/box.bin" -- cat file)"
	verdict "outside, bare" "out
 0" "$(bare proj cat ../outside)"
	verdict "outside" " 1" "$(in_dir proj "$S/box.bin" -- cat ../outside)"
	verdict "a write" " 0" "$(in_dir proj "$S/box.bin" -- sh -c 'echo x >new && rm new')"
	verdict "a status" " 42" "$(in_dir proj "$S/box.bin" -- sh -c 'exit 42')"
	verdict "no new privileges" "NoNewPrivs:	1
 0" "$(in_dir proj "$S/proc.bin" -- grep NoNewPrivs /proc/self/status)"
	verdict "not found" " 127" "$(in_dir proj "$S/box.bin" -- no-such-command)"
	verdict "not granted" " 126" "$(in_dir proj "$S/box.bin" -- ../tool)"
	verdict "the same, bare" "tool
 0" "$(bare proj ../tool)"
	verdict "no interpreter" " 126" "$(in_dir proj "$S/box.bin" -- ./lost)"
	verdict "nested" "in
 0" "$(in_dir proj "$S/nest.bin" -- "$S/bin/nono-exec" "$S/nest.bin" -- cat file)"
	for layer in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do
		set -- "$S/bin/nono-exec" "$S/nest.bin" -- ${1+"$@"}
	done
	verdict "layers are used up" " 125" "$(bare proj "$@" echo ran)"
	verdict "and it says so" 1 "$(grep -c 'stacks no more Landlock layers' "$S/err")"
}

seal() {
	policy box.bin 'grant rlwcdn dir $WORKDIR own'
	verdict "home as working directory" " 125" "$(in_dir home "$S/box.bin" -- echo ran)"
	verdict "/ as working directory" " 125" "$(in_dir ../../../../../.. "$S/box.bin" -- echo ran)"
	verdict "a protected one" " 125" "$(in_dir home/.ssh "$S/box.bin" -- echo ran)"
	policy keys.bin 'grant rl dir ~/keys'
	$AS ln -sfn .ssh "$H/keys"
	verdict "a symlink to it, bare" "secret
 0" "$(bare proj cat "$H/keys/id")"
	verdict "a symlink to it" " 125" "$(in_dir proj "$S/keys.bin" -- cat "$H/keys/id")"
	rm "$H/keys"
	$AS mkdir "$H/keys"
	verdict "a directory of that name" "ran
 0" "$(in_dir proj "$S/keys.bin" -- echo ran)"
	policy link.bin 'grant rl dir $WORKDIR/link
grant rlwcdn dir $WORKDIR own'
	verdict "a symlink in a writable directory" " 125" "$(in_dir proj "$S/link.bin" -- echo ran)"
	policy kind.bin 'grant r file $WORKDIR/sub'
	verdict "a file that is a directory" " 125" "$(in_dir proj "$S/kind.bin" -- echo ran)"
	policy kind.bin 'grant rl dir $WORKDIR/file'
	verdict "a directory that is a file" " 125" "$(in_dir proj "$S/kind.bin" -- echo ran)"
}

trust() {
	policy proj/p.bin 'grant rlwcdn dir $WORKDIR own'
	verdict "inside its own grant, not recorded" " 125" "$(in_dir proj p.bin -- echo ran)"
	record proj/p.bin
	verdict "the same, recorded" "ran
 0" "$(in_dir proj p.bin -- echo ran)"
	path_record=$dir/$name
	sed -i 's,/p\.bin$,/q.bin,' "$path_record"
	verdict "a record of another path under that name" " 125" "$(in_dir proj p.bin -- echo ran)"
	record proj/p.bin
	verdict "by another path" "ran
 0" "$(in_dir proj ./sub/../p.bin -- echo ran)"
	printf '%s%s\n' "$BASE" 'grant rl dir /etc' | "$BLOB" >"$S/other.bin"
	$AS cp "$S/other.bin" "$S/proj/p.bin"
	verdict "replaced by one that grants something else" " 125" "$(in_dir proj p.bin -- echo ran)"
	digest=$(sha256sum "$S/proj/p.bin" | cut -d' ' -f1)
	verdict "its digest given" "ran
 0" "$(in_dir proj --require-digest "sha256:$digest" p.bin -- echo ran)"
	chmod 777 "$H/.local/state/nono/compiled"
	policy proj/p.bin 'grant rlwcdn dir $WORKDIR own'
	record_mode=$(stat -c %a "$H/.local/state/nono/compiled")
	verdict "records that others can write ($record_mode)" " 125" \
		"$(in_dir proj p.bin -- echo ran)"
	chmod 700 "$H/.local/state/nono/compiled"
	policy open.bin 'grant rl dir $WORKDIR'
	verdict "trusted by its owner" "ran
 0" "$(in_dir proj "$S/open.bin" -- echo ran)"
	if $AS unshare -U true 2>/dev/null; then
		verdict "in a user name space where nobody has a number" " 125" \
			"$(bare proj unshare -U "$S/bin/nono-exec" "$S/open.bin" -- echo ran)"
	fi
	chmod 666 "$S/open.bin"
	verdict "writable by others" " 125" "$(in_dir proj "$S/open.bin" -- echo ran)"
	chmod 644 "$S/open.bin"
	ln -s open.bin "$S/linked.bin"
	verdict "a symlink" " 125" "$(in_dir proj "$S/linked.bin" -- echo ran)"
	verdict "a directory" " 125" "$(in_dir proj "$S/proj" -- echo ran)"
	verdict "a device" " 125" "$(in_dir proj /dev/zero -- echo ran)"
	truncate -s 4G "$S/sparse.bin"
	verdict "four gigabytes" " 125" "$(in_dir proj "$S/sparse.bin" -- echo ran)"
	if [ "$who" = root ]; then
		chown 12345 "$S/open.bin"
		verdict "somebody else's" " 125" "$(in_dir proj "$S/open.bin" -- echo ran)"
	fi
}

descriptors() {
	policy box.bin 'grant rlwcdn dir $WORKDIR own
grant rl dir /proc
grant rl dir /dev'
	verdict "none but 0 to 2" "0 1 2 3 
 0" "$(in_dir proj "$S/box.bin" -- sh -c 'echo $(ls /proc/self/fd) ""' 8</etc/hostname)"
	(cd "$S/proj" && $AS "$S/bin/nono-exec" "$S/box.bin" -- sh -c \
		'readlink /proc/self/fd/0 >seen' <&- 2>/dev/null)
	verdict "a closed one becomes /dev/null" "/dev/null" "$(cat "$S/proj/seen")"
}

for who in root user; do
	S=$base/$who H=$base/$who/home
	mkdir -p "$H/.ssh" "$S/proj/sub" "$S/bin" "$S/away"
	cp "$NONO_EXEC" "$S/bin/nono-exec"
	echo secret >"$H/.ssh/id"
	echo in >"$S/proj/file"
	echo out >"$S/outside"
	echo away >"$S/away/file"
	printf '#!/bin/sh\necho tool\n' >"$S/tool"
	printf '#!/no/such\n' >"$S/proj/lost"
	chmod 755 "$S/tool" "$S/proj/lost"
	ln -s ../outside "$S/proj/link"
	: >"$S/err"
	AS="env -i HOME=$H PATH=/usr/bin:/bin"
	if [ "$(id -u)" != 0 ]; then
		[ "$who" = user ] || continue
	elif [ "$who" = user ]; then
		chown -R 54321:54321 "$S"
		chmod 666 "$S/err"
		AS="setpriv --reuid=54321 --regid=54321 --clear-groups $AS"
	fi
	policy proc.bin 'grant rl dir $WORKDIR
grant r any /proc/self'
	policy nest.bin "grant rlx dir $S/bin
grant rl dir $S/proj
grant r file $S/nest.bin"
	enforcement
	seal
	trust
	descriptors
	implied
	moved
	if [ "$(id -u)" != 0 ] || ! unshare -m true 2>/dev/null; then
		echo "# no mounts of our own: mounts, groups and /nix/store are left out"
		continue
	fi
	mounts
	served
	root_only
	groups
	both_homes
	nix
done
exit "$bad"
