#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2086 # an empty word is none
# profiles.sh - each shipped profile on each Landlock ABI: it starts, and says what is weaker there.
#
# The kernel is played (played.c), the policies and the files are real.
. "${SRCDIR:?the top of the sources}/tests/lib.sh"

played=$BUILDDIR/tests/abi/played
mkdir "$SCRATCH/project" "$SCRATCH/policies"
all='"fs.refer", "fs.truncate", "fs.ioctl_dev", "fs.resolve_unix", "fs.disconnected", "net.tcp",
	"net.udp", "net.protocols", "scope.signal", "scope.abstract_unix_socket"'

# By hand, from what Landlock's versions brought: no shipped profile restricts the network, or has
# a unix_socket key.  Whoever adds one that does gives it a line of its own here.
# weaker ABI PROFILE
weaker() {
	case $1 in
	1) echo fs.ioctl_dev scope.signal ;;
	[234]) echo fs.disconnected fs.ioctl_dev scope.signal ;;
	5) echo fs.disconnected scope.signal ;;
	[67]) echo fs.disconnected ;;
	esac
}

# stricter ABI PROFILE: no unix socket can be made below ABI 9.
stricter() {
	abstract=scope.abstract_unix_socket
	# It has ipc_mode: full.
	[ "$2" != python-dev ] || abstract=
	case $1 in
	1) echo fs.refer fs.resolve_unix fs.truncate $abstract ;;
	2) echo fs.resolve_unix fs.truncate $abstract ;;
	[3-5]) echo fs.resolve_unix $abstract ;;
	[6-8]) echo fs.resolve_unix ;;
	esac
}

# names PATTERN: the losses in lines of std with it, sorted, on one line.
names() {
	grep -ae "$1" std | grep -aoE '\((fs|net|scope)\.[a-z_]+' | tr -d '(' | LC_ALL=C sort | xargs
}

# losses EXPECTED PATTERN WHAT: names are the expected ones, or all that was said is shown.
losses() {
	before=$failed
	is "$1" "$(names "$2")" "$3"
	[ "$failed" = "$before" ] || sed -n 's/^/# /;l' std
}

# policy NAME [ACCEPT-OR-REQUIRE]
policy() {
	printf '{"extends": "%s"%s}\n' "$1" "${2:+, \"compat\": {\"$2\": [$all]\}}" >policy.json
	"$NONOC" policy.json -o "policies/$1$2.bin" 2>err || bad "$1 does not compile: $(cat err)"
}

# on ABI POLICY STATUS [OPTION]
on() {
	(cd project && "$played" "$1" none ${4-} "../policies/$2.bin" -- cmd) >std 2>&1
	is "$3" $? "$2 on ABI $1${4:+ with $4}"
}

profile() {
	policy "$1" ''
	policy "$1" accept
	policy "$1" require
	for abi in 1 2 3 4 5 6 7 8 9 10 11 12; do
		weaker=$(weaker "$abi" "$1") stricter=$(stricter "$abi" "$1")
		on "$abi" "$1" 0
		losses "$weaker" 'warning: this kernel' "$1 on ABI $abi: what is weaker"
		on "$abi" "$1" 0 -v
		losses "$stricter" 'note: this kernel' "$1 on ABI $abi: what is stricter"
		on "$abi" "$1" "$([ -z "$weaker" ] && echo 0 || echo 125)" --strict
		losses "$weaker" 'does not hold what the policy needs' \
			"$1 on ABI $abi: what --strict refuses"
		on "$abi" "$1require" "$([ -z "$weaker$stricter" ] && echo 0 || echo 125)"
		on "$abi" "$1accept" 0
		losses '' warning "$1 on ABI $abi: accepted without a warning"
		on "$abi" "$1accept" 0 --strict
	done
	# No Landlock, a disabled one, and one that does not answer.
	for error in -38 -95 -5; do
		on "$error" "$1" 125
		on "$error" "$1accept" 125
	done
}

cd "$SCRATCH"
for file in "$SRCDIR"/stdlib-groups/profiles/*.yaml; do
	name=${file##*/}
	profile "${name%.yaml}"
done >checks
grep -v '^ok ' checks
summary 1600
