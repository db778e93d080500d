#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086 # texts for the inner shell; $AS is several words
# capabilities.sh - linux.capabilities: the command and its children have these and no others.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	echo 'mkdir -p "$T/w"; echo content >"$T/w/f"'
}

# keeping NAME CAPABILITIES [OTHER KEYS]
keeping() {
	policy "$1" '"read": ["/proc"]' "\"workdir\": {\"access\": \"readwrite\"},
		\"linux\": {\"capabilities\": [$2]}${3:+, $3}"
}

show='sed -n s/^Cap...:.//p /proc/self/status' # inheritable, permitted, effective, bounding, ambient

# The sets of a process in the sandbox of a policy, and of a child's child; the fourth is bounding.
sets() {
	boxed "$1" sh -c "$show; sh -c '$show; :'; :" 2>"$S/stderr" |
		sed 's/^0*\(.\)/\1/' | xargs
}

as_root() {
	number="capabilities"
	keeping none ''
	keeping some '"chown", "setuid", "setgid", "net_raw", "net_bind_service"'
	# chown 0, dac_override 1, setgid 6, setuid 7, net_bind_service 10, net_raw 13
	one="0 24c3 24c3 24c3 0"
	verdict P14 "these and dac_override, by way of the bounding set" "$one $one" "$(sets some)"
	says P14 "$S/stderr" "keeps chown, dac_override, setgid, setuid, net_bind_service, net_raw"
	one="0 2 2 2 0"
	verdict P14 "without the key dac_override alone" "$one $one" "$(sets none)"
	verdict P14 "a user that the command becomes has none" "0 0 0 24c3 0" "$(
		boxed some setpriv --reuid="$uid" --regid="$uid" --clear-groups $show \
			2>"$S/stderr" | sed 's/^0*\(.\)/\1/' | xargs)"
	verdict P14 "nested: what the outer one does not keep is gone" "0 2 2 2 0" "$(
		policy outer "\"read\": [\"/proc\", \"$S/bin\", \"$P\"]" '"workdir": {"access": "read"}'
		boxed outer "$nono" "$P/some.bin" -- $show 2>"$S/stderr" |
			sed 's/^0*\(.\)/\1/' | xargs)"

	# What they are for works, and does not without them.
	for attempt in "chown $T/w/f" "setuid"; do
		case $attempt in
		chown*) set -- "$heir" use chown "$T/w/f" ;;
		*) set -- setpriv --reuid="$uid" --regid="$uid" --clear-groups echo ok ;;
		esac
		fresh
		verdict use "$attempt, bare" ok "$(answer bare "$@")"
		fresh
		verdict use "$attempt, kept" ok "$(answer boxed some "$@" | tail -n 1)"
		fresh
		within=$(answer boxed none "$@" | tail -n 1)
		[ "$within" != ok ]
		verdict use "$attempt, not kept: $within" 0 $?
	done
	archive
	raw
	# The filter stays.
	if [ "$(answer bare "$attack" host_name)" != ok ]; then
		echo "# this root may not change the machine: sys_admin cannot be tried"
		return
	fi
	keeping admin '"sys_admin", "fsetid"'
	verdict filter "host name, with sys_admin" EPERM \
		"$(answer boxed admin "$attack" host_name | tail -n 1)"
	options=--dry-run
	verdict show "a dry run names them" \
		"capabilities kept: dac_override, fsetid, sys_admin; all others are dropped" \
		"$(boxed admin true 2>"$S/stderr" | grep '^capabilities')"
	options=
}

# Root's tar gives what it unpacks to whom the archive says.
archive() {
	keeping tar '"chown", "fowner"'
	fresh
	mkdir "$T/w/in" && echo theirs >"$T/w/in/f" && chown -R "$uid:$uid" "$T/w/in" &&
		tar -C "$T/w" -cf "$S/a.tar" in || die "no archive"
	for unpack in "none 2" "tar 0"; do
		rm -rf "$T/w/in"
		cp "$S/a.tar" "$T/w/a.tar"
		status use "tar with the policy '${unpack% *}'" "${unpack#* }" \
			boxed "${unpack% *}" tar -xf a.tar
	done
	verdict use "whose it is" "$uid" "$(stat -c %u "$T/w/in/f")"
	fresh
}

