#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086,SC2034 # texts for the inner shell; $AS is several words
#
# breaks.sh - what ordinary programs lose to a closed way out, and what to do instead.
#
# The rows of the table "What that breaks" of docs/security-model.md, in its order.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/w/run"
echo content >"$T/w/f"
printf 'all: a b\na b:\n\t@echo made $@\n' >"$T/w/Makefile"
END
}

# breaks WHAT POLICY COMMAND: without the sandbox it works.
breaks() {
	fresh
	bare sh -c "$3" >"$S/stdout" 2>"$S/stderr"
	without=$?
	fresh
	boxed "$2" sh -c "$3" >"$S/stdout" 2>"$S/stderr" && within=works || within=fails
	verdict breaks "$1: $3" "0, fails" "$without, $within"
}

# instead POLICY COMMAND: the way out.
instead() {
	fresh
	status breaks "instead, with '$1': $2" 0 boxed "$1" sh -c "$2"
}

# here WHAT COMMAND: whether this machine and caller can do it at all.
here() {
	fresh
	bare sh -c "$2" >"$S/stdout" 2>"$S/stderr" || {
		printf '# %s: %s: not here without a sandbox either: %s\n' "$who" "$1" "$(tail -n 1 "$S/stderr")"
		return 1
	}
}

capabilities() {
	[ "$who" = root ] || return 0
	breaks "files of others" work 'chown 12345 f'
	archive='mkdir x && cd x && tar xf ../others.tar'
	pack='touch g && tar --owner=12345 --group=12345 -cf others.tar g'
	breaks "archives of others' files" work "$pack && $archive"
	instead work "$pack && $archive --no-same-owner"
	! here "su" 'su -s /bin/sh -c true nobody' || breaks "other users" work 'su -s /bin/sh -c true nobody'
	mount='unshare -m mount -t tmpfs none run'
	! here "mounts" "$mount" || breaks "mounts" work "$mount"
}

descriptors() {
	# A jobserver's pipe does not come along; make goes on with one job and says so.
	fresh
	printf 'all:\n\t+@%s $(keep) %s -- $(MAKE) -f Makefile\n' "$nono" "$P/make.bin" >"$T/w/Outer"
	outer='make -j2 -f Outer'
	verdict breaks "the jobserver of an outer make" "1 2" "$(bare $outer 2>&1 | grep -c 'jobserver unavailable') $(
		bare $outer 2>"$S/stderr" | grep -c '^made')"
	fresh
	! bare make --version | grep -q ' 4\.[0-3]$' ||
		verdict breaks "instead: --keep-fd" "0" "$(
			printf 'all:\n\t+@%s --keep-fd 3 --keep-fd 4 %s -- $(MAKE) -f Makefile\n' "$nono" \
				"$P/make.bin" >"$T/w/Outer"
			bare $outer 2>&1 | grep -c 'jobserver unavailable')"
	fresh
	verdict breaks "<(...) in the words of nono-exec" "content, then fails" \
		"$(bare bash -c 'cat <(cat f)'), then $(
			bare bash -c "$nono $P/work.bin -- cat <(cat f)" 2>"$S/stderr" || echo fails)"
	verdict breaks "instead: a shell inside" content "$(boxed work bash -c 'cat <(cat f)')"
	breaks "core files" work 'ulimit -c unlimited'
}

unix_sockets() {
	manager='python3 -c "
import multiprocessing
with multiprocessing.Manager() as m: assert m.list([1])[0] == 1"'
	server='tmux -f /dev/null -S run/s new-session -d "sleep 1" && tmux -S run/s kill-server'
	# tmux also makes a terminal for its own command.
	policy sockets "\"allow\": [\"$T/w\", \"\$TMPDIR\"], \"allow_file\": [\"/dev/ptmx\"],
		\"unix_socket_subtree_bind\": [\"$T/w/run\", \"\$TMPDIR\"]" \
		'"extends": "python-dev", "compat": {"accept": ["fs.resolve_unix"]}'
	if [ "$abi" -lt 9 ]; then
		breaks "unix sockets" work "$manager"
		breaks "tmux inside" work "$server"
	fi
	instead sockets "$manager"
	instead sockets "$server"
}

surface() {
	if here "user namespaces" 'unshare -U true'; then
		breaks "namespaces" work 'unshare -U true'
		policy spaces '"allow": ["$WORKDIR"]' '"linux": {"user_namespaces": true}'
		instead spaces 'unshare -U true'
	fi
	segment='ipcrm -m $(ipcmk -M 4096 | sed "s/.*: //")'
	breaks "System V objects" work "$segment"
	policy sysv '"allow": ["$WORKDIR"]' '"ipc": {"sysv": true}'
	instead sysv "$segment"
	interfaces='node -e "require(\"os\").networkInterfaces()"'
	breaks "netlink where the network is blocked" blocked "$interfaces"
	instead node "$interfaces"
	! here "ping" 'ping -c 1 -W 5 127.0.0.1' || breaks "raw sockets" work 'ping -c 1 -W 5 127.0.0.1'
	# ss asks the kernel, and reads /proc where it is refused.
	listening='ss -tln | grep -q State'
	instead proc "$listening"
	sock_diag='python3 -c "import socket; socket.socket(16, 3, 4)"'
	breaks "netlink but for routes" work "$sock_diag"
	instead node 'python3 -c "import socket; socket.if_nameindex(); socket.socket(16, 3, 0)"'
	# io_uring: Node asks for it when told to, and goes on without.
	fresh
	status breaks "node, told to use io_uring" 0 boxed node env UV_USE_IO_URING=1 node -e '
		require("fs").promises.readFile("f").then(() => process.exit(0), () => process.exit(1))'
	if here "flags of files" 'chattr +d f'; then
		breaks "flags of files" work 'chattr +d f'
		instead work 'lsattr f'
	fi
	breaks "set-user-id" work 'install -m 4755 f g'
	instead work 'install -m 755 f g'
}

