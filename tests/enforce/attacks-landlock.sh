#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086 # texts for the inner shell; $AS is several words
#
# attacks-landlock.sh - ways out that the kernel's own rules close, as nono-exec applies them.
#
# Each works without a sandbox and not with it.  Where the companion filter closes it, too, the
# policy without the filter shows that Landlock alone would have.  The numbers are those of
# docs/security-model.md.
. "${SRCDIR:-.}/tests/enforce/lib.sh"
. "$SRCDIR/tests/enforce/attack.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/a/deep/d" "$T/ro" "$T/out/d" "$T/race"
for f in a/f a/deep/d/f ro/f out/f out/g out/d/f race/own; do
	echo "$f" >"$T/$f"
done
ln -s ../out/f "$T/a/to_file"
ln -s ../out "$T/a/to_directory"
ln -s "$T/out/new" "$T/a/to_nothing"
ln -s own "$T/race/flip"
ln -s ../out/f "$T/race/flop"
END
}

# shut NUMBER POLICY ERRNO NAME [ARGUMENT]: an attack that no filter is for.
shut() {
	n=$1 pol=$2 errno=$3
	shift 3
	fresh
	without=$(answer bare "$B/attack" "$@")
	fresh
	within=$(answer boxed "$pol" "$B/attack" "$@")
	verdict "$n" "$pol shuts $*" "ok, then $errno" "$without, then $within"
}

# may_shut: the same where this kernel or caller can do it at all.
may_shut() {
	! possible "$1" "$4" ${5+"$5"} || shut "$@"
}

# said NUMBER WHAT EXPECTED SCRIPT: what a shell with that script says, bare and within $pol.
said() {
	fresh
	without=$(bare sh -c "$4" 2>"$S/stderr")
	fresh
	within=$(boxed "$pol" sh -c "$4" 2>"$S/stderr")
	verdict "$1" "$2" "$3" "$without, then $within"
}

names() {
	for op in read write truncate; do
		denied F01 box EACCES $op "$T/out/f"
	done
	denied F01 box EACCES create "$T/out/new"
	slashes=$(printf '%1900s' '' | sed 's, ,./,g')
	for way in a/../out/f a//..//out/f a/./deep/../../out/./f "a/$slashes../out/f"; do
		denied F02 box EACCES read "$T/$way"
	done
	dir=$T/a
	shut F02 box EACCES up ../out/f
	dir=$T
	denied F03 box EACCES read "$T/a/to_file"
	denied F03 box EACCES overwrite "$T/a/to_file"
	denied F03 box EACCES list "$T/a/to_directory/"
	denied F03 box EACCES read "$T/a/to_directory/f"
	denied F03 box EACCES append "$T/a/to_directory/f"
	pol=box
	said F03 "a symlink of its own making" "ok, then EACCES" \
		"ln -s ../out/f a/mine && $probe read a/mine; :"
	fresh
	verdict F03 "a file made through a symlink" "ok, then EACCES" \
		"$(answer bare sh -c "echo x >a/to_nothing && echo ok"), then $(
			fresh
			boxed box sh -c "echo x >a/to_nothing" 2>"$S/stderr" || grep -o 'denied' "$S/stderr" |
				sed 's/denied/EACCES/')"
	dir=$T/race
	policy race "\"allow\": [\"$T/race\"]"
	shut F04 race EACCES race
	dir=$T
}

links() {
	denied F05 box EXDEV link "$T/out/f" "$T/a/new"
	denied F07 box EXDEV link "$T/ro/f" "$T/a/new"
	denied F07 box EACCES rename "$T/ro/f" "$T/a/new"
	denied F08 box EACCES rename "$T/out/f" "$T/a/new"
	denied F08 box EACCES rename "$T/a/f" "$T/out/new"
	denied F08 box EACCES exchange "$T/a/f" "$T/out/f"
	denied F08 box EACCES exchange "$T/out/f" "$T/a/f"
	denied F08 box EACCES rename "$T/a/deep" "$T/out/deep"
	allowed F08 box rename "$T/a/f" "$T/a/deep/g"
	# Not for each other: there nothing tells them apart.
	allowed F06 box overwrite "$T/a/f"
	fresh
	bare ln "$T/out/f" "$T/a/hard"
	verdict F06 "a hard link that was there before is in the grant" ok \
		"$(answer boxed box "$probe" read "$T/a/hard")"
}

