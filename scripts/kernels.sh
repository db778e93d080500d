#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kernels.sh NONOC - writes docs/kernels.md to standard output: ABI by shipped profile, as nonoc sees it.
set -eu
LC_ALL=C
export LC_ALL

nonoc=${1:?usage: kernels.sh NONOC}
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$work"
HOME=$work XDG_CONFIG_HOME=$work XDG_STATE_HOME=$work
export HOME XDG_CONFIG_HOME XDG_STATE_HOME

abis='1 2 3 4 5 6 7 8 9 10 11'

# losses ABI PROFILE: "N0719 fs.ioctl_dev" and the like, a line each.
losses() {
	"$nonoc" -v --format gcc --target-abi "$1" "$2" -o policy.bin >report 2>&1 || [ $? = 3 ] || {
		cat report >&2
		exit 1
	}
	sed -n 's/.*: Landlock ABI .* (\([a-z]*\.[a-z_]*\)) \[\(N07[12][0-9]\)\]$/\2 \1/p' report
}

# row TITLE PROFILE: a line of a table.
row() {
	printf '| %s | refused |' "$1"
	for abi in $abis; do
		losses "$abi" "$2" >found
		awk '
		BEGIN {
			split("fs.ioctl_dev i scope.signal s scope.abstract_unix_socket a fs.disconnected d " \
				"fs.resolve_unix u net.udp n net.tcp p fs.refer r fs.truncate t", names, " ")
			for (k = 1; k in names; k += 2) {
				order[k] = names[k]
				letter[names[k]] = names[k + 1]
			}
		}
		{ kind[$2] = $1 == "N0719" ? "weaker" : $1 == "N0721" ? "noted" : "refused" }
		kind[$2] == "refused" { refused = 1 }
		END {
			for (k = 1; k in order; k += 2) {
				if (kind[order[k]] == "weaker")
					weaker = weaker toupper(letter[order[k]])
				else if (kind[order[k]] == "noted")
					noted = noted letter[order[k]]
			}
			for (name in kind)
				if (!(name in letter))
					exit 1
			all = weaker (weaker && noted ? " " : "") noted
			printf " %s |", refused ? "refused" : all == "" ? "all" : all
		}' found || {
			echo "kernels.sh: a loss without a letter: $(cat found)" >&2
			exit 1
		}
	done
	printf '\n'
}

head() {
	printf '| %s | none |' "$1"
	printf ' %s |' $abis
	printf '\n|---|---|'
	printf -- '---|%.0s' $abis
	printf '\n'
}

# case_row TITLE JSON: the same for a profile of one's own.
case_row() {
	printf '%s\n' "$2" >case.json
	row "$1" case.json
}

cat <<'END'
# Kernels: what of a policy holds where

Written by `scripts/kernels.sh` from what `nonoc --target-abi` says; `tests/abi/kernels.sh` holds it
to that. `nono-exec --features` prints the same for the kernel at hand.

| Landlock ABI | Linux | brings |
|---|---|---|
| none | before 5.13, or built or booted without it | |
| 1 | 5.13 | reading, writing, executing, making and removing files |
| 2 | 5.19 | renaming and linking between directories |
| 3 | 6.2 | truncating |
| 4 | 6.7 | TCP ports |
| 5 | 6.10 | ioctl on devices |
| 6 | 6.12 | signals and abstract unix sockets |
| 7 | 6.15 | the audit log |
| 8 | 7.0 | the fix of erratum 3, in all kernels from here on |
| 9 | 7.1 | unix sockets by path |
| 10 | 7.2 | UDP ports |
| 11 | 7.3 | nothing that a policy needs |

A newer kernel is used like the newest of these.

## The shipped profiles

Each starts on every kernel with Landlock. **A capital letter is a promise that does not hold**: a
warning at every run, and a refusal with `--strict`. A small one is a note with `-v`: something is
denied although it is granted, or the profile has accepted the loss. "All" is held in full, "refused"
does not start.

END
head profile
for file in "$top"/stdlib-groups/profiles/*.yaml; do
	name=${file##*/}
	row "${name%.yaml}" "${name%.yaml}"
done
cat <<'END'

| letter | name | about |
|---|---|---|
| I | `fs.ioctl_dev` | ioctl on devices that may be opened; the filter closes the dangerous ones |
| S | `scope.signal` | signals to processes outside |
| A | `scope.abstract_unix_socket` | abstract unix sockets of processes outside |
| D | `fs.disconnected` | renaming in a directory that was moved out of a bind mount; holds on ABI 2 to 7, too, where the kernel says that Landlock's erratum 3 is fixed |
| U, u | `fs.resolve_unix` | unix sockets by path: all can be connected to; or, without a `unix_socket` key, none can be made but connected pairs |
| N | `net.udp` | ports of UDP: all or none |
| p | `net.tcp` | ports of TCP: all, and the profile has accepted that |
| r | `fs.refer` | renaming and linking between directories is always denied |
| t | `fs.truncate` | files are truncated only by opening them for writing |

`compat.accept` in a profile makes a note of a warning, `compat.require` a refusal of either.

## Your own

On top of the default profile:

END
head profile
case_row '`network.block`' '{"network": {"block": true}}'
case_row '`network.connect_port`, `listen_port`' \
	'{"network": {"connect_port": [443], "listen_port": [8080]}}'
case_row '`network.connect_port`, `net.tcp` accepted' \
	'{"network": {"connect_port": [443]}, "compat": {"accept": ["net.tcp"]}}'
case_row '`network.udp` with ports' '{"network": {"udp": [53]}}'
case_row '`filesystem.unix_socket`' '{"filesystem": {"unix_socket": ["/run/x.sock"]}}'
cat <<'END'

A blocked network is closed by the filter on every kernel. Lists of TCP ports are held by Landlock
alone, so that a kernel without them refuses, unless the profile accepts that.
END
