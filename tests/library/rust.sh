#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# rust.sh - the Rust crate: built offline from the tree, it answers the vectors, and its example
# restricts itself.  Left out, and said so, where there is no cargo; scripts/test.sh installs it.
set -eu
unset MAKEFLAGS MFLAGS MAKELEVEL

# A rustup's cargo looks for its toolchain in the home that the user really has.
if ! cargo --version >/dev/null 2>&1; then
	RUSTUP_HOME=$(getent passwd "$(id -u)" | cut -d: -f6)/.rustup
	export RUSTUP_HOME
	if ! cargo --version >/dev/null 2>&1; then
		echo "left out: there is no cargo"
		exit 0
	fi
fi
cargo --version
target=$(rustc -vV | sed -n 's/^host: //p')
export CARGO_HOME="$SCRATCH/cargo" CARGO_TARGET_DIR="$SCRATCH/target" CARGO_NET_OFFLINE=true
export NONO_LIB_DIR="$BUILDDIR/library" LD_LIBRARY_PATH="$BUILDDIR/library"
export NONO_VECTORS="$SRCDIR/bindings/vectors.json"
case $SANITIZERS in
*address*)
	runner=CARGO_TARGET_$(echo "$target" | tr a-z- A-Z_)_RUNNER
	# A traced run allocates after a fork, which ASan's allocator cannot beside threads.
	export RUST_TEST_THREADS=1
	export "$runner=env LD_PRELOAD=$($CC -print-file-name=libasan.so) ASAN_OPTIONS=detect_leaks=0"
	;;
esac
cd "$SRCDIR/bindings/rust"
cargo test --quiet --locked
if "$LANDLOCK_ABI" >/dev/null; then
	mkdir "$SCRATCH/project"
	echo key >"$SCRATCH/secret"
	said=$(cargo run --quiet --locked --example held "$SCRATCH/project" "$SCRATCH/secret")
	[ "$said" = "held: true" ] || { echo "the example says: $said"; exit 1; }
fi
