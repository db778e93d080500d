#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2086 # texts for the inner shell; words of $AS
# processes.sh - threads, children, signals, statuses and terminals of a traced command.
. "${SRCDIR:-.}/tests/trace/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/w" "$T/closed"
for i in 1 2 3 4 5 6 7 8; do echo text >"$T/closed/$i"; done
END
}

all_of_them() {
	verdict 1 "threads" ok "$(traced p "$actor" threads "$T"/closed/*)"
	for i in 1 2 3 4 5 6 7 8; do
		recorded 1 "$(on read "$T/closed/$i" file denied EACCES),\"count\":1"
	done
	verdict 1 "vfork, clone and fork" ok \
		"$(traced p "$actor" children "$T/closed/1" "$T/closed/2" "$T/closed/3")"
	for i in 1 2 3; do
		recorded 1 "$(on read "$T/closed/$i" file denied EACCES),\"count\":1"
	done
	verdict 1 "exec from a thread" ok "$(traced p "$actor" thread_exec "$actor" children \
		"$T/closed/1" "$T/closed/2" "$T/closed/3")"
	recorded 1 "$(on read "$T/closed/3" file denied EACCES),\"count\":1"
	recorded 1 "$(on exec "$actor" file allowed),\"count\":2"
	verdict 1 "a child that executes" ok "$(traced p sh -c '"$0" dirfd / etc; "$0" threads "$1"' \
		"$actor" "$T/closed/4" | tail -n 1)"
	recorded 1 "$(on read "$T/closed/4" file denied EACCES),\"count\":1,\"program\":\"$actor\""
}

hostile() {
	for _ in 1 2 3; do
		verdict 2 "memory that changes" ok "$(traced p "$actor" race "$T/closed/1")"
		says 2 "$trace" '"end":true,"status":0'
	done
	verdict 2 "bad pointers" ok "$(traced p "$actor" pointers)"
	says 2 "$trace" '"end":true,"status":0'
	verdict 2 "hidden memory: as without a tracer" EACCES "$(traced p "$actor" hidden "$T/closed/1")"
	if [ "$who" = user ]; then
		says 2 "$trace" '"unread":1'
	fi
	verdict 2 "nothing is traced by two" EPERM "$(traced p "$actor" traceme)"
}

statuses() {
	status 3 "its status" 7 traced p sh -c 'exit 7'
	says 3 "$trace" '"status":7'
	status 3 "ended by a signal" 143 traced p sh -c 'kill -TERM $$'
	status 3 "killed" 137 traced p sh -c 'kill -KILL $$'
	status 3 "not there" 127 traced p nothing-of-that-name
	status 3 "a directory" 126 traced p "$T/w"
	status 3 "a status from a child that outlives it" 4 traced p sh -c '(sleep 0.3) & exit 4'
	verdict 3 "input and output" "in out" "$(echo in | traced p sh -c 'read x; echo $x out')"
	status 3 "with SIGCHLD ignored" 5 env --ignore-signal=CHLD sh -c '"$@"' sh \
		$AS "$S/bin/nono-trace" -q -o "$trace" "$P/p.bin" -- sh -c 'true; exit 5'
}

# Nobody who is not traced is left when the tracer is killed, and nobody gets out.
killed() {
	fresh
	# shellcheck disable=SC2094
	(cd "$T/w" && exec $AS "$S/bin/nono-trace" -q -o "$S/none" "$P/p.bin" -- \
		sh -c 'sleep 300 & sleep 301 & echo $! $$ >pids; wait') &
	tracer=$!
	tries=0
	while ! [ -s "$T/w/pids" ] && [ $tries -lt 100 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	read -r child parent <"$T/w/pids"
	kill -0 "$child" && kill -0 "$parent" || fail 4 "they run"
	kill -KILL $tracer
	wait $tracer 2>/dev/null
	left=yes tries=0
	while [ $tries -lt 100 ]; do
		kill -0 "$child" 2>/dev/null || kill -0 "$parent" 2>/dev/null || left=no
		[ $left = yes ] || break
		sleep 0.05
		tries=$((tries + 1))
	done
	verdict 4 "with the tracer, all that it traces ends" no $left
	# A signal to the tracer is the command's.
	(cd "$T/w" && exec $AS "$S/bin/nono-trace" -q -o "$S/none" "$P/p.bin" -- \
		sh -c 'trap "exit 9" TERM; echo ready >ready; while :; do sleep 0.1; done') &
	tracer=$!
	tries=0
	while ! [ -s "$T/w/ready" ] && [ $tries -lt 100 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	kill -TERM $tracer
	wait $tracer
	verdict 4 "SIGTERM is passed on" 9 $?
}

# A shell in a terminal below the tracer, and the tracer as a job of a shell.
terminal() {
	inner="$S/bin/nono-trace -q -o $S/trace.tty $P/p.bin --"
	typed "bash --norc -i" \
		"$inner bash --norc -i" 'sleep 300' C-z 'bg' 'jobs >out' 'fg %1' C-c 'echo $? >>out' \
		'exit 6' 'echo $? >>out' "$inner sleep 302" C-z 'jobs >>out' 'fg' C-c 'echo $? >>out' \
		'exec 3>out.done'
	verdict 5 "job control" "running sleep 300, 130, 6, stopped nono-trace, 130" "$(
		awk '/Running.*sleep 300/ { print "running sleep 300" }
			/Stopped.*nono-trace/ { print "stopped nono-trace" }
			/^[0-9]+$/' "$T/w/out" | paste -s -d, | sed 's/,/, /g')"
}

body() {
	trace_programs
	policy p '"allow": ["'"$T/w"'"]'
	all_of_them
	hostile
	statuses
	killed
	[ "$who" = root ] || terminal
}

run_tests
