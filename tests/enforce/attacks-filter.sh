#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# attacks-filter.sh - ways out that Landlock leaves and the companion filter closes.
#
# Each is tried three times: without a sandbox; under the policy with the
# filter taken out of it, so that Landlock stands alone; and under the policy.
# The first two must succeed, or the row proves nothing.  The numbers are those
# of docs/security-model.md.
. "${SRCDIR:-.}/tests/enforce/lib.sh"
. "$SRCDIR/tests/enforce/attack.sh"

fixture() {
	echo 'echo content >"$T/f"'
}

# With the network blocked, and with only a TCP port to connect to.
network() {
	server
	policy blocked '' '"network": {"block": true}'
	policy connect '' "\"network\": {\"block\": true, \"connect_port\": [$port]}"
	policy open ''
	attack N06 blocked EACCES udp "$port"
	attack N06 connect EACCES udp "$port"
	attack N10 blocked EAFNOSUPPORT socket 16,3,0
	attack N10 open EPROTONOSUPPORT socket 16,3,4
	for pol in blocked connect open; do
		as_root N09 $pol EAFNOSUPPORT socket 17,3,0
		as_root N09 $pol EAFNOSUPPORT socket 44,3,0
		may_attack N11 $pol EAFNOSUPPORT socket 40,1,0
		may_attack P16 $pol EAFNOSUPPORT socket 38,5,0
	done
	as_root N08 blocked EACCES socket 2,3,1
	as_root N08 open EPERM socket 2,3,1
	as_root N08 open EPERM socket 10,3,255
	may_attack N08 open EPROTONOSUPPORT socket 2,2,1
	may_attack N06 open EPROTONOSUPPORT socket 2,2,136
	# SCTP, DCCP, SMC, where the kernel has them.
	for kind in 2,1,132 2,6,33 43,1,0; do
		may_attack N07 open EPROTONOSUPPORT socket $kind
		may_attack N07 blocked EACCES socket $kind
	done
	# A server takes a connection that was asked for without connect().
	attack N05 blocked EACCES listen
	attack N05 connect EACCES listen
	attack N04 blocked EACCES mptcp "$port"
	attack N04 connect EPROTONOSUPPORT mptcp "$port"
	if [ "$(($(cat /proc/sys/net/ipv4/tcp_fastopen) & 1))" = 1 ] && [ "$abi" -lt 10 ]; then
		policy other '' '"network": {"connect_port": [1]}'
		attack N02 blocked EACCES fastopen "$port"
		attack N02 other EOPNOTSUPP fastopen "$port"
		attack N02 other EOPNOTSUPP fastopen_message "$port"
	fi
	# What is granted still works.
	verdict N06 "UDP where nothing closes it" ok "$(answer boxed open "$B/attack" udp "$port")"
	policy listen '' '"network": {"listen_port": [8080]}'
	verdict N05 "listening where it is granted" ok "$(answer boxed listen "$B/attack" listen)"
	verdict N04 "TCP where it is granted" ok "$(answer boxed connect "$probe" connect_tcp "$port")"
}

unix() {
	# Where Landlock tells sockets apart, it does that; the words are the same.
	attack P30 open EACCES unix_stream "$S/run/stream"
	attack P33 open EACCES unix_datagram "$S/run/datagram"
	attack P33 open EACCES unix_pair "$S/run/datagram"
	attack N17 blocked EACCES unix_stream "$S/run/stream"
	attack P31 open EACCES receive "$S/run/stream"
	verdict P30 "pairs work" ok "$(answer boxed open "$B/attack" pair)"
	policy unix "\"unix_socket\": [\"$S/run/stream\"]"
	verdict P30 "with a unix_socket key sockets work" ok \
		"$(answer boxed unix "$B/attack" unix_stream "$S/run/stream")"
}

# kernel_surface POLICY, processes POLICY: with the network open, and blocked.
kernel_surface() {
	# Nobody makes a user namespace in a chroot.
	may_attack P13 "$1" EPERM unshare
	may_attack P13 "$1" EPERM clone
	may_attack P13 "$1" ENOSYS clone3
	policy spaces '' '"linux": {"user_namespaces": true}'
	for way in unshare clone clone3; do
		[ "$(answer bare "$B/attack" $way)" = ok ] || continue
		verdict P13 "user namespaces where they are granted: $way" ok \
			"$(answer boxed spaces "$B/attack" $way)"
	done
	may_attack P15 "$1" ENOSYS io_uring
	may_attack N12 "$1" ENOSYS io_uring
	may_attack P16 "$1" EPERM userfaultfd
	may_attack P16 "$1" EPERM bpf
	may_attack P16 "$1" EPERM perf
	attack P18 "$1" EPERM keyring
	attack P18 "$1" EPERM add_key
	may_attack F25,F26 "$1" EPERM fanotify
	as_root P14 "$1" EPERM log
	as_root P14 "$1" EPERM host_name
	attack F32 write EPERM set_user_id "$T/f"
	may_attack P17 "$1" ESRCH int80
	may_attack N13 "$1" ESRCH int80
	verdict P17 "x32 is not there" ENOSYS "$(answer boxed "$1" "$B/attack" x32)"
}

