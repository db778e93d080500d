#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# emit.sh - what the text for macOS lets through: ways around a protection, and hostile paths.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib.sh"
: "${NONOC:?the path of nonoc}" "${SCRATCH:?a scratch directory}"
cd "$SCRATCH"

# made PROFILE...: policy.sb of the lines.
made() {
	printf '%s\n' "$@" >profile.yaml
	rm -f policy.sb
	answers 0 "nonoc profile.yaml" "$NONOC" profile.yaml --target seatbelt -o policy.sb
}

home=/Users/me
# verdict WORD OPERATION ARGUMENT...: what nonoc's reader of the text says.
verdict() {
	want=$1
	shift
	# The controlling terminals are named by a pattern, and a parameter could be anything.
	got=$("$NONOC" why policy.sb --define HOME="$home" --define WORKDIR=/Users/me/work \
		--define TMPDIR=/private/tmp/me --define UID=501 "$@" 2>&1 | sed -n '1s/ .*//p')
	is "$want" "$got" "$*"
}

made 'filesystem:' '  allow: [~/work]' '  deny: [~/work/a/secret]' '  read: [/tmp/in]' \
	'  unix_socket_subtree: [~/work]'
# As the policy says, protected parts taken out.
verdict ALLOWED read /Users/me/work/x
verdict ALLOWED create /Users/me/work/x
verdict ALLOWED unlink /Users/me/work/x
verdict DENIED read /Users/me/work/a/secret
verdict DENIED read /Users/me/work/a/secret/x
verdict DENIED write /Users/me/work/a/secret
verdict DENIED create /Users/me/work/a/secret/x
# Names that only look alike are none.
verdict ALLOWED read /Users/me/work/a/secrets
verdict DENIED read /Users/me/worker
# Removing what is protected, and moving what leads to it.
verdict DENIED unlink /Users/me/work/a/secret
verdict DENIED rename /Users/me/work/a /Users/me/work/b
verdict ALLOWED rename /Users/me/work/c /Users/me/work/b
verdict DENIED link /Users/me/work/a/secret /Users/me/work/b
verdict ALLOWED link /Users/me/work/c /Users/me/work/b
# A granted directory itself stays: a link in its place would be followed by the next run.
verdict DENIED rmdir /Users/me/work
verdict DENIED symlink /Users/me/work
verdict ALLOWED symlink /Users/me/work/l
verdict ALLOWED rmdir /Users/me/work/d
# A socket below what is protected.
verdict ALLOWED connect_unix /Users/me/work/s
verdict DENIED connect_unix /Users/me/work/a/secret/s
# The other name of /tmp is the one that counts, and what groups protect stays so.
verdict ALLOWED read /private/tmp/in/x
verdict DENIED read /Users/me/.ssh/id

# Sockets by name, directly in a directory, and anywhere below one.
made 'filesystem:' '  unix_socket: [/opt/f/s]' '  unix_socket_dir: [/opt/d, ~/d, "$TMPDIR"]' \
	'  unix_socket_dir_bind: [/opt/b]' '  unix_socket_subtree: [/opt/t]' '  deny: [/opt/d/no]'
for path in /opt/f/s /opt/d/s /Users/me/d/s /private/tmp/me/s /opt/t/s /opt/t/a/s; do
	verdict ALLOWED connect_unix $path
done
for path in /opt/f/t /opt/d /opt/d/a/s /opt/d/no /opt/dx/s /Users/me/d/a/s /Users/me/s \
	/private/tmp/me/a/s /private/tmp/me; do
	verdict DENIED connect_unix $path
