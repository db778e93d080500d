#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# test.sh - installs what the tests need, builds, and runs all of them.
set -eu

cd "$(dirname "$0")/.."
scripts/install-packages bind9-dnsutils btrfs-progs clang-format curl git guile-3.0 iproute2 \
	iputils-ping mandoc netcat-openbsd ninja-build nodejs openssh-client python3 python3-jsonschema \
	python3-yaml tmux universal-ctags wget
scripts/build build/check --enable-werror
exec make --directory=build/check --no-print-directory --jobs="$(nproc)" check VERBOSE=1
