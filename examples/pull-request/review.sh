#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# review.sh - what a reviewer of a pull request asks nonoc: review.sh BASE BOUNDARY PROFILE
#
# Run in the repository, where the change is checked out.  Each question is
# shown with its answer and its exit status.  Fails as the worst answer does.
set -u

base=$1 boundary=$2 profile=$3
worst=0

ask() {
	echo "\$ $*"
	"$@" 2>&1
	status=$?
	echo "(status $status)"
	echo
	[ "$status" -le "$worst" ] || worst=$status
}

# Is it laid out as all our profiles are, so that the change shows what has changed?
ask nonoc fmt --check "$profile"
# What is wrong with it, what in it does nothing, what is risky?
ask nonoc check --format gcc "$profile"
# What may be done now that could not be done before, and what no longer?
ask nonoc diff --base "$base" --fail-on widen "$profile"
# Does what must hold still hold?  Where home directories and temporary files lie decides it.
ask nonoc test --define HOME=/home/agent --define TMPDIR=/tmp --assert "$boundary" "$profile"
exit "$worst"
