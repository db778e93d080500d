#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# hard-links.sh - F06: a protected file under another name within a grant: --host-checks finds it.
set -u

cd "$SCRATCH" || exit 99
. "$SRCDIR/tests/lib.sh"
HOME=$SCRATCH/home
export HOME
mkdir -p home/.ssh/old home/.aws home/project/deep/er home/other || exit 99
echo key >home/.ssh/old/id && echo secret >home/secret && echo mine >home/project/file || exit 99

# check STATUS WHAT PROFILE [OPTION...]
check() {
	status=$1 label=$2
	printf '%s\n' "$3" >p.json
	shift 3
	answers "$status" "$label" "$NONOC" check --host-checks "$@" p.json
}

silent() {
	count=$((count + 1))
	if grep -q N0216 std err; then bad "$what: N0216: $(cat std err)"; fi
}

project='{"filesystem": {"read": ["~/project"]}, "network": {"block": true}}'
check 0 "no file has two names" "$project"
silent
ln home/project/file home/other/again
check 0 "nothing protected has" "$project"
silent
ln home/.ssh/old/id home/project/deep/er/key
check 0 "a key deep within a protected tree" "$project"
says "N0216.*/project/deep/er/key' is the protected '.*/.ssh/old/id' under another name"
says "is protected here, by group 'deny_credentials'"
check 1 "and with -Werror" "$project" -Werror
check 0 "elsewhere" '{"filesystem": {"read": ["~/other"]}, "network": {"block": true}}'
silent
check 0 "the name itself" '{"filesystem": {"read_file": ["~/project/deep/er/key"]}}'
says "N0216.*deep/er/key"
ln -s project home/link
check 0 "through a link to the directory" '{"filesystem": {"read": ["~/link"]}}'
says "N0216.*/project/deep/er/key"
rm home/project/deep/er/key
check 0 "that name is gone" "$project"
silent

# A protected file, not below a directory; and rights that the two do not share.
ln home/secret home/project/net
check 0 "a file of its own" '{"filesystem": {"read": ["~/project"], "deny": ["~/secret"]}}'
says "N0216.*/project/net' is the protected '.*/secret'"
check 0 "protected from writing, granted to read" \
	'{"filesystem": {"read": ["~/project"], "deny_write": ["~/secret"]}}'
silent
check 0 "any tree may be the protected one" \
	'{"filesystem": {"read": ["~/other"], "deny": ["~/project"]}}'
says "N0216.*/other/again' is the protected '.*/project/file'"

# Many: some, and how many more.
rm home/project/net
i=0
while [ $i -lt 20 ]; do
	echo $i >home/.ssh/old/$i && ln home/.ssh/old/$i home/project/$i
	i=$((i + 1))
done
check 0 "twenty of them" "$project"
is 8 "$(grep -c "under another name" std err | awk -F: '{ n += $2 } END { print n }')" "eight are told"
says "12 more files here"
# Nobody is led outside, or around in circles.
ln -s .. home/project/up
check 0 "a link upwards" "$project"
is 8 "$(grep -c "under another name" std err | awk -F: '{ n += $2 } END { print n }')" "no more"

# What is too much to look at is said, of both sides.
mkdir home/project/many && (cd home/project/many && seq 100000 | xargs touch) || exit 99
check 0 "a large grant" '{"filesystem": {"read": ["~/project/many"]}}'
says "N0216.*'~/project/many' has more files on this machine than are searched"
check 0 "a large protected tree" \
	'{"filesystem": {"read": ["~/other"], "deny": ["~/project/many"]}}'
says "N0216.*'~/project/many' has more files on this machine than are searched"
rm -rf home/.ssh
check 0 "a large grant, and nothing to look for" '{"filesystem": {"read": ["~/project/many"]}}'
silent

summary 24
