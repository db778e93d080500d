#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086 # texts for the inner shell; words of $AS
# records.sh - what is asked for is in the trace: each operation, denied and allowed.
. "${SRCDIR:-.}/tests/trace/lib.sh"

fixture() {
	cat <<'END'
for side in open closed; do
	mkdir -p "$T/$side/d" "$T/$side/empty" "$T/$side/q"
	cd "$T/$side"
	for f in f g u a x y; do echo text >$f; done
	mkfifo p
	ln -s f link
	ln -s d dlink
	printf '#!/bin/sh\nexit 0\n' >script && chmod 755 script
done
END
	echo 'cp '"$B/probe"' "$T/open/prog"; cp '"$B/probe"' "$T/closed/prog"'
}

# OPERATION NAME KIND: what the probe is asked, and what was there.
one_path='read f file
write f file
read_write f file
overwrite f file
read_truncate f file
truncate f file
create new missing
tmpfile d directory
list d directory
exec prog file
mkdir made missing
rmdir empty directory
unlink u file
symlink s missing
mkfifo fifo missing
mknod_file n missing
mknod_socket ns missing'

# The lines for the probe: everything in the directory $1.
questions() {
	echo "$one_path" | while read -r op name kind; do
		[ -n "$kind" ] && echo "$op $1/$name"
	done
	echo "rename $1/a $1/b"
	echo "link $1/x $1/z"
	echo "exchange $1/x $1/y"
}

each_operation() {
	policy all '"allow": ["'"$T/open"'"]'
	fresh
	questions "$T/closed" >"$S/closed.txt"
	questions "$T/open" >"$S/open.txt"
	verdict 1 "without the sandbox, all of it works" "" \
		"$(bare "$probe" - <"$S/closed.txt" | grep -vx ok)"
	fresh
	verdict 1 "denied, all of it" "" "$(traced all "$probe" - <"$S/closed.txt" | grep -vx EACCES)"
	echo "$one_path" >"$S/ops"
	while read -r op name kind; do
		recorded 1 "$(on $op "$T/closed/$name" $kind denied EACCES)"
	done <"$S/ops"
	recorded 1 '"op":"rename","path":"'"$T/closed/a"'","kind":"file","to":"'"$T/closed/b"'","to_kind":"missing","verdict":"denied","errno":"EACCES"'
	recorded 1 '"op":"link","path":"'"$T/closed/x"'","kind":"file","to":"'"$T/closed/z"'","to_kind":"missing","verdict":"denied","errno":"EACCES"'
	recorded 1 '"op":"exchange","path":"'"$T/closed/x"'","kind":"file","to":"'"$T/closed/y"'","to_kind":"file","verdict":"denied","errno":"EACCES"'
	recorded 1 '"program":"'"$probe"'"'
	verdict 1 "allowed, all of it" "" "$(traced all "$probe" - <"$S/open.txt" | grep -vx ok)"
	while read -r op name kind; do
		recorded 1 "$(on $op "$T/open/$name" $kind allowed)"
	done <"$S/ops"
	recorded 1 '"op":"rename","path":"'"$T/open/a"'","kind":"file","to":"'"$T/open/b"'","to_kind":"missing","verdict":"allowed"'
	unrecorded 1 '"verdict":"denied"'
}

# How the same file is called does not matter.
names() {
	policy all '"allow": ["'"$T/open"'"]'
	fresh
	dir=$T/open
	traced all sh -c 'cat ../closed/f; cat ../closed/link; cat ../closed/dlink/../g
		cat /proc/self/cwd/../closed/x; cd d; cat ../../closed/./y' 2>/dev/null
	recorded 2 "$(on read "$T/closed/f" file denied EACCES),\"count\":2"
	for name in g x y; do
		recorded 2 "$(on read "$T/closed/$name" file denied EACCES),\"count\":1"
	done
	traced all sh -c 'exec 3<f; cat /proc/self/fd/3; cat /dev/fd/3; cat link; echo | cat /dev/stdin' \
		>/dev/null
	recorded 2 "$(on read "$T/open/f" file allowed),\"count\":4"
	unrecorded 2 pipe
	traced all "$actor" dirfd "$T/closed" f
	recorded 2 "$(on read "$T/closed/f" file denied EACCES)"
	traced all sh -c 'cat /proc/self/status' >/dev/null
	recorded 2 '"path":"/proc/self/status"'
	traced all "$actor" deep 40 >"$S/stdout"
	verdict 2 "a file whose path is too long is opened" ok "$(cat "$S/stdout")"
	says 2 "$trace" '"unread":[1-9]'
	mkdir "$T/closed/$(printf 'a\377b')"
	traced all ls "$T/closed/$(printf 'a\377b')" 2>/dev/null
	recorded 2 'closed/a\\xffb","kind":"directory","exact":false,"verdict":"denied"'
	dir=
}

