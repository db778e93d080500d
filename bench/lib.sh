# SPDX-License-Identifier: Apache-2.0
# lib.sh - what the benchmarks share.
#
# Numbers come from rounds in which the things compared take turns, and are medians.  Where it may,
# a benchmark runs before everybody else and on one processor: what a neighbour does is then seen
# by the cache alone.  Ratios travel from machine to machine, microseconds do not.

pin=
if chrt -f 20 true 2>/dev/null; then
	pin="chrt -f 20"
fi
if command -v taskset >/dev/null; then
	pin="$pin taskset -c $(($(nproc) - 1))"
fi
