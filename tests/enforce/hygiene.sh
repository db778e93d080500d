#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086,SC2317 # texts for the inner shell; $AS is several words
# hygiene.sh - nothing comes along: descriptors, capabilities, keys, core files. By attack number.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	echo 'mkdir -p "$T/w"; echo content >"$T/w/f"; echo secret >"$T/secret"'
}

# given WHAT [nono-exec's words] -- COMMAND...
given() {
	what=$1
	shift
	(cd "$T/w" && exec $AS SECRET="$T/secret" "$heir" give "$what" "$@")
}

# attack NUMBER WHAT ERRNO HOW [PATH]: works with what is inherited, and not in the sandbox.
attack() {
	n=$1 what=$2 errno=$3
	shift 3
	fresh
	without=$(answer given "$what" "$heir" use "$@")
	fresh
	within=$(answer given "$what" "$nono" "$P/box.bin" -- "$heir" use "$@")
	verdict "$n" "$what: $*" "ok, then $errno" "$without, then $(last "$within")"
}

# The last line: root is told what it keeps, and this kernel's losses are told, too.
last() {
	printf '%s\n' "$1" | tail -n 1
}

kept() {
	fresh
	verdict "$1" "--keep-fd: $2 can be used" ok \
		"$(answer given "$2" "$nono" --keep-fd 9 "$P/box.bin" -- "$heir" use "$3")"
}

not_kept() {
	fresh
	refused "$1" "--keep-fd: $2" "$3" \
		given "$2" "$nono" --keep-fd 9 "$P/box.bin" -- echo ran
}

descriptors() {
	attack P21 file EBADF read
	attack P21 file EBADF truncate
	attack P21 file EBADF high
	attack P21 directory EBADF list
	attack P22 directory EBADF chmod
	attack P23 tcp EBADF send
	attack P23 listener EBADF accept
	attack P23,N14 udp EBADF datagram
	if given ring "$heir" use ring "$T/secret" >"$S/stdout" 2>&1; then
		attack P24 ring EBADF ring "$T/secret"
		not_kept P24 ring "handle of the kernel"
	else
		echo "# P24: io_uring cannot be used here: $(cat "$S/stdout")"
	fi
	kept P21 file read
	kept P23 listener accept
	not_kept P21 directory "is a directory"
	not_kept P22 place O_PATH
	refused P21 "--keep-fd of one that is not open" "is not open" \
		boxed_with "--keep-fd 8" echo ran
	refused P21 "--keep-fd of a standard one" "above 2" boxed_with "--keep-fd=2" echo ran
	refused P21 "--keep-fd of a word" "above 2" boxed_with "--keep-fd 9x" echo ran
	refused P21 "--keep-fd of nothing" "above 2, not '';" boxed_with "--keep-fd=" echo ran
	verdict P21 "--keep-fd in any order: these and no others" "0 1 2 5 6 7" "$(
		cd "$T/w" && $AS "$nono" --keep-fd 7 --keep-fd 5 --keep-fd=7 --keep-fd 6 "$P/proc.bin" -- \
			sh -c 'for fd in /proc/self/fd/*; do
				[ ! -e "$fd" ] || echo "${fd##*/}"; done | sed 10q' \
			4<f 5<f 6<f 7<f 8<f 2>"$S/stderr" | xargs
	)"
	refused P25 "a directory as standard input" "descriptor 0 is a directory" directory_input
	refused P24,P25 "a handle of the kernel's as standard input" "descriptor 0 is .* handle" \
		handle_input "$nono" "$P/box.bin" -- echo ran
	verdict P24,P25 "without nono-exec it comes along" "anon_inode:[eventpoll]" \
		"$(handle_input readlink /proc/self/fd/0)"
	rm -f "$T/w/seen"
	given nothing "$nono" "$P/write.bin" -- "$heir" use standard "$T/w/seen"
	verdict P25,X11 "closed ones become /dev/null, all three" ok "$(cat "$T/w/seen" 2>&1)"
	verdict X12 "of nono-exec's own, none is left" "0 1 2" "$(
		cd "$T/w" && $AS "$nono" "$P/proc.bin" -- sh -c 'for fd in /proc/self/fd/*; do
			[ ! -e "$fd" ] || echo "${fd##*/}"; done' 2>"$S/stderr" | xargs
	)"
}

boxed_with() {
	options=$1
	shift
	boxed box "$@"
	boxed_status=$?
	options=
	return "$boxed_status"
}

directory_input() {
	boxed box echo ran </
}

