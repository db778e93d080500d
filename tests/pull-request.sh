#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# pull-request.sh - examples/pull-request: its steps run, and answer what its expected files say.
# BLESS=1 rewrites them.
set -u

: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
example=$SRCDIR/examples/pull-request
failed=0
PATH=$(dirname "$NONOC"):$PATH
export PATH NO_COLOR=1
unset GITHUB_STEP_SUMMARY

mkdir "$SCRATCH/repository" && cd "$SCRATCH/repository" || exit 99
cp "$example/boundary.nono" "$SCRATCH/"
git init -q -b main . || exit 99
git config user.name reviewer && git config user.email reviewer@example.org

# commit DIRECTORY: its files, over what is there.
commit() {
	cp -R "$example/$1/." . && chmod -R u+w . && git add -A && git commit -q -m "$1"
}

# review STATUS NAME
review() {
	actual=0
	"$example/review.sh" main ../boundary.nono .nono/agent.yaml >"$SCRATCH/$2" 2>&1 || actual=$?
	if [ "${BLESS-}" = 1 ]; then cp "$SCRATCH/$2" "$example/$2.expected"; fi
	if diff -u "$example/$2.expected" "$SCRATCH/$2" && [ "$actual" = "$1" ]; then
		echo "ok $2"
	else
		echo "not ok $2: status $actual"
		failed=1
	fi
}

commit base
review 0 base
git checkout -q -b change
commit change
review 1 change
commit mended
review 0 mended
exit "$failed"