priorities() {
	# 19 is lower than, or as low as, whatever this test itself runs with.
	breaks "priorities by number" work 'renice -n 19 -p $$'
	instead work 'nice -n 19 true && renice -n 19 -p 0'
	breaks "affinity by number" work 'taskset -p 1 $$'
	instead work 'taskset 1 true'
	breaks "limits by number" work 'prlimit --pid $$ --nofile=64:64'
	instead work 'prlimit --nofile=64:64 true && ulimit -n 64'
	breaks "disk priorities by number" work 'ionice -c 3 -p $$'
	instead work 'ionice -c 3 true'
	breaks "a thread that pins another" work 'python3 -c "
import os, threading
wait = threading.Event()
t = threading.Thread(target=wait.wait); t.start()
try: os.sched_setaffinity(t.native_id, {0})
finally: wait.set()"'
	instead work 'python3 -c "
import os, threading
t = threading.Thread(target=os.sched_setaffinity, args=(0, {0})); t.start(); t.join()"'
}

network() {
	server='python3 -c "
import socket
s = socket.socket(socket.AF_UNIX); s.bind(\"run/s\"); s.listen()"'
	key="\"unix_socket_subtree_bind\": [\"$T/w/run\"]"
	accept='"compat": {"accept": ["fs.resolve_unix"]}'
	policy connect "\"allow\": [\"$T/w\"], $key" "\"network\": {\"block\": true, \"connect_port\": [443]}, $accept"
	policy listen "\"allow\": [\"$T/w\"], $key" \
		"\"network\": {\"block\": true, \"connect_port\": [443], \"listen_port\": [8080]}, $accept"
	breaks "a unix server beside ports to connect to" connect "$server"
	instead listen "$server"
	# N07. Without a connection the kernel says so; the filter answers before it looks.
	ulp='python3 -c "
import errno, socket, sys
try: socket.socket().setsockopt(6, 31, b\"tls\")
except OSError as e: print(errno.errorcode[e.errno])"'
	fresh
	verdict breaks "TCP_ULP beside a list of ports" "ENOPROTOOPT" "$(boxed connect sh -c "$ulp" 2>"$S/stderr")"
	case $(bare sh -c "$ulp") in
	ENOPROTOOPT) fail breaks "TCP_ULP without the sandbox" ;;
	*) pass breaks "TCP_ULP without the sandbox is the kernel's to answer" ;;
	esac
	verdict breaks "TLS by libraries" 0 "$(boxed connect python3 -c '
import ssl
a, b = ssl.MemoryBIO(), ssl.MemoryBIO()
try: ssl.create_default_context().wrap_bio(a, b, server_hostname="x").do_handshake()
except ssl.SSLWantReadError: print(0 if b.pending else 1)' 2>"$S/stderr")"
}

# The part for kernels below ABI 3, on this one: openat2 is what nono-exec itself opens with.
old_kernels() {
	[ "$abi" -lt 9 ] || return 0
	policy again "\"read\": [\"$S/bin\", \"$P\"], \"allow\": [\"$T/w\"]"
	"$BUILDDIR/tests/enforce/blob" --aged <"$P/again.bin" >"$P/aged.bin" || die "no blob"
	[ "$(id -u)" = 0 ] && [ "$who" = user ] && chown "$uid:$uid" "$P/aged.bin"
	fresh
	runs breaks "nono-exec in nono-exec" boxed again "$nono" "$P/again.bin" -- echo ran
	refused breaks "the same below ABI 3" "no such system call" boxed aged "$nono" "$P/again.bin" -- echo ran
	runs breaks "below ABI 3 other programs go on" boxed aged echo ran
}

body() {
	dir=$T/w
	mkdir -p "$T/tmp"
	abi=$("$LANDLOCK_ABI")
	policy work '"allow": ["$WORKDIR"]' '"extends": "python-dev"'
	policy node '"allow": ["$WORKDIR"]' '"groups": {"include": ["node_runtime", "python_runtime"]}'
	policy proc '"allow": ["$WORKDIR"], "read": ["/proc"]'
	policy make '"allow": ["$WORKDIR"]'
	policy blocked '"allow": ["$WORKDIR"]' '"extends": "node-dev", "network": {"block": true}'
	capabilities
	descriptors
	unix_sockets
	surface
	priorities
	network
	old_kernels
}

for tool in bash ipcmk ionice make node ping prlimit python3 renice ss taskset tar tmux; do
	command -v $tool >/dev/null || die "this test needs $tool"
done
run_tests
