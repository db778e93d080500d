#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scale.sh - what is four times as long takes at most six times as long: lists in profiles, by verb.
set -eu
. "$SRCDIR/bench/lib.sh"

cd "$SCRATCH"
base=base.yaml
echo 'network: {block: true}' >"$base"

# list KIND COUNT: KIND.COUNT.yaml
list() {
	awk -v kind="$1" -v n="$2" '
	function items(name, format) {
		print "  " name ":"
		for (i = 0; i < n; i++)
			printf "    - " format "\n", i + 1
	}
	BEGIN {
		if (kind == "variables") {
			print "environment:"
			items("allow_vars", "\"V%d_*\"")
			items("deny_vars", "\"V%d_X\"")
		} else if (kind == "ports") {
			print "network:\n  block: true"
			items("open_port", "%d")
		} else {
			print "network: {block: true}\nfilesystem:"
			if (kind == "implied") {
				items("read", "/srv/d%d")
				print "    - /srv"
			} else if (kind == "assertions") {
				items("read", "/srv/d%d")
				print "assert:"
				for (i = 1; i <= n; i++)
					print "  - deny read /opt/d" i
			} else {
				items("read", "~/.aws/d%d")
				items("bypass_protection", "~/.aws/d%d")
			}
		}
	}' >"$1.$2.yaml"
}

# cost ARGUMENT...: user and system time of one call, in microseconds.
cost() {
	$pin "$LAUNCH" "${RUNS:-5}" /bin/true ::: "$NONOC" "$@" 2>err | awk 'NR == 3 { print $1 }'
}

# grows KIND COUNT ARGUMENT...: in these, FILE is the list.
grows() {
	kind=$1 count=$2
	shift 2
	costs=
	for times in 1 4; do
		list "$kind" $((count * times))
		call=
		for word; do
			[ "$word" != FILE ] || word=./$kind.$((count * times)).yaml
			call="$call $word"
		done
		# shellcheck disable=SC2086 # no word has a blank
		costs="$costs $(cost $call)"
	done
	# shellcheck disable=SC2086 # two numbers
	set -- $costs "nonoc $*, $count $kind"
	[ $# = 3 ] || {
		cat err
		exit 1
	}
	awk -v small="$1" -v large="$2" -v what="$3" 'BEGIN {
		bad = large > 6 * small
		printf "%s: %d us, four times as many %d us: %.2f times, %s the limit of 6\n", \
			what, small, large, large / small, (bad ? "over" : "under")
		exit bad
	}' || status=1
}

status=0
grows implied 10000 check FILE
grows assertions 3000 check FILE
grows variables 2000 hash FILE
grows variables 2000 diff FILE "$base"
grows bypasses 2000 diff FILE "$base"
grows ports 2000 FILE --target seatbelt -o policy.sb
exit "$status"