# Modes of files refuse, too, and so do other file systems: that is not the policy.
not_the_policy() {
	policy all '"allow": ["'"$T/open"'"], "write": ["'"$T/closed/d"'"]'
	fresh
	bare chmod 0 "$T/open/f"
	if [ "$who" = user ]; then
		traced all cat "$T/open/f" 2>/dev/null
		recorded 3 "$(on read "$T/open/f" file failed EACCES)"
	fi
	traced all cat "$T/open/nothing" "$T/closed/nothing" 2>/dev/null
	unrecorded 3 nothing
	traced all mkdir "$T/open/d" 2>/dev/null
	unrecorded 3 '"op":"mkdir"'
	fresh
	traced all "$probe" rename "$T/open/a" "$T/open/q/a" >/dev/null
	recorded 3 '"op":"rename","path":"'"$T/open/a"'","kind":"file","to":"'"$T/open/q/a"'","to_kind":"missing","verdict":"allowed"'
	verdict 3 "moving to where less is granted" EACCES \
		"$(traced all "$probe" rename "$T/open/x" "$T/closed/x2")"
	recorded 3 '"to":"'"$T/closed/x2"'","to_kind":"missing","verdict":"denied","errno":"EACCES"'
	verdict 3 "moving to where more is granted" EXDEV \
		"$(traced all "$probe" rename "$T/closed/d/new" "$T/open/new" >/dev/null
			bare touch "$T/closed/d/new"
			traced all "$probe" rename "$T/closed/d/new" "$T/open/new")"
	recorded 3 '"to":"'"$T/open/new"'","to_kind":"missing","verdict":"denied","errno":"EXDEV"'
}

executing() {
	policy all '"allow": ["'"$T/open"'"]'
	policy listed '"read": ["'"$T/open"'"], "exec": ["/usr", "/bin", "'"$B"'"]'
	fresh
	traced all "$T/open/script"
	recorded 4 "$(on exec "$T/open/script" file allowed)"
	recorded 4 '"op":"exec","path":"'"$(readlink -f /bin/sh)"'"'
	recorded 4 '"op":"exec","path":"'"$(readlink -f /lib64/ld-linux-x86-64.so.2 ||
		readlink -f /lib/ld-linux-aarch64.so.1)"'"'
	traced listed sh -c '"$1"' sh "$T/open/script" 2>/dev/null
	recorded 4 "$(on exec "$T/open/script" file denied EACCES)"
	status 4 "the command itself cannot be executed: 126" 126 traced all "$T/closed/prog" read /
	recorded 4 "$(on exec "$T/closed/prog" file denied EACCES)"
	bare sh -c 'printf "#!%s/closed/prog\n" "$1" >"$1/open/odd"; chmod 755 "$1/open/odd"' sh "$T"
	traced all sh -c '"$1"' sh "$T/open/odd" 2>/dev/null
	recorded 4 "$(on exec "$T/closed/prog" file denied EACCES)"
	unrecorded 4 '"path":"'"$T/open/odd"'"'
}