done
verdict ALLOWED bind_unix /opt/b/s --thing socket
verdict DENIED bind_unix /opt/b/a/s --thing socket
verdict DENIED bind_unix /opt/b --thing socket
verdict DENIED bind_unix /opt/d/s --thing socket
verdict DENIED create /opt/b/s
verdict DENIED read /opt/b/s
# The name of the home directory is no pattern.
home='/Users/m.'
verdict ALLOWED connect_unix /Users/m./d/s
verdict DENIED connect_unix /Users/me/d/s
home=/Users/me
# As policy text says it.
"$NONOC" profile.yaml --target seatbelt -S -o policy.nono
is 3 "$(grep -c '^allow connect_unix [^ ]* children' policy.nono)" 'three that are for connecting'
is 1 "$(grep -c '^allow make_sock,connect_unix /opt/b children' policy.nono)" 'and one for making, too'
# again PROFILE [OPTION]...: by way of policy text it comes to the same.
again() {
	name=$1
	shift
	answers 0 "$name" "$NONOC" "$name" --target seatbelt --no-comments "$@" -o direct.sb
	answers 0 "$name as policy text" "$NONOC" -S "$name" --target seatbelt "$@" -o again.nono
	answers 0 "$name from policy text" "$NONOC" again.nono --target seatbelt --no-comments "$@" -o again.sb
	# The language's own rules are no policy text, which says so.
	if grep -q '^# .* unsafe_macos_seatbelt_rules ' again.nono; then
		sed '/^(allow sysctl\*$/,/^)$/d' direct.sb >rest.sb
		! cmp -s direct.sb rest.sb || bad "$name has no such rule"
		mv rest.sb direct.sb
	fi
	cmp direct.sb again.sb || bad "$name: policy text says something else"
}
again profile.yaml
# One that may be made by name: any, in its directory and no deeper.
made 'filesystem:' '  unix_socket_bind: [/opt/f/s, ~/d/s]'
answers 0 'what that widens' "$NONOC" check profile.yaml --target seatbelt
says "N0716.*in '/opt/f'$"
verdict ALLOWED connect_unix /opt/f/s
verdict DENIED connect_unix /opt/f/t
verdict ALLOWED bind_unix /opt/f/t --thing socket
verdict ALLOWED bind_unix /opt/f/s --thing socket
verdict ALLOWED bind_unix /Users/me/d/s --thing socket
for path in /opt/f /opt/f/a/s /opt/s /Users/me/d/a/s; do
	verdict DENIED bind_unix $path --thing socket
done
again profile.yaml
for file in "$SRCDIR"/stdlib-groups/profiles/*.yaml; do
	again "$(basename "$file" .yaml)"
done
again default --define HOME=/Users/me --define TMPDIR=/tmp/me

# What starts from one anchor is taken out of what starts from another, wherever they lie.
made 'workdir:' '  access: readwrite'
home=/Users/me/work
verdict ALLOWED read /Users/me/work/x
verdict DENIED read /Users/me/work/.ssh/id
verdict DENIED unlink /Users/me/work/.ssh
home=/Users/me/work/me
verdict DENIED read /Users/me/work/me/.ssh/id
verdict DENIED rename /Users/me/work/me /Users/me/work/you
home=/Users/me

# Rights that only a policy text has apart.
made 'rules:' '  - allow read,list,write,truncate,create,rename ~/x dir'
verdict ALLOWED create /Users/me/x/a
verdict DENIED unlink /Users/me/x/a
verdict DENIED link /Users/me/x/a /Users/me/x/b

# With unlink_protection, too, what is protected cannot be removed.
made 'groups:' '  include: [unlink_protection]' 'filesystem:' '  allow: ["~"]' '  deny: [~/secret]'
verdict DENIED unlink /Users/me/secret
verdict DENIED rename /Users/me/.ssh/id /Users/me/x
verdict ALLOWED unlink /Users/me/x

# A bypass takes the carve-out away, for that file.
made 'filesystem:' '  allow_file: [~/Library/Keychains/login.keychain-db]' \
	'  bypass_protection: [~/Library/Keychains/login.keychain-db]'
verdict ALLOWED read /Users/me/Library/Keychains/login.keychain-db
verdict DENIED read /Users/me/Library/Keychains/other.keychain-db
is 1 "$(grep -c com.apple.SecurityServer policy.sb)" 'a keychain that is granted brings its daemon'
made 'meta:' '  name: x'
is 0 "$(grep -c com.apple.SecurityServer policy.sb || :)" 'without one, it is not to be asked'
is 0 "$(grep -c /private/etc/passwd policy.sb || :)" 'users are not listed'
verdict ALLOWED connect 443
verdict ALLOWED listen 8080

# With the home directory named, a keychain is still a path, and what looks alike is none.
for place in Library/Keychains/login.keychain-db Library/KeychainsBackup b/Library/Keychains; do
	printf '%s\n' 'filesystem:' "  read: [~/$place]" "  bypass_protection: [~/$place]" >profile.yaml
	answers 0 "nonoc $place" "$NONOC" profile.yaml --target seatbelt --define HOME=/Users/me \
		-o policy.sb
	grep -c com.apple.SecurityServer policy.sb >>keychains || :
done
is '1 0 0' "$(xargs <keychains)" 'what brings the daemon of keychains'

# All that is on the volume of everybody's files has another name there; all of it under that is none.
made 'filesystem:' '  read: [/System/Volumes/Data]'
says "warning.*N0725.*/System/Volumes/Data"
verdict DENIED read /System/Volumes/Data/Users/me/x

# A rule in macOS's language is for nothing that the profile has keys for.
for rule in 'signal (target others)' 'process-info* (target others)' 'file-read* (subpath "/")' \
	'fs-snapshot-mount (subpath "/")' 'network-outbound (remote ip "*:*")' 'default (target self)'; do
	printf '%s\n' 'unsafe_macos_seatbelt_rules:' "  - (allow $rule)" >profile.yaml
	answers 1 "a rule for ${rule%% *}" "$NONOC" profile.yaml --target seatbelt -o policy.sb
	says 'N0726.*have keys of their own'
