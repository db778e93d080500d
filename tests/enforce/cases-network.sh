#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2086 # $AS is several words
# cases-network.sh - a blocked network, for ordinary clients; unix sockets that nothing grants.
. "${SRCDIR:-.}/tests/enforce/lib.sh"
. "$SRCDIR/tests/enforce/attack.sh"

fixture() {
	echo :
}

# cut_off NUMBER COMMAND: it gets an answer without the sandbox and with the network open, and none
# with it blocked.
cut_off() {
	bare sh -c "$2" >"$S/stdout" 2>"$S/stderr"
	without=$?
	boxed open sh -c "$2" >"$S/stdout" 2>"$S/stderr"
	open=$?
	boxed blocked sh -c "$2" >"$S/stdout" 2>"$S/stderr"
	[ $? = 0 ] && within=answered || within=failed
	verdict "$1" "$2" "0, 0, failed" "$without, $open, $within"
}

tcp() {
	cut_off 55 "curl -fsS http://127.0.0.1:$port/"
	cut_off 55 "curl -fsS --noproxy '*' http://localhost:$port/"
	cut_off 55 "wget -q -t 1 -O- http://127.0.0.1:$port/"
	cut_off 55 "nc -z 127.0.0.1 $port"
	cut_off 55 "echo GET | nc -w 5 127.0.0.1 $port | grep -q ok"
	cut_off 55 "bash -c 'exec 3<>/dev/tcp/127.0.0.1/$port && echo GET >&3 && grep -q ok <&3'"
	cut_off 55 "python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", $port))'"
}

datagrams() {
	cut_off 56 "dig @127.0.0.1 -p $port +tries=1 +timeout=5 +noedns absent.example"
	cut_off 56 "echo xxxxxxxx | nc -u -w 1 127.0.0.1 $port | grep -q xxxx"
	cut_off 56 "python3 -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)'"
	cut_off 56 "python3 -c 'import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)'"
	cut_off 56 "bash -c 'echo xxxxxxxx >/dev/udp/127.0.0.1/$port'"
	# Raw sockets and those for pings are closed with the network open, too.
	if bare ping -c 1 -W 5 127.0.0.1 >"$S/stdout" 2>&1; then
		for pol in open blocked; do
			boxed $pol ping -c 1 -W 5 127.0.0.1 >"$S/stdout" 2>"$S/stderr" && result=answered ||
				result=failed
			verdict 56 "$pol: ping" failed $result
		done
	else
		echo "# 56 $who: no ping without the sandbox either: $(cat "$S/stdout")"
	fi
}

# Sockets by path that nothing grants, with the network blocked and open.
sockets() {
	for pol in open blocked; do
		denied 57 $pol EACCES connect_unix "$S/run/stream"
		attack 57 $pol EACCES unix_datagram "$S/run/datagram"
		attack 57 $pol EACCES unix_message "$S/run/datagram"
	done
	cut_off_unix "nc -w 5 -U $S/run/stream </dev/null"
	# The session's bus, where there is one.
	bus=/run/user/$(bare id -u)/bus
	[ ! -S "$bus" ] || denied 57 open EACCES connect_unix "$bus"
}

cut_off_unix() {
	bare sh -c "$1" >"$S/stdout" 2>"$S/stderr"
	without=$?
	boxed open sh -c "$1" >"$S/stdout" 2>"$S/stderr" && within=answered || within=failed
	verdict 57 "$1" "0, failed" "$without, $within"
}

# One socket granted, and another that is not: Landlock tells them apart from ABI 9 on.
listed() {
	number=58
	policy listed "\"unix_socket\": [\"$S/run/stream\"]"
	verdict 58 "the listed socket" ok "$(answer boxed listed "$probe" connect_unix "$S/run/stream")"
	if [ "$abi" -ge 9 ]; then
		attack_listed=EACCES
	else
		attack_listed=ok
		says 58 "$S/stderr" 'warning: .*unix.*'
	fi
	verdict 58 "an unlisted one, ABI $abi" "ok, then $attack_listed" \
		"$(answer bare "$B/attack" unix_datagram "$S/run/datagram"), then $(
			answer boxed listed "$B/attack" unix_datagram "$S/run/datagram")"
	policy other "\"unix_socket\": [\"$S/run/datagram\"]"
	verdict 58 "an unlisted connect, ABI $abi" "ok, then $attack_listed" \
		"$(answer bare "$probe" connect_unix "$S/run/stream"), then $(
			answer boxed other "$probe" connect_unix "$S/run/stream")"
	options=--strict
	[ "$abi" -ge 9 ] || refused 58 "--strict" 'unix' boxed listed echo ran
	options=
}

body() {
	dir=$T
	abi=$("$LANDLOCK_ABI")
	cp "$ATTACK" "$B/attack"
	server
	policy open ''
	policy blocked '' '"network": {"block": true}'
	tcp
	datagrams
	sockets
	listed
	server_ends
}

for tool in bash curl dig nc ping python3 wget; do
	command -v $tool >/dev/null || die "this test needs $tool"
done
run_tests