processes() {
	$AS sleep 600 &
	other=$!
	becomes $other sleep
	for way in prlimit priority io_priority affinity scheduler; do
		attack P07 "$1" EPERM $way $other
	done
	kill $other
	wait $other 2>/dev/null
	for way in priority io_priority affinity scheduler prlimit; do
		verdict P07 "$way of its own" ok "$(answer boxed "$1" "$B/attack" $way 0)"
	done
	id=$(bare ipcmk -M 4096 2>/dev/null | sed 's/.*: //')
	key=$(bare ipcs -m | awk -v id="$id" '$2 == id { print $1 }')
	attack P19 "$1" EPERM shm "$key"
	message_queues "$1"
	policy sysv '' '"ipc": {"sysv": true}'
	verdict P19 "System V objects where they are granted" ok \
		"$(answer boxed sysv "$B/attack" shm "$key")"
	bare ipcrm -m "$id"
}

# Somebody else's are removed, and new ones left behind; Landlock refuses to open either.
message_queues() {
	queue=/nono-test-$$-$who
	possible P20 queue || return 0
	for box in "$1-alone" "$1"; do
		bare "$B/attack" queue_made "$queue" >"$S/stdout"
		removed=$removed$(answer boxed "$box" "$B/attack" queue_removed "$queue")" "
		bare "$B/attack" queue_removed "$queue" >"$S/stdout"
		boxed "$box" "$B/attack" queue_made "$queue" >"$S/stdout" 2>"$S/stderr"
		left=$left$(answer bare "$B/attack" queue_removed "$queue")" "
	done
	verdict P20 "$1 closes removing and making queues" "ok EACCES , ok ENOENT " "$removed, $left"
	removed='' left=''
}

# script(1) makes the terminal, and what is typed into it comes to its own child.
terminal() {
	landlock_alone open
	verdict P37 "another line discipline" "ok, ok, EPERM" "$(typed "$B/attack discipline"), $(
		typed "$nono $P/open-alone.bin -- $B/attack discipline"), $(
		typed "$nono $P/open.bin -- $B/attack discipline")"
	[ "$(cat /proc/sys/dev/tty/legacy_tiocsti 2>/dev/null || echo 1)" = 1 ] || return 0
	for upper in 0 1 0x80000000; do
		outside=$(typed "$B/attack type $upper")
		landlocked=$(typed "$nono $P/open-alone.bin -- $B/attack type $upper")
		within=$(typed "$nono $P/open.bin -- $B/attack type $upper")
		verdict P27 "typing into the terminal, upper half $upper" "ok, ok, EPERM" \
			"$outside, $landlocked, $within"
	done
}

typed() {
	(cd "$T" && $AS script -qec "$1" /dev/null </dev/null 2>&1) |
		tr -d '\r' | grep -o -E '(ok|E[A-Z]+)$' | tail -1
}

# The part for kernels below ABI 3, on this one: what it closes, and that programs live with it.
truncation() {
	[ "$abi" -lt 9 ] || return 0
	"$BUILDDIR/tests/enforce/blob" --aged <"$P/write.bin" >"$P/aged.bin" || die "no blob"
	[ "$(id -u)" = 0 ] && [ "$who" = user ] && chown "$uid:$uid" "$P/aged.bin"
	for way in truncate read_truncate; do
		allowed F01 write "$way" "$T/f"
		denied F01 aged EACCES "$way" "$T/f"
	done
	allowed F01 aged overwrite "$T/f"
	allowed F01 aged append "$T/f"
	allowed F01 aged create "$T/new"
	outputs F01 "shells, python3 and git live with it" 'x2 first' aged sh -c '
		echo x >f && python3 -c "
f = open(\"f\", \"r+\"); f.truncate(1); f.close()
open(\"g\", \"w\").write(open(\"f\").read() + \"2\")" &&
		git init -q . && git add f g &&
		git -c user.name=x -c user.email=x@example.org commit -q -m first &&
		echo "$(cat g) $(git log --format=%s)"'
}

# In a mount name space that is the test's own. The capability is gone, too.
mounts() {
	ns="unshare -m"
	[ "$who" = root ] || ns="unshare -Urm"
	[ "$(cd "$T" && $AS $ns "$B/attack" mount_flags / 2>&1)" = ok ] || return 0
	verdict F16 "flags of mounts" EPERM "$(
		cd "$T" && $AS $ns "$nono" --home "$H" "$P/open.bin" -- "$B/attack" mount_flags / 2>"$S/stderr")"
}

# Of files that may only be read, and of any.
flags() {
	policy reading "\"read\": [\"$T\"]"
	may_attack F28 reading EPERM flags "$T/f"
	may_attack F27 reading EPERM flags_named "$T/f"
	may_attack F27 open EPERM flags_named "$T/f"
}

# What a key that is taken away has opened lies anywhere; a file that may be read is enough.
encryption() {
	policy keys "\"read\": [\"$T/k\"]"
	landlock_alone keys
	without=$(answer in_encrypted "$B/attack" encryption_key "$T/k")
	[ "$without" = ok ] || echo "# P18 $who: no encryption of one's own here: $without"
	verdict P18 "keys of encrypted directories, bare: $without" "$without, EPERM" "$(
		answer in_encrypted "$nono" "$P/keys-alone.bin" -- "$B/attack" encryption_key "$T/k"), $(
		answer in_encrypted "$nono" "$P/keys.bin" -- "$B/attack" encryption_key "$T/k")"
}