network() {
	policy open '"allow": ["'"$T/open"'"]'
	policy ports '"allow": ["'"$T/open"'"]' '"network": {"block": true, "connect_port": [9],
		"listen_port": [31417]}'
	policy closed '"allow": ["'"$T/open"'"]' '"network": {"block": true}'
	fresh
	traced open "$probe" connect_tcp 9 >/dev/null
	recorded 5 '"op":"connect","protocol":"tcp","port":9,"address":"127.0.0.1","verdict":"allowed"'
	traced ports "$probe" connect_tcp 9 >/dev/null
	recorded 5 '"op":"connect","protocol":"tcp","port":9,"address":"127.0.0.1","verdict":"allowed"'
	verdict 5 "a port that is not listed" EACCES "$(traced ports "$probe" connect_tcp 10)"
	recorded 5 '"op":"connect","protocol":"tcp","port":10,"address":"127.0.0.1","verdict":"denied","errno":"EACCES"'
	verdict 5 "listening" ok "$(traced ports "$probe" bind_tcp 31417)"
	recorded 5 '"op":"listen","protocol":"tcp","port":31417'
	verdict 5 "listening elsewhere" EACCES "$(traced ports "$probe" bind_tcp 31418)"
	recorded 5 '"op":"listen","protocol":"tcp","port":31418,"address":"127.0.0.1","verdict":"denied"'
	verdict 5 "no network" EACCES "$(traced closed "$probe" connect_tcp 9)"
	recorded 5 '"op":"socket","family":"inet","type":"stream","protocol":0,"verdict":"denied","errno":"EACCES"'
	verdict 5 "UDP, open" ok "$(traced open "$actor" udp 9)"
	recorded 5 '"op":"connect","protocol":"udp","port":9,"address":"127.0.0.1","verdict":"allowed"'
	verdict 5 "no UDP" EACCES "$(traced ports "$actor" udp 9)"
	says 5 "$trace" '"\(socket","family":"inet","type":"dgram"\|connect","protocol":"udp","port":9\).*"denied"'
}

sockets() {
	policy named '"allow": ["'"$T/open"'"], "unix_socket_bind": ["'"$T/open/bound"'"]'
	policy plain '"allow": ["'"$T/open"'"]'
	fresh
	verdict 6 "a socket of its own" ok "$(traced named "$probe" bind_unix "$T/open/bound")"
	recorded 6 "$(on bind_unix "$T/open/bound" missing allowed)"
	verdict 6 "elsewhere" EACCES "$(traced named "$probe" bind_unix "$T/closed/bound")"
	recorded 6 "$(on bind_unix "$T/closed/bound" missing denied EACCES)"
	[ "$($LANDLOCK_ABI)" -ge 9 ] || {
		verdict 6 "none at all" EACCES "$(traced plain "$probe" connect_unix "$T/open/bound")"
		recorded 6 '"op":"socket","family":"unix","type":"stream","protocol":0,"verdict":"denied"'
	}
	[ "$($LANDLOCK_ABI)" -ge 6 ] || return 0
	$AS "$actor" listen_abstract "nono-test-$$-$who" >"$S/ready" &
	helper=$!
	becomes $helper actor
	verdict 6 "abstract, without the sandbox" ok "$(bare "$actor" connect_abstract "nono-test-$$-$who")"
	verdict 6 "abstract" EPERM "$(traced named "$actor" connect_abstract "nono-test-$$-$who")"
	recorded 6 '"op":"connect_abstract","name":"nono-test-'"$$-$who"'","verdict":"denied","errno":"EPERM"'
	verdict 6 "signals, without the sandbox" ok "$(bare "$actor" signal $helper)"
	verdict 6 "signals" EPERM "$(traced named "$actor" signal $helper)"
	recorded 6 '"op":"signal","target":"'"$actor"'","verdict":"denied","errno":"EPERM"'
	kill $helper
	wait $helper 2>/dev/null
}

# What the policy's filter refuses is answered as without a tracer, SIGSYS blocked or not.
the_filter() {
	policy all '"allow": ["'"$T/open"'"]'
	fresh
	for how in plain blocked; do
		verdict 7 "keyctl is refused, $how" "EPERM" "$(boxed all "$actor" keyctl $how)"
		verdict 7 "the same, traced" "EPERM" "$(traced all "$actor" keyctl $how)"
		recorded 7 '"op":"system_call","name":"keyctl","verdict":"denied","errno":"EPERM","count":1'
	done
	verdict 7 "io_uring is not there" ENOSYS "$(traced all "$actor" io_uring)"
	unrecorded 7 io_uring
	[ "$($LANDLOCK_ABI)" -ge 5 ] || return 0
	policy device "\"allow\": [\"$T/open\"]"
	verdict 7 "a device, without the sandbox" EINVAL "$(bare "$actor" ioctl /dev/urandom)"
	verdict 7 "a device" EACCES "$(traced device "$actor" ioctl /dev/urandom)"
	recorded 7 "$(on ioctl /dev/urandom char_device denied EACCES)"
}

body() {
	trace_programs
	each_operation
	names
	not_the_policy
	executing
	network
	sockets
	the_filter
}

run_tests
