#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# test.sh - installs what the tests need, builds, and runs all of them.
set -eu

cd "$(dirname "$0")/.."
# A node from elsewhere brings its headers, and Debian's would not go with it.
headers=
[ -e /usr/include/node/node_api.h ] || headers=libnode-dev
# shellcheck disable=SC2086 # one package or none
scripts/install-packages bind9-dnsutils btrfs-progs cargo clang-format curl git guile-3.0 iproute2 \
	iputils-ping $headers mandoc netcat-openbsd ninja-build nodejs openssh-client python3 \
	python3-jsonschema python3-yaml ruby tmux universal-ctags wget
scripts/build build/check --enable-werror
exec make --directory=build/check --no-print-directory --jobs="$(nproc)" check VERBOSE=1