done

# What is asked of the profile is asked of no file here: on this machine there is none of macOS's.
printf '%s\n' 'filesystem:' '  allow: [/opt/homebrew/x, /tmp/in]' >profile.yaml
for path in /opt/homebrew/x/f /tmp/in/f /private/tmp/in/f /System/Volumes/Data/opt/homebrew/x/f; do
	answers 0 "why $path" "$NONOC" why profile.yaml --target seatbelt write "$path"
	says '^ALLOWED .*write'
done
answers 1 'why beside it' "$NONOC" why profile.yaml --target seatbelt --define TMPDIR=/tmp/t \
	write /opt/homebrew/xx
# There a grant of the directory leaves out what is protected in it.
answers 1 'why: what holds what is protected' "$NONOC" why profile.yaml --target seatbelt create '~/x'
says '"write": \["~"\]'
answers 2 'why --probe' "$NONOC" why profile.yaml --target seatbelt --probe write /opt/homebrew/x
says 'the policy is for macOS'

# Programs that may be executed are listed.
made 'filesystem:' '  read: [~/x]' '  exec: [~/x/bin]'
verdict ALLOWED read /Users/me/x/lib/a
verdict DENIED exec /Users/me/x/lib/a
verdict ALLOWED exec /Users/me/x/bin/a

made 'network:' '  block: true' '  open_port: [3000]' '  listen_port: [8080]'
grep -c 'localhost:3000' policy.sb >count
is 2 "$(cat count)" 'open_port is for this host, both ways'
verdict DENIED connect 443
verdict ALLOWED listen 8080
verdict DENIED listen 8081
# One for any host widens the other for what it is itself, and no more.
made 'network:' '  block: true' '  open_port: [8080]' '  listen_port: [8080]'
is '(remote tcp "localhost:8080") (local tcp "*:8080")' \
	"$(sed -n 's/^  \(.*8080")\).*/\1/p' policy.sb | paste -sd ' ')" 'two lists with the same port'
# The same in policy text, which Landlock cannot hold.
"$NONOC" -S profile.yaml --target seatbelt >text
is 'allow connect tcp localhost:8080' "$(sed -n 's/ *#.*//; /localhost/p' text)" 'a port of this host, as text'
printf 'rules: ["allow connect tcp localhost:8080"]\n' >profile.yaml
answers 0 'such a rule for macOS' "$NONOC" profile.yaml --target seatbelt -o policy.sb
is 1 "$(grep -c 'remote tcp "localhost:8080"' policy.sb)" 'such a rule for macOS'
answers 1 'such a rule for Linux' "$NONOC" profile.yaml --target landlock -o policy.bin
made 'network:' '  block: true'
is 0 "$(grep -cE 'remote (ip|tcp|udp)|local (ip|tcp|udp)' policy.sb || :)" 'a blocked network has no rule'

# What the language cannot say beside the policy's rules is told by check, too.
printf 'unsafe_macos_seatbelt_rules: ["(allow file-read* (subpath \\"/\\"))"]\n' >profile.yaml
answers 1 'a rule about files, to nonoc check' "$NONOC" check profile.yaml --target seatbelt
answers 0 'the same for Linux' "$NONOC" check profile.yaml --target landlock

# A name that would end its string, its line or its rule.
for name in 'a"b' 'a\b' 'a)(b' '#"x' '\"))(allow default)(allow file-read (subpath \"/' 'a;b' "it's" 'é'; do
	printf '{"filesystem": {"read": [%s]}}' "$(printf '/opt/%s' "$name" | sed 's/[\\"]/\\&/g; s/.*/"&"/')" \
		>profile.json
	answers 0 "a path with $name" "$NONOC" profile.json --target seatbelt -o policy.sb
	verdict ALLOWED read "/opt/$name"
	verdict DENIED read /opt/b
	verdict DENIED read /Users/me/x
done
for name in '\n(allow default)' '\u0001' '\u007f' '\u0000'; do
	printf '{"filesystem": {"read": ["/opt/%s"]}}' "$(printf %s "$name" | sed 's/[%]/&&/g')" >profile.json
	answers 1 "a path with $name" "$NONOC" profile.json --target seatbelt -o policy.sb
done
# Where a rule comes from stands in a comment, and a file's name can hold anything.
mkdir -p 'd
(allow default)'
printf 'filesystem:\n  read: [/opt/x]\n' >'d
(allow default)/p.yaml'
answers 0 'a file with a strange name' "$NONOC" 'd
(allow default)/p.yaml' --target seatbelt -o policy.sb
is 0 "$(grep -c '^(allow default)' policy.sb || :)" 'the name of a file ends no comment'
verdict DENIED read /Users/me/x

summary 180
