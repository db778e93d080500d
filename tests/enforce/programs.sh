#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016 # texts for the inner shell
# programs.sh - what the companion filter must not break: builds, servers, terminals, other languages.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/w/dep" "$T/tmp" "$H/.claude" "$H/.npm"
printf '[user]\n\tname = Somebody\n\temail = somebody@example.org\n' >"$H/.gitconfig"
cd "$T/w"
for i in 1 2 3 4; do
	printf 'int f%s(void) { return %s; }\n' $i $i >f$i.c
done
echo 'int f1(void); int main(void) { return f1() != 1; }' >main.c
printf 'all: main.o f1.o f2.o f3.o f4.o\n\tcc -o prog $^\n%%.o: %%.c\n\tcc -c -o $@ $<\n' >Makefile
echo '{"name": "dep", "version": "1.0.0", "bin": "tool.js"}' >dep/package.json
printf '#!/usr/bin/env node\nconsole.log("dep")\n' >dep/tool.js
cat >package.json <<'JSON'
{"name": "app", "version": "1.0.0", "dependencies": {"dep": "file:dep"}}
JSON
cat >package-lock.json <<'JSON'
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
"": {"name": "app", "version": "1.0.0", "dependencies": {"dep": "file:dep"}},
"dep": {"version": "1.0.0", "bin": {"dep": "tool.js"}},
"node_modules/dep": {"resolved": "dep", "link": true}}}
JSON
cat >threads.py <<'PY'
import asyncio, concurrent.futures, multiprocessing, os, socket, subprocess, tempfile, threading
t = threading.Thread(target=os.nice, args=(1,))
t.start(); t.join()
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    assert sum(pool.map(int, "1234")) == 10
assert subprocess.run(["sh", "-c", "exit 3"]).returncode == 3
assert subprocess.run("echo x | cat", shell=True, capture_output=True).stdout == b"x\n"
async def go():
    p = await asyncio.create_subprocess_exec("true")
    return await p.wait()
assert asyncio.run(go()) == 0
m = multiprocessing.Process(target=os.getpid)
m.start(); m.join()
assert m.exitcode == 0
a, b = socket.socketpair()
a.send(b"x"); assert b.recv(1) == b"x"
os.sched_setaffinity(0, os.sched_getaffinity(0))
with tempfile.NamedTemporaryFile() as f:
    os.chmod(f.name, 0o755); os.truncate(f.name, 0)
PY
cat >server.py <<'PY'
import http.server, subprocess, sys, threading, urllib.request
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=s.serve_forever, daemon=True).start()
url = "http://localhost:%d/main.c" % s.server_address[1]
assert b"main" in urllib.request.urlopen(url).read()
for client in (["curl", "-fsS", url], ["wget", "-qO-", url]):
    assert b"main" in subprocess.run(client, check=True, capture_output=True).stdout
PY
cat >events.js <<'JS'
const { Worker, isMainThread } = require('worker_threads')
if (isMainThread) {
  const cp = require('child_process'), fs = require('fs')
  if (cp.execFileSync('echo', ['x']).toString() !== 'x\n') process.exit(1)
  const child = cp.fork(__filename + '.child.js')
  child.on('message', () => child.disconnect())
  fs.promises.readFile(__filename).then(() => new Worker(__filename))
}
JS
cat >net.js <<'JS'
const net = require('net')
require('os').networkInterfaces()
require('dns').lookup('localhost', error => { if (error) throw error })
const s = net.createServer(c => c.end('x')).listen(0, '127.0.0.1', () =>
  net.connect(s.address().port, '127.0.0.1').on('data', () => s.close()))
JS
echo "process.send('x')" >events.js.child.js
END
}

everywhere() {
	works "$1" 'git init -q && git add . && git commit -q -m first && git gc -q && git status'
	works "$1" 'git init -q && git init -q --shared=group other && test -d other'
	works "$1" 'python3 threads.py'
	works "$1" 'make -j2 && ./prog'
	works "$1" 'node events.js'
	works "$1" 'mkdir a && chmod 2775 a && cp -a a b && tar cf x.tar a && tar xf x.tar'
	works "$1" 'perl -e "print getppid() > 0 ? q() : die; my \$p = fork // die; exit if !\$p; wait"'
}

# A shell in a terminal: two jobs, one of them stopped, put to the background and to the front.
jobs_in_tmux() {
	typed "$nono $P/$1.bin -- bash --norc -i" \
		'sleep 300' C-z 'bg' 'sleep 301 &' 'jobs >out' 'fg %1' C-c 'echo $? >>out' \
		'kill %2; wait' 'stty size >>out; exec 3>out.done'
	verdict "$1" "job control in a terminal" "running sleep 300, running sleep 301, 130, 23 80" "$(
		awk '/Running.*sleep 300/ { print "running sleep 300" }
			/Running.*sleep 301/ { print "running sleep 301" }
			/^[0-9 ]+$/' "$T/w/out" 2>/dev/null | paste -sd, | sed 's/,/, /g; s/24 80/23 80/')"
}

body() {
	dir=$T/w
	AS="$AS TMPDIR=$T/tmp npm_config_cache=$H/.npm npm_config_update_notifier=false"
	for profile in claude-code python-dev node-dev go-dev rust-dev; do
		if ! $AS "$nonoc" "$profile" -o "$P/$profile.bin" 2>"$S/stderr"; then
			fail "$profile" "it compiles" "$(cat "$S/stderr")"
			continue
		fi
	done
	for profile in claude-code python-dev node-dev; do
		everywhere "$profile"
	done
	# Debian's npm is a package of its own, with hundreds behind it.
	command -v npm >/dev/null || echo "# npm is not here: what it installs is not tried"
	! command -v npm >/dev/null || works node-dev 'npm ci --offline --no-audit --no-fund && node_modules/.bin/dep'
	works claude-code 'python3 server.py'
	works claude-code 'node net.js'
	for tool in go cargo ruby; do
		bare sh -c "command -v $tool" >/dev/null || continue
		case $tool in
		go) works go-dev 'go version' ;;
		cargo) works rust-dev 'rustc --version' ;;
		ruby) works claude-code 'ruby -e "Thread.new { system(%q(true)) or exit 1 }.join"' ;;
		esac
	done
	jobs_in_tmux claude-code
	# With the network blocked, local work goes on.
	policy blocked '"allow": ["$WORKDIR"]' \
		'"extends": ["node-dev", "python-dev"], "network": {"block": true}'
	everywhere_blocked
}

everywhere_blocked() {
	works blocked 'git init -q && git add . && git commit -q -m first'
	works blocked 'python3 threads.py'
	works blocked 'make -j2 && ./prog'
	! command -v npm >/dev/null || works blocked 'npm ci --offline --no-audit --no-fund && node_modules/.bin/dep'
	works blocked 'node events.js'
	# What it cannot do: Node's list of interfaces comes over netlink, and it throws.
	fresh
	status blocked "os.networkInterfaces() throws" 1 boxed blocked \
		node -e 'require("os").networkInterfaces()'
}

for tool in git python3 node cc make tmux bash curl wget perl; do
	command -v $tool >/dev/null || die "this test needs $tool"
done
run_tests
