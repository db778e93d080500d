#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# threads.sh - what a policy for a process with two threads does: threads.sh EXPECTED VMLINUZ
#
# From Landlock ABI 8 on both are held (EXPECTED "all"), below that nothing is applied ("refused");
# nor where only one of them would lose its capabilities, as root's.  BUILDDIR and NONOC are as in
# tests/local.mk.
set -eu

expected=${1:?usage: threads.sh EXPECTED VMLINUZ} image=${2:?usage: threads.sh EXPECTED VMLINUZ}
: "${NONOC:?the path of nonoc}" "${BUILDDIR:?the build directory}"
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/nono-threads.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo '{"filesystem": {"read_file": ["/granted"]}, "network": {"block": true}}' >"$work/p.json"
XDG_STATE_HOME=$work "$NONOC" "$work/p.json" -o "$work/policy.bin" 2>/dev/null
echo text >"$work/text"
chmod 644 "$work/policy.bin" "$work/text"
"$here/initramfs" "$work/initramfs" "init=$BUILDDIR/tests/kernels/threads" \
	"policy.bin=$work/policy.bin" "secret=$work/text" "granted=$work/text"
"$here/boot" "$image" "$work/initramfs" >"$work/console" || {
	tail -n 20 "$work/console"
	echo "not ok: threads: the guest ended with status $?"
	exit 1
}
printf '@threads user = %s\n@threads root = refused\n' "$expected" >"$work/expected"
grep '^@threads ' "$work/console" | diff -u "$work/expected" - || {
	tail -n 20 "$work/console"
	echo "not ok: threads: see above"
	exit 1
}
echo "ok threads: $expected"
