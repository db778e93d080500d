#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# packaging.sh - the packages' files are of this version and can be read by what will read them.
set -u
. "$SRCDIR/tests/lib.sh"
cd "$SCRATCH" || exit 99

version=$("$NONO" --version | cut -d ' ' -f 2)
changelog=$SRCDIR/packaging/debian/changelog
is "$version" "$(sed -n '1s/^nono (\(.*\)-[0-9]*) .*/\1/p' "$changelog")" "debian/changelog's version"
answers 0 "Homebrew's formula" ruby -c "$SRCDIR/packaging/homebrew/nono.rb"
for script in deb smoke; do
	answers 0 "$script" sh -n "$SRCDIR/packaging/$script"
done
# What a shared library of another number needs is a package of another name.
soname=$(objdump -p "$BUILDDIR/library/libnono.so.0" | sed -n 's/^ *SONAME *//p')
package=$(echo "$soname" | sed 's/\.so\.//')
is 1 "$(grep -cx "Package: $package" "$SRCDIR/packaging/debian/control")" "a package for $soname"
summary 5