# Raw sockets are the filter's to open, and it does so only where nothing restricts the network.
raw() {
	keeping raw '"net_raw"'
	keeping lists '"net_admin"' '"network": {"block": true}'
	for family in 2 10; do
		verdict N08 "family $family, bare" ok "$(answer bare "$attack" socket $family,3,255)"
		verdict N08 "family $family, kept" ok \
			"$(answer boxed raw "$attack" socket $family,3,255 | tail -n 1)"
		verdict N08 "family $family, not kept" EPERM \
			"$(answer boxed none "$attack" socket $family,3,255 | tail -n 1)"
	done
	verdict N08 "packets, bare" ok "$(answer bare "$attack" socket 17,3,0)"
	verdict N08 "packets stay closed" EAFNOSUPPORT \
		"$(answer boxed raw "$attack" socket 17,3,0 | tail -n 1)"
	verdict N08 "sequenced packets, too" EPERM \
		"$(answer boxed raw "$attack" socket 2,5,0 | tail -n 1)"
	profile listed '' '"network": {"connect_port": [443]}, "linux": {"capabilities": ["net_raw"]}'
	rejected N08 listed N0724
	command -v ping >"$S/stdout" || return 0
	if bare ping -c 1 -W 2 127.0.0.1 >"$S/stdout" 2>&1; then
		status N08 "ping, with net_raw" 0 boxed raw ping -c 1 -W 2 127.0.0.1
		boxed none ping -c 1 -W 2 127.0.0.1 >"$S/stdout" 2>&1
		verdict N08 "ping, without: not even executed if its file wants the capability" 1 \
			"$(($? != 0))"
	else
		echo "# no ping here: $(tail -n 1 "$S/stdout")"
	fi
}

as_user() {
	keeping some '"net_bind_service", "chown"'
	keeping none ''
	verdict P14 "a user gains none" "0 0 0 0" \
		"$(sets some | awk '{ print $1, $2, $3, $5 }')"
	options=-v
	status P14 "which -v tells" 0 boxed some true
	options=
	says P14 "$S/stderr" "the caller lacks, so the command does, too: chown, net_bind_service"
	status P14 "and nobody else hears of" 0 boxed some true
	verdict P14 "not a word" 0 "$(grep -c lacks "$S/stderr")"
	[ "$(id -u)" = 0 ] || return 0

	# A service's user, say, who was given some.
	AS="setpriv --reuid=$uid --regid=$uid --clear-groups --inh-caps=+net_bind_service,+net_raw
		--ambient-caps=+net_bind_service,+net_raw env -i HOME=$H PATH=/usr/bin:/bin:/usr/sbin"
	verdict P14 "bare, both" "2400 2400 2400 2400" \
		"$(bare $show | sed 's/^0*\(.\)/\1/' | xargs | awk '{ print $1, $2, $3, $5 }')"
	verdict P14 "what is named is kept, by children too" \
		"400 400 400 400 400 400 400 400" "$(sets some |
			awk '{ print $1, $2, $3, $5, $6, $7, $8, $10 }')"
	verdict P14 "what is not named is gone" "0 0 0 0" \
		"$(sets none | awk '{ print $1, $2, $3, $5 }')"
	policy low '' '"network": {"block": true, "listen_port": [996]}'
	verdict use "a low port that the policy lists, bare" ok "$(answer bare "$probe" bind_tcp 996)"
	verdict use "a low port that the policy lists" ok \
		"$(answer boxed low "$probe" bind_tcp 996 | tail -n 1)"
}

body() {
	dir=$T/w
	heir=$B/inherit attack=$B/attack
	cp "$BUILDDIR/tests/enforce/inherit" "$BUILDDIR/tests/enforce/attack" "$B/" || die "no copies"
	case $who in
	root) as_root ;;
	*) as_user ;;
	esac
}

run_tests
