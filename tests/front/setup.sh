#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# setup.sh - nono setup says of this kernel what nono-exec and nonoc say of it.
set -u
. "$SRCDIR/tests/lib.sh"
need_python json
cd "$SCRATCH" || exit 99

abi=$("$LANDLOCK_ABI")
works=0
[ "$abi" -gt 0 ] || works=1

answers "$works" "setup" "$NONO" setup --check-only
says "^kernel  *$(uname -r) $(uname -m)\$"
says '^WSL  *no$'
[ "$works" = 1 ] || says "^Landlock  *ABI $abi, of [0-9]* that nono knows; errata fixed: "
[ "$works" = 1 ] || says '^policies  *can be applied$'
cp std first
answers "$works" "setup without an option" "$NONO" setup
cmp -s std first || bad "setup without an option says something else"
# Who is asked is the kernel, not who asks.
answers "$works" "an environment of WSL" env WSL_DISTRO_NAME=Debian WSL_INTEROP=/run/x "$NONO" setup
cmp -s std first || bad "the environment was believed"
answers "$works" "-v" "$NONO" setup -v
says '^  fs.truncate  *[a-z]* '
says '^Parity with the newest kernel: [0-9]* of [0-9]* ([0-9]* %)$'
answers "$works" "--silent" "$NONO" setup --silent
[ ! -s std ] || bad "--silent says something"
answers 2 "an operand" "$NONO" setup now
says "usage: nono setup"
answers 2 "what nono 0.66 would install" "$NONO" setup --shell-integration
says "'--shell-integration': nono needs nothing"
answers 2 "full" sh -c '"$NONO" setup >/dev/full'

# losses ABI: what nonoc says of that ABI, a name a line.
losses() {
	"$NONOC" default --target-abi "$1" -v -o out.bin 2>&1 | grep 'Landlock ABI' |
		sed -n 's/.*(\([a-z_.]*\))$/\1/p' | sort
}

answers "$works" "--json" "$NONO" setup --json
cp std setup.json
"$NONO_EXEC" --features >features.json
for n in 1 2 3 4 5 6 7 8 9 10 11; do
	"$python" - "$n" <<'END' | sort >ours
import json, sys
losses = json.load(open("setup.json"))["default_profile"]["by_abi"][sys.argv[1]]
print("\n".join(sum(losses.values(), [])))
END
	is "$(losses "$n")" "$(sed '/^$/d' ours)" "what ABI $n loses"
done
"$python" - "$works" <<'END' || bad "JSON"
import json, sys
setup = json.load(open("setup.json"))
features = json.load(open("features.json"))
assert setup["features"] == features
assert setup["starts"] == features["starts"] == (sys.argv[1] == "0")
assert setup["wsl"] is None
assert 0 < setup["parity"]["all"] and setup["parity"]["kept"] <= setup["parity"]["all"]
END
summary 20
