#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# demo.sh - builds, compiles the shipped claude-code profile and runs commands under it.
#
# Everything happens in a scratch project with a scratch home, so nothing of
# yours is touched.  It is below /var/tmp because every policy grants /tmp, and a
# home inside a grant would expose the keys in it: nono-exec refuses that.
set -eu

cd "$(dirname "$0")/.."
scripts/build build
PATH=$PWD/build/compiler:$PWD/build/runtime:$PATH

scratch=$(mktemp -d /var/tmp/nono-demo.XXXXXX)
trap 'rm -rf "$scratch"' EXIT
export HOME=$scratch/home
unset XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_RUNTIME_DIR TMPDIR
mkdir -p "$HOME/.ssh" "$HOME/.claude" "$HOME/.cache/claude-cli-nodejs" "$scratch/project"
echo 'this stands for a private key' >"$HOME/.ssh/id_ed25519"
cd "$scratch/project"

# Shows a command as one types it, runs it, and holds it to the status that it should have.
run() {
	local want=$1 status=0
	shift
	echo
	echo "\$ $1"
	bash -c "$1" </dev/null 2>&1 || status=$?
	if [ "$want" = denied ] && [ "$status" -ne 0 ] && [ "$status" -ne 125 ]; then
		echo "    (denied, as it should be)"
	elif [ "$want" = allowed ] && [ "$status" -eq 0 ]; then
		:
	else
		echo "demo.sh: expected this to be $want, but its exit status is $status" >&2
		exit 1
	fi
}

echo "In a new project, with a new home that holds a key:"
run allowed 'nonoc claude-code -o policy.bin'
run allowed 'cat ~/.ssh/id_ed25519'
run allowed 'nono-exec policy.bin -- sh -c "echo hello >notes.txt && cat notes.txt"'
run denied 'nono-exec policy.bin -- cat ~/.ssh/id_ed25519'
echo
echo "The same key, the same user: the kernel lets the agent have the project, not the key."
