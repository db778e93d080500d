#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shipped.sh - what each shipped profile says on macOS is what it says on Linux, but for what
# docs/seatbelt.md has a row for; so is what it says with any one group more.  And every text denies
# what base.tsv denies to everyone.
set -eu

. "$SRCDIR/tests/seatbelt/lib.sh"
cd "$SCRATCH"
mkdir texts
: "${NONOC:?the path of nonoc}"
profiles=$(cd "$SRCDIR/stdlib-groups/profiles" && ls -- *.yaml | sed 's/\.yaml$//')
groups=$("$NONOC" groups | sed -n 's/^\([a-z][a-z0-9_]*\) .*/\1/p')
for group in $groups; do
	printf 'groups:\n  include: [%s]\n' "$group" >"$group.yaml"
done
# shellcheck disable=SC2046,SC2086 # names have no blanks
"$BUILDDIR/tests/seatbelt/draw" texts --shipped $profiles $(printf '%s.yaml ' $groups) >requests 2>errors || {
	cat errors
	fail "a shipped profile or group is not compiled for macOS"
	exit 1
}
# Some grant a keychain, whose daemons they may ask, and one shares objects by name.
grep '^deny' "$SRCDIR/tests/seatbelt/base.tsv" | grep -Ev 'path|apple\.(Security|sec)|ipc-posix' | sed 's/^/ask\t/' >denied
awk 'FNR == NR { denied = denied $0 "\n"; next } { print } /^profile/ { printf "%s", denied }' \
	denied requests >all
mv all requests
count=$(grep -c '^profile' requests)
echo "$count texts"
[ "$count" -ge 40 ] || fail "expected 40 texts"
judge 20000
exit "$bad"
