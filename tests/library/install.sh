#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# install.sh - libnono, installed below DESTDIR, is found, linked and run as its manual shows; it
# has the symbols that its header declares, and what was installed goes again.
set -eu

unset MAKEFLAGS MFLAGS MAKELEVEL
root=$SCRATCH/root
cd "$BUILDDIR"
make --no-print-directory install DESTDIR="$root" >"$SCRATCH/make" 2>&1 || {
	cat "$SCRATCH/make"
	exit 1
}
file=$(find "$root" -name nono.pc)
lib=${file%/pkgconfig/nono.pc}
prefix=$(sed -n 's/^prefix=//p' "$file")
export PKG_CONFIG_PATH="${file%/nono.pc}" PKG_CONFIG_SYSROOT_DIR="$root" LD_LIBRARY_PATH="$lib"
[ "$(pkg-config --modversion nono)" = "$(sed -n 's/^Version: //p' "$file")" ]
[ "$(readlink "$lib/libnono.so")" = libnono.so.0 ]

cd "$SCRATCH"
symbols() { sort -u >"$1"; }
grep -o '\bnono_[a-z_]*(' "$root$prefix/include/nono.h" | tr -d '(' | symbols declared
nm -D --defined-only "$lib/libnono.so.0" | sed -n 's/^[0-9a-f]* T \(.*\)@@NONO_0\.1$/\1/p' |
	symbols shared
nm -g --defined-only "$lib/libnono.a" | sed -n 's/^[0-9a-f]* . //p' | symbols static
nm -D --defined-only "$lib/libnono.so.0" | grep -v ' A NONO_0\.1' |
	sed 's/^[0-9a-f]* . //; s/@.*//' | symbols all
for kind in shared static all; do
	diff declared "$kind" || { echo "the $kind symbols are not those of nono.h"; exit 1; }
done

# Programs of another standard, or language, may include it.
echo '#include <nono.h>' >header.c
cflags=$(pkg-config --cflags nono)
# shellcheck disable=SC2086 # words
{
	$CC -std=c99 -pedantic -Wall -Wextra -Werror $cflags -fsyntax-only header.c
	if $CC -x c++ -fsyntax-only - </dev/null 2>/dev/null; then
		$CC -x c++ -Wall -Wextra -Werror $cflags -fsyntax-only header.c
	fi
	if $CC -dM -E $cflags header.c | grep -E '#define (NONO|nono)_' | grep -v '#define NONO_H *$'; then
		echo "nono.h has macros, which generators of bindings cannot read"
		exit 1
	fi
}

awk '/^\.Bd -unfilled/ { on = 1; next } /^\.Ed/ { on = 0 } on' "$SRCDIR/man/libnono.3" >example.c
said="protected by the deny of '~/.ssh'"
# shellcheck disable=SC2046,SC2086 # words
{
	$CC $SANITIZERS -o shared-example example.c $(pkg-config --cflags --libs nono)
	$CC $SANITIZERS -o static-example example.c $cflags "$lib/libnono.a" -lyaml -ljansson
}
for program in shared-example static-example; do
	[ "$(./$program)" = "$said" ] || { echo "$program says: $(./$program 2>&1)"; exit 1; }
done
readelf -d shared-example | grep -q 'NEEDED.*\[libnono\.so\.0\]'
if readelf -d static-example | grep -q libnono; then
	echo "the static example needs the shared library"
	exit 1
fi

cd "$BUILDDIR"
make --no-print-directory uninstall DESTDIR="$root" >"$SCRATCH/make" 2>&1 || {
	cat "$SCRATCH/make"
	exit 1
}
rest=$(find "$root" ! -type d)
[ -z "$rest" ] || { echo "left by uninstall: $rest"; exit 1; }
