#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check.sh - what checking 1,000 profiles of 100 rules each costs, in one call: under 2 s.
#
# Half of them are YAML, and each has a finding.  Once as text, once as SARIF.
set -eu
. "$SRCDIR/bench/lib.sh"

cd "$SCRATCH"
awk 'BEGIN {
	for (i = 0; i < 1000; i++) {
		yaml = i % 2
		file = sprintf("p%03d.%s", i, yaml ? "yaml" : "json")
		print yaml ? "network: {block: true}\nsecurity: {groups: [node_runtime]}\nfilesystem:" : \
			"{\"network\": {\"block\": true}, \"security\": {\"groups\": [\"node_runtime\"]},\n" \
			" \"filesystem\": {" >file
		for (key = 0; key < 4; key++) {
			name = substr("read      allow     write     read_file ", 10 * key + 1, 10)
			sub(/ +$/, "", name)
			printf yaml ? "  %s:\n" : "  \"%s\": [", name >file
			for (j = 0; j < 25; j++) {
				path = sprintf(key % 2 ? "$WORKDIR/p%d/k%d/d%d" : "/srv/p%d/k%d/d%d", \
					i % 7, key, j)
				printf yaml ? "    - %s\n" : "%s\"%s\"", yaml ? path : j ? ", " : "", path >file
			}
			if (!yaml)
				print key < 3 ? "]," : "]" >file
		}
		if (!yaml)
			print "}}" >file
		close(file)
	}
}'
"$NONOC" check ./p*.json ./p*.yaml >found
tail -n 1 found
$pin "$LAUNCH" "${RUNS:-5}" /bin/true \
	::: "$NONOC" check --format text=found ./p*.json ./p*.yaml --format gcc=gcc --format json=json \
	::: "$NONOC" check --format sarif=found ./p*.json ./p*.yaml |
	awk '{ print }
	NR > 2 { bad += $1 >= 2000000; most = $1 > most ? $1 : most }
	END {
		print "nonoc check: " most " us of user and system time, " (bad ? "over" : "under") \
			" the limit of 2000000"
		exit bad || NR != 4
	}'
