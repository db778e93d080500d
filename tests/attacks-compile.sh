#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016 # what looks like variables is nonoc's
#
# attacks-compile.sh - hostile profiles and outputs, by the numbers of docs/security-model.md.
#
# A refusal is an answer of 1 or 2 with a reason and no output, within 20 seconds of a processor
# and a gigabyte; beside each kind stands a neighbour without the fault, which compiles.
set -u
: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
. "$SRCDIR/tests/lib.sh"
cd "$SCRATCH" || exit 99
XDG_STATE_HOME=$SCRATCH/state
export XDG_STATE_HOME

# Sanitizers reserve more memory than there is, and cost tens of times.
if [ -n "${SANITIZERS-}" ]; then
	memory=unlimited seconds=300
else
	memory=1048576 seconds=20
fi

bounded() {
	(ulimit -v "$memory" && ulimit -t $seconds && exec timeout 200 "$NONOC" "$@")
}

# refused: status $actual, and a reason that is no flood and moves no cursor.
refused() {
	case ${actual=0} in
	1 | 2) ;;
	*) bad "$row: $what: status $actual: $(head -c 300 err)" ;;
	esac
	[ -s err ] || bad "$row: $what: no reason is given"
	[ "$(wc -c <err)" -lt 65536 ] || bad "$row: $what: a reason of $(wc -c <err) bytes"
	! LC_ALL=C grep -q "$(printf '[\033\007\177]\|\302[\200-\237]\|\342\200\256')" err ||
		bad "$row: $what: reaches the terminal"
}

# no SUFFIX TEXT [WHAT]: the text, with printf's escapes, does not compile.
no() {
	# shellcheck disable=SC2059 # the text is a format, so that it can have any byte
	printf "$2" >"profile.$1"
	no_file "profile.$1" "${3:-$1: $2}"
}

no_file() {
	what=$(printf '%.60s' "$2") actual=0
	count=$((count + 1))
	rm -f out.bin
	bounded "$1" -o out.bin >std 2>err || actual=$?
	[ ! -e out.bin ] || bad "$row: $what: it was written"
	refused
}

# compiles SUFFIX TEXT: the neighbour.
compiles() {
	# shellcheck disable=SC2059
	printf "$2" >"profile.$1"
	rm -f out.bin
	answers 0 "$row: $1: $2" bounded "profile.$1" -o out.bin
	[ -s out.bin ] || bad "$row: $2: nothing was written"
}

json() {
	row=C01
	compiles json '{"filesystem": {"read": ["/srv"]}}'
	# As in nono, comments and trailing commas are none.
	compiles json '{"filesystem": {"read": ["/srv",],},} // x'
	for text in '{"filesystem": {"read": ["/srv"]' '{"filesystem": {"read": ["/srv",,]}}' \
		'{"filesystem": {"read": [,"/srv"]}}' '{"filesystem": {"read": ["/srv"]}} # x' \
		'{"filesystem": {"read": ["/srv"]}} /* x' \
		'{"network": {"connect_port": [NaN]}}' '{"network": {"connect_port": [1e1]}}' \
		'{"network": {"connect_port": [01]}}' '{"network": {"connect_port": [0x50]}}' \
		'{"network": {"connect_port": [80.0]}}' '{"filesystem": {"read": ["/\\x73rv"]}}' \
		'{"filesystem": {"read": ["/srv"]}}{}' '{"filesystem": {"read": ["/srv"]}} x' \
		'{"filesystem": {"read": ["/srv"]}}\000' "{'filesystem': {}}" '{filesystem: {}}' ''; do
		no json "$text"
	done
	row=C02
	compiles json '\357\273\277{"filesystem": {"read": ["/sr\303\251"]}}'
	for text in '{"filesystem": {"read": ["/sr\377"]}}' '{"filesystem": {"read": ["/sr\300\257"]}}' \
		'{"filesystem": {"read": ["/\355\240\200"]}}' '{"filesystem": {"read": ["/\\ud800"]}}' \
		'{"filesystem": {"read": ["/srv\\u0000/x"]}}' '{"filesystem": {"re\\u0000ad": ["/srv"]}}' \
		'{"filesystem": {"read": ["/srv\000"]}}' '\377\376{\000}\000'; do
		no json "$text"
	done
	no yaml 'filesystem: {read: ["/sr\377"]}\n'
	no yaml 'filesystem: {read: ["/srv\\0/x"]}\n'
	no yaml '\377\376{\000}\000'
}

