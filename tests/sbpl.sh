#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sbpl.sh - nonoc why and nonoc dump on profiles of macOS's sandbox: verdicts, rules, places, text.
# shellcheck disable=SC2016,SC2088,SC2086 # the parameters' own names; one word an operand
set -eu

: "${NONOC:?the path of nonoc}" "${SCRATCH:?a directory}"
cd "$SCRATCH"
mkdir -p w
cat >p.sb <<'END'
(version 1) ; no more than this
(deny default (with no-log))
(deny process-info* file-link)
(allow file-read* (literal "/"))
(allow file-read* file-map-executable
  (subpath "/usr/lib")
  (require-all
    (subpath (param "WORKDIR"))
    (require-not (subpath (string-append (param "HOME") "/.ssh")))
    (require-not (literal "/a\"b\\"))))
(allow file-write* (subpath (param "WORKDIR")))
(allow network-outbound (to tcp "localhost:3128"))
(allow network-outbound (path "/private/var/run/mDNSResponder"))
(allow network-inbound (local tcp "*:8080"))
(allow sysctl-write (sysctl-name "kern.x"))
(allow file-ioctl (regex #"^/dev/tty"))
(allow mach-lookup (global-name "com.apple.logd"))
(allow signal (target same-sandbox))
(allow file-read-metadata (literal "/var"))
END
bad=0

# why STATUS TEXT ARGUMENT...: of p.sb; it says TEXT.
why() {
	want=$1 text=$2 status=0
	shift 2
	(cd w && "$NONOC" why ../p.sb "$@") >out 2>&1 || status=$?
	if [ "$status" -ne "$want" ] || ! grep -qF -- "$text" out; then
		echo "FAIL: why $*: status $status, expected $want and '$text'"
		cat out
		bad=1
	fi
}

why 0 'allowed by (allow ... (subpath "/usr/lib"))' read /usr/lib/x
why 0 '../p.sb:6:3' read /usr/lib/x
why 1 'denied by (deny default)' read /usr/lib2
why 0 "$HOME WORKDIR=" read /usr/lib/x
why 0 'ALLOWED  file-write-create' create "$(pwd)/w/x" --define WORKDIR="$(pwd)/w"
why 1 '/private/tmp/x' write /tmp/x --define WORKDIR=/w
why 0 '(subpath (param "WORKDIR"))' write '$WORKDIR/x'
why 0 '(subpath (param "WORKDIR"))' write x
why 0 'assuming that parameters lie apart from one another' read '$WORKDIR/x'
why 1 'DENIED  file-read-data  ~/.ssh/id' read '~/.ssh/id'
why 1 'assuming that no parameter lies below a path that the profile spells out' read '~/.ssh/id'
why 3 'unless this decides: (allow ... (subpath (param "WORKDIR")))' write '~/x'
why 1 'HOME=/h WORKDIR=/h/w' read '~/.ssh/id' --define HOME=/h --define WORKDIR=/h/w
why 0 'HOME=/h WORKDIR=/h' write '~/.ssh/id' --define HOME=/h --define WORKDIR=/h
why 1 'DENIED  file-read-data  /h/.ssh/id' read '~/.ssh/id' --define HOME=/h --define WORKDIR=/h
why 1 'DENIED  file-read-data  /a"b\' read '/a"b\' --define WORKDIR=/
why 0 'ALLOWED  file-read-data  /a"b\c' read '/a"b\c' --define WORKDIR=/
why 0 'file-write-unlink' rename '$WORKDIR/a' '$WORKDIR/b'
why 1 'DENIED  file-link' link '$WORKDIR/a' '$WORKDIR/b'
why 3 '(regex "^/dev/tty")' file-ioctl /dev/tty
why 1 'tcp port 3128 of another machine' connect 3128
why 1 'aside:  ALLOWED  network-outbound  tcp port 3128 of this machine' connect 3128
why 0 '(literal "/var")' file-read-metadata /var
why 1 'DENIED  file-read-metadata  /private/var/x' file-read-metadata /var/x --define WORKDIR=/w
why 0 'ALLOWED  network-bind  tcp port 8080 for other machines' listen 8080
why 1 'DENIED' listen udp 8080
why 0 '(literal "/private/var/run/mDNSResponder")' connect_unix /var/run/mDNSResponder
why 0 '(sysctl-name "kern.x")' sysctl-read kern.x
why 1 'DENIED' sysctl-read kern.y
why 0 'com.apple.logd' mach-lookup com.apple.logd
why 1 'DENIED' mach-lookup com.apple.secd
why 0 '(target same-sandbox)' signal self
why 1 'DENIED' signal others
why 1 'denied by (deny process-info*)' process-info-pidinfo others
why 0 "allowed by macOS itself: no rule covers 'file-clone'" file-clone /x
why 2 "'file-raed-data' is no operation; did you mean 'file-read-data'?" file-raed-data /x
why 2 "macOS has nothing like 'tmpfile'" tmpfile /x
why 2 'expects self, same-sandbox or others' signal me
why 2 'expected a port from 1 to 65535' connect 0
why 2 '--probe asks this kernel' read /x --probe
why 2 '--target-abi is about Landlock' read /x --target-abi 3
why 2 'two paths' rename /x

# An $XDG_* is its default below $HOME unless it is said; UID is who asks.
cat >xdg.sb <<'END'
(version 1)(deny default)
(allow file-read* (subpath (string-append (param "XDG_CONFIG_HOME") "/git")))
(allow file-read* (subpath (string-append "/run/user/" (param "UID"))))
END
xdg() {
	want=$1 status=0
	shift
	"$NONOC" why xdg.sb read "$@" >out || status=$?
	[ "$status" = "$want" ] || { echo "FAIL: xdg.sb $*: $status"; cat out; bad=1; }
}
xdg 0 '~/.config/git/x'
xdg 0 '$XDG_CONFIG_HOME/git/x'
xdg 1 '~/.ssh/id'
xdg 1 '$XDG_CACHE_HOME/git/x'
xdg 1 '~/.config/git/x' --define HOME=/h --define XDG_CONFIG_HOME=/c
xdg 0 '$XDG_CONFIG_HOME/git/x' --define HOME=/h --define XDG_CONFIG_HOME=/c
xdg 0 /run/user/7/x --define UID=7
xdg 1 /run/user/70/x --define UID=7

# What the kind of the object decides, and what nobody says.
cat >kind.sb <<'END'
(version 1)(deny default)
(allow file-read* (require-all (subpath "/a") (vnode-type DIRECTORY)))
END
for expected in "3 " "0 --thing directory" "1 --thing file"; do
	status=0
	"$NONOC" why kind.sb read /a/b ${expected#??} >out || status=$?
	[ "$status" = "${expected%% *}" ] || { echo "FAIL: kind.sb ${expected#??}: $status"; cat out; bad=1; }
done

"$NONOC" why p.sb read /usr/lib/x --format json >out.json
python3 - <<'PYTHON' || bad=1
import json
answer = json.load(open("out.json"))
assert answer["verdict"] == "allowed", answer
assert answer["asked"][0]["rule"]["place"] == "p.sb:6:3", answer
PYTHON

# A name is what it was defined as; what is not known has it as it was.
for word in 'file-read*' 'file-raed*'; do
	printf '(version 1)(deny default)\n(define unprotected-1 (literal "/a"))\n(allow %s unprotected-1)\n' \
		"$word" >named.sb
	"$NONOC" dump named.sb 2>err || [ $? = 3 ] || bad=1
done >dump.sb
diff -u - dump.sb <<'END' || bad=1
(version 1)
(deny default)
(allow file-read*
	(literal "/a"))
(version 1)
(deny default)
(define unprotected-1 (literal "/a"))
(allow file-raed* unprotected-1)
END

# In one way, which says the same and is its own text.
"$NONOC" dump p.sb >dump.sb
diff -u - dump.sb <<'END' || bad=1
(version 1)
(deny default)
(deny process-info* file-link)
(allow file-read*
	(literal "/"))
(allow file-read* file-map-executable
	(subpath "/usr/lib")
	(require-all (subpath (param "WORKDIR")) (require-not (subpath (string-append (param "HOME") "/.ssh"))) (require-not (literal "/a\"b\\"))))
(allow file-write*
	(subpath (param "WORKDIR")))
(allow network-outbound
	(remote tcp "localhost:3128"))
(allow network-outbound
	(literal "/private/var/run/mDNSResponder"))
(allow network-inbound
	(local tcp "*:8080"))
(allow sysctl*
	(sysctl-name "kern.x"))
(allow file-ioctl
	(regex "^/dev/tty"))
(allow mach-lookup
	(global-name "com.apple.logd"))
(allow signal
	(target same-sandbox))
(allow file-read-metadata
	(literal "/var"))
END
"$NONOC" dump dump.sb | cmp - dump.sb || bad=1
"$NONOC" dump --input-format sb - <p.sb | cmp - dump.sb || bad=1
"$NONOC" dump p.sb -o written.sb && cmp written.sb dump.sb || bad=1
status=0
"$NONOC" dump p.sb -o p.sb 2>out || status=$?
[ "$status" = 2 ] && grep -q 'is what is read' out || { echo "FAIL: dump onto itself"; bad=1; }

# What is not understood stands as it was, is told with its place, and may change any verdict.
cat >foreign.sb <<'END'
(version 1)
(deny default)
(import "system.sb")
(allow file-read* (home-subpath "/x") ; a comment
  (literal "/a"))
(allow file-new* (literal "/caf\303\251"))
END
status=0
"$NONOC" dump --format gcc foreign.sb >dump.sb 2>out || status=$?
[ "$status" = 3 ] || { echo "FAIL: dump foreign.sb: status $status"; bad=1; }
for place in 3:1 4:19 6:8; do
	grep -q "foreign.sb:$place: warning: .*\[N0036\]" out || { echo "FAIL: no $place"; cat out; bad=1; }
done
diff -u - dump.sb <<'END' || bad=1
(version 1)
(deny default)
(import "system.sb")
(allow file-read*
	(home-subpath "/x")
	(literal "/a"))
(allow file-new* (literal "/caf\xc3\xa9"))
END
status=0
"$NONOC" why foreign.sb read /a >out 2>&1 || status=$?
[ "$status" = 3 ] && grep -q 'foreign.sb:3:1' out || { echo "FAIL: why foreign.sb"; cat out; bad=1; }
# A verdict that the unknown cannot reach is one.
sed -e 3d -e '$d' foreign.sb >narrow.sb
status=0
"$NONOC" why narrow.sb read /a >out 2>&1 || status=$?
[ "$status" = 0 ] || { echo "FAIL: why narrow.sb read: $status"; cat out; bad=1; }
status=0
"$NONOC" why narrow.sb read /b >out 2>&1 || status=$?
[ "$status" = 3 ] || { echo "FAIL: why narrow.sb read /b: $status"; cat out; bad=1; }

# No other verb takes one.
for verb in check test hash fmt fix; do
	status=0
	"$NONOC" $verb p.sb >out 2>&1 || status=$?
	[ "$status" -ne 0 ] && grep -q "a profile of macOS's sandbox, expected a profile" out ||
		{ echo "FAIL: $verb p.sb: $status"; cat out; bad=1; }
done
status=0
"$NONOC" p.sb -o p.bin >out 2>&1 || status=$?
[ "$status" -ne 0 ] && [ ! -e p.bin ] || { echo "FAIL: p.sb compiles"; bad=1; }
exit "$bad"