# As an io_uring would be; this one there is on every kernel.
handle_input() {
	(cd "$T/w" && exec $AS python3 -c 'import os, select, sys
handle = select.epoll()
os.dup2(handle.fileno(), 0)
os.execvp(sys.argv[1], sys.argv[1:])' "$@")
}

# The sets of a process that the policy lets read /proc.
sets() {
	outputs P14 "$1" "$2" proc sed -n 's/^Cap\(Inh\|Prm\|Eff\|Amb\):\t//p' /proc/self/status
}

none=0000000000000000 override=0000000000000002

capabilities() {
	if [ "$who" = user ]; then
		sets "an unprivileged user has none" "$none
$none
$none
$none"
		return
	fi
	sets "root keeps dac_override" "$none
$override
$override
$none"
	says P14,X15 "$S/stderr" "note: running as root: .* keeps dac_override"
	outputs P14 "and no program brings others back" "$override" proc \
		sed -n 's/^CapBnd:\t//p' /proc/self/status
	attack P14 file EPERM host_name
	attack F32 file EPERM file_capability "$T/w/f"
	attack P14 file EPERM chown "$T/w/f"
	case $(answer given file "$heir" use immutable "$T/w/f") in
	ENOTTY | EOPNOTSUPP) echo "# F32: no immutable files here" ;;
	*) attack F32 file EPERM immutable "$T/w/f" ;;
	esac
	# What dac_override is for: a tree that belongs to somebody else.
	chown -R "$uid:$uid" "$T/w"
	chmod 700 "$T/w"
	outputs P14 "root works in somebody else's tree" "content" write \
		sh -c 'echo x >new && cat f'
	fresh
	policy low '' '"network": {"block": true, "listen_port": [997]}'
	outputs P14 "a low port that the policy lists" ok low "$probe" bind_tcp 997
	says P14 "$S/stderr" "keeps dac_override, net_bind_service$"
	policy connects '' '"network": {"connect_port": [443]}'
	denied P14 connects EACCES bind_tcp 997
	policy high '' '"network": {"block": true, "listen_port": [1997]}'
	denied P14 high EACCES bind_tcp 997
	verdict P14 "as a user with capabilities: none" "$none $none $none $none" "$(
		cd "$T/w" && setpriv --reuid="$uid" --regid="$uid" --clear-groups \
			--inh-caps=+sys_admin,+net_raw --ambient-caps=+sys_admin,+net_raw \
			env -i HOME="$H" PATH=/usr/bin:/bin "$nono" "$P/proc.bin" -- \
			sed -n 's/^Cap\(Inh\|Prm\|Eff\|Amb\):\t//p' /proc/self/status \
			2>"$S/stderr" | xargs
	)"
}

# /proc granted, another process of the caller's: capabilities do not get past the kernel's check.
processes() {
	$AS sleep 600 &
	other=$!
	becomes $other sleep
	denied P02 proc EACCES read /proc/$other/environ
	denied P02 proc EACCES read /proc/$other/maps
	kill $other
	wait $other 2>"$S/stderr"
	# Whoever starts nono-exec is such another process, and is not nono-exec: that became the command.
	verdict P04 "the variables of who started it" "ok, then EACCES" "$(
		bare sh -c "$probe read /proc/\$\$/environ; :"), then $(
		bare sh -c "$nono $P/proc.bin -- $probe read /proc/\$\$/environ; :" 2>"$S/stderr")"
}

keys() {
	if ! given key /usr/bin/true 2>"$S/stderr"; then
		echo "# P18: no keys here: $(cat "$S/stderr")"
		return
	fi
	without=$(answer given key "$heir" use key)
	within=$(last "$(answer given key "$nono" "$P/box.bin" -- "$heir" use key)")
	case $within in
	EPERM) within=ENOKEY ;; # a filter answers before the kernel looks
	esac
	verdict P18 "a key of the caller's session" "ok, then ENOKEY" "$without, then $within"
}

dumps() {
	outputs F47 "no core files, and no way back" "0 0" proc \
		sed -n 's/^Max core file size *\([^ ]*\) *\([^ ]*\).*/\1 \2/p' /proc/self/limits
	case $(cat /proc/sys/kernel/core_pattern) in
	\|* | /*) echo "# F47: core files go elsewhere: $(cat /proc/sys/kernel/core_pattern)" ;;
	*) attack F47 dumps EPERM dump ;;
	esac
}

# Not set-user-ID: whoever may start it would choose the policy.
privileges() {
	[ "$(id -u)" = 0 ] && [ "$who" = user ] || return 0
	cp /usr/bin/id "$S/bin/id" && chmod 4755 "$S/bin/id"
	cp "$nono" "$S/bin/secure" && chmod 4755 "$S/bin/secure"
	if [ "$($AS "$S/bin/id" -u)" != 0 ]; then
		echo "# X13: set-user-ID does nothing here"
		return
	fi
	refused X13 "set-user-ID" "set-user-ID" $AS "$S/bin/secure" "$P/box.bin" -- echo ran
}

# Whatever runs out: not outside the policy.
starved() {
	for limit in "-n 3" "-n 4" "-n 5" "-n 6" "-n 8" "-v 200" "-v 1000" "-v 4000" "-s 8" "-f 0"; do
		said=$(cd "$T/w" && ulimit $limit 2>"$S/stderr" &&
			$AS "$nono" "$P/box.bin" -- cat f ../secret 2>"$S/stderr") 2>"$S/shell"
		case $said in
		*secret*) fail X05 "ulimit $limit" "$said" ;;
		*) pass X05 "ulimit $limit: nothing outside" ;;
		esac
	done
}

shown() {
	boxed_with --dry-run >"$S/stdout" 2>"$S/stderr"
	says dry "$S/stdout" '^descriptors kept: 0, 1, 2$'
	if [ "$who" = root ]; then
		says dry "$S/stdout" '^capabilities kept: dac_override; all others are dropped$'
	else
		says dry "$S/stdout" '^capabilities kept: none$'
	fi
	given file "$nono" --keep-fd 9 --dry-run "$P/box.bin" >"$S/stdout" 2>"$S/stderr"
	says dry "$S/stdout" '^descriptors kept: 0, 1, 2, 9$'
}

body() {
	dir=$T/w
	heir=$B/inherit
	cp "$BUILDDIR/tests/enforce/inherit" "$heir" || die "no copy of inherit"
	policy box '' '"workdir": {"access": "read"}'
	policy write '' '"workdir": {"access": "readwrite"}'
	policy proc '"read": ["/proc"]' '"workdir": {"access": "read"}'
	descriptors
	capabilities
	processes
	keys
	dumps
	privileges
	starved
	shown
}

run_tests
