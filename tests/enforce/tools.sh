#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tools.sh - what people do all day works under the shipped profiles, in a new project and home.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

profiles="claude-code python-dev node-dev go-dev java-dev rust-dev"

# The committer must have a name somewhere: no profile here lets git look it up in /etc/passwd.
fixture() {
	cat <<'END'
mkdir -p "$T/w" "$T/tmp" "$H/.claude"
printf '[user]\n\tname = Somebody\n\temail = somebody@example.org\n' >"$H/.gitconfig"
echo 'int main(void) { return 0; }' >"$T/w/a.c"
cp "$H/.local/bin/probe" "$T/tmp/program"
END
}

# The same as the only command: the profile must serve it without a shell in between.
works_alone() {
	name=$1
	shift
	fresh
	status "$name" "alone: $*" 0 boxed "$name" "$@"
}

body() {
	dir=$T/w
	AS="$AS TMPDIR=$T/tmp"
	for profile in $profiles; do
		if ! $AS "$nonoc" "$profile" -o "$P/$profile.bin" 2>"$S/stderr"; then
			fail "$profile" "it compiles" "$(cat "$S/stderr")"
			continue
		fi
		works "$profile" 'git init -q && git add . && git commit -q -m first && git status'
		works "$profile" 'python3 -c "import ssl, tempfile; tempfile.mkstemp()"'
		works "$profile" 'cc a.c && ./a.out'
		works "$profile" 'node -e 0'
		works_alone "$profile" git init -q
		works_alone "$profile" python3 -c 'import ssl, tempfile; tempfile.mkstemp()'
		works_alone "$profile" cc -o a.out a.c
		works_alone "$profile" node -e 0
		fresh
		outputs "$profile" "a commit is really there" first "$profile" \
			sh -c 'git init -q && git add . && git commit -q -m first && git log --format=%s'
	done
	# Once a profile lists what may be executed, the groups list what they need.
	policy listed '"exec": ["$WORKDIR"]' '"extends": "claude-code"'
	works listed 'git init -q && git add . && git commit -q -m first'
	works listed 'python3 -c "import ssl, tempfile; tempfile.mkstemp()"'
	works listed 'cc a.c && ./a.out'
	works listed 'node -e 0'
	allowed listed claude-code exec "$T/tmp/program"
	denied listed listed EACCES exec "$T/tmp/program"
	allowed listed listed read "$T/tmp/program"

	# What pip, a pool of processes and a login shell open.
	works python-dev 'python3 -c "import mimetypes; mimetypes.init()"'
	works python-dev 'python3 -c "import multiprocessing as m; m.Pool(2).map(abs, [1])"'
	works claude-code 'bash -lc true 2>err && ! grep . err'
}

for tool in git python3 cc node bash setpriv; do
	command -v $tool >/dev/null || die "this test needs $tool"
done
run_tests
