#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# cases-system.sh - the default groups on a real system, statuses, signals, environment.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	echo 'mkdir -p "$T/w"; echo content >"$T/w/f"'
}

defaults() {
	number=45
	policy default ''
	for d in /usr/bin /usr/lib /lib; do
		allowed 45 default list "$d"
	done
	allowed 45 default read /etc/hosts
	outputs 45 "/bin/echo runs" hello default /bin/echo hello

	# As a user the file modes would already deny it, and prove nothing.
	if [ "$who" = root ]; then
		for f in /usr/bin/evil /etc/evil.conf /usr/lib/evil.so /lib/evil; do
			f=$f-nono-test.$$
			trap 'rm -rf "$base" "$f"' EXIT
			denied_and_gone 46 default EACCES create "$f"
		done
		trap 'rm -rf "$base"' EXIT
	fi

	# In a name of its own: /tmp is everybody's.
	x=/tmp/nono-test.$$.$who
	trap 'rm -rf "$base" "$x"' EXIT
	verdict 49 "default writes below /tmp" ok \
		"$(answer boxed default "$probe" create "$x")"
	denied 49 default EACCES read "$x"
	rm -f "$x"
	trap 'rm -rf "$base"' EXIT
}

# denied, for a new file outside the scratch: neither call leaves it behind.
denied_and_gone() {
	without=$(answer bare "$probe" "$4" "$5")
	rm -f "$5"
	within=$(answer boxed "$2" "$probe" "$4" "$5")
	rm -f "$5"
	verdict "$1" "$2 denies $4 $5" "ok, then $3" "$without, then $within"
}

processes() {
	number=47
	policy proc '' '"groups": {"include": ["proc_read"]}'
	for f in status maps; do
		allowed 47 default read /proc/self/$f
		outputs 47 "a child reads its own $f with proc_read" ok proc \
			sh -c "$probe read /proc/self/$f; exit \$?"
		verdict 47 "a child reads its own $f" "ok, then EACCES" \
			"$(bare sh -c "$probe read /proc/self/$f; :"), then $(
				answer boxed default sh -c "$probe read /proc/self/$f; :")"
	done

	number=48
	# In a container not even root may look at the first process; then there is nothing to deny.
	if [ "$(answer bare "$probe" read /proc/1/maps)" = ok ]; then
		denied 48 default EACCES read /proc/1/maps
	else
		verdict 48 "/proc/1/maps, denied without the sandbox too" EACCES \
			"$(answer boxed default "$probe" read /proc/1/maps)"
	fi
	$AS sleep 600 &
	other=$!
	becomes "$other" sleep # before, the process is not the caller's
	denied 48 default EACCES read /proc/$other/maps
	denied 48 default EACCES read /proc/$other/environ
	# With all of /proc granted, the kernel's check on tracing still stands between them: root
	# has lost CAP_PERFMON, which lets past it from Linux 6.16 on.
	denied 48 proc EACCES read /proc/$other/maps
	denied 48 proc EACCES read /proc/$other/environ
	kill "$other"
	wait "$other" 2>/dev/null
}

statuses() {
	number=50
	status 50 "true" 0 boxed default true
	status 50 "false" 1 boxed default false
	status 50 "exit 42" 42 boxed default sh -c 'exit 42'
	status 50 "exit 127" 127 boxed default sh -c 'exit 127'
	status 50 "exit 125" 125 boxed default sh -c 'exit 125'
	status 50 "grep without a match" 1 boxed default grep nothing-like-it /etc/hosts
	for signal in TERM:143 INT:130 HUP:129; do
		# Who runs the tests in the background may have had SIGINT ignored.
		outcome=$(boxed default env --default-signal sh -c "kill -${signal%:*} \$\$"; echo $?)
		verdict 50 "death by SIG${signal%:*}" "${signal#*:}" "$outcome"
	done
	cd "$T" || die "$T is gone"
	$AS "$nono" "$P/default.bin" -- sleep 600 &
	pid=$!
	sleep 0.2
	kill -TERM "$pid"
	wait "$pid" 2>/dev/null
	verdict 50 "SIGTERM sent to nono-exec's process reaches the command" 143 $?
	cd / || die "/ is gone"
}

environment() {
	number=53
	dangerous="LD_PRELOAD LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES PYTHONSTARTUP NODE_OPTIONS PERL5OPT
		OP_SERVICE_ACCOUNT_TOKEN OP_SESSION_my"
	set --
	for name in $dangerous; do
		set -- "$@" "$name=/nonexistent/x"
	done
	(cd "$T" && $AS "$@" "$nono" "$P/default.bin" -- env) >"$S/env" 2>"$S/stderr"
	for name in $dangerous; do
		verdict 53 "$name does not pass" 0 "$(grep -c "^$name=" "$S/env")"
	done
	for name in PATH HOME USER; do
		verdict 53 "$name passes" 1 "$(grep -c "^$name=" "$S/env")"
	done

	number=54
	variables='A=1 B=2 LC_ALL=C LC_X=3'
	policy listed '' '"environment": {"allow_vars": ["PATH", "HOME", "A"], "deny_vars": ["A"]}'
	verdict 54 "deny wins over allow" "HOME PATH" "$(env_names listed)"
	policy empty '' '"environment": {"allow_vars": []}'
	verdict 54 "an empty list lets nothing pass" "" "$(env_names empty)"
	policy prefix '' '"environment": {"allow_vars": ["LC_*"]}'
	verdict 54 "a prefix" "LC_ALL LC_X" "$(env_names prefix)"
	policy deny_prefix '' '"environment": {"allow_vars": ["*"], "deny_vars": ["LC_*"]}'
	verdict 54 "a prefix denies too" "A B HOME PATH USER" "$(env_names deny_prefix)"
	profile middle '' '"environment": {"allow_vars": ["A*B"]}'
	rejected 54 middle 'A\*B'
}

# The names that the command sees, without those that this machine's own tests need.
env_names() {
	(cd "$T" && $AS $variables "$nono" "$P/$1.bin" -- /usr/bin/env) 2>"$S/stderr" |
		sed 's/=.*//' | grep -v '^[AU].*SAN_OPTIONS$' | sort | tr '\n' ' ' | sed 's/ $//'
}

body() {
	dir=$T
	defaults
	processes
	statuses
	environment
}

run_tests