deep() {
	row=C03
	for depth in 2000 200000; do
		for kind in json yaml; do
			{
				printf '{"x-deep": '
				head -c "$depth" /dev/zero | tr '\0' '['
				head -c "$depth" /dev/zero | tr '\0' ']'
				echo '}'
			} >"deep.$kind"
			no_file "deep.$kind" "$kind, $depth levels"
			head -c "$depth" "deep.$kind" >"open.$kind"
			no_file "open.$kind" "$kind, $depth levels that do not end"
			sed 's/\[/{"a":/g; s/]/}/g' "deep.$kind" >"map.$kind"
			no_file "map.$kind" "$kind, $depth maps"
		done
	done
	awk 'BEGIN { for (i = 0; i < 2000; i++) printf "%*sa:\n", i, "" }' >block.yaml
	no_file block.yaml "yaml, 2000 levels by indentation"
}

keys() {
	row=C04
	compiles json '{"network": {"block": true}}'
	for text in '{"network": {"block": true, "block": false}}' \
		'{"network": {"block": true}, "network": {"block": false}}' \
		'{"network": {"block": true, "bl\\u006fck": false}}'; do
		no json "$text"
	done
	no yaml 'network: {block: true}\n"network": {block: false}\n'
	no yaml 'network:\n  block: true\n  block: false\n'
	no yaml 'x-a: &a {block: false}\nnetwork: {<<: *a, block: true}\n'
	row=C05
	for text in '{"filesytem": {"deny": ["/srv"]}}' '{"filesystem": {"denny": ["/srv"]}}' \
		'{"filesystem": {"Deny": ["/srv"]}}' '{"filesystem": {"d\\u0435ny": ["/srv"]}}' \
		'{"filesystem": {"deny ": ["/srv"]}}' '{"network": {"blocked": true}}'; do
		no json "$text"
	done
	no yaml 'filesystem: {d\320\265ny: [/srv]}\n'
	row=C06
	for text in '{"network": {"block": "false"}}' '{"network": {"block": 1}}' \
		'{"network": {"block": null}}' '{"network": {"block": [true]}}' \
		'{"filesystem": {"read": [["/srv"]]}}' '{"filesystem": {"read": {"/srv": true}}}' \
		'{"filesystem": {"read": "/srv"}}' '{"filesystem": {"read": [null]}}' \
		'{"network": {"connect_port": ["80"]}}' '{"network": true}' '[]' '"x"' 'null'; do
		no json "$text"
	done
}

yaml() {
	row=C07
	compiles yaml 'filesystem: {read: [/srv]}\n'
	awk 'BEGIN {
		print "x-a0: &a0 [/srv]"
		for (i = 1; i < 30; i++) printf "x-a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1
		print "filesystem: {read: *a29}"
	}' >bomb.yaml
	no_file bomb.yaml "an alias bomb"
	awk 'BEGIN { print "x-a: &a [1]"; for (i = 0; i < 50000; i++) printf "x-%d: *a\n", i }' >many.yaml
	no_file many.yaml "50000 aliases"
	no yaml 'x-a: &a [*a]\n'
	no yaml 'filesystem: {read: [*nothing]}\n'
	row=C08
	for text in 'filesystem: {read: [!!python/name:os.system x]}\n' 'extends: !include base.yaml\n' \
		'filesystem: {read: [!!binary L3Nydg==]}\n' '%%TAG ! tag:x,2000:\n---\nnetwork: {block: true}\n' \
		'%%YAML 3.0\n---\nnetwork: {block: true}\n' \
		'network: {block: true}\n---\nnetwork: {block: false}\n' '? {a: b}\n: c\n' '? [a]\n: c\n'; do
		no yaml "$text"
	done
	row=C09
	compiles yaml 'network:\n  block: true\n'
	for text in 'network: {block: no}\n' 'network: {block: off}\n' 'network: {block: True}\n' \
		'network: {block: ~}\n' 'network: {block: }\n' 'network: {connect_port: [1:20]}\n' \
		'network: {connect_port: [80.0]}\n' 'network: {connect_port: [0o120]}\n' \
		'network: {connect_port: [8_0]}\n' 'filesystem:\n  read:\n    - ~\n' \
		'filesystem:\n  read:\n    - >\n      /srv\n' 'filesystem:\n  read:\n    - |\n      /srv\n' \
		'filesystem:\n  read:\n    - /srv: y\n' 'filesystem:\n\tread: [/srv]\n'; do
		no yaml "$text"
	done
	row=N16
	no yaml 'network: {block: no}\n'
	no json '{"network": {"blocked": true}}'
	for text in '{"network": {"connect_port": []}}' '{"network": {"block": true, "connect_port": []}}'; do
		compiles json "$text"
		says 'warning\[N0707\]'
		"$NONOC" dump out.bin >std 2>err
		grep -q '^network' std || bad "$row: $text grants all: $(cat std)"
	done
}

