#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# queries.sh - nonoc why --probe and verify ask the kernel, as root and as a user; a lie of ours is seen.
# shellcheck disable=SC2086,SC2088,SC2016 # words; the policy's own names
set -eu

"$LANDLOCK_ABI" >/dev/null || exit 77
bad=0
user=54321
mutant=$BUILDDIR/tests/enforce/nonoc-mutant

fail() {
	echo "FAIL: $who: $*"
	cat out
	bad=1
}

# expect STATUS TEXT COMMAND...: the command ends so and says TEXT.
expect() {
	want=$1 text=$2
	shift 2
	status=0
	$AS "$@" >out 2>&1 || status=$?
	[ "$status" -eq "$want" ] || fail "'$*': status $status, expected $want"
	[ -z "$text" ] || grep -qF -- "$text" out || fail "'$*': expected '$text'"
}

probe() {
	want=$1 text=$2
	shift 2
	expect "$want" "$text" "$bin" why --probe p.bin "$@"
}

tree() {
	mkdir -p home/.ssh home/.config/gh home/kept proj/sub other
	echo secret >home/.ssh/id_rsa
	echo token >home/.config/gh/hosts.yml
	echo text | tee proj/file >other/file
	cp /bin/true proj/program
	ln -s ../other/file proj/link
	ln -s ../other proj/aside
	cat >proj/p.yaml <<'END'
filesystem: {read: [.], write_file: [./file], allow: [./sub]}
network: {block: true, connect_port: [443], listen_port: [18080]}
END
	sed -i 's/\[\./[$WORKDIR/g' proj/p.yaml
}

queries() {
	expect 0 '' "$bin" p.yaml -o p.bin
	probe 0 'kernel: success (without the policy: success)' read "$here/proj/file"
	probe 0 'kernel: success' read file
	probe 0 'kernel: success' write "$here/proj/file"
	probe 1 'kernel: EACCES (without the policy: success)' read "$here/other/file"
	probe 1 'kernel: EACCES' read "$here/proj/link"
	probe 1 'kernel: EACCES' read "$here/home/.ssh/id_rsa"
	probe 1 'kernel: EACCES' read '~/.ssh/id_rsa'
	# ".." leaves what a symlink before it led to, wherever the path begins.
	for from in '' '$WORKDIR/'; do
		probe 0 'kernel: success' read "${from}aside/../proj/file"
		probe 1 'kernel: EACCES' read "${from}aside/../other/file"
	done
	probe 1 'kernel: EACCES' list "$here/other"
	probe 1 'kernel: EACCES' create "$here/proj/new"
	probe 0 'kernel: success' create "$here/proj/sub/new"
	probe 0 'kernel: success' mkdir "$here/proj/sub/newdir"
	# Where the kernel cannot tell unix sockets apart, the filter closes them all.
	if [ "$("$LANDLOCK_ABI")" -lt 9 ]; then
		probe 1 'kernel: EACCES' bind_unix "$here/proj/sub/socket"
	else
		probe 0 'kernel: success' bind_unix "$here/proj/sub/socket"
	fi
	probe 0 'kernel: success' tmpfile "$here/proj/sub"
	probe 0 'kernel: success' exec "$here/proj/program"
	probe 1 'kernel: not probed: it would change something' unlink "$here/proj/file"
	probe 1 'kernel: not probed' overwrite "$here/other/file"
	probe 0 'kernel: success' connect 443
	probe 1 'kernel: EACCES' connect 18081
	probe 0 'kernel: success' listen 18080
	probe 1 'kernel: EACCES' listen 18081
	probe 1 'kernel: not probed' env GH_TOKEN
	expect 1 '"kernel": "EACCES"' "$bin" why --probe --format json p.yaml list "$here/other"
	[ -z "$(ls sub)" ] || fail 'a probe left something behind'
	[ "$(cat file ../other/file)" = "$(printf 'text\ntext')" ] || fail 'a probe changed a file'

	# The policy is not applied where nono-exec would refuse it.
	cd ../home
	expect 2 'the policy is not applied here' "$bin" why --probe ../proj/p.bin read /etc/passwd
	cd ../proj

	# An evaluator that errs: a rule on the object itself does not count.
	expect 1 'EACCES' "$mutantbin" why --probe p.bin read "$here/other/file"
	expect 3 'DIFFERENCE' env NONOC_MUTATION=13 "$mutantbin" why --probe p.bin write \
		"$here/proj/file"
	expect 1 'NOT HELD    grant           write     '"$here/proj/file" \
		env NONOC_MUTATION=13 "$mutantbin" verify p.bin
}

verifies() {
	for policy in claude-code default p.bin; do
		expect 0 ', 0 not held, 0 too strict' "$bin" verify "$policy"
		grep -q "^ok  *protected  *read  *$here/home/.ssh/id_rsa" out || fail "$policy: the key"
		grep -q "^ok  *by a symlink" out || fail "$policy: symlinks"
		grep -q "^ok  *by \.\." out || fail "$policy: traversal"
		grep -q "^ok  *network" out || fail "$policy: network"
		grep -q "^ok  *process  *signal" out || fail "$policy: signals"
	done
	expect 0 '"schema": "nonoc.verify/1"' "$bin" verify --format json p.bin
	[ -z "$(find /var/tmp -maxdepth 1 -name 'nonoc-*.*' -user "$(id -u)" 2>/dev/null)" ] ||
		fail 'a scratch is left'
	# A hole that no policy can close, and the loader cannot see: a second name.
	ln ../home/.ssh/id_rsa sub/innocent
	expect 1 'NOT HELD    by a hard link  read' "$bin" verify p.bin
	expect 1 '"result": "not_held"' "$bin" verify --format json p.bin
	rm sub/innocent
	cd ../home
	expect 3 'the policy is not applied here' "$bin" verify ../proj/p.bin
	cd ../proj
}

for who in root user; do
	[ "$who" = user ] || [ "$(id -u)" = 0 ] || continue
	here=$SCRATCH/$who
	mkdir "$here"
	cd "$here"
	cp "$NONOC" nonoc && cp "$mutant" nonoc-mutant
	bin=$here/nonoc mutantbin=$here/nonoc-mutant
	AS="env -i HOME=$here/home PATH=/usr/bin:/bin ${ASAN_OPTIONS:+ASAN_OPTIONS=$ASAN_OPTIONS}"
	tree
	if [ "$who" = user ] && [ "$(id -u)" = 0 ]; then
		chown -R "$user:$user" "$here"
		AS="setpriv --reuid=$user --regid=$user --clear-groups $AS"
	fi
	cd proj
	queries
	verifies
done
exit "$bad"
