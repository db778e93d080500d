# SPDX-License-Identifier: Apache-2.0
# attack.sh - what the tests of attacks share, behind lib.sh: servers, and three tries of each.
#
# attack.c's ways are $B/attack; $port is a TCP and a UDP server's, which answer, and $S/run has
# unix sockets that take connections ("stream", which hands over an open file), and datagrams.
# shellcheck shell=sh disable=SC2086,SC2034 # $AS is several words; the scripts use what is set here

: "${ATTACK:?the path of the attacks}" "${BUILDDIR:?the build directory}"

# landlock_alone POLICY: $P/POLICY-alone.bin, the same without the filter.
landlock_alone() {
	"$BUILDDIR/tests/enforce/blob" --unfiltered <"$P/$1.bin" >"$P/$1-alone.bin" || die "no blob"
	[ "$(id -u)" = 0 ] && [ "$who" = user ] && chown "$uid:$uid" "$P/$1-alone.bin"
	return 0
}

# attack NUMBER POLICY ERRNO NAME [ARGUMENT]: root may also lack the capability, filter or not.
attack() {
	n=$1 pol=$2 errno=$3
	shift 3
	outside=$(answer bare "$B/attack" "$@")
	landlock_alone "$pol"
	landlocked=$(answer boxed "$pol-alone" "$B/attack" "$@")
	[ "$who,$landlocked" != root,EPERM ] || landlocked=ok
	within=$(answer boxed "$pol" "$B/attack" "$@")
	verdict "$n" "$pol closes $*" "ok, ok, $errno" "$outside, $landlocked, $within"
}

# may_attack: the same where this kernel or caller has such a thing at all.
may_attack() {
	! possible "$1" "$4" ${5+"$5"} || attack "$@"
}

# possible NUMBER NAME [ARGUMENT]: without a sandbox; else it says what is in the way.
possible() {
	possible_n=$1
	shift
	tried=$(answer bare "$B/attack" "$@")
	[ "$tried" = ok ] || {
		printf '# %s %s: %s is %s without a sandbox too\n' "$possible_n" "$who" "$*" "$tried"
		false
	}
}

# as_root ...: what an unprivileged caller cannot do anyway.
as_root() {
	[ "$who" = user ] || may_attack "$@"
}

# landlocked NUMBER POLICY ALONE ERRNO NAME [ARGUMENT]: refused by Landlock alone, and filtered.
landlocked() {
	n=$1 pol=$2 alone=$3 errno=$4
	shift 4
	fresh
	outside=$(answer bare "$B/attack" "$@")
	landlock_alone "$pol"
	fresh
	landlocked=$(answer boxed "$pol-alone" "$B/attack" "$@")
	fresh
	within=$(answer boxed "$pol" "$B/attack" "$@")
	verdict "$n" "$pol: $*, bare, by Landlock, filtered" "ok, $alone, $errno" \
		"$outside, $landlocked, $within"
}

# may_landlock: the same where this kernel or caller has such a thing at all.
may_landlock() {
	! possible "$1" "$5" ${6+"$6"} || landlocked "$@"
}

server() {
	mkdir -p "$S/run" && chmod 755 "$S/run"
	[ "$(id -u)" = 0 ] && [ "$who" = user ] && chown "$uid:$uid" "$S/run"
	rm -f "$S/run/port"
	bare python3 -c '
import os, signal, socket, sys, threading
signal.alarm(900)  # whatever becomes of the test
run, handed = sys.argv[1:]
tcp = socket.create_server(("127.0.0.1", 0), backlog=99)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(tcp.getsockname())
kept = []
for name, kind in ("stream", socket.SOCK_STREAM), ("datagram", socket.SOCK_DGRAM):
    s = socket.socket(socket.AF_UNIX, kind)
    s.bind(os.path.join(run, name))
    kept.append(s)
kept[0].listen(99)

def give():
    while True:
        c = kept[0].accept()[0]
        with open(handed) as f:
            try:
                socket.send_fds(c, [b"x"], [f.fileno()])
            except OSError:
                pass
        c.close()

def name_server():  # whatever is asked: no such name
    while True:
        data, peer = udp.recvfrom(999)
        udp.sendto(data[:2] + b"\x81\x83" + data[4:], peer)

def page(c):
    try:
        c.settimeout(5)
        c.recv(999)
        c.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
    except OSError:
        pass
    c.close()

for work in give, name_server:
    threading.Thread(target=work, daemon=True).start()
with open(os.path.join(run, "new"), "w") as f:
    f.write("%d %d" % (tcp.getsockname()[1], os.getpid()))
os.rename(os.path.join(run, "new"), os.path.join(run, "port"))
while True:
    threading.Thread(target=page, args=(tcp.accept()[0],), daemon=True).start()
' "$S/run" "${handed:-/etc/hosts}" &
	starter=$!
	while ! [ -s "$S/run/port" ]; do
		kill -0 $starter || die "the server has died"
		sleep 0.1
	done
	# Not $!, which is a shell that would leave it behind.
	read -r port server <<END
$(cat "$S/run/port")
END
}

server_ends() {
	kill "$server"
	wait $starter 2>/dev/null
}