extending() {
	row=C10
	mkdir -p base deep
	echo '{"filesystem": {"read": ["/opt"]}}' >base.json
	compiles json '{"extends": "./base.json"}'
	ln -s base.json linked.json
	compiles json '{"extends": "./linked.json"}'
	echo '{"extends": "./base.json"}' >left.json
	cp left.json right.json
	compiles json '{"extends": ["./left.json", "./right.json"]}'
	echo '{"extends": ' >broken.json
	mkfifo fifo.json
	mkdir directory.json
	ln -s /dev/zero zero.json
	ln -s /proc/self/environ self.json
	ln -s loop.json loop.json
	ln -s absent.json dangling.json
	for base in ./profile.json ./absent.json ./broken.json ../../../../etc/passwd /etc/passwd \
		https://example.org/base.json file:///etc/passwd 'base.json\\u0000x' './ba\\nse.json' \
		./directory.json ./fifo.json ./zero.json /dev/zero ./self.json /proc/self/environ ./loop.json \
		./dangling.json '' ' ' . ..; do
		no json "{\"extends\": \"$base\"}"
	done
	echo '{"extends": "./two.json"}' >one.json
	echo '{"extends": "./one.json"}' >two.json
	no json '{"extends": "./one.json"}'
	for i in $(seq 5000); do
		echo "{\"extends\": \"./$((i + 1)).json\"}"
	done | split -l 1 -d -a 4 --additional-suffix=.json --numeric-suffixes=1 - deep/
	no json '{"extends": "./deep/0001.json"}' "a chain of 5000"
	awk 'BEGIN { printf "{\"extends\": ["; for (i = 0; i < 20000; i++) printf "\"./absent.json\", "
		print "\"./absent.json\"]}" }' >fan.json
	no_file fan.json "20000 bases"
	row=C11
	echo '{"network": {"block": true}}' >closed.json
	compiles json '{"extends": "./closed.json", "network": {"block": false}}'
	says 'warning\[N0112\]'
	"$NONOC" dump out.bin >std 2>err
	grep -q '^network' std || bad "$row: the child has opened the network: $(cat std)"
	echo '{"filesystem": {"allow": ["~"]}}' >wide.json
	no json '{"extends": "./wide.json"}'
	row=C12
	cp base.json world.json
	chmod 666 world.json
	truncate -s 2G sparse.json
	for file in directory.json fifo.json zero.json self.json sparse.json dangling.json loop.json \
		/dev/zero /dev/urandom /proc/self/mem; do
		no_file "$file" "$file"
	done
	# Writable by others, it is a warning: what counts is the blob.
	compiles json '{"filesystem": {"read": ["/opt"]}}'
	chmod 666 profile.json
	answers 0 "$row: writable by others" bounded profile.json -o out.bin
}

# fails WHAT COMMAND...: 2, a reason, and the output as it was.
fails() {
	what=$1 actual=0
	shift
	count=$((count + 1))
	printf 'as it was' >kept/out.bin
	"$@" >std 2>err || actual=$?
	[ "$actual" = 2 ] || bad "$row: $what: status $actual: $(cat err)"
	[ "$(ls -A kept) $(cat kept/out.bin)" = "out.bin as it was" ] || bad "$row: $what: $(ls -lA kept)"
}