# What another name in /proc, an open directory or a number stands for.
handles() {
	policy proc "\"read\": [\"/proc\"], \"allow\": [\"$T/a\"]"
	denied F17 proc EACCES read "/proc/self/root$T/out/f"
	denied F17 proc EACCES read "/proc/thread-self/root$T/out/f"
	dir=$T/out
	$AS "$B/attack" wait &
	other=$!
	(cd "$T/out" && exec $AS sleep 300 9<"$T/out/f") &
	holder=$!
	becomes $other attack
	becomes $holder sleep
	dir=$T
	for place in "root$T/out/f" cwd/f fd/9; do
		policy_free "$holder/$place"
	done
	kill $other $holder
	wait $other $holder 2>"$S/stderr"
	shut F19 proc EACCES reopen "$T/out/f"
	shut F19 proc EACCES below "$T/out/f"
	policy listed "\"exec\": [\"$B\"], \"read\": [\"$T/out\"]"
	$AS cp "$B/probe" "$T/out/program"
	verdict F19 "a program that O_PATH has opened" "ok, then EACCES" \
		"$(answer bare "$B/attack" execute "$T/out/program"), then $(
			answer boxed listed "$B/attack" execute "$T/out/program")"
	if [ "$who" = root ]; then
		may_attack F21 box EPERM handle "$T/out/f"
		may_shut F22 box EPERM change_root "$T/out/f"
	fi
	shut F22 box EACCES change_directory "$T/out/f"
	may_landlock F53 box EACCES ENOSYS ring_open "$T/out/f"
}

# The tree as the victim left it: fresh() would take its working directory away.
policy_free() {
	verdict F18 "/proc of another process: ${1#*/}" "ok, then EACCES" \
		"$(answer bare "$probe" read "/proc/$1"), then $(answer boxed proc "$probe" read "/proc/$1")"
}

# A directory that is moved away while the command is in it; the grant stays behind.
moved() {
	result=
	for where in bare "boxed box"; do
		fresh
		(
			while ! [ -e "$T/a/deep/ready" ]; do sleep 0.05; done
			mv "$T/a/deep" "$T/out/moved" && touch "$T/out/moved/go"
		) &
		mover=$!
		result=$result$(dir=$T/a/deep $where sh -c '
			touch ready
			for i in $(seq 200); do
				# What is granted no longer cannot tell either: the name of the grant can.
				[ -d '"$T"'/a/deep ] || break
				sleep 0.05
			done
			'"$probe"' read d/f' 2>"$S/stderr")" "
		wait $mover
	done
	verdict F23 "a directory that was moved out of the grant" "ok EACCES " "$result"
	fresh
	# A grant is of the directory, whatever becomes of its name.
	verdict F46 "a granted directory that was moved" ok "$(
		(
			while ! [ -e "$T/a/ready" ]; do sleep 0.05; done
			mv "$T/a" "$T/elsewhere"
		) &
		boxed box sh -c 'cd a && touch ready
			for i in $(seq 200); do [ -d '"$T"'/a ] || break; sleep 0.05; done
			'"$probe"' read f'
		wait
	)"
	fresh
	verdict F45 "a granted file that was replaced is not granted" "ok EACCES" "$(
		policy file "\"read_file\": [\"$T/out/f\"]"
		boxed file sh -c "$probe read $T/out/f; while [ -e $T/out/g ]; do sleep 0.05; done
			$probe read $T/out/f; :" >"$S/said" &
		inner=$!
		while ! grep -q ok "$S/said" 2>/dev/null; do sleep 0.05; done
		mv "$T/out/g" "$T/out/f"
		wait $inner
		xargs <"$S/said"
	)"
}