# in_encrypted COMMAND...: $T/k is a new file system of the caller's, or at least a directory.
in_encrypted() {
	fresh
	bare mkdir "$T/k"
	# In a changed root there are no mounts of one's own, either.
	if ! [ "$(id -u)" = 0 ] || ! command -v mkfs.ext4 >"$S/stdout" ||
		! unshare -m true 2>"$S/stderr"; then
		bare "$@"
		return
	fi
	rm -f "$S/image"
	truncate -s 16M "$S/image" && mkfs.ext4 -q -O encrypt "$S/image" >"$S/stdout" 2>&1 || return 1
	(cd "$T" && exec unshare -m sh -c 'mount -o loop "$0" k; exec "$@"' \
		"$S/image" $AS "$@" 2>"$S/stderr")
}

# Directories made and removed where only reading is granted, and a copy of all of it.
subvolumes() {
	policy btrfs "\"read\": [\"$T/b\"]"
	landlock_alone btrfs
	fresh
	bare mkdir "$T/b"
	for way in subvolume_bcachefs copy_ocfs2; do
		verdict F54 "$way" "ENOTTY, ENOTTY, EPERM" "$(answer bare "$B/attack" $way "$T/b/new"), $(
			answer boxed btrfs-alone "$B/attack" $way "$T/b/new"), $(
			answer boxed btrfs "$B/attack" $way "$T/b/new")"
	done
	if ! in_btrfs true; then
		echo "# F54 $who: no Btrfs of one's own here: $(tail -n 1 "$S/stderr")"
		verdict F54 "Btrfs' requests are not its file system's to answer" EPERM \
			"$(bare mkdir -p "$T/b" && answer boxed btrfs "$B/attack" subvolume "$T/b/new")"
		return
	fi
	for way in subvolume snapshot subvolume_removed; do
		denied_name=$T/b/new
		[ $way != subvolume_removed ] || denied_name=$T/b/there
		verdict F54 "$way" "ok, ok, EPERM" "$(in_btrfs "$B/attack" $way "$denied_name"), $(
			in_btrfs "$nono" "$P/btrfs-alone.bin" -- "$B/attack" $way "$denied_name"), $(
			in_btrfs "$nono" "$P/btrfs.bin" -- "$B/attack" $way "$denied_name")"
	done
	subvolume_tool
}

# What people make them with.
subvolume_tool() {
	policy btrfs "\"allow\": [\"$T/b\"]"
	verdict F54 "btrfs subvolume create" "works, fails" "$(
		in_btrfs btrfs subvolume create "$T/b/new" >"$S/stdout" && echo works), $(
		in_btrfs "$nono" "$P/btrfs.bin" -- btrfs subvolume create "$T/b/new" >"$S/stdout" || echo fails)"
	verdict F54 "instead: directories, and reflinks" 0 "$(
		in_btrfs "$nono" "$P/btrfs.bin" -- sh -c '
			cd "$0" && mkdir new && echo x >new/f && cp --reflink=always new/f new/g; echo $?' "$T/b")"
}

# in_btrfs COMMAND...: with a new file system of the caller's on $T/b, which ends with the command.
in_btrfs() {
	[ "$(id -u)" = 0 ] && command -v mkfs.btrfs >"$S/stdout" || return 1
	fresh
	rm -f "$S/image"
	owner=0
	[ "$who" = root ] || owner=$uid
	truncate -s 128M "$S/image" && mkfs.btrfs -q "$S/image" >"$S/stdout" 2>&1 || return 1
	unshare -m sh -c 'mkdir "$1/b" && mount -o loop,user_subvol_rm_allowed "$0" "$1/b" || exit 1
		mkdir "$1/x" && "$2" subvolume "$1/b/there" >"$1/x/said"
		chown "$3:$3" "$1/b" "$1/b/there"
		shift 3; cd ..; exec "$@"' "$S/image" "$T" "$B/attack" "$owner" $AS "$@" 2>"$S/stderr"
}

body() {
	dir=$T
	abi=$("$LANDLOCK_ABI") removed= left=
	cp "$ATTACK" "$B/attack"
	policy write "\"allow\": [\"$T\"]" '"groups": {"include": ["git_config"]}'
	network
	unix
	for net in open blocked; do
		kernel_surface $net
		processes $net
	done
	terminal
	mounts
	truncation
	flags
	encryption
	subvolumes
	server_ends
}

run_tests