outputs() {
	row=C13
	mkdir kept
	compiles json '{"filesystem": {"read": ["/srv"]}}'
	cp out.bin right.bin
	fails "a full device" "$NONOC" profile.json -o /dev/full
	fails "a directory" "$NONOC" profile.json -o directory.json
	fails "a limit on files" sh -c 'ulimit -f 1; trap "" XFSZ; exec "$NONOC" profile.json -o kept/out.bin'
	fails "its own source" "$NONOC" profile.json -o profile.json
	fails "a full standard output" sh -c '"$NONOC" dump right.bin >/dev/full'
	printf 'kept' >target
	ln -s target symlink.bin
	answers 0 "$row: a symlink" "$NONOC" profile.json -o symlink.bin
	is "kept" "$(cat target)" "$row: what a symlink leads to is left alone"
	(umask 0 && "$NONOC" profile.json -o open.bin)
	is 644 "$(stat -c %a open.bin)" "$row: no umask"
	for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
		rm -f kept/out.bin
		sh -c "exec \"\$NONOC\" profile.json -o kept/out.bin $closed" 2>err
		cmp -s right.bin kept/out.bin || bad "$row: closed: $closed: $(ls -l kept) $(cat err)"
		count=$((count + 1))
	done
	[ -n "${SANITIZERS-}" ] || for kilobytes in 4000 5000 6000 8000 12000; do
		rm -f kept/out.bin
		(ulimit -v $kilobytes && exec "$NONOC" profile.json -o kept/out.bin) >std 2>err
		[ ! -e kept/out.bin ] || cmp -s right.bin kept/out.bin ||
			bad "$row: $kilobytes kB of memory: half an output"
		[ "$(ls -A kept)" = "out.bin" ] || [ -z "$(ls -A kept)" ] ||
			bad "$row: $kilobytes kB of memory: leaves $(ls -A kept)"
		count=$((count + 1))
	done
}

names() {
	row=C17
	compiles json '{"filesystem": {"read": ["$HOME/x", "~/y", "$XDG_CACHE_HOME/z"]}}'
	for path in '$HOMEX/x' '${HOME}/x' '${HOME:-/}' '$$HOME' '$HOME$HOME' '/x/$HOME' '$HOME/../x' '$' \
		'~root/x' '$(id)' '`id`' '$HOME/$USER'; do
		no json "{\"filesystem\": {\"read\": [\"$path\"]}}"
	done
	# What the variables are is asked when the command runs, not here.
	compiles json '{"filesystem": {"read": ["$HOME/x"]}}'
	for home in / relative /.. ''; do
		HOME=$home answers 0 "$row: HOME '$home'" "$NONOC" profile.json -o kept/out.bin
	done
	row=C18
	long=$(printf '%4097s' '' | tr ' ' x)
	for path in srv ../srv '' ' ' '\\t' "/$long" "/$long/*" '/srv/*'  '/srv/[ab]' '/srv/?' \
		'https://example.org/x' 'file:///srv' '~somebody' '/srv/../../..'; do
		no json "{\"filesystem\": {\"read\": [\"$path\"]}}"
	done
	row=C19
	for path in '~/.ssh' '~/.ssh/' '~//.ssh' '~/./.ssh' '~/x/../.ssh' '~/.ssh/id_rsa' '~' '~/' '/' \
		'/home/..' '~/.ssh/.'; do
		no json "{\"filesystem\": {\"allow\": [\"$path\"]}}"
	done
	compiles json '{"filesystem": {"allow": ["~/.sshfoo", "~/.ss"]}}'
	compiles json '{"filesystem": {"allow": ["~/.SSH"]}}'
	answers 0 "$row: another case" "$NONOC" check profile.json
	says 'N0211'
	HOME=$SCRATCH/home
	mkdir -p "$HOME/.ssh"
	for path in "$HOME" "$HOME/.ssh" "${HOME%/*}" "${HOME%/home}/./home/.ssh"; do
		echo "{\"filesystem\": {\"allow\": [\"$path\"]}}" >absolute.json
		actual=0 what="$path by its own name" count=$((count + 1))
		"$NONOC" --define HOME="$HOME" absolute.json -o out.bin >std 2>err || actual=$?
		refused
	done
	ln -s "$HOME/.ssh" to_ssh
	echo "{\"filesystem\": {\"allow\": [\"$SCRATCH/to_ssh\"]}}" >link.json
	answers 0 "$row: a symlink" "$NONOC" check --host-checks link.json
	says 'N0214'
}

# told CODE TEXT: compiles, and a reviewer is told.
told() {
	# shellcheck disable=SC2059
	printf "$2" >profile.json
	answers 0 "$row: $2" "$NONOC" check profile.json
	says "warning\[$1\]"
}