opening() {
	shut F30 box EACCES unnamed "$T/out"
	shut F30 box EACCES create_over "$T/out/f"
	denied F30 box EACCES read_truncate "$T/ro/f"
	denied F30 box EACCES unlink "$T/ro/f"
	[ "$who" = user ] || devices
	# Execution is no boundary: who may read a program can have it run by another.
	fresh
	printf '#!/bin/sh\necho it ran\n' >"$T/ro/script" && chmod 755 "$T/ro/script"
	policy reading "\"exec\": [\"$B\"], \"read\": [\"$T/ro\"]"
	denied_script=$(boxed reading "$T/ro/script" 2>"$S/stderr" || echo "$?")
	verdict F34 "outside the exec lists, but for who reads it" "126, it ran" \
		"$denied_script, $(boxed reading sh "$T/ro/script")"
	policy unix "\"allow\": [\"$T/a\"], \"unix_socket\": [\"$S/run/stream\"]"
	allowed F52 unix bind_unix "$T/a/socket"
	denied F52 unix EACCES bind_unix "$T/out/socket"
	denied F52 box EACCES bind_unix "$T/out/socket"
}

# A disk by its number; a policy that names the right shows what it would be good for.
devices() {
	policy node "\"allow\": [\"$T/a\"]" "\"rules\": [\"allow device $T/a dir\"]"
	for op in mknod_char mknod_block; do
		fresh
		if [ "$(answer bare "$probe" $op "$T/a/node")" != ok ]; then
			echo "# F31 $who: no device nodes here without the sandbox either"
			continue
		fi
		denied F31 box EACCES $op "$T/a/node"
		allowed F31 node $op "$T/a/node"
	done
}

mounts() {
	ns="unshare -m"
	[ "$who" = root ] || ns="unshare -Urm"
	if ! $AS $ns true 2>"$S/stderr"; then
		echo "# F13, F15 $who: no mounts of one's own here"
		return
	fi
	landlock_alone box
	for way in "mount_new $T/a" "mount_bind $T/a" "unmount $T/a" "pivot $T/a" "move $T/a"; do
		mounted F13 "$way"
	done
	mounted F15 "tree $T/out/f"
	mounted F15 "detached"
	policy spaces "\"allow\": [\"$T/a\"]" '"linux": {"user_namespaces": true}'
	may_landlock F14 spaces EPERM EPERM own_mounts "$T/a"
}

# mounted NUMBER WAY: with mounts of its own for each try, of which $T/a is one.
mounted() {
	fresh
	outside=$(in_mounts "$B/attack" $2)
	if [ "$outside" != ok ]; then
		echo "# $1 $who: $2 is $outside without a sandbox too"
		return
	fi
	within=$(in_mounts "$nono" --home "$H" "$P/box.bin" -- "$B/attack" $2)
	# Nothing vouches for the path to it where the host's root is nobody.
	landlocked=$(in_mounts "$nono" --home "$H" --require-digest \
		"sha256:$(sha256sum <"$P/box-alone.bin" | cut -d' ' -f1)" "$P/box-alone.bin" -- "$B/attack" $2)
	verdict "$1" "$2" "ok, EPERM, EPERM" "$outside, $landlocked, $within"
}

in_mounts() {
	(cd "$T" && $AS $ns sh -c 'mount --bind "$0" "$0" && exec "$@"' "$T/a" "$@" 2>"$S/stderr")
}

processes() {
	$AS setsid "$B/attack" wait &
	other=$!
	becomes $other attack
	for way in trace read_memory write_memory take_descriptor; do
		shut P01 box EPERM $way $other
	done
	denied P01 proc EACCES write /proc/$other/mem
	[ "$who" = user ] || may_shut P01 box EPERM enter $other
	for way in signal signal_thread signal_value signal_process signal_group; do
		may_shut P05 box EPERM $way $other
	done
	shut P05 box EPERM signal_parent
	[ "$who" = user ] || may_shut P05 box EPERM signal 1
	kill -0 $other || fail P05 "the victim is still there"
	kill $other
	wait $other 2>"$S/stderr"
	owner
	own_signals
}

# The kernel itself sends the signal, which ends the victim: only the outcome counts.
owner() {
	policy pairs "" '"network": {"block": true}'
	for where in bare "boxed pairs"; do
		$AS "$B/attack" wait &
		other=$!
		becomes $other attack
		$where "$B/attack" own $other >"$S/said" 2>"$S/stderr"
		state=lives
		[ "$where" = bare ] && patience=100 || patience=10
		for _ in $(seq $patience); do
			kill -0 $other 2>"$S/stderr" || { state=dead && break; }
			sleep 0.02
		done
		kill $other 2>"$S/stderr"
		wait $other 2>"$S/stderr"
		case $where in
		bare) without=$state ;;
		*) verdict P06 "a signal that the kernel sends for it" "dead, then lives" \
			"$without, then $state" ;;
		esac
	done
}

