#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# cases-reject.sh - case 60: mistakes in a profile that compiling must find.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	echo :
}

chain() {
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		profile "depth$i" '' "\"extends\": \"./depth$((i + 1)).json\""
	done
	profile depth13 ''
}

body() {
	profile key '"alow": ["/srv"]'
	rejected 60 key "'alow'" "'allow'"
	profile group '' '"groups": {"include": ["node_runtimee"]}'
	rejected 60 group "'node_runtimee'" "'node_runtime'"
	profile one '' '"extends": "./two.json"'
	profile two '' '"extends": "./one.json"'
	rejected_elsewhere one 'one\.json' 'two\.json'
	chain
	rejected_elsewhere depth1 '10'
	number=60
	policy depth4 '' '"extends": "./depth5.json"' # 4 to 13 is ten files
	profile darwin '"read": [{"path": "/srv", "when": "darwin"}]'
	rejected 60 darwin "'darwin'" "macos"
	profile variable '"read": ["$FOO/x"]'
	rejected 60 variable '\$FOO'
	profile brew '"read": ["$HOMEBREW_PREFIX/x"]'
	rejected 60 brew '\$HOMEBREW_PREFIX'
	profile domains '' '"network": {"network_profile": "standard"}'
	$AS "$nonoc" "$P/domains.json" -o "$P/domains.bin" 2>"$P/domains.err"
	says 60 "$P/domains.err" '^\(warning\|error\)\[N[0-9]*\]: .*standard'
	profile port '' '"network": {"open_port": [0]}'
	rejected 60 port "0"
	profile big '' '"network": {"connect_port": [65536]}'
	rejected 60 big 65536
}

# Like rejected, where the place may be in another file of the chain.
rejected_elsewhere() {
	name=$1
	shift
	rm -f "$P/$name.bin"
	status 60 "$name: nonoc answers 1" 1 $AS "$nonoc" "$P/$name.json" -o "$P/$name.bin"
	cp "$S/stderr" "$P/$name.err"
	says 60 "$P/$name.err" '^error\[N[0-9]*\]: ' "$P/.*\.json:[0-9]*:[0-9]*" "$@"
	[ ! -e "$P/$name.bin" ]
	verdict 60 "$name: nothing is written" 0 $?
}

run_tests