# Grants that let something outside be used, seen or changed.
risks() {
	row=F31
	told N0515 '{"rules": ["allow device /srv dir"]}'
	row=F33
	told N0508 '{"filesystem": {"allow": ["/srv/x"]}}'
	row=F35
	told N0502 '{"workdir": {"access": "readwrite"}}'
	for file in .git/hooks .git/config .vscode/tasks.json .envrc .mcp.json; do
		told N0502 "{\"filesystem\": {\"write\": [\"\$WORKDIR/$file\"]}}"
	done
	row=F36
	told N0502 '{"filesystem": {"write": ["~/bin"]}}'
	told N0502 '{"filesystem": {"write": ["~/.config/autostart"]}}'
	told N0502 '{"filesystem": {"write": ["~/.config/systemd/user"]}}'
	no json '{"filesystem": {"write_file": ["~/.bashrc"]}}'
	no json '{"filesystem": {"write_file": ["~/.ssh/authorized_keys"]}}'
	row=F37
	told N0501 '{"filesystem": {"write": ["~/.cache"]}}'
	no json '{"filesystem": {"write": ["~/.cargo"]}}'
	no json '{"filesystem": {"write": ["~/.npm"]}}'
	row=F38
	for path in '~' '$HOME' '/' '/home/../'; do
		no json "{\"filesystem\": {\"read\": [\"$path\"]}}"
	done
	row=F39
	no json '{"filesystem": {"allow": ["/srv"], "deny": ["/srv/secret"]}}'
	compiles json '{"filesystem": {"allow": ["/srv"], "deny": ["/opt/secret"]}}'
	row=F40
	told N0509 '{"filesystem": {"read": ["/etc"]}}'
	says '/etc/shadow'
	row=F41
	told N0501 '{"filesystem": {"write": ["/proc"]}}'
	told N0501 '{"filesystem": {"write": ["/dev"]}}'
	told N0501 '{"filesystem": {"write": ["/sys"]}}'
	told N0502 '{"filesystem": {"write": ["/proc/sys"]}}'
	row=F48
	told N0211 '{"filesystem": {"read": ["~/.SSH"]}}'
	row=F49
	told N0215 '{"filesystem": {"read": ["/srv/e\\u0301"]}}'
	told N0008 '{"filesystem": {"read": ["/srv/\342\200\256"]}}'
	! grep -q "$(printf '\342\200\256')" std err || bad "$row: it reaches the terminal"
	told N0008 '{"filesystem": {"read": ["/srv/a\342\200\213b"]}}'
	row=F51
	no json '{"filesystem": {"read": ["$XDG_CONFIG_HOME/gcloud"]}}'
	no json '{"filesystem": {"read": ["$XDG_CONFIG_HOME"]}}'
	row=P03
	told N0509 '{"filesystem": {"read": ["/proc"]}}'
	row=P34
	told N0708 '{"network": {"block": true, "open_port": [8080]}}'
	row=P30
	no json '{"filesystem": {"unix_socket": ["/var/run/docker.sock"]}}'
	told N0504 '{"filesystem": {"unix_socket": ["$XDG_RUNTIME_DIR/bus"]}}'
}