own_signals() {
	verdict P05 "its own children can be signalled" 143 \
		"$(boxed box sh -c 'sleep 60 & kill $!; wait $!; echo $?' 2>"$S/stderr")"
}

privileges() {
	may_shut P10 box EPERM privileges
	for way in wider thread orphan; do
		shut P10 box EACCES $way "$T/out/f"
	done
	set_user_id
	may_landlock P20 box EACCES EACCES queue
	# The default groups grant it; without the rule it is a file like any other.
	printf '%s\n' "grant rx file $probe" "accept 0x3ff" | "$BUILDDIR/tests/enforce/blob" >"$S/new.bin" ||
		die "no policy"
	$AS cp "$S/new.bin" "$P/bare.bin"
	verdict P29 "the terminal by its name" "ok, ok, EACCES" \
		"$(on_terminal "$probe read_write /dev/tty"), $(
			on_terminal "$nono $P/box.bin -- $probe read_write /dev/tty"), $(
			on_terminal "$nono $P/bare.bin -- $probe read_write /dev/tty")"
	bare python3 -c '
import socket, signal, sys
signal.alarm(300)
s = socket.socket(socket.AF_UNIX)
s.bind("\0" + sys.argv[1])
s.listen(9)
print(flush=True)
while True: s.accept()' "nono-test-$$-$who" >"$S/listening" &
	listener=$!
	while ! [ -s "$S/listening" ]; do
		kill -0 $listener || die "the listener has died"
		sleep 0.1
	done
	shut P32 unix EPERM abstract "nono-test-$$-$who"
	shut P32 box EACCES abstract "nono-test-$$-$who"
	kill $listener
	wait $listener 2>"$S/stderr"
}

# Root's programs for everybody run as nobody but the caller.
set_user_id() {
	[ "$(id -u)" = 0 ] && [ "$who" = user ] || return 0
	cp /usr/bin/id "$B/root-id" && chown 0:0 "$B/root-id" && chmod 4755 "$B/root-id"
	if [ "$(bare "$B/root-id" -u)" != 0 ]; then
		echo "# P09: set-user-ID does nothing here"
	else
		verdict P09 "a set-user-ID program" "0, then $uid" \
			"$(bare "$B/root-id" -u), then $(boxed box "$B/root-id" -u 2>"$S/stderr")"
	fi
	rm -f "$B/root-id"
}

on_terminal() {
	(cd "$T" && $AS script -qec "$1" /dev/null </dev/null 2>&1) |
		tr -d '\r' | grep -o -E '(ok|E[A-Z]+)$' | tail -1
}

network() {
	server
	policy connect '' '"network": {"block": true, "connect_port": [1]}'
	policy blocked '' '"network": {"block": true}'
	for way in connect_six connect_mapped bind bind_unspecified; do
		case $way in
		connect*) to=$port ;;
		*) to=0 ;;
		esac
		may_shut N01 connect EACCES $way $to
		may_shut N01 blocked EACCES $way $to
	done
	denied N01 connect EACCES connect_tcp "$port"
	denied N01 blocked EACCES connect_tcp "$port"
	may_shut N03 connect EACCES fastopen_option "$port"
	may_shut N03 blocked EACCES fastopen_option "$port"
	policy listed '' "\"network\": {\"block\": true, \"connect_port\": [$port]}"
	verdict N01 "the listed port" ok "$(answer boxed listed "$probe" connect_tcp "$port")"
	server_ends
}

body() {
	dir=$T
	cp "$ATTACK" "$B/attack"
	policy box "\"allow\": [\"$T/a\"], \"read\": [\"$T/ro\"]"
	names
	links
	handles
	moved
	opening
	mounts
	if [ "$("$LANDLOCK_ABI")" -lt 6 ]; then
		echo "# this kernel scopes no signals and abstract sockets"
	else
		processes
		privileges
	fi
	[ "$("$LANDLOCK_ABI")" -lt 4 ] || network
}

run_tests
