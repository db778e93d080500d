#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# autogen.sh - makes configure and Makefile.in; run it once after a clone.
set -eu
cd "$(dirname "$0")"
exec autoreconf --force --install