# What a gigabyte and 20 seconds are for.
large() {
	row=C20
	{ printf '{"filesystem": {"read": ["/' && head -c 50000000 /dev/zero | tr '\0' a && echo '"]}}'; } >l.json
	no_file l.json "a string of 50 MB"
	{ printf '{"network": {"connect_port": [' && head -c 5000000 /dev/zero | tr '\0' 1 && echo ']}}'; } >l.json
	no_file l.json "an integer of 5 MB"
	{ echo '{' && head -c 100000000 /dev/zero | tr '\0' ' ' && echo '}'; } >l.json
	no_file l.json "100 MB of blanks"
	{ printf '{"filesystem": {"read": ["/' && yes '\u0061' | head -n 5000000 | tr -d '\n' && echo '"]}}'; } >l.json
	no_file l.json "five million escapes"
	awk 'BEGIN { printf "{"; for (i = 0; i < 1000000; i++) printf "\"k%d\": 1,", i; print "\"k\": 1}" }' >l.json
	no_file l.json "a million keys"
	{ printf 'x-a: "' && head -c 50000000 /dev/zero | tr '\0' a && echo '"'; } >l.yaml
	no_file l.yaml "yaml: a string of 50 MB"
	row=C21
	rules 70000 >l.json
	answers 0 "$row: 70000 rules" bounded l.json -o out.bin
	is 70000 "$("$NONOC" dump out.bin | grep -c '/srv/r')" "$row: none is lost"
	rules 1000001 >l.json
	no_file l.json "a million rules and one"
	# What is named very often costs what it is long.
	awk 'BEGIN { printf "{\"extends\": [\"default\""
		for (i = 0; i < 20000; i++) printf ", \"default\""; print "]}" }' >l.json
	answers 0 "$row: a base 20000 times" bounded l.json -o out.bin
	awk 'BEGIN { printf "{\"filesystem\": {\"read\": [\"/d\"], \"bypass_protection\": [\"/d\"], \"deny\": [\"/d/0\""
		for (i = 1; i < 15000; i++) printf ", \"/d/%d\"", i; print "]}}" }' >l.json
	answers 0 "$row: a bypass of 15000 denies" bounded l.json -o out.bin
	says ' and 14929 more'
	for kind in 'deny write' 'allow read' 'allow write' bypass; do
		{
			echo 'rules:'
			yes "  - allow read /srv/x" | head -n 40000
			yes "  - $kind /srv/x" | head -n 40000
		} >l.yaml
		answers 0 "$row: one path 80000 times: $kind" bounded l.yaml -o out.bin
	done
	{ printf '{"rules": [' && yes '/*c*/' | head -n 600000 | tr -d '\n' && echo ']}'; } >l.jsonc
	answers 0 "$row: 600000 comments on a line" bounded fmt l.jsonc
	awk 'BEGIN { printf "{\"environment\": {\"set_vars\": {\"A\": \"\"";
		for (v = 0; v < 3; v++) {
			printf ", \"A%d\": \"", v
			for (i = 0; i < 13000; i++) printf "$HOME"
			printf "\""
		}
		print "}}}" }' >l.json
	answers 0 "$row: variables that are long" bounded --define HOME=/home/x check l.json
	rm -f l.json l.yaml
}

rules() {
	awk -v n="$1" 'BEGIN { printf "{\"filesystem\": {\"read\": ["
		for (i = 1; i < n; i++) printf "\"/srv/r%d\",", i
		print "\"/srv/r\"]}}" }'
}

# How often each file is opened while nonoc runs.
once() {
	row=C22
	echo '{"filesystem": {"read": ["/opt"]}}' >base.json
	compiles json '{"extends": "./base.json"}'
	is "1 1" "$(python3 -c '
import ctypes, os, struct, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
fd = libc.inotify_init1(os.O_NONBLOCK)
IN_OPEN, files = 0x20, sys.argv[2:]
watches = [libc.inotify_add_watch(fd, f.encode(), IN_OPEN) for f in files]
subprocess.run([sys.argv[1], files[0], "-o", "out.bin"], check=True)
data, seen = os.read(fd, 65536), []
while data:
    watch, _, _, length = struct.unpack_from("iIII", data)
    data = data[16 + length:]
    seen.append(watch)
print(*[seen.count(w) for w in watches])' "$NONOC" profile.json base.json 2>err)" "$row: opened once"
	row=C23
	for text in '{"filesystem": {"read": ["/a\\u001b[31m"]}}' '{"\\u001b]0;t\\u0007": 1}' \
		'{"extends": "./\\u009b31m.json"}' '{"filesystem": {"read": ["\\u202e"]}}' \
		'{"filesystem": {"read": ["srv\\u007f"]}}'; do
		no json "$text"
	done
	no yaml 'filesystem: {read: ["/a\\e[31m"]}\n'
	row=C24
	compiles json '{"filesystem": {"read": ["/b", "/a"], "allow": ["/c"]}, "extends": "claude-code"}'
	cp out.bin first.bin
	mkdir -p elsewhere
	cp profile.json elsewhere/
	(cd elsewhere && TZ=Asia/Tokyo LC_ALL=C HOME=/home/nobody setarch -R "$NONOC" profile.json -o out.bin 2>err)
	cmp -s first.bin elsewhere/out.bin || bad "$row: other bytes"
	is "$(sha256sum <first.bin)" "$(sha256sum <elsewhere/out.bin)" "$row: bytes"
	row=C25
	HOME=/home/somebody "$NONOC" profile.json -o other.bin 2>err
	is "$(sha256sum <first.bin)" "$(sha256sum <other.bin)" "$row: no home directory is in it"
	! grep -qa "$SCRATCH" first.bin || bad "$row: it names a place of this machine"
}

json
deep
keys
yaml
extending
outputs
names
risks
large
once
summary 200
